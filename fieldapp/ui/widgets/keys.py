"""Key hints of the desk: beside the action they trigger, and in the foot bar."""

from collections.abc import Sequence

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_KEY, SPACE_24, Style
from fieldapp.ui.widgets.layout import pad, tight_row
from fieldapp.ui.widgets.text import quiet, text


def key_hint(look: Look, key: str, *, color: str | None = None) -> ft.Control:
    """Draw a key cap; `color` when it stands on a plate-button."""
    ink = color or look.tokens.ink2
    return ft.Semantics(
        exclude_semantics=True,
        content=ft.Container(
            text(look, key, Style.KEY, color=ink),
            padding=pad(4, 7 if len(key) == 1 else 6),
            border_radius=RADIUS_KEY,
            border=ft.Border.all(1.5, ft.Colors.with_opacity(0.7, ink)),
            bgcolor=None if color else look.tokens.card,
        ),
    )


def key_bar(look: Look, hints: Sequence[tuple[Sequence[str], str]], end: str = "") -> ft.Control:
    """Draw the foot bar of the desk: what each key does, and a fact at its end.

    When the text is huge the height belongs to the work: the keys still stand beside their actions.
    """
    if look.measures.huge_text:
        return ft.Container(height=0)
    told = [
        tight_row(*(key_hint(look, key) for key in keys), quiet(look, word, Style.META), gap=6) for keys, word in hints
    ]
    return ft.Container(
        ft.Row(
            [ft.Row(list(told), spacing=20, wrap=True, run_spacing=6, expand=True), quiet(look, end, Style.META)],
            spacing=SPACE_24,
        ),
        padding=pad(8, 20),
        bgcolor=look.tokens.bar,
        border=ft.Border(top=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )
