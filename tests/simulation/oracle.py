"""What must be true while a run goes on; `oracle_end` says what must be true once the storm is over.

the laws of each judgement (`laws`); receipts are the server's; what I wrote stays on my screen; no scope is held that
is not followed; a purge is told only when it is done; a photo counts as received only when the server has its bytes
"""

from collections import Counter
from dataclasses import dataclass, field

from sync.client.rows import Entry, EntryState, Key, Row
from sync.core.judge import Case, Judgement
from sync.core.model import Verdict, VerdictCode
from sync.core.session import Halt
from sync.protocol.messages import PullRequest
from tests.simulation.device_node import DeviceNode, Name
from tests.simulation.device_store import SimulatedStore
from tests.simulation.laws import broken_laws


@dataclass(slots=True)
class Looked:
    """What was looked at before on a device: only what differs is looked at again."""

    followed: frozenset[str] = frozenset()
    rows: dict[Key, Row] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)


class Oracle:
    """Collects what is broken; a run without violations is a run that kept every promise."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.receipts: dict[Name, list[Verdict]] = {}
        """Every verdict that the server ever gave, also those that a restore made it forget."""
        self.last_scopes: dict[tuple[str, Key], frozenset[str]] = {}
        """In which scopes each device last held a record."""
        self._looked: dict[str, Looked] = {}

    def found(self, what: str) -> None:
        """Note a violation."""
        self.violations.append(what)

    def judged(self, case: Case, judgement: Judgement) -> None:
        """Look at each judgement as it is made."""
        self.outcomes[f"verdict {judgement.verdict.code}"] += 1
        for draft in judgement.conflicts:
            self.outcomes[f"conflict {draft.reason}"] += 1
        self.outcomes[f"sight {case.sight}"] += 1
        if judgement.verdict.refusal is not None:
            self.outcomes[f"refusal {judgement.verdict.refusal.code}"] += 1
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
        tables = store.tables
        followed, looked = tables.follows.keys(), self._looked.setdefault(node.name, Looked())
        if looked.followed != followed:
            looked.followed = frozenset(followed)
            looked.rows.clear()
        rows, entries = looked.rows, looked.entries
        for key, row in [pair for pair in tables.rows.items() if rows.get(pair[0]) is not pair[1]]:
            rows[key] = row
            self._row_looked_at(node, row, looked.followed)
        for n, entry in [pair for pair in tables.entries.items() if entries.get(pair[0]) is not pair[1]]:
            entries[n] = entry
            if entry.verdict is not None:
                self._receipt_looked_at(node, store, entry, entry.verdict)

    def _row_looked_at(self, node: DeviceNode, row: Row, followed: frozenset[str]) -> None:
        if row.scopes:
            self.last_scopes[node.name, row.key] = row.scopes
            if not row.scopes <= followed:
                self.found(f"{node.name} holds {row.key} in scopes that it does not follow")
        elif row.rv:
            self.found(f"{node.name} keeps the word on {row.key} outside all scopes")
        self.outcomes["row parked"] += row.parked is not None

    def _receipt_looked_at(self, node: DeviceNode, store: SimulatedStore, entry: Entry, verdict: Verdict) -> None:
        if verdict not in self.receipts.get((entry.change.device, verdict.n), ()):
            self.found(f"{node.name} shows a receipt for {verdict.n} that the server never gave")
        elif entry.state is EntryState.SENT and verdict.code is not VerdictCode.REJECTED:
            held = store.tables.rows.get(entry.key)
            if held is not None and 0 < held.rv < verdict.rv:
                self.found(f"{node.name} took change {verdict.n} off the screen before its word came")

    def told_purges(self, node: DeviceNode, request: PullRequest) -> None:
        """Look at what a device says that it has purged, against what it still holds."""
        if not request.purged:
            return
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

    def halted(self, node: DeviceNode, halt: Halt | None) -> None:
        """Look at what stopped an engine."""
        if halt is not None:
            self.outcomes[f"halt {halt}"] += 1
        if halt is Halt.BROKEN:
            self.found(f"{node.name}: the engine broke a promise")
        if halt is Halt.REVOKED and not node.is_withdrawn:
            self.found(f"{node.name}: stopped as withdrawn, which it is not")
