"""Text, headings and icons: every letter on a screen comes from here."""

import flet as ft

from fieldapp.ui.glyphs import GLYPHS
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Face, Style


def text(
    look: Look, value: str, style: Style = Style.BODY, *, color: str | None = None, lines: int | None = None
) -> ft.Text:
    """Draw a text; `lines` ends it with an ellipsis, but large text always wraps: nothing of it is lost."""
    most = None if look.measures.large_text else lines
    return ft.Text(
        value,
        style=look.text_style(style, color),
        max_lines=most,
        overflow=ft.TextOverflow.CLIP if most is None else ft.TextOverflow.ELLIPSIS,
    )


def quiet(look: Look, value: str, style: Style = Style.BODY, *, lines: int | None = None) -> ft.Text:
    """Draw a secondary text."""
    return text(look, value, style, color=look.tokens.ink2, lines=lines)


def centred(look: Look, value: str, style: Style = Style.BODY, *, color: str | None = None) -> ft.Text:
    """Draw a text whose lines are centred."""
    drawn = text(look, value, style, color=color)
    drawn.text_align = ft.TextAlign.CENTER
    return drawn


def heading(look: Look, value: str, *, level: int = 2, style: Style = Style.HEADING) -> ft.Control:
    """Draw a title that screen readers jump to; level 1 is the page’s own."""
    # A node of its own: else what stands beside it would be read as part of the title.
    return ft.Semantics(heading_level=level, container=True, content=text(look, value, style))


def glyph(
    look: Look, name: str, size: float | None = None, *, color: str | None = None, filled: bool = False
) -> ft.Control:
    """Draw an icon by name, silent for screen readers; it grows with the text like a letter."""
    style = ft.TextStyle(
        size=look.sp(size or look.measures.glyph),
        font_family=Face.GLYPH_FILLED if filled else Face.GLYPH,
        color=color or look.tokens.ink,
        height=1.0,
    )
    return ft.Semantics(exclude_semantics=True, content=ft.Text(chr(GLYPHS[name]), style=style))


def fixed_glyph(look: Look, name: str, size: float, color: str, *, filled: bool = False) -> ft.Control:
    """Draw an icon of `size` dp whatever the text scale, for a box that does not grow."""
    return glyph(look, name, look.unscaled(size), color=color, filled=filled)
