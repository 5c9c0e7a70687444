"""The conflict card: where both began, what each wrote, and a button under each version."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style, Tint
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import card, column, grow, lines_between, pad, row
from fieldapp.ui.widgets.plates import framed, plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import fixed_glyph, glyph, heading, quiet, text

_LONG_VALUE = 60
_STRAND_WIDTH = 3
_STRAND_HEIGHT = 26
_TWO_COLUMNS_MIN = 620


@dataclass(frozen=True, slots=True)
class Side:
    """Hold one version of a field: who wrote it and when, the value, a word about it."""

    title: str
    who: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Hold a conflict on one field: what it was for both, mine, theirs, and what each button does."""

    base: str
    mine: Side
    theirs: Side
    keep_mine: Tap
    keep_theirs: Tap
    base_note: str = ""


def conflict_card(look: Look, conflict: Conflict, *, width: float | None = None) -> ft.Control:
    """Draw base, mine and theirs; side by side when `width` dp allow, else under each other."""
    room = width or look.measures.width
    mine = _side(look, conflict.mine, conflict.keep_mine, "device-tablet", Role.ACCENT)
    theirs = _side(look, conflict.theirs, conflict.keep_theirs, "buildings", Role.MERGE)
    base = _base(look, conflict)
    if look.measures.large_text or room < _TWO_COLUMNS_MIN:
        return column(base, mine, theirs, gap=12, stretch=True)
    strands = row(grow(_strand(look, Role.ACCENT)), grow(_strand(look, Role.MERGE)), gap=16)
    mine.expand = theirs.expand = True
    versions = ft.Row(
        [mine, theirs], spacing=16, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return column(base, strands, versions, gap=0, stretch=True)


def _base(look: Look, conflict: Conflict) -> ft.Control:
    words = column(
        quiet(look, look.t("conflict.base"), Style.STRONG),
        text(look, conflict.base, _value_style(conflict.base)),
        gap=6,
    )
    parts: list[ft.Control] = [glyph(look, "clock", look.measures.glyph + 4, color=look.tokens.ink2), grow(words)]
    if conflict.base_note and not look.measures.large_text:
        parts.append(quiet(look, conflict.base_note))
    return card(look, row(*parts, gap=16), padding=pad(16, 20))


def _strand(look: Look, role: Role) -> ft.Control:
    return ft.Container(
        ft.Container(width=_STRAND_WIDTH, height=_STRAND_HEIGHT, bgcolor=_ink(look.tint(role))),
        alignment=ft.Alignment.CENTER,
    )


def _side(look: Look, side: Side, keep: Tap, name: str, role: Role) -> ft.Container:
    tint = look.tint(role)
    ink = _ink(tint)
    size = look.measures.plate(52)
    stamp = framed(fixed_glyph(look, name, size * 0.5, tint.soft), size, (ink, tint.soft))
    head = row(stamp, grow(column(text(look, side.title, Style.BOLD, color=ink), quiet(look, side.who), gap=4)), gap=12)
    words: list[ft.Control] = [head, text(look, side.value, _value_style(side.value))]
    if side.note:
        words.append(text(look, side.note))
    act = button(look, Action(keep.identifier, keep.label, keep.do, word=keep.word, key=keep.key, glyph="check"))
    body = ft.Column(
        [column(*words, gap=14, stretch=True), act],
        spacing=18,
        tight=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        body, padding=18, bgcolor=tint.soft, border_radius=RADIUS_CARD + 2, border=ft.Border.all(1.5, ink)
    )


def _ink(tint: Tint) -> str:
    return tint.on_soft


def _value_style(value: str) -> Style:
    """Write a short value as a figure, a long one as a text."""
    return Style.FIGURE if len(value) < _LONG_VALUE else Style.LEAD


def write_other(look: Look, tap: Tap, sub: str, name: str = "pencil-simple-line") -> ft.Control:
    """Offer a choice beside mine and theirs."""
    caret = glyph(look, "caret-right", color=look.tokens.edge)
    parts = column(text(look, tap.shown, Style.ROW), quiet(look, sub), gap=4)
    drawn = ft.Container(
        row(
            plate(look, name, 56 if look.measures.field else 40),
            grow(parts),
            key_hint(look, tap.key) if tap.key and not look.measures.field else caret,
            gap=16,
        ),
        padding=pad(14, 18),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD + 2,
        border=ft.Border.all(look.tokens.border, look.tokens.edge),
    )
    return press(look, tap, drawn)


@dataclass(frozen=True, slots=True)
class Settled:
    """Hold one thing that settled by itself: its icon, what it is, what became of it."""

    glyph: str
    what: str
    outcome: str


def settled_card(look: Look, settled: Sequence[Settled]) -> ft.Control:
    """List what settled by itself, with nothing to do."""
    title = row(
        grow(heading(look, look.t("conflict.settled"), level=3, style=Style.BOLD)),
        quiet(look, look.t("conflict.nothing_to_do")),
    )
    rows: list[ft.Control] = [ft.Container(title, padding=pad(14, 20, bottom=10))]
    rows += [_settled(look, one) for one in settled]
    return card(look, column(*lines_between(look, rows), gap=0, stretch=True), padding=0)


def _settled(look: Look, one: Settled) -> ft.Control:
    done = look.tint(Role.DONE).strong
    end = row(glyph(look, "check-circle", color=done, filled=True), quiet(look, one.outcome), gap=6)
    end.tight = True
    first = row(glyph(look, one.glyph, color=look.tokens.ink2), grow(text(look, one.what)), gap=14)
    if look.measures.large_text:
        return ft.Container(column(first, end, gap=4, stretch=True), padding=pad(14, 20))
    return ft.Container(row(grow(first), end, gap=14), padding=pad(14, 20))
