"""Map markers: square = urgent, round = the rest, the icon tells the category; with their legend.

A mark tells the state three times: by colour, by a badge at the corner, and by the body (square, round, hollow). What a
marker stands for is told by its foot: a report points at its place, a task does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import pi, sqrt
from typing import Final

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style, Tint
from fieldapp.ui.widgets.layout import outline, pad, row, tight_row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import fixed_glyph, glyph, text

HERE_SIDE = 26
_SIDE = 44
_GROWS = 12
_RING = 3
_SQUARE_RADIUS = 9
_BADGE = 22
_JUTS = 7
"""How far a badge and a foot stand out of a body."""
_FOOT = 20
_SWATCH = 20
_URGENT_SAID_MAX = 10_000
"""Urgent ones beyond which a badge says only that there are many."""


class Mark(StrEnum):
    """Say what a marker's colour, badge and body tell; the most pressing first."""

    DANGER = "danger"
    LATE = "late"
    DUPLICATE = "duplicate"
    TO_DO = "to_do"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    TO_CHECK = "to_check"

    @property
    def is_urgent(self) -> bool:
        """Tell whether it is drawn as a square."""
        return self in (Mark.DANGER, Mark.LATE)


class Foot(StrEnum):
    """Say what a marker stands for."""

    REPORT = "report"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; `foot` without a mark explains what a marker stands for."""

    word: str
    mark: Mark | None = None
    foot: Foot = Foot.TASK
    is_cluster: bool = False


_FACES: Final[dict[Mark, tuple[Role, str | None]]] = {
    Mark.DANGER: (Role.DANGER, "warning"),
    Mark.LATE: (Role.LATE, "clock-countdown"),
    Mark.DUPLICATE: (Role.MERGE, "copy"),
    Mark.TO_DO: (Role.ACCENT, None),
    Mark.UNDER_WAY: (Role.ACCENT, "circle-half"),
    Mark.WAITING: (Role.NEUTRAL, "pause"),
    Mark.TO_CHECK: (Role.DONE, "check"),
}


def mark_ink(look: Look, mark: Mark) -> tuple[str, str]:
    """Give the colour of a marker's body and that of what is drawn on it; what is under way is hollow."""
    tint = look.tint(_FACES[mark][0])
    return (look.tokens.card, tint.strong) if mark is Mark.UNDER_WAY else (tint.strong, tint.on)


def reach_px(look: Look, side: float) -> float:
    """Give the side of what is pressed of a mark: in the field no less than any other target."""
    return max(side, look.measures.target) if look.measures.field else side


def reached(look: Look, tap: Tap, drawn: ft.Container, side: float) -> ft.Control:
    """Make a mark tappable, and in the field what lies round it; it stays as large as drawn."""
    reach = reach_px(look, side)
    if reach <= side:
        return press(look, tap, drawn)
    middle = ft.Alignment.CENTER
    around = ft.Container(drawn, width=reach, height=reach, border_radius=reach / 2, alignment=middle)
    return press(look, tap, around)


def marker_side(*, selected: bool = False) -> float:
    """Give how much room a marker takes on a map, with its badge."""
    return _SIDE + (_GROWS if selected else 0) + 2 * (_RING + _JUTS)


def marker(look: Look, tap: Tap, name: str, mark: Mark = Mark.TO_DO, foot: Foot = Foot.TASK) -> ft.Control:
    """Draw a marker of 44 dp, 56 and ringed with ink when `tap.selected`."""
    fill, ink = mark_ink(look, mark)
    side = _SIDE + (_GROWS if tap.selected else 0)
    inner = _body(side, mark, fill, ink, fixed_glyph(look, name, side * 0.5, ink))
    whole = side + 2 * _RING
    drawn = ft.Container(
        inner,
        padding=_RING,
        width=whole,
        height=whole,
        bgcolor=look.tokens.halo,
        border_radius=_SQUARE_RADIUS + _RING if mark.is_urgent else whole / 2,
        shadow=lift(look),
        border=ft.Border.all(_RING, look.tokens.ink) if tap.selected else None,
    )
    badge = _badge(look, mark)
    edge = look.tokens.ink if tap.selected else look.tint(_FACES[mark][0]).strong
    below = [_foot(edge, whole + 2 * _JUTS)] if foot is Foot.REPORT else []
    return _assembled((reached(look, tap, drawn, whole), reach_px(look, whole)), whole, below, badge)


def cluster(look: Look, tap: Tap, count: int, mark: Mark = Mark.TO_DO, urgent: int = 0) -> ft.Control:
    """Draw how many markers stand together, as the most pressing one; at the corner, how many are urgent."""
    tint, side = look.tint(_FACES[mark][0]), _SIDE + _GROWS - 2 * _RING
    inner = _body(side, mark, tint.strong, tint.on, text(look, look.t.number(count), Style.BOLD, color=tint.on))
    whole = side + 2 * _RING
    drawn = ft.Container(
        inner,
        padding=_RING,
        width=whole,
        height=whole,
        bgcolor=look.tokens.halo,
        border_radius=_SQUARE_RADIUS + _RING if mark.is_urgent else _SIDE,
        shadow=lift(look),
    )
    badge = _urgent_badge(look, urgent, tint) if urgent else None
    return _assembled((reached(look, tap, drawn, whole), reach_px(look, whole)), whole, [], badge)


def badge(look: Look, name: str, tint: Tint) -> ft.Container:
    """Draw what tells a state at the corner of a marker, without colour."""
    return ft.Container(
        fixed_glyph(look, name, _BADGE * 0.66, tint.strong, filled=True),
        width=_BADGE,
        height=_BADGE,
        bgcolor=look.tokens.card,
        border_radius=_BADGE / 2,
        border=ft.Border.all(2, tint.strong),
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
    )


def here_dot(look: Look) -> ft.Container:
    """Draw where one stands: a dot with its ring, that no marker looks like."""
    accent = look.tokens.accent
    dot = ft.Container(bgcolor=accent, border_radius=HERE_SIDE / 2)
    return ft.Container(
        dot,
        padding=_RING + 1,
        width=HERE_SIDE,
        height=HERE_SIDE,
        bgcolor=look.tokens.halo,
        border_radius=HERE_SIDE / 2,
        border=ft.Border.all(2, accent),
        shadow=lift(look),
    )


def legend(look: Look, entries: Sequence[Entry]) -> ft.Control:
    """Say what the shapes mean; always on the map."""
    # A word that is longer than the map is wide goes on in the next line.
    parts = [
        tight_row(
            _swatch(look, entry),
            ft.Container(text(look, entry.word, Style.UNIT), expand=True, expand_loose=True),
            gap=6,
        )
        for entry in entries
    ]
    return legend_frame(look, parts)


def legend_frame(look: Look, parts: Sequence[ft.Control]) -> ft.Control:
    """Frame the lines of a legend."""
    return ft.Container(
        row(*parts, gap=14, wrap=True),
        bgcolor=look.tokens.card,
        border=outline(look),
        border_radius=RADIUS_TILE,
        padding=pad(8, 14),
    )


def map_tool(look: Look, tap: Tap, name: str, side: float | None = None) -> ft.Control:
    """Draw a tool that floats on the map."""
    side = side or (64 if look.measures.field else 44)
    drawn = ft.Container(
        glyph(look, name, look.unscaled(side * 0.46)),
        width=side,
        height=side,
        bgcolor=look.tokens.card,
        border_radius=16 if look.measures.field else RADIUS_TILE,
        alignment=ft.Alignment.CENTER,
        border=outline(look),
        shadow=lift(look),
    )
    return press(look, tap, drawn)


def lift(look: Look) -> ft.BoxShadow:
    """Give the only shadow of the system: for what floats on a map."""
    return ft.BoxShadow(blur_radius=10, color=look.tokens.shade, offset=ft.Offset(0, 3))


def _body(side: float, mark: Mark, fill: str, ink: str, content: ft.Control) -> ft.Container:
    hollow = mark is Mark.UNDER_WAY and fill != ink
    line = ink if hollow else ft.Colors.with_opacity(0.62, ink)
    return ft.Container(
        content,
        width=side,
        height=side,
        bgcolor=fill,
        alignment=ft.Alignment.CENTER,
        border_radius=_SQUARE_RADIUS if mark.is_urgent else side / 2,
        border=ft.Border.all(3 if hollow else 1.5, line),
    )


def _badge(look: Look, mark: Mark) -> ft.Control | None:
    role, name = _FACES[mark]
    return badge(look, name, look.tint(role)) if name else None


def _urgent_badge(look: Look, urgent: int, tint: Tint) -> ft.Control:
    drawn = text(look, look.t.number(urgent) if urgent < _URGENT_SAID_MAX else "…", color=tint.strong)
    drawn.style = ft.TextStyle(
        size=look.sp(look.unscaled(13)),
        font_family=look.measures.type(Style.BOLD).face,
        color=tint.strong,
        height=1.0,
    )
    shown = ft.Container(
        drawn,
        height=_BADGE,
        padding=pad(2, 6),
        bgcolor=look.tokens.card,
        border_radius=5,
        border=ft.Border.all(2, tint.strong),
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
    )
    return ft.Semantics(exclude_semantics=True, content=ft.Row([shown], tight=True))


def _foot(color: str, side: float) -> ft.Container:
    """Draw the point below a report: the corner of a turned square of which the body hides the rest."""
    reach = _FOOT * sqrt(2) / 2
    return ft.Container(
        width=_FOOT,
        height=_FOOT,
        bgcolor=color,
        rotate=ft.Rotate(pi / 4),
        left=(side - _FOOT) / 2,
        top=side - reach - _FOOT / 2,
    )


def _assembled(
    pressed: tuple[ft.Control, float], whole: float, below: list[ft.Container], above: ft.Control | None
) -> ft.Control:
    """Put a badge at the corner of a body, and a foot below it; the body and its reach stay in the middle."""
    (body, reach), side = pressed, whole + 2 * _JUTS
    at = (side - reach) / 2
    parts: list[ft.Control] = [*below, ft.Container(body, left=at, top=at)]
    if above is not None:
        parts.append(ft.Container(above, right=0, top=0, ignore_interactions=True))
    return ft.Stack(parts, width=side, height=side)


def _swatch(look: Look, entry: Entry) -> ft.Control:
    if entry.is_cluster:
        return _kind_swatch(look, fixed_glyph(look, "stack", 13, look.tokens.ink), Foot.TASK)
    if entry.mark is None:
        return _kind_swatch(look, None, entry.foot)
    fill, ink = mark_ink(look, entry.mark)
    name = _FACES[entry.mark][1]
    content = fixed_glyph(look, name, 13, ink, filled=True) if name else ft.Container()
    drawn = _body(_SWATCH, entry.mark, fill, ink, content)
    drawn.border_radius = 5 if entry.mark.is_urgent else _SWATCH / 2
    return drawn


def _kind_swatch(look: Look, content: ft.Control | None, foot: Foot) -> ft.Control:
    disc = ft.Container(
        content,
        width=_SWATCH - 2,
        height=_SWATCH - 2,
        border_radius=_SWATCH / 2,
        bgcolor=look.tokens.card,
        border=ft.Border.all(2, look.tokens.ink),
        alignment=ft.Alignment.CENTER,
        left=1,
        top=0,
    )
    parts: list[ft.Control] = [disc]
    if foot is Foot.REPORT:
        middle, side = _SWATCH / 2, 8
        point = ft.Container(
            width=side, height=side, bgcolor=look.tokens.ink, rotate=ft.Rotate(pi / 4), left=middle - 4, top=13
        )
        parts.insert(0, point)
    return ft.Stack(parts, width=_SWATCH, height=_SWATCH + 2)
