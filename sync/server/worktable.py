"""The records that one transaction touches, as they become: loaded in batches, changed gesture by gesture.

    load  -> get -> put (on trial) -> keep | undo      per gesture
                                      changed          once, at the end: what `scopes` writes

A gesture is judged all or none: what its changes wrote lies on trial until the last of them was judged.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sync.core.model import KindSpec, Record
from sync.server.rows import ChildRow, GoneRow, MemberRow, RecordKey, RecordRow, SeriesRow
from sync.server.shapes import RECORD_BYTES_MAX
from sync.server.store import Unit


class RecordTooLarge(Exception):
    """A record would no longer fit a line of a pull; the change that made it so is refused."""


class Written(NamedTuple):
    """A version of a record as the store will keep it."""

    record: Record
    text: str
    """Its fields, canonical."""
    hash: str
    """Their `content_hash`, which the verdict carries too."""
    scopes: frozenset[str] | None = None
    """The scopes that hold it, where they follow from it alone and were asked already."""


class Step(NamedTuple):
    """One record before the transaction (None: it was not there) and after it."""

    before: RecordRow | None
    after: Record
    text: str
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
        self._trial: dict[RecordKey, Written] = {}
        self._changed: dict[RecordKey, Written] = {}
        self._gone: set[RecordKey] = set()
        self._hung: dict[RecordKey, set[RecordKey]] = {}
        """Parent -> what was hung on it in this transaction, also if it was taken off again."""
        self._series: dict[str, int] = {}
        self._series_trial: dict[str, int] = {}

    def load(self, keys: Iterable[RecordKey]) -> None:
        """Read these records in one go, and the parents of those that follow one."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._before]
        rows = self.unit.get(RecordRow, wanted)
        missing = [key for key in wanted if key not in rows]
        self._gone.update((row.kind, row.id) for row in self.unit.get(GoneRow, missing).values())
        self._before.update((key, rows.get(key)) for key in wanted)
        self._records.update(((row.kind, row.id), row.record()) for row in rows.values())
        parents = {parent for row in rows.values() if (parent := self._followed(self._records[row.kind, row.id]))}
        if parents - self._before.keys():
            self.load(parents)

    def get(self, key: RecordKey) -> Record | None:
        """Give the record as it stands within this gesture."""
        if key in self._trial:
            return self._trial[key].record
        if key not in self._before:
            self.load([key])
        return self._records.get(key)

    def put(self, record: Record, text: bytes, hash_hex: str) -> Written:
        """Write the record's next version, on trial, with its fields as the judge wrote them and their hash.

        Raises `RecordTooLarge`, whoever wrote it: a line that nobody can read would stop every device that sees it.
        """
        if len(text) > RECORD_BYTES_MAX:
            raise RecordTooLarge(record.kind, record.id)
        written = Written(record, text.decode(), hash_hex)
        self._trial[record.kind, record.id] = written
        parent = self._followed(record)
        if parent is not None:
            self._hung.setdefault(parent, set()).add((record.kind, record.id))
        return written

    def accept(self, written: Written) -> None:
        """Write a record as a gesture of its own, which stands: it fits a line, and hangs on nothing."""
        key = (written.record.kind, written.record.id)
        self._records[key] = written.record
        self._changed[key] = written
        self._series.update(self._series_trial)
        self._series_trial.clear()

    def is_new(self, key: RecordKey) -> bool:
        """Say whether a record that was loaded is not there and never was."""
        return key in self._before and key not in self._records and key not in self._gone

    def keep(self) -> None:
        """End the gesture: what it wrote stands."""
        self._records.update((key, written.record) for key, written in self._trial.items())
        self._changed.update(self._trial)
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
        """Say whether records may follow this one: one that follows another would make chains and rings."""
        spec = self.kinds.get(key[0])
        return spec is not None and not spec.follows_parent

    def followers(self, parent: RecordKey) -> list[Record]:
        """Give the records that hang on this one now, those of this gesture included."""
        rows = self.unit.find(ChildRow, "parent_id", [parent[1]])
        keys = {(row.kind, row.id) for row in rows} | self._hung.get(parent, set())
        self.load(keys)
        records = (self.get(key) for key in sorted(keys))
        return [one for one in records if one is not None and not one.removed and self._followed(one) == parent]

    def all_of(self, kind: str) -> list[Record]:
        """Give all records of a kind of which a town has a handful, those of this gesture included."""
        kept = {(row.kind, row.id) for row in self.unit.find(RecordRow, "kind", [kind])}
        keys = kept | {key for key in (*self._changed, *self._trial) if key[0] == kind}
        self.load(keys)
        records = (self.get(key) for key in sorted(keys))
        return [one for one in records if one is not None and not one.removed]

    def is_gone(self, key: RecordKey) -> bool:
        """Say whether the id was purged for ever."""
        return self.get(key) is None and key in self._gone

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
        return [self._step(key, self._changed[key]) for key in sorted(self._changed)]

    def rescoped(self, keys: Collection[RecordKey]) -> list[Step]:
        """Give the untouched ones of these records whose scopes moved with their parent."""
        self.load(keys)
        rows = ((key, self._before[key]) for key in sorted(keys) if key not in self._changed)
        there = [(key, row) for key, row in rows if row is not None]
        steps = [self._step(key, Written(self._records[key], row.fields_json, row.hash)) for key, row in there]
        return [step for step in steps if step.before is not None and step.before.scopes() != step.scopes]

    def _step(self, key: RecordKey, written: Written) -> Step:
        record = written.record
        scopes = written.scopes
        if scopes is None:
            scopes = frozenset[str]() if record.removed else self.scopes_of(record)
        return Step(self._before[key], record, written.text, written.hash, scopes)
