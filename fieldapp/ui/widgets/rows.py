"""Record rows: one task, report or note in a list, and the lists that hold them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.ui.i18n import distance, distance_parts, listing, walk
from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets.chips import CHIPS_MAX, Sign, chip, sign_word
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import column, grow, pad, row, tight_row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text

ROWS_MAX: Final = 50
"""Rows drawn at once; more come by « Voir plus » (UI.md §7)."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Hold one state of a row: its sign and the word when it says more than the default."""

    sign: Sign
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what a row shows. `age` stands in the corner at the desk, distance in the field."""

    identifier: str
    glyph: str
    title: str
    place: str
    badges: tuple[Badge, ...] = ()
    metres: float | None = None
    age: str = ""
    dangerous: bool = False
    selected: bool = False
    unread: bool = False
    chips_max: int = CHIPS_MAX
    """How many states have room; the first one presses most."""
    is_last: bool = False
    """Whether it ends a card at the desk: the card's edge is its line."""


def record_row(look: Look, record: Record, do: Callable[[], Any]) -> ft.Semantics:
    """Draw a record as a row that opens it; big in the field, dense at the desk."""
    tap = Tap(record.identifier, record_label(look, record), do, selected=record.selected)
    drawn = _field_row(look, record) if look.measures.field else _desk_row(look, record)
    return press(look, tap, drawn)


@dataclass(frozen=True, slots=True)
class Opens:
    """Go to a place; two that lead to the same one are equal, so that a row knows that it does the same."""

    go: Callable[[str], Any]
    path: str

    def __call__(self) -> Any:
        """Go there."""
        return self.go(self.path)


def kept_row(look: Look, record: Record, do: Callable[[], Any]) -> ft.Control:
    """Draw a record as `record_row` does, in a component; again only when it says or does something else.

    It stays itself where rows come and go above it. What it does is compared too: give it `Opens`.
    """
    kept: ft.Control = _KEPT(look, record, do, key=record.identifier)
    return kept


_KEPT: Final = ft.memo(ft.component(record_row))  # type: ignore[no-untyped-call]


def record_label(look: Look, record: Record) -> str:
    """Say a whole row in words, states included."""
    badges = [badge.word or sign_word(look, badge.sign) for badge in record.badges]
    parts = [record.title, record.place, listing(look.t, badges), record.age]
    if record.metres is not None:
        parts.append(look.t("walk.label", distance=distance(look.t, record.metres), walk=walk(look.t, record.metres)))
    return ", ".join(part for part in parts if part)


def _plate(look: Look, record: Record) -> ft.Control:
    role = Role.DANGER if record.dangerous else Role.ACCENT
    return plate(look, record.glyph, role=role, solid=record.dangerous or record.selected)


def _chips(look: Look, record: Record) -> list[ft.Control]:
    chips = [chip(look, badge.sign, badge.word) for badge in record.badges[: min(record.chips_max, CHIPS_MAX)]]
    if record.selected:
        # A quiet chip has the colour of a selected row: there it stands on the card's colour.
        for one in chips:
            one.bgcolor = look.tokens.card
    return list(chips)


def _field_row(look: Look, record: Record) -> ft.Container:
    large = look.measures.large_text
    words: list[ft.Control] = [
        text(look, record.title, Style.ROW, lines=2),
        quiet(look, record.place, lines=1),
    ]
    if record.badges:
        words.append(row(*_chips(look, record), gap=8, wrap=True))
    if record.metres is not None and large:
        words.append(_distance(look, record.metres))
    parts: list[ft.Control] = [_plate(look, record), grow(column(*words, gap=5))]
    if record.metres is not None and not large:
        parts.append(_distance(look, record.metres))
    elif record.age and not large:
        parts.append(quiet(look, record.age, Style.META))
    parts.append(glyph(look, "caret-right", look.measures.glyph - 2, color=look.tokens.edge))
    tokens = look.tokens
    border = ft.Border.all(2.5, tokens.danger) if record.dangerous else ft.Border.all(tokens.border, tokens.line)
    if record.selected:
        border = ft.Border.all(3, tokens.accent)
    return ft.Container(
        row(*parts, gap=18),
        padding=pad(14, 16),
        bgcolor=look.tint(Role.ACCENT).soft if record.selected else tokens.card,
        border_radius=RADIUS_CARD,
        border=border,
    )


def _distance(look: Look, metres: float) -> ft.Control:
    figure, unit = distance_parts(look.t, metres)
    far = ft.Row(
        [text(look, figure, Style.FIGURE), quiet(look, unit, Style.STRONG)],
        spacing=4,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    steps = tight_row(
        glyph(look, "person-simple-walk", look.measures.glyph - 6, color=look.tokens.ink2),
        quiet(look, walk(look.t, metres), Style.UNIT),
        gap=4,
    )
    if look.measures.large_text:
        return row(far, steps, gap=12, wrap=True)
    both = column(far, steps, gap=6)
    both.horizontal_alignment = ft.CrossAxisAlignment.END
    return both


def _desk_row(look: Look, record: Record) -> ft.Container:
    tokens = look.tokens
    large = look.measures.large_text
    chips = _chips(look, record)
    title = text(look, record.title, Style.ROW, lines=1)
    place = quiet(look, record.place, Style.META, lines=1)
    if large:
        words = [title, place, row(*chips, quiet(look, record.age, Style.META), wrap=True)]
    else:
        words = [
            row(grow(title), quiet(look, record.age, Style.META)),
            row(grow(place), *chips),
        ]
    border = None if record.is_last else ft.Border(bottom=ft.BorderSide(tokens.border, tokens.line))
    if record.selected:
        border = ft.Border.all(2, tokens.accent)
    return ft.Container(
        row(_plate(look, record), grow(column(*words, gap=4, stretch=True)), gap=12),
        padding=pad(13, 12),
        bgcolor=look.tint(Role.ACCENT).soft if record.selected else None,
        border_radius=RADIUS_TILE if record.selected else 0,
        border=border,
    )


def record_list(
    look: Look, rows: Sequence[ft.Control], *, more: ft.Control | None = None, padding: ft.Padding | None = None
) -> ft.ListView:
    """Scroll rows, then `more`; a list gives `ROWS_MAX` at first, others when they are asked for."""
    shown = list(rows)
    if more is not None:
        shown.append(more)
    return hears(
        ft.ListView(
            shown,
            spacing=look.measures.gap if look.measures.field else 0,
            padding=padding or pad(0, look.measures.margin if look.measures.field else 12, bottom=16),
            expand=True,
        )
    )


@dataclass(frozen=True, slots=True)
class Choice(Tap):
    """Hold one answer among several: a `Tap` with an icon and a line below its word."""

    glyph: str = ""
    sub: str = ""
    several: bool = False
    """Whether others can be chosen beside it: its mark is a square then."""
    leads: bool = False
    """Whether it opens or makes something: nothing is chosen, and its mark is an arrow."""


def choice_row(look: Look, choice: Choice) -> ft.Semantics:
    """Draw an answer as a row with a plate and a round mark; `selected` decides."""
    on = bool(choice.selected)
    words: list[ft.Control] = [text(look, choice.shown, Style.ROW)]
    if choice.sub:
        words.append(quiet(look, choice.sub))
    parts: list[ft.Control] = []
    if choice.glyph:
        parts.append(plate(look, choice.glyph, 60 if look.measures.field else 40, solid=on))
    parts.append(grow(column(*words, gap=4)))
    if choice.key and not look.measures.field:
        parts.append(key_hint(look, choice.key))
    parts.append(_arrow(look) if choice.leads else _mark(look, on, several=choice.several))
    drawn = ft.Container(
        row(*parts, gap=16),
        padding=pad(18 if look.measures.field else 10, 18 if look.measures.field else 12),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=_choice_border(look, on),
    )
    return press(look, choice, drawn)


def choice_card(look: Look, choice: Choice) -> ft.Semantics:
    """Draw an answer as a card: a plate above its word, for the grid of categories.

    When the text is huge the grid has one column, and a row says the same in less height.
    """
    if look.measures.huge_text:
        return choice_row(look, choice)
    on = bool(choice.selected)
    head = row(
        plate(look, choice.glyph, 76 if look.measures.field else 48, solid=on),
        ft.Container(expand=True),
        *([_mark(look, on)] if on else []),
        top=True,
    )
    words: list[ft.Control] = [text(look, choice.shown, Style.HEADING)]
    if choice.sub:
        words.append(quiet(look, choice.sub))
    drawn = ft.Container(
        ft.Column([head, column(*words, gap=6)], spacing=24, tight=True, alignment=ft.MainAxisAlignment.SPACE_BETWEEN),
        padding=18 if look.measures.field else 12,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD + 2,
        border=_choice_border(look, on),
        expand=True,
    )
    return press(look, choice, drawn)


def choice_grid(look: Look, cards: Sequence[ft.Control], columns: int = 3) -> ft.Control:
    """Lay cards of equal size in columns; fewer of them when the text is large, one when it is huge."""
    if look.measures.huge_text:
        # Alone in a row a card would be as wide as its words.
        return ft.Column([row(grow(card)) for card in cards], spacing=16, tight=True)
    across = max(1, columns - 1) if look.measures.large_text else columns
    lines: list[ft.Control] = []
    for start in range(0, len(cards), across):
        cells = list(cards[start : start + across])
        cells += [ft.Container(expand=True) for _ in range(across - len(cells))]
        lines.append(ft.Row(cells, spacing=16, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH))
    return ft.Column(lines, spacing=16, tight=True)


def _arrow(look: Look) -> ft.Control:
    return glyph(look, "caret-right", look.measures.glyph + 2, color=look.tokens.edge)


def _mark(look: Look, on: bool, *, several: bool = False) -> ft.Control:
    color = look.tokens.accent if on else look.tokens.edge
    names = ("check-square", "square") if several else ("check-circle", "circle")
    return glyph(look, names[0] if on else names[1], look.measures.glyph + 8, color=color, filled=on)


def _choice_border(look: Look, on: bool) -> ft.Border:
    if on:
        return ft.Border.all(3, look.tokens.accent)
    return ft.Border.all(look.tokens.border, look.tokens.edge)
