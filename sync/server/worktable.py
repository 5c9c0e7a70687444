"""The records that one transaction touches, as they become: loaded in batches, changed gesture by gesture.

    load  -> get -> put (on trial) -> keep | undo      per gesture
                                      changed          once, at the end: what `scopes` writes

A gesture is judged all or none: what its changes wrote lies on trial until the last of them was judged.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sync.core.digest import content_hash
from sync.core.model import KindSpec, Record
from sync.server.rows import GoneRow, MemberRow, RecordKey, RecordRow, SeriesRow
from sync.server.store import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """One record before the transaction (None: it was not there) and after it."""

    before: RecordRow | None
    after: Record
    hash: str
    scopes: frozenset[str]
    """The scopes that hold it after the transaction."""


class Worktable:
    """One transaction's records. `kinds` tells how a record's scopes follow from its fields."""

    def __init__(self, unit: Unit, kinds: Mapping[str, KindSpec]) -> None:
        self.unit = unit
        self.kinds = kinds
        self._before: dict[RecordKey, RecordRow | None] = {}
        self._records: dict[RecordKey, Record] = {}
        self._trial: dict[RecordKey, Record | None] = {}
        self._changed: dict[RecordKey, None] = {}
        self._series: dict[str, int] = {}
        self._series_trial: dict[str, int] = {}

    def load(self, keys: Iterable[RecordKey]) -> None:
        """Read these records in one go, and the parents of those that follow one."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._before]
        rows = self.unit.get(RecordRow, wanted)
        self._before.update((key, rows.get(key)) for key in wanted)
        self._records.update(((row.kind, row.id), row.record()) for row in rows.values())
        parents = {parent for row in rows.values() if (parent := self._followed(self._records[row.kind, row.id]))}
        if parents - self._before.keys():
            self.load(parents)

    def get(self, key: RecordKey) -> Record | None:
        """Give the record as it stands within this gesture."""
        if key in self._trial:
            return self._trial[key]
        if key not in self._before:
            self.load([key])
        return self._records.get(key)

    def put(self, record: Record) -> None:
        """Write the record's next version, on trial."""
        self._trial[record.kind, record.id] = record

    def keep(self) -> None:
        """End the gesture: what it wrote stands."""
        for key, record in self._trial.items():
            assert record is not None, "a gesture writes records"
            self._records[key] = record
            self._changed[key] = None
        self._series.update(self._series_trial)
        self.undo()

    def undo(self) -> None:
        """End the gesture: what it wrote is forgotten."""
        self._trial.clear()
        self._series_trial.clear()

    def scopes_of(self, record: Record) -> frozenset[str]:
        """Give the scopes that hold the record; of a removed one, those that would.

        Rights to a removed record are those to the record that it was: whoever could see it may bring it back.
        """
        spec = self.kinds[record.kind]
        scopes = spec.scopes_of(record.id, record.fields)
        followed = self._followed(record)
        parent = self.get(followed) if followed else None
        return scopes | self._held(parent) if parent is not None else scopes

    def _held(self, parent: Record) -> frozenset[str]:
        return frozenset() if parent.removed else self.kinds[parent.kind].scopes_of(parent.id, parent.fields)

    def _followed(self, record: Record) -> RecordKey | None:
        spec = self.kinds.get(record.kind)
        parents = spec.parents(record.fields) if spec is not None and spec.follows_parent else ()
        return parents[0] if parents and parents[0][0] in self.kinds else None

    def may_follow(self, key: RecordKey) -> bool:
        """Say whether records may follow this one: one that follows another itself would make chains and rings."""
        spec = self.kinds.get(key[0])
        return spec is not None and not spec.follows_parent

    def is_gone(self, key: RecordKey) -> bool:
        """Say whether the id was purged for ever."""
        return bool(self.unit.get(GoneRow, [key]))

    def scopes_ever(self, record: Record) -> frozenset[str]:
        """Give every scope that holds or ever held the record."""
        rows = self.unit.find(MemberRow, "id", [record.id])
        return frozenset(row.scope for row in rows if row.kind == record.kind)

    def next_in(self, series: str) -> int:
        """Take the next number of a series, on trial like the record that will carry it."""
        if series not in self._series:
            rows = self.unit.get(SeriesRow, [(series,)])
            self._series[series] = rows[(series,)].last if rows else 0
        self._series_trial[series] = self._series_trial.get(series, self._series[series]) + 1
        return self._series_trial[series]

    def numbered(self) -> list[SeriesRow]:
        """Give the series as they stand after the transaction."""
        return [SeriesRow(name, last) for name, last in self._series.items()]

    def changed(self) -> list[Step]:
        """Give each record that the transaction changed, in the order of their keys."""
        return [self._step(key, self._records[key]) for key in sorted(self._changed)]

    def rescoped(self, keys: Collection[RecordKey]) -> list[Step]:
        """Give the untouched ones of these records whose scopes moved with their parent."""
        self.load(keys)
        there = ((key, self._records[key]) for key in sorted(keys) if key in self._records and key not in self._changed)
        steps = [self._step(key, record) for key, record in there]
        return [step for step in steps if step.before is not None and step.before.scopes() != step.scopes]

    def _step(self, key: RecordKey, record: Record) -> Step:
        scopes = frozenset[str]() if record.removed else self.scopes_of(record)
        before = self._before[key]
        unchanged = before is not None and before.rv == record.rv
        return Step(before, record, before.hash if before and unchanged else content_hash(record.fields), scopes)


Clock = Callable[[], int]
"""Gives the server's wall clock in Unix milliseconds."""
