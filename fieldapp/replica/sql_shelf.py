"""The sync engine's shelf over one transaction of the encrypted database: values in, values out, no decisions.

What to keep is decided by `sync.client.applying` and `sync.client.rows`, the same for every store. Everything moves
in batches by Core: a first download of 10,000 reports must not pass through the ORM row by row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, delete, exists, func, select
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import IN_LIST, json_text, read, rows_of, run_each, upsert
from fieldapp.replica.engine_tables import OutboxRow, ParkedRow, ScopeRow, ShadowRow, SyncRow
from fieldapp.replica.filling import put_fresh
from fieldapp.replica.kept_changes import KeptChanges
from fieldapp.replica.outbox import chain_head, forget_up_to
from fieldapp.replica.row_writing import keep_steps
from fieldapp.replica.rows import shown_fields_of
from fieldapp.replica.settings import Setting, set_setting, setting
from fieldapp.replica.shelf_values import (
    entry_of_row,
    entry_values,
    follow_of_row,
    row_of,
    scope_values,
)
from fieldapp.replica.tables import ROW_TYPES, table_of
from sync.client.rows import Entry, EntryState, Key, Row
from sync.client.shelf import Follow, Place, Step
from sync.core.model import Fields, Verdict
from sync.protocol.codec import verdict_text
from sync.protocol.messages import Table as FreshTable

_ON_TOP = f"state IN ('{EntryState.WAITING.value}', '{EntryState.JUDGED.value}')"
_UNHEARD = (
    f"SELECT n, kind FROM outbox WHERE n {IN_LIST} AND state = '{EntryState.WAITING.value}' "
    "AND NOT EXISTS (SELECT 1 FROM sync_row WHERE sync_row.kind = outbox.kind AND sync_row.id = outbox.record_id)"
)
_KEEP_JUDGED = f"UPDATE outbox SET state = '{EntryState.JUDGED.value}', verdict = ? WHERE n = ?"
_KEEP_ENTRY = "UPDATE outbox SET state = ?, verdict = ? WHERE n = ?"


class SqlShelf:
    """One open transaction; whoever opened it commits it."""

    def __init__(self, session: Session, changes: KeptChanges | None = None) -> None:
        """Work within the session's transaction; `changes` are those read before, where none can be undone."""
        self._session = session
        self._changes = changes if changes is not None else KeptChanges()
        self._place: Place | None = None
        self._follows: dict[str, Follow] | None = None
        """Read once: within its transaction nobody else writes them, and a small sync asks for both many times."""

    def place(self) -> Place:
        """Give the place last kept, or `Place()`."""
        if self._place is None:
            self._place = Place(**setting(self._session, Setting.PLACE, {}))
        return self._place

    def keep_place(self, place: Place) -> None:
        """Keep the place."""
        values = {name: getattr(place, name) for name in Place.__slots__}
        whole = {**values, "purges": dict(place.purges), "fences": dict(place.fences)}
        set_setting(self._session, Setting.PLACE, whole)
        self._place = place

    def follows(self) -> dict[str, Follow]:
        """Give the scopes that are followed."""
        if self._follows is None:
            rows = self._session.execute(select(table_of(ScopeRow)))
            self._follows = {row.scope: follow_of_row(row) for row in rows}
        return dict(self._follows)

    def keep_follows(self, follows: Mapping[str, Follow]) -> None:
        """Keep these scopes and no others."""
        table, before = table_of(ScopeRow), self.follows()
        gone = sorted(before.keys() - follows.keys())
        if gone:
            self._session.execute(delete(table).where(table.c.scope.in_(gone)))
        changed = [scope_values(scope, follow) for scope, follow in follows.items() if before.get(scope) != follow]
        upsert(self._session, table, changed)
        self._follows = dict(follows)

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Give a row for every key, blank where nothing is kept; pending changes by number."""
        found: dict[Key, Row] = {}
        for kind, ids in _by_kind(keys).items():
            found.update(self._rows_of_kind(kind, ids))
        return found

    def keep_rows(self, steps: Sequence[Step]) -> None:
        """Write each `step.after`; a blank one leaves no trace in tables, shadow, search and photo files."""
        keep_steps(self._session, steps)

    def put_fresh(self, table: FreshTable) -> Collection[str]:
        """Keep and show the word on those records of which nothing is kept."""
        return put_fresh(self._session, table)

    def keys_in(self, scope: str) -> Sequence[Key]:
        """Give the rows that this scope holds, parked ones included."""
        return self._keys_naming(table_of(SyncRow).c.scopes, scope)

    def suspects(self, scope: str) -> Sequence[Key]:
        """Give the rows whose `suspect` names this scope."""
        return self._keys_naming(table_of(SyncRow).c.suspect, scope)

    def judged(self) -> Sequence[Key]:
        """Give the rows that have a judged change on top, each once."""
        table = table_of(OutboxRow)
        on_top = select(table.c.kind, table.c.record_id).where(table.c.state == EntryState.JUDGED.value)
        return [(row.kind, row.record_id) for row in self._session.execute(on_top.distinct())]

    def parked(self) -> Sequence[Key]:
        """Give the rows that have a parked put."""
        table = table_of(ParkedRow)
        return [(row.kind, row.id) for row in self._session.execute(select(table.c.kind, table.c.id))]

    def sealing(self) -> Collection[str]:
        """Give the scopes named by the `sealed` of any row."""
        table = table_of(SyncRow)
        lists = self._session.execute(select(table.c.sealed).where(table.c.sealed.is_not(None))).scalars()
        return {scope for scopes in lists for scope in scopes}

    def last_n(self) -> int:
        """Give the last number given to a change; 0 before the first one."""
        return chain_head(self._session).n

    def entries(self, numbers: Collection[int]) -> dict[int, Entry]:
        """Give the changes with these numbers, whatever their state; unknown numbers are left out."""
        return {entry.change.n: entry for entry in self._entries(f"n {IN_LIST}", (json_text(list(numbers)),))}

    def entries_from(self, n: int, states: Collection[EntryState] = tuple(EntryState)) -> Sequence[Entry]:
        """Give the changes in these states with this number or a higher one, by number."""
        return self._entries(f"n >= ? AND state {IN_LIST}", (n, json_text([state.value for state in states])))

    def keep_entries(self, entries: Sequence[Entry]) -> None:
        """Write state and verdict of these changes; the changes themselves never change."""
        run_each(self._session, _KEEP_ENTRY, [entry_values(entry) for entry in entries])

    def judge_unheard(self, verdicts: Sequence[Verdict]) -> Mapping[int, str]:
        """Keep verdicts on what waits, of records of which nothing was ever heard."""
        listed = json_text([verdict.n for verdict in verdicts])
        kinds: dict[int, str] = dict(rows_of(self._session, _UNHEARD, (listed,)))
        kept = [(verdict_text(verdict), verdict.n) for verdict in verdicts if verdict.n in kinds]
        run_each(self._session, _KEEP_JUDGED, kept)
        return kinds

    def forget_sent(self, durable_n: int) -> None:
        """Delete changes in the state sent with a number up to this one: the server's backups hold them."""
        forget_up_to(self._session, durable_n)

    def _rows_of_kind(self, kind: str, ids: list[str]) -> dict[Key, Row]:
        known = self._by_id(table_of(SyncRow), kind, ids)
        parked = self._by_id(table_of(ParkedRow), kind, ids)
        pending = self._pending(kind, ids)
        shadows = self._by_id(table_of(ShadowRow), kind, list(pending)) if pending else {}
        from_table = [record_id for record_id, row in known.items() if row["rv"] and record_id not in pending]
        words: dict[str, Fields] = {record_id: shadow["fields"] for record_id, shadow in shadows.items()}
        if from_table and kind in ROW_TYPES:
            words.update(shown_fields_of(self._session, kind, from_table))
        blank = {"rv": 0, "hash": "", "scopes": (), "sealed": None, "suspect": None}
        return {
            (kind, record_id): row_of(
                (kind, record_id),
                known.get(record_id, blank),
                words.get(record_id),
                (pending.get(record_id, ()), parked.get(record_id)),
            )
            for record_id in ids
        }

    def _by_id(self, table: Table, kind: str, ids: list[str]) -> dict[str, Mapping[str, Any]]:
        found = read(self._session, table, f"kind = ? AND id {IN_LIST}", (kind, json_text(ids)))
        return {row["id"]: row for row in found}

    def _pending(self, kind: str, ids: list[str]) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self._entries(f"kind = ? AND record_id {IN_LIST} AND {_ON_TOP}", (kind, json_text(ids))):
            found[entry.change.id] = (*found.get(entry.change.id, ()), entry)
        return found

    def _entries(self, where: str, values: tuple[Any, ...]) -> list[Entry]:
        asked = f"SELECT n, kind, record_id, change, state, verdict FROM outbox WHERE {where} ORDER BY n"
        found = rows_of(self._session, asked, values)
        read = self._changes.read
        return [entry_of_row(row, read(row.n, row.change, kind=row.kind, id=row.record_id)) for row in found]

    def _keys_naming(self, column: Column[Any], scope: str) -> Sequence[Key]:
        table = column.table
        named = func.json_each(column).table_valued("value")
        holds = exists(select(named.c.value).where(named.c.value == scope))
        chosen = select(table.c.kind, table.c.id).where(column.is_not(None), holds)
        return [(row.kind, row.id) for row in self._session.execute(chosen.order_by(table.c.kind, table.c.id))]


def _by_kind(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, record_id in keys:
        found.setdefault(kind, []).append(record_id)
    return found
