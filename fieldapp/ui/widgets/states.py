"""Empty, waiting and refused states: what a screen says when it has nothing to show."""

from collections.abc import Callable
from typing import Any

import flet as ft

from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, SPACE_24, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import card, tight_row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.support import support_line
from fieldapp.ui.widgets.text import centred, quiet

_ROWS_GUESSED = 4


def empty_state(look: Look, name: str, title: str, line: str, *, action: Action | None = None) -> ft.Control:
    """Say that nothing is here, how old that knowledge is, and what can be done."""
    parts: list[ft.Control] = [
        plate(look, name, 96 if look.measures.field else 72),
        ft.Semantics(heading_level=2, container=True, content=centred(look, title, Style.HEADING)),
        centred(look, line, color=look.tokens.ink2),
    ]
    if action is not None:
        parts.append(button(look, action) if look.measures.field else tight_row(button(look, action)))
    content = ft.Column(parts, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return card(look, ft.Container(content, alignment=ft.Alignment.CENTER), padding=SPACE_24)


def waiting_state(look: Look, rows: int = _ROWS_GUESSED) -> ft.Control:
    """Hold the place of rows that are being read; nothing moves and nothing blocks."""
    height = 118 if look.measures.field else 72
    ghosts = [
        ft.Container(height=height, bgcolor=look.tokens.sunk, border_radius=RADIUS_CARD, opacity=0.7)
        for _ in range(rows)
    ]
    return ft.Semantics(
        label=look.t("loading.label"),
        exclude_semantics=True,
        content=ft.Container(
            ft.Column(list(ghosts), spacing=look.measures.gap, tight=True), padding=look.measures.margin
        ),
    )


def trouble_state(
    look: Look, kind: str, *, code: str = "", retry: Callable[[], Any] | None = None, copies: bool = True
) -> ft.Control:
    """Say what cannot be shown, what is safe and what to do; `kind` is a `trouble.<kind>_title` key.

    Its code can be copied below it, unless who shows it `copies` more than that.
    """
    names = {"locked": "lock", "refused": "shield-warning", "absent": "binoculars"}
    action = None
    if retry is not None:
        action = Action("retry", look.t("trouble.retry"), retry, glyph="arrow-clockwise")
    drawn = empty_state(
        look,
        names.get(kind, "warning-circle"),
        look.t(f"trouble.{kind}_title"),
        look.t(f"trouble.{kind}_text"),
        action=action,
    )
    code = code or code_of(f"trouble.{kind}")
    if not code:
        return drawn
    told = support_line(code) if copies else quiet(look, look.t("trouble.code", code=code), Style.META)
    parts: list[ft.Control] = [drawn, told]
    return ft.Column(parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
