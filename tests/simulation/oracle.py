"""What must be true of a whole run: while it goes on, and once the storm is over.

on the way    the laws of each judgement (`laws`); receipts are the server's; what I wrote stays on my screen;
no scope is held that is not followed; a purge is told only when it is done
at the end    nothing waits, nothing was lost, nothing was done twice, every replica is the server's view
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sync.client.rows import Entry, EntryState, Key, Row, shown
from sync.core.digest import Digest, digest_of
from sync.core.errors import RefusalCode
from sync.core.judge import Case, Judgement
from sync.core.model import Change, Fields, MergeRule, Op, Verdict, VerdictCode
from sync.protocol.messages import PullRequest
from sync.records import KINDS
from tests.simulation.device_node import DeviceNode, SimulatedStore, shelf_of
from tests.simulation.laws import broken_laws
from tests.simulation.server_view import Seen, ServerView

_TAKEN = (VerdictCode.ACCEPTED, VerdictCode.MERGED, VerdictCode.CONFLICTED, VerdictCode.DUPLICATE)


class Oracle:
    """Collects what is broken; a run without violations is a run that kept every promise."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.receipts: dict[tuple[str, int], list[Verdict]] = {}
        """Every verdict that the server ever gave, also those that a restore made it forget."""
        self.last_scopes: dict[tuple[str, Key], frozenset[str]] = {}
        """In which scopes each device last held a record."""

    def found(self, what: str) -> None:
        """Note a violation."""
        self.violations.append(what)

    def judged(self, case: Case, judgement: Judgement) -> None:
        """Look at each judgement as it is made."""
        self.outcomes[f"verdict {judgement.verdict.code}"] += 1
        self.outcomes.update(f"conflict {draft.reason}" for draft in judgement.conflicts)
        self.outcomes[f"sight {case.sight}"] += 1
        for broken in broken_laws(case, judgement):
            self.found(f"judging {case.change.device[:8]}:{case.change.n} of {case.change.kind}: {broken}")

    def given(self, device: str, verdicts: tuple[Verdict, ...]) -> None:
        """Note the receipts that leave the server."""
        for verdict in verdicts:
            known = self.receipts.setdefault((device, verdict.n), [])
            if verdict not in known:
                known.append(verdict)

    def looked_at(self, node: DeviceNode, store: SimulatedStore) -> None:
        """Look at a device's store after a transaction of the engine."""
        followed = store.tables.follows.keys()
        for key, row in store.tables.rows.items():
            if row.scopes:
                self.last_scopes[node.name, key] = row.scopes
            if not row.scopes <= followed:
                self.found(f"{node.name} holds {key} in scopes that it does not follow")
            if row.rv and not row.scopes:
                self.found(f"{node.name} keeps the word on {key} outside all scopes")
        for n, entry in store.tables.entries.items():
            if entry.verdict is not None:
                self._receipt_looked_at(node, store, n, entry)

    def _receipt_looked_at(self, node: DeviceNode, store: SimulatedStore, n: int, entry: Entry) -> None:
        verdict = entry.verdict
        if verdict is None or verdict not in self.receipts.get((node.caller.device, n), ()):
            self.found(f"{node.name} shows a receipt for {n} that the server never gave")
        elif entry.state is EntryState.SENT and verdict.code is not VerdictCode.REJECTED:
            held = store.tables.rows.get(entry.key)
            if held is not None and 0 < held.rv < verdict.rv:
                self.found(f"{node.name} took change {n} off the screen before its word came")

    def told_purges(self, node: DeviceNode, request: PullRequest) -> None:
        """Look at what a device says that it has purged, against what it still holds."""
        rows = node.tables.rows
        # What was judged once and waits again after a restore is in the sent journal, which a purge leaves alone.
        unheard = (entry for n, entry in node.tables.entries.items() if (node.caller.device, n) not in self.receipts)
        waiting = {entry.key for entry in unheard if entry.state is EntryState.WAITING}
        for scope in request.purged:
            if any(scope in row.scopes | row.sealed for row in rows.values()):
                self.found(f"{node.name} says that {scope} is purged, and holds rows of it")
            last_here = {key for key in waiting if scope in self.last_scopes.get((node.name, key), ())}
            if any(key not in rows or not rows[key].scopes for key in last_here):
                self.found(f"{node.name} says that {scope} is purged, and has unsent work on it")

    def at_end(self, server: ServerView, nodes: list[DeviceNode]) -> None:
        """Look at everything once the storm is over and everybody had time to sync."""
        for node in nodes:
            for broken in (*_waits(node), *_lost(node, server), *_differs(node, server)):
                self.found(f"{node.name}: {broken}")
        for broken in (*_torn_gestures(server), *_done_twice(server), *_misplaced(server), *_unwarranted(server)):
            self.found(broken)


def _waits(node: DeviceNode) -> Iterator[str]:
    """Say what still waits."""
    for n, entry in node.tables.entries.items():
        if entry.state in (EntryState.WAITING, EntryState.JUDGED):
            yield f"change {n} is still {entry.state}"
    if node.tables.place.purges:
        yield "a purge was never acknowledged"
    if any(row.sealed or row.suspect for row in node.tables.rows.values()):
        yield "a row is still sealed or suspect"


def _lost(node: DeviceNode, server: ServerView) -> Iterator[str]:
    """Say which of the agent's changes the server has not, or the device tells otherwise."""
    for n, change in node.written.items():
        judged = server.judged.get((node.caller.device, n))
        if judged is None:
            yield f"change {n} was lost"
            continue
        if judged[0] != change:
            yield f"change {n} arrived as another"
        yield from _told_otherwise(node, n, judged[1], server)


def _told_otherwise(node: DeviceNode, n: int, verdict: Verdict, server: ServerView) -> Iterator[str]:
    entry = node.tables.entries.get(n)
    if entry is None:
        if n > node.tables.place.durable_n:
            yield f"change {n} was forgotten before it was durable"
        return
    if entry.verdict != verdict:
        yield f"the receipt of change {n} is not the server's"
    if (verdict.code is VerdictCode.REJECTED) != (entry.state is EntryState.REJECTED):
        yield f"change {n} is {verdict.code} and stands as {entry.state}"
    for conflict in verdict.conflicts:
        if ("conflict", conflict) not in server.records:
            yield f"the conflict of change {n} is nowhere"


def _differs(node: DeviceNode, server: ServerView) -> Iterator[str]:
    """Say where the replica is not the server's view of its scopes."""
    granted = server.granted(node.caller.agent)
    tables = node.tables
    if tables.follows.keys() != granted:
        yield "it does not follow what is granted"
    expected = server.seen_by(granted)
    for key in (tables.rows.keys() | tables.shown.keys()) - expected.keys():
        yield f"it holds {key}, which it may not see"
    rows = shelf_of(node).rows(list(expected))
    for key, seen in expected.items():
        yield from _row_differs(node, rows[key], replace(seen, scopes=seen.scopes & granted))
    for scope, follow in tables.follows.items():
        if follow.digest != digest_of(row.term for row in rows.values() if scope in row.scopes):
            yield f"its digest of {scope} does not add up"
        if follow.digest != server.digests.get(scope, Digest()):
            yield f"its digest of {scope} is not the server's"


def _row_differs(node: DeviceNode, row: Row, seen: Seen) -> Iterator[str]:
    if (row.rv, row.word, row.scopes) != (seen.rv, seen.fields, seen.scopes):
        yield f"its word on {row.key} is not the server's"
    if node.tables.shown.get(row.key) != shown(row, KINDS[row.kind]):
        yield f"its screens show {row.key} as it is not"


def _torn_gestures(server: ServerView) -> Iterator[str]:
    """Say which gestures were taken in part."""
    gestures: dict[tuple[str, str], set[bool]] = {}
    for (device, _), (change, verdict) in server.judged.items():
        gestures.setdefault((device, change.txn), set()).add(verdict.code is VerdictCode.REJECTED)
    for (device, txn), outcomes in gestures.items():
        if len(outcomes) > 1:
            yield f"gesture {txn} of {device[:8]} was torn"


def _done_twice(server: ServerView) -> Iterator[str]:
    """Say which records do not hold every taken change exactly once."""
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change, verdict in server.judged.values():
        if verdict.code in _TAKEN:
            by_record.setdefault((change.kind, change.id), []).append(change)
    for key, changes in by_record.items():
        fields = server.records.get(key)
        was_removed = any(change.op is Op.REMOVE for change in changes)
        if fields is None or was_removed:
            continue
        history = [entry["id"] for entry in fields.get("history") or ()]
        if len(history) != len(set(history)):
            yield f"{key} tells a change twice"
        yield from (f"{key}: {broken}" for broken in _sums_and_entries(key[0], fields, changes))


def _sums_and_entries(kind: str, fields: Fields, changes: list[Change]) -> Iterator[str]:
    names = {name for change in changes for name in change.edits}
    for name in sorted(names):
        edits = [change.edits[name] for change in changes if name in change.edits]
        match KINDS[kind].rule(name):
            case MergeRule.SUM:
                if (fields.get(name) or 0) != sum((edit.now or 0) - (edit.was or 0) for edit in edits):
                    yield f"{name} is not the sum of what was taken"
            case MergeRule.APPEND:
                wanted = {entry["id"] for edit in edits for entry in edit.now or ()}
                found = [entry["id"] for entry in fields.get(name) or ()]
                if wanted != set(found) or len(found) != len(set(found)):
                    yield f"{name} does not hold each entry once"


def _misplaced(server: ServerView) -> Iterator[str]:
    """Say which records are not in the scopes that follow from their fields, and from their parent's."""
    for key, fields in server.records.items():
        spec = KINDS[key[0]]
        wanted = spec.scopes_of(key[1], fields)
        if spec.follows_parent:
            parent = spec.parents(fields)[0]
            above = server.records.get(parent)
            wanted |= KINDS[parent[0]].scopes_of(parent[1], above) if above is not None else frozenset()
        if server.scopes_of(key) != wanted:
            yield f"{key} is not in the scopes that follow from its fields"


def _unwarranted(server: ServerView) -> Iterator[str]:
    """Say which refusals no gesture of the simulated agents deserves."""
    if server.was_restored:
        return
    rejected_creates = {
        change.id
        for change, verdict in server.judged.values()
        if change.op is Op.CREATE and verdict.code is VerdictCode.REJECTED
    }
    for change, verdict in server.judged.values():
        code: Any = verdict.refusal.code if verdict.refusal else None
        if code is RefusalCode.FORBIDDEN:
            yield f"a change of {change.kind} by {change.agent[:8]} was forbidden"
        if code is RefusalCode.UNKNOWN_RECORD and change.id not in rejected_creates:
            yield f"a change of {change.kind} met no record"
