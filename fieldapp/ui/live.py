"""`use_live`: what the replica holds now, read again whenever a kind that it depends on changes.

    tasks = use_live(queries.my_tasks, agent.id, kinds=(TASK, ZONE))
    return live_view(look, tasks, lambda filled: task_list(look, filled))

The hook reads on the source’s own thread, never blocks the screen, and gives a total union: `Loading`,
`Filled(value)`, `Refused(…)`. Announcements that come while a read runs are answered by one more read, not
by one each. What is shown stays while a newer value is read: no flicker. A component that leaves the
screen is unsubscribed, and a read that ends later changes nothing.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.replica.errors import ReplicaClosed
from fieldapp.ui.around import use_around
from fieldapp.ui.boundary import Done, Fault, attempt
from fieldapp.ui.look import Look
from fieldapp.ui.widgets.layout import column, pad
from fieldapp.ui.widgets.shells import page_frame
from fieldapp.ui.widgets.states import trouble_state, waiting_state

T = TypeVar("T")

COALESCE_S: Final = 0.05
"""Announcements within this time share one read: a pull of 500 rows is one refresh."""
TOGETHER_S: Final = 0.1
"""A value that was read again waits so long for those read beside it: one change is one drawing of a screen."""


class LiveSource(Protocol):
    """What `use_live` needs from the replica."""

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        """Run `query(session, *args)` on the database thread and give what it returns."""

    def subscribe(self, kinds: Iterable[str], callback: Callable[..., None]) -> Callable[[], None]:
        """Call `callback` on the screen’s loop when one of the kinds changed; gives the way out."""


@dataclass(frozen=True, slots=True)
class Loading:
    """Nothing was read yet."""


@dataclass(frozen=True, slots=True)
class Filled(Generic[T]):
    """The value as the replica holds it now."""

    value: T


@dataclass(frozen=True, slots=True)
class Refused:
    """The read gave no value: `reason` is a `trouble.<reason>_title` key, `code` is for support."""

    reason: str = "read"
    code: str = ""
    retry: Callable[[], None] | None = None


Live = Loading | Filled[T] | Refused


def _no_source() -> LiveSource | None:
    return None


LiveContext = ft.create_context(_no_source())


class Reads:
    """The reads of a source that are under way: what a change brings is told together."""

    def __init__(self) -> None:
        self._count = 0
        self._all_done = asyncio.Event()

    async def outcome(self, read: Callable[[], Any]) -> Done[Any] | Fault:
        """Read, and give what came of it."""
        if not self._count:
            # One per batch: an event belongs to the loop on which it was waited for.
            self._all_done = asyncio.Event()
        self._count += 1
        try:
            return await attempt(read)
        finally:
            self._count -= 1
            if not self._count:
                self._all_done.set()

    async def others(self) -> None:
        """Wait until no read is under way, but not long."""
        if self._count:
            with suppress(TimeoutError):
                async with asyncio.timeout(TOGETHER_S):
                    await self._all_done.wait()


_reads: Final[WeakKeyDictionary[LiveSource, Reads]] = WeakKeyDictionary()


class Follower:
    """Read once, then again after announcements, until stopped; tells each outcome to `tell`."""

    def __init__(
        self, source: LiveSource, read: Callable[[], Any], kinds: tuple[str, ...], tell: Callable[[Live[Any]], None]
    ) -> None:
        """Take the source, the read to repeat, the kinds that matter and who hears."""
        self._source, self._read, self._kinds, self._tell = source, read, kinds, tell
        self._reads = _reads.setdefault(source, Reads())
        self._due = asyncio.Event()
        self._leave: Callable[[], None] | None = None

    def refresh(self, *_: object) -> None:
        """Ask for one more read; many calls while a read runs are one."""
        self._due.set()

    async def follow(self) -> None:
        """Read for as long as this is not cancelled."""
        self._leave = self._source.subscribe(self._kinds, self.refresh)
        self._due.set()
        is_shown = False
        try:
            while True:
                await self._due.wait()
                self._due.clear()
                outcome = await self._reads.outcome(self._read)
                if is_shown:
                    await self._reads.others()
                self._tell(self._told(outcome))
                is_shown = True
                await asyncio.sleep(COALESCE_S)
        finally:
            self._leave()

    def _told(self, outcome: Done[Any] | Fault) -> Live[Any]:
        if isinstance(outcome, Done):
            return Filled(outcome.value)
        if issubclass(outcome.kind, ReplicaClosed):
            return Refused("locked", retry=self.refresh)
        return Refused("read", outcome.code, self.refresh)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was read, and for which query and arguments."""

    key: tuple[Any, ...]
    live: Live[Any]


def use_live(read: Callable[..., T], *args: Any, kinds: Iterable[str]) -> Live[T]:
    """Give `read(session, *args)` as of now, inside a component, and again after each change.

    `read` is a function of a module, not a lambda (a new one at every drawing would read at every drawing);
    `args` are compared: other arguments show `Loading` until their own value is there.
    """
    source: LiveSource | None = use_around(LiveContext)
    page = ft.context.page
    key = (read, args, tuple(sorted(kinds)))
    shown, set_shown = ft.use_state(_Shown((), Loading()))
    running: ft.MutableRef[Any] = ft.use_ref(_nothing)

    def begin() -> None:
        assert source is not None, "screens that read are built under LiveContext"
        follower = Follower(source, lambda: source.read(read, *args), key[2], lambda live: set_shown(_Shown(key, live)))
        running.current = page.run_task(follower.follow)

    def end() -> None:
        if running.current is not None:
            running.current.cancel()

    ft.use_effect(begin, list(key), end)
    return shown.live if shown.key == key else Loading()


def _nothing() -> Any:
    return None


def live_view(
    look: Look, live: Live[T], filled: Callable[[T], ft.Control], *, waiting: ft.Control | None = None
) -> ft.Control:
    """Draw a live value: what is filled, the place held while it is read, or what refuses it."""
    match live:
        case Filled(value):
            return filled(value)
        case Refused(reason, code, retry):
            # A container of its own: a page lets its body grow, and a card must not.
            told = trouble_state(look, reason, code=code, retry=retry)
            return ft.Container(column(told, stretch=True), padding=pad(0, look.measures.margin))
        case Loading():
            return waiting or waiting_state(look)


def live_page(
    look: Look, live: Live[T], header: Callable[[], ft.Control], filled: Callable[[T], ft.Control]
) -> ft.Control:
    """Draw a page of its own: until it is read, or where it cannot be, its header offers the way back."""
    if isinstance(live, Filled):
        return filled(live.value)
    return page_frame(header(), live_view(look, live, filled))
