"""What an office shows when its screens may not be seen: past its lease, or taken back by the town hall."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import flet as ft

from fieldapp.account.actions import Answer
from fieldapp.account.screens_secret import ask_again
from fieldapp.account.screens_threshold import in_the_middle, live
from fieldapp.ui.i18n import stamp
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.support import support_line
from fieldapp.ui.widgets.text import heading, quiet, text


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of the agent's work is still on the device."""

    changes: int
    photos: int


@ft.component
def send_only(
    waits: Waiting,
    sign_in: Callable[[str, str], Awaitable[Answer]],
    retry: Callable[[], Any],
    leave: Callable[[], Any],
) -> ft.Control:
    """Say that the lease is over: nothing is lost, what waits goes up, the phrase brings all back."""
    look = use_look()
    parts = [
        *_told(look, "lease_ended", "lock-key"),
        _waiting(look, waits),
        ask_again(sign_in, None),
        button(look, Action("gate-retry", look.t("shell.retry"), retry, glyph="arrow-clockwise")),
        button(look, Action("gate-lock", look.t("account.gate_lock"), leave, glyph="lock")),
    ]
    return in_the_middle(look, column(*parts, gap=18, stretch=True))


@ft.component
def leaving(waits: Waiting, by: tuple[datetime, datetime], retry: Callable[[], Any]) -> ft.Control:
    """Say that the town hall takes the device back; `by` is the latest moment of the wipe, and now."""
    look = use_look()
    latest = quiet(look, look.t("account.wiping_by", moment=stamp(look.t, *by)))
    parts = [*_told(look, "wiping", "shield-warning"), _waiting(look, waits)]
    if waits.changes or waits.photos:
        parts += [latest, button(look, Action("gate-retry", look.t("shell.retry"), retry, glyph="arrow-clockwise"))]
    return in_the_middle(look, column(*parts, gap=18, stretch=True))


def _told(look: Look, key: str, name: str) -> list[ft.Control]:
    title = heading(look, look.t(f"account.{key}_title"), level=1, style=Style.TITLE)
    head = row(plate(look, name, 68, role=Role.WAIT, solid=True), grow(title), gap=18)
    words = live(text(look, look.t(f"account.{key}_text")))
    return [head, words, support_line(code_of(f"account.{key}"))]


def _waiting(look: Look, waits: Waiting) -> ft.Control:
    if not waits.changes and not waits.photos:
        return live(banner(look, "check", look.t("account.gate_nothing"), role=Role.DONE))
    counted = " · ".join(
        look.t(f"account.gate_{name}", n=count)
        for name, count in (("changes", waits.changes), ("photos", waits.photos))
        if count
    )
    return live(banner(look, "cloud-arrow-up", look.t("account.gate_waits", what=counted), role=Role.WAIT))
