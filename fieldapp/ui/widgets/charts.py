"""Charts of our own: bars and columns with their words and figures, read aloud as they are seen.

Nothing is told by a colour alone: each bar has its name and its number, a part that is late says so in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import icon_button
from fieldapp.ui.widgets.layout import column, grow, keyed, pad, row, tight_row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import centred, quiet, text

_BAR_DP = 14
_NAME_DP = 190
_FIGURE_DP = 44
_COLUMNS_DP = 150
_LINE_DP = 20
_OPEN_GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar: its name, its number, a part of it in another colour, and what is said of that part."""

    name: str
    count: int
    part: int = 0
    told: str = ""
    role: Role = Role.ACCENT
    identifier: str = ""
    do: Callable[[], Any] | None = None
    """Where it leads."""
    pointed: bool = False
    """Whether the keys point at it."""
    more: Tap | None = None
    """What shows the parts of which it is made, or puts them away."""
    is_open: bool = False
    """Whether its parts follow."""
    is_part: bool = False
    """Whether it is a part of a bar above it."""


def bars(look: Look, shown: Sequence[Bar], *, part_role: Role = Role.LATE, end: ft.Control | None = None) -> ft.Control:
    """Draw horizontal bars under each other, the longest over the whole width, and what ends their list."""
    most = max((bar.count for bar in shown), default=0)
    leads = any(bar.do for bar in shown)
    # What is pressed is as high as a finger already; a bar between that leads nowhere stands in line with it.
    between = (8 if look.measures.field else 0) if leads else 10
    lines = [_bar(look, bar, most, part_role) for bar in shown]
    drawn = [_pressed(look, bar, line) if leads else line for bar, line in zip(shown, lines, strict=True)]
    if any(bar.more for bar in shown):
        drawn = [
            keyed(bar.identifier or bar.name, _opening(look, bar, line)) for bar, line in zip(shown, drawn, strict=True)
        ]
    return column(*drawn, *([end] if end else []), gap=between, stretch=True)


def _pressed(look: Look, bar: Bar, line: ft.Semantics) -> ft.Control:
    ground = look.tokens.sunk if bar.pointed else None
    padding = pad((look.measures.target - _LINE_DP) / 2, 4)
    framed = ft.Container(line.content, padding=padding, border_radius=6, bgcolor=ground)
    if bar.do is None:
        line.content = framed
        return line
    tapped = press(look, Tap(bar.identifier, str(line.label), bar.do, selected=bar.pointed or None), framed)
    tapped.key = ft.ScrollKey(bar.identifier)  # type: ignore[call-arg]  # Flet decorates it out of sight
    return tapped


def _opening(look: Look, bar: Bar, drawn: ft.Control) -> ft.Control:
    """Put before a bar what opens it; its parts stand further in, and all bars end in one line."""
    side = look.measures.target
    if bar.more is None:
        return ft.Container(drawn, padding=ft.Padding.only(left=side + _OPEN_GAP))
    name = "caret-down" if bar.is_open else "caret-right"
    return row(icon_button(look, bar.more, name, framed=False), grow(drawn), gap=_OPEN_GAP)


def _bar(look: Look, bar: Bar, most: int, part_role: Role) -> ft.Semantics:
    figure = look.t.number(bar.count)
    drawn = _shape(look, [(bar.part, part_role), (bar.count - bar.part, bar.role)], most)
    style = Style.META if bar.is_part else Style.BODY
    words: list[ft.Control] = [text(look, bar.name, style, lines=2)]
    if bar.told:
        words.append(text(look, bar.told, Style.META, color=look.tint(part_role).strong))
    name = column(*words, gap=0)
    value = ft.Container(text(look, figure, Style.BOLD), width=_FIGURE_DP * max(1.0, look.measures.text_scale))
    if look.measures.large_text:
        line: ft.Control = column(name, row(grow(drawn), value, gap=10), gap=4, stretch=True)
    else:
        line = row(ft.Container(name, width=_NAME_DP), grow(drawn), value, gap=10)
    label = ", ".join(part for part in (bar.name, figure, bar.told) if part)
    return ft.Semantics(label=label, exclude_semantics=True, content=line)


def _shape(look: Look, parts: Sequence[tuple[int, Role]], most: int) -> ft.Control:
    cells = [
        ft.Container(expand=count, bgcolor=look.tint(role).strong, height=_BAR_DP) for count, role in parts if count
    ]
    left = most - sum(count for count, _ in parts)
    if left > 0:
        cells.append(ft.Container(expand=left, height=_BAR_DP))
    shape: list[ft.Control] = list(cells)
    return ft.Container(
        ft.Row(shape, spacing=2 if look.tokens.outdoor else 1),
        bgcolor=look.tokens.sunk,
        border_radius=4,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=ft.Border.all(1, look.tokens.line) if look.tokens.outdoor else None,
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold two columns side by side over one name."""

    name: str
    first: int
    second: int
    label: str
    """What the whole says, for screen readers."""


def columns(look: Look, shown: Sequence[Pair], roles: tuple[Role, Role], names: tuple[str, str]) -> ft.Control:
    """Draw pairs of columns over time, the second hollow, the figure above each, and which is which below."""
    most = max((max(pair.first, pair.second) for pair in shown), default=0) or 1
    pairs = [grow(_pair(look, pair, most, roles)) for pair in shown]
    keys = [_key(look, role, name, hollow=at > 0) for at, (role, name) in enumerate(zip(roles, names, strict=True))]
    legend = row(*keys, gap=20, wrap=True)
    drawn: ft.Control = ft.Row(list(pairs), spacing=6, vertical_alignment=ft.CrossAxisAlignment.END)
    return column(drawn, legend, gap=12, stretch=True)


def _pair(look: Look, pair: Pair, most: int, roles: tuple[Role, Role]) -> ft.Control:
    sides = [
        _column(look, pair.first / most, pair.first, roles[0]),
        _column(look, pair.second / most, pair.second, roles[1], hollow=True),
    ]
    both = ft.Row(
        list(sides),
        spacing=3,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    name = centred(look, pair.name, Style.UNIT, color=look.tokens.ink2)
    return ft.Semantics(label=pair.label, exclude_semantics=True, content=column(both, name, gap=6, stretch=True))


def _column(look: Look, share: float, count: int, role: Role, *, hollow: bool = False) -> ft.Control:
    bar = ft.Container(
        height=max(2.0, _COLUMNS_DP * share),
        border_radius=ft.BorderRadius.only(top_left=3, top_right=3),
        **_filled(look, role, hollow),
    )
    figure = centred(look, look.t.number(count) if count else "", Style.UNIT, color=look.tokens.ink2)
    return grow(column(figure, bar, gap=3, stretch=True))


def _filled(look: Look, role: Role, hollow: bool) -> dict[str, Any]:
    """Fill a column, or give it an outline alone: who sees no colour tells the two apart."""
    strong = look.tint(role).strong
    return {"border": ft.Border.all(2, strong)} if hollow else {"bgcolor": strong}


def _key(look: Look, role: Role, name: str, *, hollow: bool) -> ft.Control:
    square = ft.Container(width=14, height=14, border_radius=3, **_filled(look, role, hollow))
    return tight_row(square, quiet(look, name, Style.UNIT), gap=8)


def figure_tile(look: Look, figure: str, word: str, *, role: Role | None = None, sub: str = "") -> ft.Container:
    """Draw one large figure over its word."""
    ink = look.tint(role).strong if role else look.tokens.ink
    words: list[ft.Control] = [text(look, figure, Style.MEGA, color=ink), text(look, word, Style.STRONG)]
    words.append(quiet(look, sub, Style.META) if sub else quiet(look, " ", Style.META))
    # It grows: what is pressed would else be as narrow as its words.
    return ft.Container(row(grow(column(*words, gap=2))), padding=pad(14, 18))
