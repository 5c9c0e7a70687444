"""Devices and a server that make one plausible mistake each; `plants` puts one of them into a run."""

from dataclasses import replace

from sync.client.ports import PullOutcome
from sync.client.rows import Entry, EntryState
from sync.core.model import Change
from sync.protocol.messages import PullPage, PushAnswer, PushRequest
from sync.server.callers import Caller
from sync.server.service import Service
from tests.simulation.device_store import SimulatedStore


class CursorsBeforeRows(SimulatedStore):
    """Saves the cursors in a transaction of their own, before the rows."""

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page in two steps."""
        shelf = self.open()
        told, follows = page.checkpoint.cursors, shelf.follows()
        shelf.keep_follows({s: replace(f, cursor=told.get(s, f.cursor)) for s, f in follows.items()})
        self.commit(shelf)
        return await super().apply(page)


class QueueClearedBeforeAnswer(SimulatedStore):
    """Takes changes off the queue as they are sent."""

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give what waits, and forget that it waits."""
        changes = await super().unsent(changes_max, after_n)
        shelf = self.open()
        shelf.keep_entries([Entry(change, EntryState.SENT) for change in changes])
        self.commit(shelf)
        return changes


class RejectionsForgotten(SimulatedStore):
    """Stores a rejection as if all were well."""

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store verdicts."""
        kinds = await super().settle(answer)
        for verdict in answer.verdicts:
            entry = self.entry(verdict.n)
            if entry is not None and entry.state is EntryState.REJECTED:
                self.put_away(verdict.n)
        return kinds


class EpochIgnored(SimulatedStore):
    """Takes a restored server for the one it knew."""

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page of whatever epoch."""
        shelf = self.open()
        shelf.keep_place(replace(shelf.place(), epoch=page.opened.epoch))
        self.commit(shelf)
        return await super().apply(page)


class LatePushesJudged(Service):
    """Judges a push that was written for the server as it was before a restore."""

    def push(self, caller: Caller, request: PushRequest) -> PushAnswer:
        """Judge whatever comes."""
        return super().push(caller, replace(request, epoch=""))
