"""Whom a mandatory note has reached: heard in the cursors of pulls, written by the server in its own name.

A device stores rows and cursors in one durable transaction. A pull that asks for what follows position 812 of a scope
is therefore its word that all of the scope up to 812 is kept there, and no other message is needed: no row, no change,
no newer app. `pulling` ends no log on a page that brings such a note, so that the very next request is its receipt.

What is heard waits in memory for the next look: a writing transaction per tablet and note would be most of what a
server does on a Monday morning. A look costs what moved since the one before (`reach_texts`) and who has taken in a
note. A server that dies loses nothing, because every later pull says the same again.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sync.core.model import Op
from sync.protocol.messages import Opened, PullRequest
from sync.protocol.problems import ProblemError
from sync.records.reach import reach_id
from sync.server import logs
from sync.server.callers import Caller
from sync.server.lanes import Lanes
from sync.server.reach_texts import Text, Texts
from sync.server.rows import RecordRow
from sync.server.service import Service
from sync.server.store import StoreBusy, StoreDamaged, Unit
from sync.server.writers import SystemWrite

LOOK_S = 10.0
AGAIN_S = 60.0
"""After a store that was busy."""
WRITER = "reach"
_REACH = "reach"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one pull said: up to where its device keeps each scope."""

    agent: str
    epoch: str
    cursors: Mapping[str, int]
    at: str


@dataclass
class Reaching:
    """Hears pulls and writes whom they show to be reached."""

    service: Service
    _new: dict[tuple[str, str], Heard] = field(default_factory=dict)
    _done: dict[tuple[str, str], Heard] = field(default_factory=dict)
    """By tenant and device: what was written already, so that a pull costs only what moved since the one before."""
    _texts: dict[str, Texts] = field(default_factory=dict)
    """By tenant; one look at a time, because there is one lane of writers."""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, caller: Caller, opened: Opened, request: PullRequest) -> None:
        """Note what a pull that was answered says; of another epoch, it says nothing."""
        if request.epoch != opened.epoch:
            return
        cursors = {scope: request.cursors[scope] for scope in opened.granted if request.cursors.get(scope)}
        key = (caller.tenant, caller.device)
        with self._turn:
            done = self._done.get(key)
            if done is None or (done.epoch, done.cursors) != (opened.epoch, cursors):
                self._new[key] = Heard(caller.agent, opened.epoch, cursors, opened.server_time)

    def tenants(self) -> frozenset[str]:
        """Name the towns of which something was heard since it was last written."""
        with self._turn:
            return frozenset(tenant for tenant, _ in self._new)

    def write(self, tenant: str) -> int:
        """Write who was reached since the last time, and give how many people that are, counted once per note."""
        with self._turn:
            heard = {key: one for key, one in self._new.items() if key[0] == tenant}
        with self.service.store.reading(tenant) as unit:
            is_news = bool(self._reached(unit, heard))
        count = self._write(tenant, heard) if is_news else 0
        with self._turn:
            self._done.update(heard)
            for key in [key for key, one in heard.items() if self._new.get(key) is one]:
                del self._new[key]
        return count

    def _write(self, tenant: str, heard: Mapping[tuple[str, str], Heard]) -> int:
        with self.service.store.writing(tenant) as unit:
            # Looked at again: another process may have written meanwhile, and a note may have another text.
            reached = self._reached(unit, heard)
            verdicts, committed = self.service.write_within(unit, WRITER, list(_wishes(unit, reached)))
        self.service.tell(committed)
        refused = sum(verdict.refusal is not None for verdict in verdicts)
        if refused:
            logs.event("reach-not-written", tenant=tenant, records=refused)
        return sum(len(agents) for _, agents in reached.values())

    def _reached(self, unit: Unit, heard: Mapping[tuple[str, str], Heard]) -> dict[str, tuple[Text, dict[str, str]]]:
        """Give the people whom each record is to name and does not yet: id of the record -> text and people."""
        found: dict[str, tuple[Text, dict[str, str]]] = {}
        texts = self._texts.setdefault(unit.tenant, Texts())
        texts.look(unit)
        for key, one in heard.items():
            for text in texts.between(_before(self._done.get(key), one), one.cursors):
                record = reach_id(text.news, text.content_hash, one.agent)
                found.setdefault(record, (text, {}))[1].setdefault(one.agent, one.at)
        rows = unit.get(RecordRow, [(_REACH, record) for record in found])
        for row in rows.values():
            text, agents = found[row.id]
            known = row.fields()["agents"]
            found[row.id] = (text, {agent: at for agent, at in agents.items() if agent not in known})
        return {record: (text, agents) for record, (text, agents) in found.items() if agents}


def _before(done: Heard | None, heard: Heard) -> Mapping[str, int]:
    return done.cursors if done is not None and done.epoch == heard.epoch else {}


def _wishes(unit: Unit, reached: Mapping[str, tuple[Text, Mapping[str, str]]]) -> Iterator[SystemWrite]:
    rows = unit.get(RecordRow, [(_REACH, record) for record in reached])
    for record, (text, agents) in sorted(reached.items()):
        row = rows.get((_REACH, record))
        if row is not None:
            yield SystemWrite(_REACH, record, Op.PATCH, {"agents": {**row.fields()["agents"], **agents}})
        else:
            told = {"news": text.news, "news_author": text.author, "content_hash": text.content_hash}
            yield SystemWrite(_REACH, record, Op.CREATE, {**told, "agents": dict(agents)})


async def write_reach(reaching: Reaching, lanes: Lanes) -> None:
    """Write every few seconds what was heard, until cancelled; on the writers' lane, in its turn."""
    while True:
        try:
            for tenant in sorted(reaching.tenants()):
                count = await lanes.writes_of(tenant).run(lambda tenant=tenant: reaching.write(tenant))  # type: ignore[misc]
                if count:
                    logs.event("reach-written", tenant=tenant, people=count)
            await asyncio.sleep(LOOK_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("reach-not-written", damage)
            return
