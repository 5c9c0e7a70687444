"""Effects that end with what they belong to.

Flet 1.0.5 keeps the clean-up that an effect *returns* only until the component is drawn again: `use_effect` then
overwrites it with its own argument (`flet/components/hooks/use_effect.py`). A subscription, a watch on the position or
a clock would outlive its screen. Here the end is kept in a reference and handed over as that argument.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

import flet as ft

End = Callable[[], Any]

TYPING_S: Final = 0.15
"""A pause in typing that is worth a search."""


def use_span(begin: Callable[[], End], dependencies: Sequence[Any]) -> None:
    """Begin something when a component is shown or a dependency changes; what `begin` gives ends it."""
    ends: ft.MutableRef[End | None] = ft.use_ref(_nothing)

    def start() -> None:
        ends.current = begin()

    def stop() -> None:
        end, ends.current = ends.current, None
        if end is not None:
            end()

    ft.use_effect(start, list(dependencies), stop)


def use_task(run: Callable[[], Coroutine[Any, Any, None]], dependencies: Sequence[Any]) -> None:
    """Run a coroutine for as long as a component is shown and its dependencies stay the same."""
    use_span(lambda: asyncio.create_task(run()).cancel, dependencies)


def use_latest(first: Any) -> tuple[Any, Callable[[Any], None], Callable[[], Any]]:
    """Give a value as it is drawn, what sets it, and what tells it as it is now.

    It is set to a value, or to what a function makes of the one that is there.
    A tap may come with the last letter of a word, before that is drawn: what a gesture sends is asked for, never taken
    from the drawing.
    """
    drawn, draw = ft.use_state(first)
    latest: ft.MutableRef[Any] = ft.use_ref(lambda: first)

    def put(value: Any) -> None:
        latest.current = value(latest.current) if callable(value) else value
        draw(latest.current)

    return drawn, put, lambda: latest.current


def use_settled(typed: str) -> str:
    """Give what was typed once the typing pauses, inside a component."""
    settled, set_settled = ft.use_state(typed)

    async def settle() -> None:
        await asyncio.sleep(TYPING_S)
        set_settled(typed)

    use_task(settle, [typed])
    return settled


def _nothing() -> End | None:
    return None
