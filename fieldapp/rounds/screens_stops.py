"""A stop in a list: its number on a plate, what and where, what became of it; and the two keys that move it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import flet as ft

from fieldapp.rounds.queries import Stop
from fieldapp.rounds.screens_map import number_word
from fieldapp.rounds.screens_words import RESULT_GLYPHS, RESULT_ROLES, stop_badges, stop_label, stop_title
from fieldapp.ui.i18n import distance
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    CHIPS_MAX,
    Tap,
    chip,
    column,
    fixed_glyph,
    framed,
    glyph,
    grow,
    icon_button,
    pad,
    plate_colors,
    press,
    quiet,
    row,
    sign_word,
    text,
)
from sync.records.urgency import is_dangerous

Move = Callable[[str, int], Any]


@dataclass(frozen=True, slots=True)
class RowOfStop:
    """Say how a stop is drawn: chosen or not, how far, and with which keys at its end."""

    total: int
    now: datetime
    chosen: bool = False
    metres: float | None = None
    move: Move | None = None
    """What moves it; None where the order is not being changed."""
    drop: Callable[[str], Any] | None = None


def number_plate(look: Look, stop: Stop, size: float, *, solid: bool) -> ft.Control:
    """Draw a stop's number on a plate, or the shape of what became of it."""
    side = look.measures.plate(size)
    if stop.result is not None and stop.result in RESULT_ROLES:
        colors = plate_colors(look, RESULT_ROLES[stop.result], solid=False)
        return framed(fixed_glyph(look, RESULT_GLYPHS[stop.result], side * 0.5, colors[1]), side, colors)
    dangerous = is_dangerous(stop.priority)
    colors = plate_colors(look, Role.DANGER if dangerous else Role.ACCENT, solid=solid or dangerous)
    drawn = ft.Semantics(exclude_semantics=True, content=number_word(look, stop.number, side, colors[1]))
    return framed(drawn, side, colors)


def stop_row(look: Look, stop: Stop, kind: RowOfStop, do: Callable[[], Any]) -> ft.Control:
    """Draw a stop as a row that chooses it; its keys stand beside it, each with its own name."""
    t = look.t
    found = stop_badges(t, stop, kind.now)[:CHIPS_MAX]
    label = stop_label(t, stop, kind.total, [badge.word or sign_word(look, badge.sign) for badge in found])
    drawn = _field_row(look, stop, kind) if look.measures.field else _desk_row(look, stop, kind)
    pressed = press(look, Tap(f"stop-{stop.id}", label, do, selected=kind.chosen), drawn)
    keys = _keys(look, stop, kind)
    if not keys:
        return pressed
    if look.measures.huge_text:
        return column(pressed, row(*keys, gap=look.measures.gap, wrap=True), gap=8, stretch=True)
    return row(grow(pressed), *keys, gap=look.measures.gap)


def _keys(look: Look, stop: Stop, kind: RowOfStop) -> list[ft.Control]:
    t, name = look.t, stop_title(look.t, stop)
    found: list[ft.Control] = []
    if kind.move is not None:
        up = Tap(f"up-{stop.id}", t("rounds.up", stop=name), partial(kind.move, stop.id, -1), enabled=stop.number > 1)
        last = stop.number >= kind.total
        down = Tap(f"down-{stop.id}", t("rounds.down", stop=name), partial(kind.move, stop.id, 1), enabled=not last)
        found += [icon_button(look, up, "arrow-up"), icon_button(look, down, "arrow-down")]
    if kind.drop is not None:
        drop = Tap(f"drop-{stop.id}", t("rounds.leave_out", stop=name), partial(kind.drop, stop.id))
        found.append(icon_button(look, drop, "x"))
    return found


def _chips(look: Look, stop: Stop, kind: RowOfStop) -> list[ft.Control]:
    chips = [chip(look, badge.sign, badge.word) for badge in stop_badges(look.t, stop, kind.now)[:CHIPS_MAX]]
    if kind.chosen:
        # A quiet chip has the colour of a chosen row: there it stands on the card's colour.
        for one in chips:
            one.bgcolor = look.tokens.card
    return list(chips)


def _place(look: Look, stop: Stop, kind: RowOfStop) -> str:
    place = stop.address or look.t("work.no_address")
    near = distance(look.t, kind.metres) if kind.metres is not None and stop.result is None else ""
    return " · ".join(part for part in (near, place) if part)


def _field_row(look: Look, stop: Stop, kind: RowOfStop) -> ft.Container:
    seen = stop.result is not None
    tokens = look.tokens
    words: list[ft.Control] = [
        text(look, stop_title(look.t, stop), Style.ROW, color=tokens.ink2 if seen else None, lines=2),
        quiet(look, _place(look, stop, kind), lines=1),
    ]
    chips = _chips(look, stop, kind)
    if chips:
        words.append(row(*chips, gap=8, wrap=True))
    parts: list[ft.Control] = [
        number_plate(look, stop, look.measures.row_plate, solid=kind.chosen),
        grow(column(*words, gap=5)),
    ]
    if kind.move is None:
        parts.append(glyph(look, "caret-right", look.measures.glyph - 2, color=tokens.edge))
    return ft.Container(
        row(*parts, gap=18),
        padding=pad(12, 16),
        bgcolor=look.tint(Role.ACCENT).soft if kind.chosen else tokens.card,
        border_radius=RADIUS_CARD,
        border=_border(look, stop, kind),
    )


def _border(look: Look, stop: Stop, kind: RowOfStop) -> ft.Border:
    tokens = look.tokens
    if kind.chosen:
        return ft.Border.all(3, tokens.accent)
    if is_dangerous(stop.priority) and stop.result is None:
        return ft.Border.all(2.5, tokens.danger)
    return ft.Border.all(tokens.border, tokens.line)


def _desk_row(look: Look, stop: Stop, kind: RowOfStop) -> ft.Container:
    tokens, large = look.tokens, look.measures.large_text
    chips = _chips(look, stop, kind)
    title = text(look, stop_title(look.t, stop), Style.ROW, lines=None if kind.chosen else 1)
    place = quiet(look, _place(look, stop, kind), Style.META, lines=1)
    if large:
        words: Sequence[ft.Control] = [title, place, row(*chips, wrap=True)]
    else:
        words = [title, row(grow(place), *chips[:1])]
    return ft.Container(
        row(number_plate(look, stop, 40, solid=kind.chosen), grow(column(*words, gap=3, stretch=True)), gap=12),
        padding=pad(9, 10),
        bgcolor=look.tint(Role.ACCENT).soft if kind.chosen else None,
        border_radius=RADIUS_TILE if kind.chosen else 0,
        border=ft.Border.all(2, tokens.accent)
        if kind.chosen
        else ft.Border(bottom=ft.BorderSide(tokens.border, tokens.line)),
    )
