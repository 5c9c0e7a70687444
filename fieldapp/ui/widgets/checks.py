"""Verdict buttons of a checklist: OK, NOK or N.A. in one tap, NOK opens its reason in the row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.layout import column, grow, pad, row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text


class Verdict(StrEnum):
    """Name the three answers to a check."""

    OK = "ok"
    NOK = "nok"
    NOT_APPLICABLE = "na"


_FACES: Final[dict[Verdict, tuple[str, Role]]] = {
    Verdict.OK: ("check", Role.DONE),
    Verdict.NOK: ("x", Role.DANGER),
    Verdict.NOT_APPLICABLE: ("minus", Role.NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class Check:
    """Hold one check: its identifier (`check-3`), its words, the answer so far and what is missing."""

    identifier: str
    words: str
    verdict: Verdict | None = None
    missing: str = ""
    mandatory: bool = True
    frozen: bool = False


def check_row(
    look: Look, check: Check, choose: Callable[[Verdict], Any], *, extra: ft.Control | None = None
) -> ft.Control:
    """Draw a check and its three buttons; `extra` (photo, reason) stands below, inside the row."""
    # At the desk, what cannot be answered shows its answer only: dead buttons would ask to be pressed.
    told_only = check.frozen and not look.measures.field
    offered = [verdict for verdict in Verdict if not told_only or check.verdict is verdict]
    buttons: list[ft.Control] = [_verdict(look, check, verdict, choose) for verdict in offered]
    if not buttons:
        buttons = [quiet(look, look.t("check.not_yet"))]
    words = text(look, check.words, Style.LEAD)
    if look.measures.large_text:
        first: ft.Control = column(words, row(*buttons, gap=10, wrap=True), gap=8)
    else:
        first = row(grow(words), *buttons, gap=10)
    lines = [first]
    if check.missing:
        danger = look.tint(Role.DANGER).strong
        lines.append(
            row(glyph(look, "camera", color=danger), grow(text(look, check.missing, Style.STRONG, color=danger)))
        )
    if extra is not None:
        lines.append(extra)
    return ft.Container(column(*lines, gap=8, stretch=True), padding=pad(10, 20 if look.measures.field else 12))


def _verdict(look: Look, check: Check, verdict: Verdict, choose: Callable[[Verdict], Any]) -> ft.Semantics:
    name, role = _FACES[verdict]
    on = check.verdict is verdict
    tint = look.tint(role)
    ink = tint.on if on else look.tokens.ink2
    word = look.t(f"check.{verdict.value}")
    style = look.measures.type(Style.BOLD)
    line = row(glyph(look, name, style.size + 4, color=ink), text(look, word, Style.BOLD, color=ink), gap=6)
    line.tight = True
    line.alignment = ft.MainAxisAlignment.CENTER
    drawn = ft.Container(
        line,
        width=92 * max(1.0, look.measures.text_scale) if look.measures.field else None,
        padding=pad(
            look.breath(60 if look.measures.field else 40, style.size + 4, border=1.5), 4 if look.measures.field else 12
        ),
        border_radius=14,
        bgcolor=tint.strong if on else look.tokens.card,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong if on else look.tokens.edge),
        alignment=ft.Alignment.CENTER if look.measures.field else None,
    )
    tap = Tap(
        f"{check.identifier}-{verdict.value}",
        look.t("check.label", item=check.words, verdict=word),
        partial(choose, verdict),
        selected=on,
        enabled=not check.frozen,
    )
    return press(look, tap, drawn)
