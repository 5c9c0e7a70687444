"""A device of one agent: it pushes and pulls as the protocol says and compares every digest with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sync.core.digest import Digest, content_hash, digest_of, record_term
from sync.core.ids import uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import Change, Edit, Op, Verdict, VerdictCode
from sync.protocol.messages import Gone, PullPage, PullRequest, PushAnswer, PushRequest, Put
from sync.server.service import Caller, Service

NOW_MS = 1_795_424_400_000
"""Monday 23 November 2026, 9:00 in Paris."""


class World:
    """Time and randomness of a test: time moves by a second with every look."""

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        self.now = NOW_MS

    def now_ms(self) -> int:
        self.now += 1_000
        return self.now

    def new_id(self) -> str:
        return uuid7(self.now, self.random.randbytes(10))


@dataclass
class Device:
    """A device of one agent: numbers its changes, follows its scopes, checks every digest."""

    service: Service
    world: World
    caller: Caller
    last_n: int = 0
    epoch: str = ""
    scope_epoch: int = 0
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[tuple[str, str], Put] = field(default_factory=dict)
    lines: list[Put | Gone] = field(default_factory=list)
    """What the last `pull` brought."""
    by_column: bool = False
    """Whether it takes blocks of the log."""

    def make(self, kind: str, record_id: str, op: Op, edits: Mapping[str, Any], **others: Any) -> Change:
        """Make the next change; a value that is a pair in a tuple is (now, was)."""
        self.last_n += 1
        known = self.held.get((kind, record_id))
        values: dict[str, Any] = {
            "device": self.caller.device,
            "n": self.last_n,
            "txn": self.world.new_id(),
            "base_rv": known.rv if known is not None else 0,
            "agent": self.caller.agent,
            "made_at": instant_of_ms(self.world.now),
            "scope_epoch": self.scope_epoch,
        } | others
        told = {name: Edit(*edit) if isinstance(edit, tuple) else Edit(edit) for name, edit in edits.items()}
        return Change(kind=kind, id=record_id, op=op, edits=told, **values)

    def push(self, *changes: Change) -> PushAnswer:
        """Push changes."""
        return self.service.push(self.caller, PushRequest(self.caller.device, self.epoch, changes))

    def judged(self, *changes: Change) -> Verdict:
        """Push changes and give the last verdict."""
        return self.push(*changes).verdicts[-1]

    def create(self, kind: str, fields: Mapping[str, Any], **others: Any) -> str:
        """Create a record; the judge must take it."""
        record_id = self.world.new_id()
        verdict = self.judged(self.make(kind, record_id, Op.CREATE, fields, **others))
        assert verdict.code is VerdictCode.ACCEPTED, verdict
        return record_id

    def patch(self, kind: str, record_id: str, **edits: Any) -> Verdict:
        """Patch a record, seeing it as this device last pulled it; a value may be (now, was)."""
        known = self.held.get((kind, record_id))
        seen = known.fields if known is not None else {}
        told = {name: edit if isinstance(edit, tuple) else (edit, seen.get(name)) for name, edit in edits.items()}
        return self.judged(self.make(kind, record_id, Op.PATCH, told))

    def append(self, kind: str, record_id: str, **entries: Any) -> Verdict:
        """Append entries to growing fields."""
        return self.judged(self.make(kind, record_id, Op.APPEND, entries))

    def remove(self, kind: str, record_id: str) -> Verdict:
        """Remove a record."""
        return self.judged(self.make(kind, record_id, Op.REMOVE, {}))

    def pull(self, rows_max: int = 1_000, pages_max: int = 10_000) -> PullPage:
        """Follow the log to its head, checking the digests there; give the last page."""
        self.lines = []
        for _ in range(pages_max):
            page = self.page(rows_max)
            if not page.checkpoint.more:
                self.check(page)
                return page
        raise AssertionError("the log has no end")

    def page(self, rows_max: int = 1_000) -> PullPage:
        """Follow the log by one page."""
        asked = dict(self.cursors)
        request = PullRequest(self.caller.device, self.epoch, asked, rows_max, takes_tables=self.by_column)
        page = self.service.pull(self.caller, request)
        granted = frozenset(page.opened.granted)
        if self.epoch not in ("", page.opened.epoch):
            assert (page.rows, page.tables) == ((), ()), "rows of another epoch"
            self.cursors.clear()
            self.held.clear()
        self.epoch, self.scope_epoch = page.opened.epoch, page.opened.scope_epoch
        self.cursors = {scope: cursor for scope, cursor in self.cursors.items() if scope in granted}
        self._keep({key: frozenset(put.scopes) & granted for key, put in self.held.items()})
        by_column = (table.put(place) for table in page.tables for place in range(len(table.ids)))
        for line in (*by_column, *page.rows):
            self._take(line)
        for scope, cursor in page.checkpoint.cursors.items():
            assert cursor >= self.cursors.get(scope, 0), "a cursor goes back"
        self.cursors.update(page.checkpoint.cursors)
        return page

    def _take(self, line: Put | Gone) -> None:
        self.lines.append(line)
        if isinstance(line, Put):
            assert line.scopes, "a put without scopes"
            self.held[line.kind, line.id] = line
        elif (line.kind, line.id) in self.held:
            known = self.held[line.kind, line.id]
            self._keep({known_key(known): frozenset(known.scopes) - set(line.scopes)})

    def _keep(self, scopes: Mapping[tuple[str, str], frozenset[str]]) -> None:
        for key, held in scopes.items():
            known = self.held.pop(key)
            if held:
                self.held[key] = Put(known.kind, known.id, known.rv, tuple(sorted(held)), known.fields)

    def check(self, page: PullPage) -> None:
        """Compare every scope's digest with what is held here."""
        for scope in page.opened.granted:
            held = [put for put in self.held.values() if scope in put.scopes]
            mine = digest_of(record_term(put.id, put.rv, content_hash(put.fields)) for put in held)
            assert mine == page.checkpoint.digests.get(scope, Digest()), scope

    def sees(self, kind: str, record_id: str) -> bool:
        """Say whether the record is on this device."""
        return (kind, record_id) in self.held


def known_key(put: Put) -> tuple[str, str]:
    """Give kind and id of what a line brings."""
    return put.kind, put.id
