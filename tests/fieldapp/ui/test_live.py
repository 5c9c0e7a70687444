"""`use_live`: reads, reads again after announcements, never after leaving."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import flet as ft
from flet.components.component import Renderer

from fieldapp.replica.errors import ReplicaClosed
from fieldapp.ui.live import (
    COALESCE_S,
    Filled,
    Follower,
    Live,
    LiveContext,
    LiveSource,
    Loading,
    Refused,
    live_page,
    live_view,
    use_live,
)
from fieldapp.ui.look import Look
from tests.fieldapp.ui.headless import HeadlessPage, headless


class Shelf:
    """A source in memory: one value per kind, held until it is told to answer."""

    def __init__(self, **values: Any) -> None:
        self.values = values
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.heard: list[tuple[tuple[str, ...], Callable[..., None]]] = []

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        self.reads += 1
        await self.gate.wait()
        return query(self.values, *args)

    def subscribe(self, kinds: Iterable[str], callback: Callable[..., None]) -> Callable[[], None]:
        entry = (tuple(kinds), callback)
        self.heard.append(entry)
        return lambda: self.heard.remove(entry)

    def put(self, kind: str, value: Any) -> None:
        self.values[kind] = value
        for kinds, callback in list(self.heard):
            if kind in kinds:
                callback({kind})


def count_of(values: dict[str, Any], kind: str) -> int:
    """Give the value of a kind."""
    return int(values[kind])


def broken(values: dict[str, Any], kind: str) -> int:
    """Fail as a query with a fault would."""
    raise ZeroDivisionError(kind)


def locked(values: dict[str, Any], kind: str) -> int:
    """Fail as a closed replica does."""
    raise ReplicaClosed(kind)


def run(story: Callable[[], Any]) -> None:
    """Run an async story to its end."""
    asyncio.run(story())


def page_of(shelf: LiveSource, draw: Callable[[], ft.Control]) -> Callable[[ft.Page], None]:
    """Give a page that draws under the source."""
    shown: Callable[[], ft.Control] = ft.component(draw)

    def root() -> ft.Control:
        return LiveContext(shelf, lambda: ft.Column([shown()]))

    return lambda page: page.render(ft.component(root))


def told(live: Live[int]) -> str:
    """Write a live value down."""
    match live:
        case Filled(value):
            return f"filled {value}"
        case Refused(reason):
            return f"refused {reason}"
        case Loading():
            return "loading"


def tasks_screen(query: Callable[..., int] = count_of) -> Callable[[], ft.Control]:
    """Give a component that counts tasks."""

    def draw() -> ft.Control:
        return ft.Text(told(use_live(query, "task", kinds=("task",))))

    return draw


async def until(page: HeadlessPage, text: str) -> None:
    """Wait until a text is on the page."""
    for _ in range(400):
        if text in page.texts():
            return
        await page.settle(1)
    raise AssertionError(f"{text!r} never came: {page.texts()}")


def test_live_value_is_loading_then_filled() -> None:
    async def story() -> None:
        shelf = Shelf(task=3)
        shelf.gate.clear()
        async with headless(page_of(shelf, tasks_screen())) as page:
            assert page.texts() == ["loading"]
            shelf.gate.set()
            await until(page, "filled 3")

    run(story)


def test_live_value_follows_an_announcement_of_its_kind() -> None:
    async def story() -> None:
        shelf = Shelf(task=3)
        async with headless(page_of(shelf, tasks_screen())) as page:
            await until(page, "filled 3")
            shelf.put("task", 4)
            await until(page, "filled 4")

    run(story)


def test_live_value_ignores_other_kinds() -> None:
    async def story() -> None:
        shelf = Shelf(task=3, news=1)
        async with headless(page_of(shelf, tasks_screen())) as page:
            await until(page, "filled 3")
            before = shelf.reads
            shelf.put("news", 2)
            await page.settle(30)
            assert shelf.reads == before

    run(story)


def test_many_announcements_during_a_read_cause_one_more_read() -> None:
    async def story() -> None:
        shelf = Shelf(task=3)
        heard: list[Live[int]] = []
        follower = Follower(shelf, lambda: shelf.read(count_of, "task"), ("task",), heard.append)
        shelf.gate.clear()
        running = asyncio.create_task(follower.follow())
        await asyncio.sleep(0)
        for value in range(500):
            shelf.put("task", value)
        shelf.gate.set()
        await asyncio.sleep(COALESCE_S * 4)
        running.cancel()
        assert shelf.reads == 2
        assert heard[-1] == Filled(499)

    run(story)


def test_follower_unsubscribes_when_cancelled_during_a_read() -> None:
    async def story() -> None:
        shelf = Shelf(task=3)
        shelf.gate.clear()
        heard: list[Live[int]] = []
        follower = Follower(shelf, lambda: shelf.read(count_of, "task"), ("task",), heard.append)
        running = asyncio.create_task(follower.follow())
        await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        shelf.gate.set()
        await asyncio.sleep(0)
        assert (shelf.heard, heard) == ([], [])

    run(story)


def test_component_that_leaves_is_unsubscribed() -> None:
    async def story() -> None:
        shelf = Shelf(task=3)
        hide: list[Callable[[bool], None]] = []

        def draw() -> ft.Control:
            shown, set_shown = ft.use_state(True)
            hide[:] = [set_shown]
            return ft.Column([ft.component(_TASKS)()] if shown else [])

        async with headless(page_of(shelf, draw)) as page:
            await until(page, "filled 3")
            hide[0](False)
            await page.settle(20)
            assert shelf.heard == []

    run(story)


_TASKS = tasks_screen()


def test_other_arguments_show_loading_until_their_own_value() -> None:
    async def story() -> None:
        shelf = Shelf(task=3, news=7)
        turn: list[Callable[[str], None]] = []

        def draw() -> ft.Control:
            kind, set_kind = ft.use_state("task")
            turn[:] = [set_kind]
            return ft.Text(told(use_live(count_of, kind, kinds=("task", "news"))))

        async with headless(page_of(shelf, draw)) as page:
            await until(page, "filled 3")
            shelf.gate.clear()
            turn[0]("news")
            await until(page, "loading")
            shelf.gate.set()
            await until(page, "filled 7")

    run(story)


def test_fault_of_a_query_is_refused_and_ends_nothing() -> None:
    async def story() -> None:
        async with headless(page_of(Shelf(task=3), tasks_screen(broken))) as page:
            await until(page, "refused read")
            assert page.wire.crashes == []

    run(story)


def test_closed_replica_reads_as_locked() -> None:
    async def story() -> None:
        async with headless(page_of(Shelf(task=3), tasks_screen(locked))) as page:
            await until(page, "refused locked")

    run(story)


def test_live_view_draws_each_member_of_the_union() -> None:
    look = Look()
    filled = live_view(look, Filled(3), lambda value: ft.Text(str(value)))
    assert isinstance(filled, ft.Text)
    for live in (Loading(), Refused("locked"), Refused("read", "E-0001", lambda: None)):
        with Renderer().with_context():  # type: ignore[no-untyped-call]
            assert live_view(look, live, lambda value: ft.Text("never")) is not None


def test_page_that_cannot_be_read_keeps_its_way_back() -> None:
    head = ft.Text("retour")
    for live in (Loading(), Refused("locked")):
        with Renderer().with_context():  # type: ignore[no-untyped-call]
            drawn = live_page(Look(), live, lambda: head, lambda value: ft.Text("never"))
        assert isinstance(drawn, ft.Column)
        assert drawn.controls[0] is head
    assert isinstance(live_page(Look(), Filled(3), lambda: head, lambda value: ft.Text(str(value))), ft.Text)
