"""The enamelled plate, our only ornament: a plain field with a fine inset line."""

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.text import fixed_glyph, text

_INNER_LINE = 1.5
_INNER_SHARE = 0.62
_RADIUS_SHARE = 0.24
_RADIUS_MAX = 16
_SMALL = 48


def plate_colors(look: Look, role: Role, solid: bool) -> tuple[str, str]:
    """Give the field and the text colour: solid = active or danger, quiet = the rest."""
    tint = look.tint(role)
    if solid or look.tokens.outdoor:
        return tint.strong, tint.on
    return tint.soft, tint.on_soft


def framed(
    content: ft.Control, size: float, colors: tuple[str, str], *, width: float | None = None, round_: bool = False
) -> ft.Container:
    """Put any content on a plate of `size` dp; `colors` are field and text."""
    field, ink = colors
    radius = size / 2 if round_ else min(size * _RADIUS_SHARE, _RADIUS_MAX)
    inset = 3 if size >= _SMALL else 2
    inner = ft.Container(
        content,
        alignment=ft.Alignment.CENTER,
        border=ft.Border.all(_INNER_LINE, ft.Colors.with_opacity(_INNER_SHARE, ink)),
        border_radius=max(radius - inset, 3),
    )
    return ft.Container(inner, width=width or size, height=size, padding=inset, bgcolor=field, border_radius=radius)


def plate(
    look: Look, name: str, size: float | None = None, *, role: Role = Role.ACCENT, solid: bool = False
) -> ft.Container:
    """Draw an icon on a plate: 36 step, 44 desk row, 56–60 choice, 68 field row, 76 category."""
    side = look.measures.plate(size or look.measures.row_plate)
    colors = plate_colors(look, role, solid)
    return framed(fixed_glyph(look, name, side * 0.5, colors[1]), side, colors)


def word_plate(look: Look, word: str, size: float, *, role: Role = Role.ACCENT, solid: bool = False) -> ft.Container:
    """Draw a number or initials on a plate; at most three letters."""
    colors, size = plate_colors(look, role, solid), look.measures.plate(size)
    drawn = text(look, word[:3], Style.TITLE, color=colors[1])
    drawn.style = ft.TextStyle(
        size=look.sp(look.unscaled(size * (0.5 if len(word) < 2 else 0.38))),
        font_family=look.measures.type(Style.TITLE).face,
        color=colors[1],
        height=1.0,
    )
    return framed(ft.Semantics(exclude_semantics=True, content=drawn), size, colors)
