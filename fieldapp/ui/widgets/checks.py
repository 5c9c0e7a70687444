"""Verdict buttons of a checklist: OK, NOK or N.A. in one tap, NOK opens its reason in the row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CHIP, Role, Style
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


_WIDTH: Final = 92
_LETTER_SHARE: Final = 0.64
"""Width of a letter of the bold text, as a share of its size."""
_HEIGHT: Final = 60
_HEIGHT_AT_DESK: Final = 40


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
    """Draw a check and its three buttons; `extra` (photo, reason) stands below, inside the row.

    A frozen check shows the answer that was given, as a chip: what looks like a button can be pressed.
    """
    buttons = [_given(look, check)] if check.frozen else [_verdict(look, check, one, choose) for one in Verdict]
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


def _width(look: Look) -> float:
    """Give the one width of the three buttons: what the longest word of this language needs, at least 92."""
    style = look.measures.type(Style.BOLD)
    longest = max(len(look.t(f"check.{verdict.value}")) for verdict in Verdict) * style.size * _LETTER_SHARE
    return max(_WIDTH, longest + style.size + 28) * max(1.0, look.measures.text_scale)


def _given(look: Look, check: Check) -> ft.Control:
    """Draw the answer to a check that can no longer be changed."""
    if check.verdict is None:
        return quiet(look, look.t("check.unanswered"))
    name, role = _FACES[check.verdict]
    tint = look.tint(role)
    word = look.t(f"check.{check.verdict.value}")
    line = row(glyph(look, name, color=tint.on_soft), text(look, word, Style.BOLD, color=tint.on_soft), gap=6)
    line.tight = True
    drawn = ft.Container(
        line,
        padding=pad(look.breath(look.measures.chip_height + 8, look.measures.glyph), 12),
        border_radius=RADIUS_CHIP,
        bgcolor=tint.soft,
        border=ft.Border.all(look.tokens.border, tint.on_soft) if look.tokens.outdoor else None,
    )
    said = look.t("check.label", item=check.words, verdict=word)
    return ft.Semantics(identifier=f"{check.identifier}-given", label=said, exclude_semantics=True, content=drawn)


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
    field = look.measures.field
    least = max(_HEIGHT, look.measures.target) if field else _HEIGHT_AT_DESK
    drawn = ft.Container(
        line,
        width=_width(look) if field else None,
        padding=pad(look.breath(least, style.size + 4, border=1.5), 4 if field else 12),
        border_radius=14,
        bgcolor=tint.strong if on else look.tokens.card,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong if on else look.tokens.edge),
        alignment=ft.Alignment.CENTER if field else None,
    )
    tap = Tap(
        f"{check.identifier}-{verdict.value}",
        look.t("check.label", item=check.words, verdict=word),
        partial(choose, verdict),
        selected=on,
        enabled=not check.frozen,
    )
    return press(look, tap, drawn)
