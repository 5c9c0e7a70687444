"""A button that destroys: held for 0.8 s in the field, confirmed by a second tap elsewhere.

Flutter calls a press long after 500 ms; 300 ms more are counted here (UI.md §4). Whoever cannot hold (a
mouse, a screen reader) taps once, reads « Confirmer », and taps again.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import flet as ft

from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import touched
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.layout import grow, row

HOLD_AFTER_LONG_PRESS_S: Final = 0.3


def _no_task() -> asyncio.Task[None] | None:
    return None


@ft.component
def hold_button(action: Action) -> ft.Control:
    """Draw a danger button that needs a long press, or a tap and a confirmation."""
    look = use_look()
    asked, set_asked = ft.use_state(False)
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

    if asked:
        return _confirmation(look, action, lambda: set_asked(False))
    word = look.t("action.hold", word=action.shown) if look.measures.field else action.shown
    drawn = button(look, _dangerous(action, word, lambda: set_asked(True)))
    if not look.measures.field:
        return drawn
    return ft.GestureDetector(content=drawn, on_long_press_start=begin, on_long_press_end=end)


def _dangerous(action: Action, word: str, do: Callable[[], Any]) -> Action:
    return Action(
        action.identifier, action.label, do, enabled=action.enabled, word=word, kind=Kind.DANGER, glyph=action.glyph
    )


def _confirmation(look: Look, action: Action, back: Callable[[], None]) -> ft.Control:
    keep = Action(f"{action.identifier}-keep", look.t("action.keep"), back)
    sure = Action(
        f"{action.identifier}-confirm", look.t("action.confirm"), action.do, kind=Kind.DANGER, glyph=action.glyph
    )
    return row(grow(button(look, keep)), grow(button(look, sure)), gap=look.measures.gap)
