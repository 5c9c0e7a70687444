"""The pad of a PIN: twelve keys for a wet finger, six dots that a screen reader hears as a count."""

from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic as now_s
from typing import Final

import flet as ft

from fieldapp.account.actions_pin import ERASE, PinEntry
from fieldapp.account.screens_threshold import live
from fieldapp.ui.effects import use_latest
from fieldapp.ui.keymap import typing_ends, use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_BUTTON, SPACE_8, Style
from fieldapp.ui.widgets.layout import column, grow, outline, pad, row
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text
from fieldapp.vault.pin_answers import PIN_DIGITS

KEY_HEIGHT: Final = 76
KEY_HEIGHT_GLOVES: Final = 96
PAD_WIDTH: Final = 396
_DOT: Final = 18
_ROWS: Final = ("123", "456", "789")

Full = Callable[[str], Awaitable[None]]


@ft.component
def pin_pad(full: Full, busy_word: str) -> ft.Control:
    """Take six digits, by touch or keyboard, hand them on at the sixth and begin again."""
    look = use_look()
    entry, put, now = use_latest(PinEntry())
    is_busy, set_busy, busy = use_latest(False)

    async def touch(key: str) -> None:
        if busy():
            return
        put(now().touched(key, now_s()))
        if now().is_whole:
            set_busy(True)
            try:
                await full(now().digits)
            finally:
                put(PinEntry())
                set_busy(False)

    digits = {digit: partial(touch, digit) for digit in "0123456789"}
    use_keys({**digits, "Backspace": partial(touch, ERASE)})
    # The field of the screen before said no « blur ».
    ft.use_effect(typing_ends, [])
    erase = Tap("erase", look.t("account.pin_erase"), partial(touch, ERASE), enabled=bool(entry.digits))
    keys = [row(*(grow(_digit(look, one, digits[one], not is_busy)) for one in line)) for line in _ROWS]
    eraser = _key(look, erase, _eraser(look), _eraser_size(look))
    last = row(grow(ft.Container()), grow(_digit(look, "0", digits["0"], not is_busy)), grow(eraser))
    doing = [live(quiet(look, busy_word))] if is_busy and busy_word else []
    parts = [_dots(look, len(entry.digits)), *doing, column(*keys, last, gap=SPACE_8, stretch=True)]
    width = min(look.measures.room(PAD_WIDTH), look.measures.width - 4 * look.measures.margin)
    return ft.Container(
        ft.Container(column(*parts, gap=20, stretch=True), width=width), alignment=ft.Alignment.TOP_CENTER
    )


def _dots(look: Look, count: int) -> ft.Control:
    dots = [
        ft.Container(
            width=_DOT,
            height=_DOT,
            border_radius=_DOT / 2,
            bgcolor=look.tokens.accent if at < count else look.tokens.card,
            border=ft.Border.all(2, look.tokens.accent if at < count else look.tokens.edge),
        )
        for at in range(PIN_DIGITS)
    ]
    line = ft.Row(list(dots), spacing=16, alignment=ft.MainAxisAlignment.CENTER)
    told = look.t("account.pin_count", n=count, of=PIN_DIGITS)
    return ft.Semantics(identifier="pin-dots", label=told, live_region=True, exclude_semantics=True, content=line)


def _digit(look: Look, digit: str, touch: Callable[[], Awaitable[None]], enabled: bool) -> ft.Control:
    tap = Tap(f"digit-{digit}", digit, touch, enabled=enabled)
    style = look.measures.type(Style.TITLE)
    drawn = text(look, digit, Style.TITLE, color=look.tokens.ink if enabled else look.tokens.ink2)
    return _key(look, tap, drawn, style.size * style.line)


def _eraser(look: Look) -> ft.Control:
    return glyph(look, "eraser", _eraser_size(look))


def _eraser_size(look: Look) -> float:
    return look.measures.type(Style.TITLE).size + 4


def _key(look: Look, tap: Tap, content: ft.Control, tallest: float) -> ft.Control:
    height = KEY_HEIGHT_GLOVES if look.measures.gloves else KEY_HEIGHT
    drawn = ft.Container(
        content,
        alignment=ft.Alignment.CENTER,
        padding=pad(look.breath(height, tallest, border=look.tokens.border), 0),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_BUTTON,
        border=outline(look, look.tokens.edge),
    )
    return press(look, tap, drawn)
