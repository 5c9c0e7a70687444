"""Ctrl Z goes ten steps back, each once, and says each in its own words."""

import asyncio
from functools import partial

from fieldapp.ui.app import Undo
from fieldapp.ui.undoing import STEPS_MAX, UndoSteps


def steps_of(heard: list[str], count: int) -> tuple[UndoSteps, list[Undo]]:
    """Keep so many steps; give the ways back that their toasts offer."""
    steps = UndoSteps()

    async def take_back(number: int) -> None:
        heard.append(f"back {number}")

    offered = [steps.keep(partial(take_back, n), partial(heard.append, f"told {n}")) for n in range(count)]
    return steps, offered


def test_ten_steps_are_taken_back_the_last_one_first() -> None:
    heard: list[str] = []

    async def work() -> None:
        steps, _ = steps_of(heard, STEPS_MAX + 2)
        for _ in range(STEPS_MAX + 2):
            await steps.take_last()

    asyncio.run(work())
    assert heard == [f"{what} {n}" for n in range(STEPS_MAX + 1, 1, -1) for what in ("back", "told")]


def test_what_the_toast_took_back_is_not_taken_twice() -> None:
    heard: list[str] = []

    async def work() -> None:
        steps, offered = steps_of(heard, 2)
        await offered[1]()
        await offered[1]()
        await steps.take_last()
        await steps.take_last()

    asyncio.run(work())
    assert heard == ["back 1", "told 1", "back 0", "told 0"]
