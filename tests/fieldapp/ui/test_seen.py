"""What a client tells of the app, and what stops while nobody can see it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft
import pytest

from fieldapp.ui.seen import is_dark_after, light_of, use_seen_span, use_seen_task
from tests.fieldapp.ui.headless import HeadlessPage, headless

_S = ft.AppLifecycleState
LOCKED, UNLOCKED = (_S.INACTIVE, _S.HIDE, _S.PAUSE), (_S.RESTART, _S.SHOW, _S.RESUME)


def dark_after(*states: ft.AppLifecycleState, hidden_is_dark: bool = True) -> bool:
    is_dark = False
    for state in states:
        is_dark = is_dark_after(state, was_dark=is_dark, hidden_is_dark=hidden_is_dark)
    return is_dark


@pytest.mark.parametrize(
    ("states", "is_dark"),
    [
        ((), False),
        ((_S.INACTIVE,), False),
        ((_S.INACTIVE, _S.HIDE), True),
        (LOCKED, True),
        ((*LOCKED, _S.RESTART), True),
        ((*LOCKED, *UNLOCKED), False),
        ((_S.INACTIVE, _S.HIDE, _S.SHOW), False),
        ((*LOCKED, _S.DETACH), True),
    ],
)
def test_tablet_is_dark_from_hide_to_show(states: tuple[ft.AppLifecycleState, ...], is_dark: bool) -> None:
    assert dark_after(*states) is is_dark


def test_window_of_a_desk_that_is_minimised_is_not_dark_unless_it_is_paused() -> None:
    assert not dark_after(_S.INACTIVE, _S.HIDE, hidden_is_dark=False)
    assert dark_after(*LOCKED, hidden_is_dark=False)


async def told(page: HeadlessPage, *states: ft.AppLifecycleState) -> None:
    for state in states:
        await page.raise_event(page.session.page, "app_lifecycle_state_change", {"state": state.value})


def run(main: Callable[[ft.Page], None], story: Callable[[HeadlessPage], Awaitable[None]], **window: Any) -> None:
    async def whole() -> None:
        async with headless(main, **window) as page:
            await story(page)

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("window", "is_dark"),
    [({"platform": "android"}, True), ({"platform": "linux"}, False), ({"platform": "linux", "web": True}, True)],
    ids=["tablet", "desk", "tab of a browser"],
)
def test_page_knows_whether_hidden_is_dark(window: dict[str, Any], is_dark: bool) -> None:
    async def story(page: HeadlessPage) -> None:
        await told(page, _S.INACTIVE, _S.HIDE)
        assert light_of(page.session.page).is_dark is is_dark

    def main(page: ft.Page) -> None:
        light_of(page)

    run(main, story, **window)


@dataclass
class Runs:
    """What goes on: how many clocks and watches."""

    clocks: int = 0
    begun: int = 0
    watches: int = 0


def test_clocks_and_watches_stop_in_the_dark_and_begin_anew() -> None:
    runs = Runs()

    @ft.component
    def screen() -> ft.Control:
        async def tick() -> None:
            runs.clocks += 1
            runs.begun += 1
            try:
                await asyncio.Event().wait()
            finally:
                runs.clocks -= 1

        def watch() -> Callable[[], None]:
            runs.watches += 1

            def end() -> None:
                runs.watches -= 1

            return end

        use_seen_task(tick, [])
        use_seen_span(watch, [])
        return ft.Container()

    async def story(page: HeadlessPage) -> None:
        assert (runs.clocks, runs.watches) == (1, 1)
        await told(page, *LOCKED)
        assert (runs.clocks, runs.watches) == (0, 0)
        await told(page, *UNLOCKED)
        assert (runs.clocks, runs.watches, runs.begun) == (1, 1, 2)

    run(lambda page: page.render(screen), story)
