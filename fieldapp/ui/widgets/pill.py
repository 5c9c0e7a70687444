"""The status pill: top right of every screen, the truth about what has left the tablet.

Priority (DOMAIN F 2–3): what needs a decision, then no network, then what waits, then « À jour », which is
said only when the server has confirmed every item of this device.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import flet as ft

from fieldapp.ui.i18n import clock, stamp
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.layout import pad
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, text


@dataclass(frozen=True, slots=True)
class UpToDate:
    """Everything made here was confirmed by the server; last word exchanged `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ToSend:
    """The network is there and `n` items wait for the server’s word."""

    n: int


@dataclass(frozen=True, slots=True)
class Offline:
    """No answer from the server; `n` items wait (0 when nothing waits)."""

    n: int = 0


@dataclass(frozen=True, slots=True)
class ToReconcile:
    """`n` items were refused or conflict: an agent decides."""

    n: int


@dataclass(frozen=True, slots=True)
class Never:
    """This device has not yet received anything."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Sending is stopped by a fault of ours; `n` items are kept here."""

    n: int


@dataclass(frozen=True, slots=True)
class Busy:
    """The town hall has no room now and named an hour: the next try is `at`."""

    at: datetime


PillState = UpToDate | ToSend | Offline | ToReconcile | Never | Stopped | Busy


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold the facts from which the pill’s state follows."""

    online: bool
    unsent: int
    to_reconcile: int = 0
    confirmed_at: datetime | None = None
    stopped: bool = False
    busy_until: datetime | None = None
    """While the server, which lives, has asked for patience: when the next try is due."""


def pill_state(standing: Standing) -> PillState:
    """Choose what the pill says."""
    if standing.to_reconcile:
        return ToReconcile(standing.to_reconcile)
    if standing.stopped:
        return Stopped(standing.unsent)
    if not standing.online:
        return Offline(standing.unsent)
    is_served = not standing.unsent and standing.confirmed_at is not None
    if standing.busy_until is not None and not is_served:
        return Busy(standing.busy_until)
    if standing.unsent:
        return ToSend(standing.unsent)
    return UpToDate(standing.confirmed_at) if standing.confirmed_at else Never()


def pill(look: Look, state: PillState, do: Callable[[], Any], *, now: datetime) -> ft.Semantics:
    """Draw the pill; a tap opens the list of the exact items."""
    name, role = _shape(state)
    word = pill_word(look, state, now)
    tint = look.tint(role)
    style = look.measures.type(Style.STRONG)
    line = ft.Row(
        [
            glyph(look, name, style.size + 6, color=tint.on_soft),
            ft.Container(text(look, word, Style.STRONG, color=tint.on_soft), expand=True, expand_loose=True),
            glyph(look, "caret-right", style.size - 2, color=tint.on_soft),
        ],
        spacing=8,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    drawn = ft.Container(
        line,
        padding=pad(look.breath(look.measures.pill_height, style.size + 6, border=max(1.5, look.tokens.border)), 16),
        bgcolor=tint.soft,
        border_radius=look.measures.pill_height * max(1.0, look.measures.text_scale) / 2,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.on_soft),
    )
    label = look.t("sync.pill_label", state=word)
    return ft.Semantics(live_region=True, content=press(look, Tap("sync-pill", label, do), drawn))


def pill_word(look: Look, state: PillState, now: datetime) -> str:
    """Give the word of the pill."""
    t = look.t
    match state:
        case UpToDate(at):
            return t("sync.up_to_date", at=stamp(t, at, now))
        case ToSend(n):
            return t("sync.to_send", n=n)
        case Offline(n):
            return t("sync.offline_to_send", n=n) if n else t("sync.offline")
        case ToReconcile(n):
            return t("sync.to_reconcile", n=n)
        case Stopped(n):
            return t("sync.stopped", n=n)
        case Busy(at):
            return t("sync.busy", at=clock(at, now))
        case Never():
            return t("sync.never")


def _shape(state: PillState) -> tuple[str, Role]:
    match state:
        case UpToDate():
            return "check-circle", Role.DONE
        case ToSend():
            return "cloud-arrow-up", Role.WAIT
        case Busy():
            return "clock", Role.WAIT
        case Offline() | Never():
            return "cloud-slash", Role.WAIT
        case ToReconcile():
            return "arrows-merge", Role.MERGE
        case Stopped():
            return "warning-circle", Role.LATE
