"""The wake-up: who listens, and when he is told that there is something to pull.

A hint and nothing more: it names no record. A device hears it when something came or went in a scope that it may
follow, but not for its own work. What this process commits is told at once; what another process wrote (the command
line on the same data folder) is found by looking at the log's head every `LOOK_S` seconds.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sync.protocol.messages import Checkpoint
from sync.protocol.problems import ProblemError
from sync.server.callers import MAY_READ, Caller, device_of
from sync.server.rows import GrantRow
from sync.server.service import Committed
from sync.server.store import ServerStore, StoreBusy

LOOK_S = 2.0
GATHER_S = 0.005
"""What is committed in the same breath is one hint."""
HINT_INTERVAL_S = 0.25
"""The first hint goes out at once, the next ones of a line this far apart: fifty commits in a row are two hints."""
RUNG_AT_ONCE = 40
RUNG_PER_S = 200.0
"""Who is beyond the first ones hears a hint later, at a pace at which pulls are answered: a word to a whole town must
not bring all of it in one second, in front of those who have something to send."""
LISTENERS_MAX = 4_000
RETRY_AFTER_S = 30


@dataclass(eq=False)
class Listener:
    """One open line."""

    caller: Caller
    scopes: frozenset[str]
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    is_ended: bool = False


class WakeBoard:
    """All open lines of this process. Its methods run on the event loop, except `committed`."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self._listeners: dict[str, set[Listener]] = {}
        self._seen: dict[str, int] = {}
        self._read_to: dict[tuple[str, str], int] = {}
        """Tenant and device -> the position to which its last pull brought it, while this process runs."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def committed(self, what: Committed) -> None:
        """Hear of a commit, on whatever thread it happened."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(partial(self._tell_commit, what))

    def has_read(self, caller: Caller, checkpoint: Checkpoint) -> None:
        """Note how far a device has read, if a page brought it to the head of the log."""
        if checkpoint.cursors and not checkpoint.more:
            self._read_to[caller.tenant, caller.device] = max(checkpoint.cursors.values())

    async def open_line(self, caller: Caller) -> Listener:
        """Begin to listen; raise `busy` when too many do, or what the caller's device deserves.

        It is rung already where something may have happened since the device last read.
        """
        if sum(len(lines) for lines in self._listeners.values()) >= LISTENERS_MAX:
            raise ProblemError("busy", retry_after_s=RETRY_AFTER_S)
        scopes, head = await asyncio.to_thread(self._granted, caller)
        listener = Listener(caller, scopes)
        lines = self._listeners.setdefault(caller.tenant, set())
        if not lines:
            self._seen[caller.tenant] = head
        lines.add(listener)
        try:
            is_behind = await self._is_behind(listener)
        except BaseException:
            lines.discard(listener)
            raise
        if is_behind:
            listener.rung.set()
        return listener

    async def _is_behind(self, listener: Listener) -> bool:
        """Tell whether anything may have happened in these scopes since the device last read."""
        read_to = self._read_to.get((listener.caller.tenant, listener.caller.device))
        if read_to is None:
            return True
        _, moved = await asyncio.to_thread(self._moved, listener.caller.tenant, read_to)
        return bool(moved & listener.scopes)

    def lines(self) -> int:
        """Give how many lines are open."""
        return len(self._each())

    def close_line(self, listener: Listener) -> None:
        """Stop listening."""
        self._listeners[listener.caller.tenant].discard(listener)

    def end_all(self) -> None:
        """End every line, because the server stops."""
        for listener in self._each():
            listener.is_ended = True
            listener.rung.set()

    async def refresh(self, listener: Listener) -> None:
        """Read the caller's grants again; raise as `open_line` when his device may no longer read."""
        listener.scopes, _ = await asyncio.to_thread(self._granted, listener.caller)

    async def watch(self) -> None:
        """Look for other processes' commits until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_S)
            for tenant in [tenant for tenant, lines in self._listeners.items() if lines]:
                await self._look(tenant)

    async def _look(self, tenant: str) -> None:
        seen = self._seen.get(tenant, 0)
        try:
            head, scopes = await asyncio.to_thread(self._moved, tenant, seen)
        except StoreBusy:
            return
        # What was told meanwhile is told twice at worst: a pull that finds nothing.
        if head > self._seen.get(tenant, 0):
            self._seen[tenant] = head
            self._ring(tenant, scopes, lambda listener: True)

    def _moved(self, tenant: str, seen: int) -> tuple[int, frozenset[str]]:
        with self._store.reading(tenant) as unit:
            head = unit.head()
            return head, unit.moved_scopes(seen) if head > seen else frozenset()

    def _granted(self, caller: Caller) -> tuple[frozenset[str], int]:
        with self._store.reading(caller.tenant) as unit:
            device_of(unit, caller, MAY_READ)
            grants = unit.get(GrantRow, [(caller.agent,)]).get((caller.agent,))
            return grants.scopes() if grants is not None else frozenset(), unit.head()

    def _tell_commit(self, what: Committed) -> None:
        if self._seen.get(what.tenant) == what.logged.first - 1:
            self._seen[what.tenant] = what.logged.last
        self._ring(what.tenant, what.scopes, lambda listener: listener.caller.device != what.device)

    def _ring(self, tenant: str, scopes: frozenset[str], concerns: Callable[[Listener], bool]) -> None:
        listeners = self._listeners.get(tenant, ())
        concerned = [listener for listener in listeners if listener.scopes & scopes and concerns(listener)]
        for listener in concerned[:RUNG_AT_ONCE]:
            listener.rung.set()
        loop = asyncio.get_running_loop()
        for place, listener in enumerate(concerned[RUNG_AT_ONCE:], 1):
            loop.call_later(place / RUNG_PER_S, listener.rung.set)

    def _each(self) -> list[Listener]:
        return [listener for lines in self._listeners.values() for listener in lines]
