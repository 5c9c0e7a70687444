"""The in-memory `Shelf`: tables that a transaction copies, changes apart and gives back whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sync.client.rows import Entry, EntryState, Key, Row, shown, written
from sync.client.shelf import Follow, Place, Step
from sync.core.model import Change, Fields, KindSpec, Verdict
from sync.protocol.messages import Table


@dataclass(slots=True)
class Tables:
    """The disk: values are frozen, so that a copy of the dictionaries is a copy of everything."""

    place: Place = field(default_factory=Place)
    last_n: int = 0
    follows: dict[str, Follow] = field(default_factory=dict)
    rows: dict[Key, Row] = field(default_factory=dict)
    """Without their pending changes, which are entries."""
    shown: dict[Key, Fields] = field(default_factory=dict)
    """What the kinds' tables hold."""
    entries: dict[int, Entry] = field(default_factory=dict)
    numbers: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """Index: the entries of a record."""
    device: str = ""
    """The identity taken by enrolling anew; empty while it is the first one."""

    def copy(self) -> "Tables":
        """Give a copy that can be changed apart."""
        return Tables(
            self.place,
            self.last_n,
            dict(self.follows),
            dict(self.rows),
            dict(self.shown),
            dict(self.entries),
            dict(self.numbers),
            self.device,
        )


class MemoryShelf:
    """One open transaction over a copy of the tables; see `sync.client.shelf.Shelf`."""

    def __init__(self, tables: Tables, kinds: Mapping[str, KindSpec]) -> None:
        self.tables = tables
        self._kinds = kinds

    def place(self) -> Place:
        """Give the place last kept."""
        return self.tables.place

    def keep_place(self, place: Place) -> None:
        """Keep the place."""
        self.tables.place = place

    def follows(self) -> dict[str, Follow]:
        """Give the scopes that are followed."""
        return dict(self.tables.follows)

    def keep_follows(self, follows: Mapping[str, Follow]) -> None:
        """Keep these scopes and no others."""
        self.tables.follows = dict(follows)

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Give a row for every key, with its pending changes."""
        return {key: self._row(key) for key in keys}

    def keep_rows(self, steps: Sequence[Step]) -> None:
        """Write rows, and what is shown of them where it may differ."""
        for step in steps:
            row = step.after
            if row.is_blank:
                self.tables.rows.pop(row.key, None)
            else:
                self.tables.rows[row.key] = row.under(()) if row.pending else row
            if step.reads_other:
                self._show(row)

    def put_fresh(self, table: Table) -> Collection[str]:
        """Keep and show the word on those records of which nothing is kept."""
        if table.kind not in self._kinds:
            return table.ids
        kept = [record_id for record_id in table.ids if not self._row((table.kind, record_id)).is_nothing]
        fresh = table.without(kept)
        for place, record_id in enumerate(fresh.ids):
            put = fresh.put(place)
            row = Row(put.kind, put.id, put.rv, fresh.hashes[place], frozenset(put.scopes), put.fields)
            self.tables.rows[table.kind, record_id] = row
            self._show(row)
        return kept

    def keys_in(self, scope: str) -> Sequence[Key]:
        """Give the rows that this scope holds."""
        return [key for key, row in self.tables.rows.items() if scope in row.scopes]

    def suspects(self, scope: str) -> Sequence[Key]:
        """Give the rows whose `suspect` names this scope."""
        return [key for key, row in self.tables.rows.items() if scope in row.suspect]

    def judged(self) -> Sequence[Key]:
        """Give the rows that have a judged change on top."""
        entries = self.tables.entries.values()
        return list(dict.fromkeys(entry.key for entry in entries if entry.state is EntryState.JUDGED))

    def parked(self) -> Sequence[Key]:
        """Give the rows that have a parked put."""
        return [key for key, row in self.tables.rows.items() if row.parked is not None]

    def sealing(self) -> Collection[str]:
        """Give the scopes named by the `sealed` of any row."""
        return {scope for row in self.tables.rows.values() for scope in row.sealed}

    def last_n(self) -> int:
        """Give the last number given to a change."""
        return self.tables.last_n

    def entries(self, numbers: Collection[int]) -> dict[int, Entry]:
        """Give the changes with these numbers."""
        return {n: self.tables.entries[n] for n in numbers if n in self.tables.entries}

    def entries_from(self, n: int, states: Collection[EntryState] = tuple(EntryState)) -> Sequence[Entry]:
        """Give the changes in these states from this number on, by number."""
        found = (self.tables.entries[number] for number in sorted(self.tables.entries) if number >= n)
        return [entry for entry in found if entry.state in states]

    def keep_entries(self, entries: Sequence[Entry]) -> None:
        """Write state and verdict of these changes."""
        self.tables.entries.update({entry.change.n: entry for entry in entries})

    def judge_unheard(self, verdicts: Sequence[Verdict]) -> Mapping[int, str]:
        """Keep verdicts on what waits, of records of which nothing was ever heard."""
        entries = self.tables.entries
        waiting = (one for one in verdicts if one.n in entries and entries[one.n].state is EntryState.WAITING)
        unheard = {one.n: one for one in waiting if not self._is_heard(entries[one.n].key)}
        entries.update({n: Entry(entries[n].change, EntryState.JUDGED, one) for n, one in unheard.items()})
        return {n: entries[n].change.kind for n in unheard}

    def _is_heard(self, key: Key) -> bool:
        row = self.tables.rows.get(key)
        return row is not None and bool(row.rv or row.scopes or row.sealed or row.suspect)

    def forget_sent(self, durable_n: int) -> None:
        """Delete sent changes up to this number."""
        entries = self.tables.entries.values()
        for entry in [e for e in entries if e.state is EntryState.SENT and e.change.n <= durable_n]:
            del self.tables.entries[entry.change.n]
            left = tuple(n for n in self.tables.numbers[entry.key] if n != entry.change.n)
            self.tables.numbers[entry.key] = left

    def begin_outbox(self, entries: Sequence[Entry]) -> None:
        """Replace the outbox, as under another identity."""
        self.tables.entries = {entry.change.n: entry for entry in entries}
        self.tables.last_n = max((*self.tables.entries, 0))
        self.tables.numbers = {}
        for entry in entries:
            self.tables.numbers[entry.key] = (*self.tables.numbers.get(entry.key, ()), entry.change.n)

    def add(self, row: Row, change: Change) -> None:
        """Put a new change into the outbox and on top of its row."""
        self.tables.last_n = change.n
        self.tables.entries[change.n] = Entry(change)
        self.tables.numbers[row.key] = (*self.tables.numbers.get(row.key, ()), change.n)
        self.keep_rows([Step(row, written(row, change))])

    def _row(self, key: Key) -> Row:
        row = self.tables.rows.get(key) or Row(*key)
        numbers = self.tables.numbers.get(key)
        if not numbers:
            return row
        found = (self.tables.entries[n] for n in numbers)
        on_top = tuple(entry for entry in found if entry.state in (EntryState.WAITING, EntryState.JUDGED))
        return row.under(on_top) if on_top else row

    def _show(self, row: Row) -> None:
        spec = self._kinds.get(row.kind)
        fields = shown(row, spec) if spec is not None else None
        if fields is None:
            self.tables.shown.pop(row.key, None)
        else:
            self.tables.shown[row.key] = fields
