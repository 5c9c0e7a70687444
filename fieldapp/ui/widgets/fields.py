"""Text fields: a label above, what is typed, what helps below; saved at every change, no save button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.ui.keymap import typing_begins, typing_ends
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_BUTTON, RADIUS_TILE, Role, Style, Tokens
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import column, row, spring
from fieldapp.ui.widgets.press import text_handler
from fieldapp.ui.widgets.text import glyph, quiet, text

END_SIDE: Final = 48
"""Side of the button at the end of a search, in dp."""


@dataclass(frozen=True, slots=True)
class Field:
    """Hold a text field: `on_change` gets the text at every keystroke, `on_submit` at Enter.

    `lines` above 1 makes it grow from that many lines; `trouble` says what to change, below the field;
    `shown` refers to what is typed in, for a key that leads there.
    """

    identifier: str
    label: str
    value: str = ""
    on_change: Callable[[str], Any] | None = None
    on_submit: Callable[[str], Any] | None = None
    hint: str = ""
    trouble: str = ""
    note: str = ""
    lines: int = 1
    chars_max: int | None = None
    secret: bool = False
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT
    autofill: ft.AutofillHint | None = None
    autofocus: bool = False
    frozen: bool = False
    key: str | None = None
    shown: ft.Ref[ft.TextField] | None = None


def text_field(look: Look, field: Field, *, style: Style = Style.LEAD) -> ft.Control:
    """Draw a field with its label above and its note or trouble below."""
    label = text(look, field.label, Style.STRONG, color=look.tokens.ink2)
    head: ft.Control = label
    if field.note:
        head = row(label, spring(), quiet(look, field.note, Style.META))
    parts: list[ft.Control] = [ft.Semantics(exclude_semantics=True, content=head), _input(look, field, style)]
    if field.trouble:
        late = look.tint(Role.LATE).strong
        told = row(
            glyph(look, "warning-circle", color=late),
            ft.Container(text(look, field.trouble, Style.STRONG, color=late), expand=True),
        )
        parts.append(ft.Semantics(live_region=True, content=told))
    return column(*parts, gap=8, stretch=True)


def bare_field(look: Look, field: Field, *, style: Style = Style.BODY) -> ft.Control:
    """Draw a field whose place says what it is: its label is read aloud and not drawn."""
    return _input(look, field, style)


def search_field(look: Look, field: Field, *, end: ft.Control | None = None) -> ft.Control:
    """Draw a search: a lens, the words, a key hint at the desk; `end` may be a microphone."""
    drawn = _text_input(look, field, Style.LEAD)
    tokens = look.tokens
    # Collapsed: Material would keep 48 dp and its own padding inside our frame.
    drawn.border, drawn.filled, drawn.collapsed = ft.NoInputBorder(), False, True
    drawn.content_padding = 0
    style = look.measures.type(Style.LEAD)
    least = 68 if look.measures.field else 44
    parts: list[ft.Control] = [
        glyph(look, "magnifying-glass", style.size + 5, color=tokens.ink2),
        ft.Container(_named(field, drawn), expand=True),
    ]
    if end is not None:
        parts.append(end)
    elif field.key and not look.measures.field:
        parts.append(key_hint(look, field.key))
    # What stands at the end is as high as a target: it must not make the field grow when it comes.
    lines = style.size * style.line
    breath = look.breath(least, lines, border=1.5)
    if end is not None:
        breath = min(breath, max(4.0, (least - look.measures.plate(END_SIDE)) / 2 - 1.5))
    return ft.Container(
        row(*parts, gap=14 if look.measures.field else 10),
        padding=ft.Padding(left=18, right=18, top=breath, bottom=breath),
        bgcolor=tokens.card,
        border=ft.Border.all(max(1.5, tokens.border), tokens.edge),
        border_radius=RADIUS_BUTTON if look.measures.field else RADIUS_TILE,
    )


def _input(look: Look, field: Field, style: Style) -> ft.Control:
    return _named(field, _text_input(look, field, style))


def _named(field: Field, control: ft.TextField) -> ft.MergeSemantics:
    """Give the field identifier and name as one node: a label beside it would name a group instead."""
    return ft.MergeSemantics(content=ft.Semantics(identifier=field.identifier, label=field.label, content=control))


def _text_input(look: Look, field: Field, style: Style) -> ft.TextField:
    tokens = look.tokens
    kind = look.measures.type(style)
    radius = RADIUS_BUTTON if look.measures.field else RADIUS_TILE
    breath = look.breath(look.measures.target + 8, kind.size * kind.line)
    return ft.TextField(
        value=field.value,
        hint_text=field.hint or None,
        hint_style=look.text_style(style, tokens.ink2),
        text_style=look.text_style(style),
        multiline=field.lines > 1,
        min_lines=field.lines if field.lines > 1 else None,
        max_lines=None if field.lines > 1 else 1,
        max_length=field.chars_max,
        counter="" if field.chars_max else None,
        password=field.secret,
        can_reveal_password=field.secret,
        keyboard_type=ft.KeyboardType.MULTILINE if field.lines > 1 else field.keyboard,
        autofill_hints=field.autofill,
        autofocus=field.autofocus,
        read_only=field.frozen,
        enable_suggestions=not field.secret,
        autocorrect=not field.secret,
        border=_border(tokens, radius, trouble=bool(field.trouble)),
        filled=True,
        bgcolor=tokens.sunk if field.frozen else tokens.card,
        content_padding=ft.Padding(left=16, right=16, top=breath, bottom=breath),
        cursor_color=tokens.accent,
        on_change=text_handler(look, field.on_change),
        on_submit=text_handler(look, field.on_submit),
        on_focus=typing_begins,
        on_blur=typing_ends,
        ref=field.shown,
    )


def _border(tokens: Tokens, radius: float, *, trouble: bool) -> dict[ft.ControlState, ft.InputBorder]:
    """Outline a field at 3:1, thicker when it has the focus."""
    rest = tokens.tint(Role.LATE).strong if trouble else tokens.edge
    wide = max(1.5, tokens.border) + (0.5 if trouble else 0)
    return {
        ft.ControlState.DEFAULT: ft.OutlineInputBorder(side=ft.BorderSide(wide, rest), border_radius=radius),
        ft.ControlState.FOCUSED: ft.OutlineInputBorder(side=ft.BorderSide(3, tokens.accent), border_radius=radius),
    }
