"""Sheets and dialogs: from below in the field, in the middle at the desk; a raindrop closes neither."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import RADIUS_CARD, Style
from fieldapp.ui.widgets.bars import bar_frame
from fieldapp.ui.widgets.buttons import Action, button, icon_button
from fieldapp.ui.widgets.layout import column, grow, pad, row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import heading, quiet

_DESK_WIDTH = 560
_HEIGHT_SHARE = 0.92
# About what head and actions take, in dp at the normal text size.
_FIXED = 220
_TALL_DESK_SHARE = 0.56
_TALL_SHARE, _TALL_MIN = 0.78, 760
_FOOT_ROOM_MIN = 700
"""Below this height what stands fixed at the foot would leave no room for what scrolls."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold what a sheet shows; `close` is the cross in its corner, the only way out beside `actions`.

    The content scrolls as a whole: a list that scrolls by itself (`record_list`, `scrolled`) cannot stand in it.
    With a `foot` the sheet keeps one height however much comes and goes above: what is there to press stands still.
    """

    title: str
    content: Sequence[ft.Control]
    close: Tap
    sub: str = ""
    actions: Sequence[Action] = ()
    width: float = _DESK_WIDTH
    """How wide it is at the desk; two records side by side want more."""
    foot: Sequence[ft.Control] = ()
    """What stands fixed below what scrolls."""


def sheet(look: Look, shown: Sheet) -> ft.DialogControl:
    """Give the dialog of a sheet, for `ft.use_dialog(sheet(look, …) if open else None)`."""
    return _from_below(look, shown) if look.measures.field else _in_the_middle(look, shown)


def _from_below(look: Look, shown: Sheet) -> ft.BottomSheet:
    return ft.BottomSheet(
        content=_body(shown),
        bgcolor=look.tokens.card,
        dismissible=False,
        size_constraints=ft.BoxConstraints(max_width=look.measures.width),
        scrollable=True,
        barrier_color=look.tokens.scrim,
        animation_style=None if look.measures.motion else ft.AnimationStyle(duration=0, reverse_duration=0),
        shape=ft.RoundedRectangleBorder(radius=ft.BorderRadius.only(top_left=24, top_right=24)),
    )


def _in_the_middle(look: Look, shown: Sheet) -> ft.AlertDialog:
    """Leave the height to Material: it asks content for its natural width, which a measured part has not."""
    width = min(shown.width, look.measures.width * 0.9)
    content: ft.Control = column(*shown.content, gap=12, stretch=True)
    if shown.foot:
        content = ft.Container(_steady(look, shown), height=look.measures.height * _TALL_DESK_SHARE)
    bar = [ft.Container(_actions(look, shown.actions), width=width)] if shown.actions else []
    return ft.AlertDialog(
        modal=True,
        title=ft.Container(_head(look, shown), width=width),
        content=ft.Container(content, width=width, padding=pad(0, look.measures.margin, bottom=20)),
        actions=list(bar),
        bgcolor=look.tokens.card,
        title_padding=0,
        content_padding=0,
        actions_padding=0,
        scrollable=True,
        barrier_color=look.tokens.scrim,
        shape=ft.RoundedRectangleBorder(radius=RADIUS_CARD),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


@ft.component
def _body(shown: Sheet) -> ft.Control:
    """Draw head, scrolling content and actions; no higher than its content needs, unless it has a foot.

    Flet gives a scrolling part of a column all the height there is: the content is measured instead.
    """
    look = use_look()
    if shown.foot:
        return _tall_body(look, shown)
    return natural_body(shown)


def _tall_body(look: Look, shown: Sheet) -> ft.Control:
    steady = ft.Container(_steady(look, shown), expand=True, padding=pad(0, look.measures.margin, bottom=12))
    parts: list[ft.Control] = [_head(look, shown), steady]
    if shown.actions:
        parts.append(_actions(look, shown.actions))
    whole = ft.Column(parts, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(whole, bgcolor=look.tokens.card, height=_tall(look))


def _tall(look: Look) -> float:
    return min(look.measures.height * _HEIGHT_SHARE, max(_TALL_MIN, look.measures.height * _TALL_SHARE))


def _steady(look: Look, shown: Sheet) -> ft.Control:
    """Draw what scrolls above what stands still; with no room for both, what stands still goes first."""
    has_room = look.measures.height >= _FOOT_ROOM_MIN and not look.measures.large_text
    scrolls = hears(
        ft.Column(
            [*([] if has_room else shown.foot), *shown.content],
            spacing=12,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    lines: list[ft.Control] = [scrolls]
    if has_room:
        lines.append(column(ft.Divider(height=1, color=look.tokens.line), *shown.foot, gap=12, stretch=True))
    return ft.Column(lines, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def natural_body(shown: Sheet) -> ft.Control:
    """Measure the content, and draw the sheet as high as that."""
    look = use_look()
    natural, set_natural = ft.use_state(look.measures.height)
    inner = ft.Container(
        column(*shown.content, gap=12, stretch=True),
        padding=pad(0, look.measures.margin, bottom=20),
        on_size_change=lambda event: set_natural(event.height),
    )
    room = look.measures.height * _HEIGHT_SHARE - _FIXED * look.measures.text_scale
    scrolls = ft.Container(
        hears(ft.Column([inner], scroll=ft.ScrollMode.AUTO, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)),
        height=max(min(natural, room), look.measures.target),
    )
    parts: list[ft.Control] = [_head(look, shown), scrolls]
    if shown.actions:
        parts.append(_actions(look, shown.actions))
    whole = ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(whole, bgcolor=look.tokens.card)


def _head(look: Look, shown: Sheet) -> ft.Control:
    words: list[ft.Control] = [heading(look, shown.title, level=1, style=Style.TITLE)]
    if shown.sub:
        words.append(quiet(look, shown.sub))
    line = row(grow(column(*words, gap=4)), icon_button(look, shown.close, "x", framed=False), gap=12)
    return ft.Container(line, padding=pad(16, look.measures.margin, bottom=12))


def _actions(look: Look, actions: Sequence[Action]) -> ft.Control:
    buttons = [button(look, action, height=look.measures.action) for action in actions]
    if look.measures.huge_text:
        return bar_frame(look, column(*reversed(buttons), gap=8, stretch=True))
    return bar_frame(look, row(*(grow(one) for one in buttons), gap=12))
