"""Buttons: one plate-button per screen (the primary action), quiet, soft and danger ones."""

from dataclasses import dataclass
from enum import StrEnum

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_BUTTON, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import pad
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, text


class Kind(StrEnum):
    """Say how much a button asks to be pressed."""

    PRIMARY = "primary"
    QUIET = "quiet"
    SOFT = "soft"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Action(Tap):
    """Hold a `Tap` drawn as a button: its kind, its icon and a small word after its own."""

    kind: Kind = Kind.QUIET
    glyph: str | None = None
    sub: str | None = None


@dataclass(frozen=True, slots=True)
class _Paint:
    ink: str
    field: str
    border: str | None


def button(look: Look, action: Action, *, height: float | None = None) -> ft.Semantics:
    """Draw a button at least `height` dp high, as wide as its place; it grows with its text."""
    paint = _paint(look, action)
    primary = action.kind is Kind.PRIMARY and action.enabled
    inset = 3 if primary else 0
    stroke = max(1.5, look.tokens.border)
    least = height or look.measures.target + (8 if look.measures.field else 4)
    style = look.measures.type(_style(action))
    tallest = max(style.size * style.line, look.measures.glyph + 2)
    inner = ft.Container(
        _words(look, action, paint.ink),
        alignment=ft.Alignment.CENTER,
        padding=pad(look.breath(least - 2 * inset, tallest, border=stroke), 18 if look.measures.field else 14),
    )
    radius = RADIUS_BUTTON if least >= 52 else RADIUS_TILE
    if primary:
        inner.border = ft.Border.all(stroke, ft.Colors.with_opacity(0.55, paint.ink))
        inner.border_radius = radius - inset
    border = ft.Border.all(stroke, paint.border or ft.Colors.TRANSPARENT) if not primary else None
    drawn = ft.Container(inner, padding=inset, bgcolor=paint.field, border_radius=radius, border=border)
    return press(look, action, drawn)


def icon_button(look: Look, tap: Tap, name: str, *, framed: bool = True, size: float | None = None) -> ft.Semantics:
    """Draw a square button with one icon; its name is read aloud and shown on hover."""
    side = look.measures.plate(size or look.measures.target)
    drawn = ft.Container(
        glyph(look, name, look.unscaled(side * 0.5), color=look.tokens.ink if tap.live else look.tokens.edge),
        width=side,
        height=side,
        alignment=ft.Alignment.CENTER,
        border_radius=RADIUS_BUTTON if side >= 56 else 12,
        bgcolor=look.tokens.card if framed else None,
        border=ft.Border.all(look.tokens.border, look.tokens.edge) if framed else None,
        tooltip=ft.Tooltip(message=tap.label, exclude_from_semantics=True) if not look.measures.field else None,
    )
    return press(look, tap, drawn)


def text_button(look: Look, tap: Tap, glyph_name: str | None = None) -> ft.Semantics:
    """Draw a word that acts, without a frame: « 2 autres tâches ⌄ »."""
    ink = look.tint(Role.ACCENT).on_soft
    parts: list[ft.Control] = [text(look, tap.shown, Style.STRONG, color=ink)]
    if glyph_name:
        parts.append(glyph(look, glyph_name, look.measures.glyph * 0.75, color=ink))
    drawn = ft.Container(
        _row(parts),
        padding=pad(look.breath(look.measures.target, look.measures.type(Style.STRONG).size), 16),
        border_radius=RADIUS_BUTTON,
        alignment=ft.Alignment.CENTER,
    )
    return press(look, tap, drawn)


def _paint(look: Look, action: Action) -> _Paint:
    tokens, accent = look.tokens, look.tint(Role.ACCENT)
    if not action.enabled:
        return _Paint(tokens.ink2, tokens.sunk, tokens.line)
    match action.kind:
        case Kind.PRIMARY:
            return _Paint(accent.on, accent.strong, None)
        case Kind.SOFT:
            return _Paint(accent.on_soft, accent.soft, tokens.edge if tokens.outdoor else None)
        case Kind.DANGER:
            return _Paint(tokens.danger, tokens.card, tokens.danger)
        case Kind.QUIET:
            return _Paint(tokens.ink, tokens.card, tokens.edge)


def _words(look: Look, action: Action, ink: str) -> ft.Control:
    primary = action.kind is Kind.PRIMARY
    parts: list[ft.Control] = []
    if action.glyph:
        parts.append(glyph(look, action.glyph, look.measures.glyph + 2, color=ink))
    parts.append(text(look, action.shown, _style(action), color=ink))
    if action.sub:
        parts.append(text(look, action.sub, Style.META, color=ink))
    if action.key and not look.measures.field:
        parts.append(key_hint(look, action.key, color=ink if primary else None))
    return _row(parts)


def _style(action: Action) -> Style:
    return Style.BUTTON_MAIN if action.kind is Kind.PRIMARY else Style.BUTTON


def _row(parts: list[ft.Control]) -> ft.Control:
    """Lay icon and words in a row that wraps when the text is large."""
    return ft.Row(
        parts,
        spacing=10,
        run_spacing=2,
        tight=True,
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        run_alignment=ft.MainAxisAlignment.CENTER,
    )
