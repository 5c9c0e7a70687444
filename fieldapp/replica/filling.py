"""A new device's first filling: many records at once, by column as they came, past the engine's own values.

Of these records nothing is here, so there is nothing to compare: a row of the kind's table, a row of what the server
said, and a note for the search. Columns are bound as they are; what `rows.put_rows` would have written is written here
too, to the byte but for the order of members within JSON (`tests/fieldapp/replica/test_filling.py` compares them).
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import Any, Final

from sqlalchemy.orm import Session

from fieldapp.replica.bulk import IN_LIST, json_text, rows_of, run_each
from fieldapp.replica.rows import Blank, blanks_of, field_defaults
from fieldapp.replica.search_backlog import AT_ONCE_MAX, lag_after, last_row
from fieldapp.replica.search_index import SEARCHED_KINDS, index_records
from fieldapp.replica.tables import ABSENT, ROW_TYPES
from sync.client.rows import EntryState
from sync.core.model import Json
from sync.protocol.messages import Table

_ON_TOP: Final = f"state IN ('{EntryState.WAITING.value}', '{EntryState.JUDGED.value}')"
_KEPT: Final = (
    f"SELECT id FROM sync_row WHERE kind = ?1 AND id {IN_LIST.replace('?', '?2')} "
    f"UNION SELECT id FROM parked WHERE kind = ?1 AND id {IN_LIST.replace('?', '?2')} "
    f"UNION SELECT record_id FROM outbox WHERE kind = ?1 AND record_id {IN_LIST.replace('?', '?2')} AND {_ON_TOP}"
)
LOG_PAGES_MAX: Final = 8_000
"""Of the write-ahead log while many records come: SQLite's own 1,000 would write most pages several times."""
_LOG_PAGES_AS_EVER: Final = 1_000
_HEARD: Final = "INSERT INTO sync_row (kind, id, rv, hash, scopes) VALUES (?, ?, ?, ?, ?)"


def put_fresh(session: Session, table: Table) -> Collection[str]:
    """Keep and show the records of which nothing is kept, where all fields have columns; give the others."""
    blanks = blanks_of(table.kind) if table.kind in ROW_TYPES else {}
    if not blanks or not _are_ours(table, blanks):
        return table.ids
    kept = [row[0] for row in rows_of(session, _KEPT, (table.kind, json_text(list(table.ids))))]
    fresh = table.without(frozenset(kept))
    if fresh.ids:
        _put(session, fresh, blanks)
    return kept


def let_log_grow(session: Session, *, is_filling: bool) -> None:
    """Let the write-ahead log grow while many records come; else the next commit brings it home."""
    pages = LOG_PAGES_MAX if is_filling else _LOG_PAGES_AS_EVER
    session.connection().exec_driver_sql(f"PRAGMA wal_autocheckpoint={pages}")


def _are_ours(table: Table, blanks: dict[str, Blank]) -> bool:
    return all(name in blanks and (blanks[name].is_json or name not in table.texts) for name in table.columns)


def _put(session: Session, table: Table, blanks: dict[str, Blank]) -> None:
    after_row = last_row(session, table.kind)
    _insert(session, table, blanks)
    scopes = [json_text(sorted(names)) for names in table.sets]
    held = [scopes[place] for place in table.held]
    run_each(session, _HEARD, list(zip(repeat(table.kind), table.ids, table.rvs, table.hashes, held, strict=False)))
    _let_search(session, table, after_row)


def _insert(session: Session, table: Table, blanks: dict[str, Blank]) -> None:
    names, columns = ["id"], list[Sequence[Any]]([table.ids])
    for name, blank in blanks.items():
        column = _bound(table, name, blank)
        if column is not None:
            names.append(name)
            columns.append(column)
    absent = _absent(table)
    if absent is not None:
        names.append(ABSENT)
        columns.append(absent)
    listed, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    sql = f'INSERT INTO "{table.kind}" ({listed}) VALUES ({places})'  # kind and names are ours
    run_each(session, sql, list(zip(*columns, strict=True)))


def _bound(table: Table, name: str, blank: Blank) -> Sequence[Any] | None:
    """Give what is bound for a column; None where it is empty in every row."""
    values = table.columns.get(name)
    if values is None:
        return None if blank.value is None else [blank.value] * len(table.ids)
    if blank.is_json and name not in table.texts:
        values = [None if value is None else json_text(value) for value in values]
    if blank.value is not None and None in values:
        return [blank.value if value is None else value for value in values]
    return values


def _absent(table: Table) -> Sequence[str | None] | None:
    """Name, per row, the fields that show a default nobody wrote; None where no row has any."""
    defaults = tuple(field_defaults(table.kind))
    partly = [name for name in defaults if name in table.columns and None in table.columns[name]]
    never = tuple(name for name in defaults if name not in table.columns)
    if not partly:
        return [json_text(never)] * len(table.ids) if never else None
    return [_names_text(table, place, defaults) for place in range(len(table.ids))]


def _names_text(table: Table, place: int, defaults: Iterable[str]) -> str | None:
    names = [name for name in defaults if (table.columns[name][place] if name in table.columns else None) is None]
    return json_text(names) if names else None


def _let_search(session: Session, table: Table, after_row: int) -> None:
    if table.kind not in SEARCHED_KINDS:
        return
    if len(table.ids) > AT_ONCE_MAX:
        lag_after(session, table.kind, after_row)
        return
    fields: dict[str, dict[str, Json]] = {}
    for place, record_id in enumerate(table.ids):
        fields[record_id] = dict(table.put(place).fields)
    index_records(session, table.kind, fields)
