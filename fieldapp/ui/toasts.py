"""The toast with undo: one at a time, above the bottom bar, counting its seconds down.

    toast = use_toast()
    toast(Toast(look.t("tasks.handed_back"), undo=take_back))

What can be undone has already been written; `undo` writes the contrary. The toast only ends the offer.
A toast that tells a trouble carries its code, and copies it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.effects import use_task
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_CARD, SPACE_12, Style
from fieldapp.ui.widgets.layout import grow, pad, row
from fieldapp.ui.widgets.panes import THREE_PANES_MIN
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.support import copy_code
from fieldapp.ui.widgets.text import glyph, text

DONE: Final = "check-circle"
TOAST_S: Final = 10
SAID_S: Final = 5
"""How long a toast stays that offers nothing to take back: it hides what stands above the bar."""
_HEIGHT: Final = 72
_ABOVE_ACTION: Final = 64
"""From the top of a bar's button: what is higher there, the shutter of the camera, stays free."""
_ABOVE_KEYS: Final = 64
"""Above the line of keys at the foot of a desk."""
_TOAST_WIDTH_MAX: Final = 752
_DESK_WIDTH_MAX: Final = 456
"""At the desk it lies over the map: neither the list nor the buttons of the detail are covered."""


@dataclass(frozen=True, slots=True)
class Toast:
    """Hold what a toast says, for how long, what « Annuler » does, and the code that « Copier » copies."""

    words: str
    undo: Callable[[], Any] | None = None
    seconds: int | None = None
    glyph: str = DONE
    code: str = ""

    @property
    def lasts_s(self) -> int:
        """Give for how long it stays: as asked, else longer where something can be taken back or copied."""
        if self.seconds is not None:
            return self.seconds
        return TOAST_S if self.acts else SAID_S

    @property
    def acts(self) -> bool:
        """Tell whether it has a button."""
        return self.undo is not None or bool(self.code)


@dataclass(frozen=True, slots=True)
class ShownToast:
    """Hold a toast and its number: the same words twice are two toasts."""

    toast: Toast
    serial: int


def _unset(toast: Toast) -> None:
    """Show nothing: no provider above."""


_SHOW_NOTHING: Callable[[Toast], None] = _unset
_NOTHING_SHOWN: ShownToast | None = None

ToastContext = ft.create_context(_SHOW_NOTHING)


def use_toast() -> Callable[[Toast], None]:
    """Give the function that shows a toast, inside a component."""
    return ft.use_context(ToastContext)


def sayer(show: Callable[[Toast], None]) -> Callable[..., None]:
    """Give the `say` of an app: `say(text, undo=None, glyph=…, code=…)`."""

    def say(words: str, undo: Callable[[], Any] | None = None, glyph: str = DONE, code: str = "") -> None:
        show(Toast(words, undo, glyph=glyph, code=code))

    return say


def use_toasts() -> tuple[ShownToast | None, Callable[[Toast], None], Callable[[int], None]]:
    """Hold the toast of a page: the one shown, how to show another, how to end one by its serial."""
    shown, set_shown = ft.use_state(_NOTHING_SHOWN)

    def show(toast: Toast) -> None:
        set_shown(lambda before: ShownToast(toast, before.serial + 1 if before else 1))

    def end(serial: int) -> None:
        set_shown(lambda now: None if now is not None and now.serial == serial else now)

    return shown, show, end


@ft.component
def toast_layer(shown: ShownToast | None, end: Callable[[int], None]) -> ft.Control:
    """Show the toast of the moment and count it down; `end` takes its serial."""
    look = use_look()
    left, set_left = ft.use_state(shown.toast.lasts_s if shown else 0)
    serial = shown.serial if shown else 0

    async def count_down() -> None:
        if shown is None:
            return
        for second in range(shown.toast.lasts_s, 0, -1):
            set_left(second)
            await asyncio.sleep(1)
        end(shown.serial)

    use_task(count_down, [serial])
    if shown is None:
        return ft.Container(width=0, height=0)
    return toast_card(look, shown.toast, left, partial(end, shown.serial))


def toast_card(look: Look, toast: Toast, left_s: int, end: Callable[[], Any]) -> ft.Control:
    """Draw a toast with `left_s` seconds to go."""
    ink = look.tokens.on_toast
    parts: list[ft.Control] = [
        glyph(look, toast.glyph, look.measures.glyph + 2, color=ink, filled=True),
        grow(text(look, toast.words, color=ink)),
    ]
    if toast.undo is not None:
        # The seconds are for the eyes: read aloud each second they would drown the words.
        seconds = text(look, look.t("toast.left", n=left_s), Style.HEADING, color=ink)
        parts += [ft.Semantics(exclude_semantics=True, content=seconds), _undo(look, toast.undo, end)]
    elif toast.code:
        # A key of its own: what was copied for one trouble is not copied for the next.
        parts.append(ft.Container(copy_button(toast.code), key=toast.code))
    # The button keeps its own height; words alone are given the height of a toast.
    breath = 8 if toast.acts else look.breath(_HEIGHT, look.measures.glyph + 2)
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            row(*parts, gap=14),
            padding=ft.Padding(left=18, right=10, top=breath, bottom=breath),
            bgcolor=look.tokens.toast,
            border_radius=RADIUS_CARD,
        ),
    )


def _undo(look: Look, undo: Callable[[], Any], end: Callable[[], Any]) -> ft.Control:
    async def take_back() -> None:
        end()
        await look.attempt(undo)

    word = look.t("action.cancel")
    return press(look, Tap("undo", word, take_back), _button(look, "arrow-u-up-left", word, opacity=0.6))


@ft.component
def copy_button(code: str) -> ft.Control:
    """Draw what copies the code of a trouble for the support; it says when it has."""
    look, (is_copied, tell) = use_look(), ft.use_state(False)

    async def copy() -> None:
        await copy_code(look, code)
        tell(True)

    name, word = ("check", "trouble.copied") if is_copied else ("copy", "trouble.copy_word")
    label = look.t("trouble.copied" if is_copied else "trouble.copy")
    # Calmer than « Annuler »: nothing depends on it.
    return press(look, Tap("copy-code", label, copy), _button(look, name, look.t(word), opacity=0.3))


def _button(look: Look, name: str, word: str, *, opacity: float) -> ft.Container:
    ink = look.tokens.on_toast
    return ft.Container(
        row(glyph(look, name, look.measures.glyph - 2, color=ink), text(look, word, Style.BOLD, color=ink)),
        padding=pad(look.breath(look.measures.target, look.measures.glyph), 18),
        border_radius=14,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(opacity, ink)),
    )


def toast_place(look: Look, layer: ft.Control) -> ft.Container:
    """Place the toast above the bottom bar, in the middle of a wide window."""
    widest = _TOAST_WIDTH_MAX if look.measures.field or look.measures.large_text else _DESK_WIDTH_MAX
    beside = max(look.measures.margin, (look.measures.width - widest) / 2)
    return ft.Container(layer, left=beside, right=beside, bottom=_bottom(look))


def above_toasts(look: Look, line: ft.Control) -> ft.Container:
    """Place a line that stays above the toast's own place: neither covers the other, nor a bar's button."""
    widest = _TOAST_WIDTH_MAX if look.measures.field or look.measures.large_text else _DESK_WIDTH_MAX
    beside = max(look.measures.margin, (look.measures.width - widest) / 2)
    return ft.Container(line, left=beside, right=beside, bottom=_bottom(look) + (_HEIGHT + 8) * _growth(look))


def _bottom(look: Look) -> float:
    """Give how far from the window's foot a toast stands: bars grow with the text."""
    return _above_bars(look) * _growth(look)


def _above_bars(look: Look) -> float:
    """Say how high a toast lies: above the buttons, or over the map in the middle of a desk."""
    if look.measures.field:
        return look.measures.action + _ABOVE_ACTION
    return _ABOVE_KEYS if look.measures.width >= THREE_PANES_MIN else _ABOVE_KEYS + look.measures.action + 2 * SPACE_12


def _growth(look: Look) -> float:
    return max(1.0, look.measures.text_scale)
