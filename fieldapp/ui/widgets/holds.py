"""A button that destroys: held for 0.8 s in the field, confirmed by a second tap elsewhere.

Flutter calls a press long after 500 ms; 300 ms more are counted here (UI.md §4). Whoever cannot hold (a
mouse, a screen reader) taps once, reads « Confirmer », and taps again: not at once, because « Confirmer » lies where
the first tap was, and two drops or a double tap are no confirmation (DOMAIN F 11).
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import flet as ft

from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import touched
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.layout import grow, row

HOLD_AFTER_LONG_PRESS_S: Final = 0.3
DEAF_S: Final = 0.8
"""How long « Confirmer » hears nothing: as long as the hold that it stands for."""


def _not_asked() -> float | None:
    return None


def _no_task() -> asyncio.Task[None] | None:
    return None


@ft.component
def hold_button(action: Action) -> ft.Control:
    """Draw a danger button that needs a long press, or a tap and a confirmation."""
    look = use_look()
    asked_s, set_asked_s = ft.use_state(_not_asked())
    waiting: ft.MutableRef[asyncio.Task[None] | None] = ft.use_ref(_no_task)

    async def count() -> None:
        await asyncio.sleep(HOLD_AFTER_LONG_PRESS_S)
        if action.do is not None:
            await look.attempt(action.do)

    def begin() -> None:
        touched()
        waiting.current = asyncio.create_task(count())

    def end() -> None:
        if waiting.current is not None and not waiting.current.done():
            waiting.current.cancel()

    if asked_s is not None:
        return _confirmation(look, action, asked_s, lambda: set_asked_s(None))
    word = look.t("action.hold", word=action.shown) if look.measures.field else action.shown
    drawn = button(look, _dangerous(action, word, lambda: set_asked_s(now_s())))
    if not look.measures.field:
        return drawn
    return ft.GestureDetector(content=drawn, on_long_press_start=begin, on_long_press_end=end)


def _dangerous(action: Action, word: str, do: Callable[[], Any]) -> Action:
    return Action(
        action.identifier, action.label, do, enabled=action.enabled, word=word, kind=Kind.DANGER, glyph=action.glyph
    )


def _confirmation(look: Look, action: Action, asked_s: float, back: Callable[[], None]) -> ft.Control:
    def confirm() -> Any:
        return action.do() if action.do is not None and now_s() - asked_s >= DEAF_S else None

    keep = Action(f"{action.identifier}-keep", look.t("action.keep"), back)
    sure = Action(
        f"{action.identifier}-confirm", look.t("action.confirm"), confirm, kind=Kind.DANGER, glyph=action.glyph
    )
    return row(grow(button(look, keep)), grow(button(look, sure)), gap=look.measures.gap)


def now_s() -> float:
    """Give seconds of a clock that only goes forward."""
    return time.monotonic()
