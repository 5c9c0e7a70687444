"""Sheets and dialogs: from below in the field, in the middle at the desk; a raindrop closes neither."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, Style
from fieldapp.ui.widgets.bars import bar_frame
from fieldapp.ui.widgets.buttons import Action, button, icon_button
from fieldapp.ui.widgets.layout import column, grow, pad, row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import heading, quiet

_DESK_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold what a sheet shows; `close` is the cross in its corner, the only way out beside `actions`."""

    title: str
    content: Sequence[ft.Control]
    close: Tap
    sub: str = ""
    actions: Sequence[Action] = ()


def sheet(look: Look, shown: Sheet) -> ft.DialogControl:
    """Give the dialog of a sheet, for `ft.use_dialog(sheet(look, …) if open else None)`."""
    body = _body(look, shown)
    if look.measures.field:
        return ft.BottomSheet(
            content=body,
            bgcolor=look.tokens.card,
            dismissible=False,
            size_constraints=ft.BoxConstraints(max_width=look.measures.width),
            scrollable=True,
            barrier_color=look.tokens.scrim,
            shape=ft.RoundedRectangleBorder(radius=ft.BorderRadius.only(top_left=24, top_right=24)),
        )
    return ft.AlertDialog(
        modal=True,
        content=body,
        bgcolor=look.tokens.card,
        content_padding=0,
        barrier_color=look.tokens.scrim,
        shape=ft.RoundedRectangleBorder(radius=RADIUS_CARD),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _body(look: Look, shown: Sheet) -> ft.Control:
    words: list[ft.Control] = [heading(look, shown.title, level=1, style=Style.TITLE)]
    if shown.sub:
        words.append(quiet(look, shown.sub))
    head = row(grow(column(*words, gap=4)), icon_button(look, shown.close, "x", framed=False), gap=12, top=True)
    scrolls = ft.Column(
        list(shown.content),
        spacing=12,
        scroll=ft.ScrollMode.AUTO,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    parts: list[ft.Control] = [
        ft.Container(head, padding=pad(20, look.measures.margin, bottom=12)),
        ft.Container(scrolls, padding=pad(0, look.measures.margin, bottom=20), expand=True, expand_loose=True),
    ]
    if shown.actions:
        buttons = [button(look, action, height=look.measures.action) for action in shown.actions]
        stacked = look.measures.huge_text
        line = column(*buttons, gap=8, stretch=True) if stacked else row(*(grow(one) for one in buttons), gap=12)
        parts.append(bar_frame(look, line))
    whole = ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    width = None if look.measures.field else min(_DESK_WIDTH, look.measures.width * 0.9)
    return ft.Container(whole, width=width, bgcolor=look.tokens.card)
