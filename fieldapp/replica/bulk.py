"""Many rows at once, in the driver's own words: bound through SQLAlchemy, a row costs more than its insertion.

Statements are SQLAlchemy's, written out once per table; what it would do to each value (JSON columns) is done here.
Sets of keys travel as one parameter, a JSON list: a thousand of them cost what one costs.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Table, Text, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BinaryExpression

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")
json_text: Final[Callable[[Any], str]] = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"""Write a value as the tables keep it."""


@dataclass(frozen=True, slots=True)
class Upsert:
    """Inserts rows of some columns into a table, or replaces them by their key."""

    sql: str
    members: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    """A row's values in the order of the statement."""
    jsons: tuple[tuple[str, str | None], ...]
    """Columns of JSON, each with what stands there for None."""

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Give what the driver binds for a row."""
        written = dict(row)
        for name, absent in self.jsons:
            value = written[name]
            written[name] = absent if value is None else json_text(value)
        return self.members(written)


@lru_cache(maxsize=128)
def upsert_into(table: Table, names: tuple[str, ...]) -> Upsert:
    """Give the way to insert or replace these columns; building it costs more than running it."""
    insert = sqlite.insert(table).values({name: bindparam(name) for name in names})
    key = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in names if name not in key}
    if changed:
        insert = insert.on_conflict_do_update(index_elements=key, set_=changed)
    else:
        insert = insert.on_conflict_do_nothing()
    sql, order = written_out(insert)
    return Upsert(sql, _members(order), tuple(_jsons(table, names)))


def written_out(statement: sqlite.Insert) -> tuple[str, tuple[str, ...]]:
    """Give a statement's text for the driver, and the names of what it binds in their order."""
    compiled = statement.compile(dialect=_DIALECT)
    return compiled.string, tuple(compiled.positiontup or ())


def _members(order: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    # `itemgetter` of one name gives the value itself and not a tuple.
    return itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)


def _jsons(table: Table, names: Collection[str]) -> Iterable[tuple[str, str | None]]:
    for column in table.columns:
        if column.name in names and isinstance(column.type, JSON):
            yield column.name, None if column.type.none_as_null else "null"


def upsert(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns, replacing those of the same key."""
    if rows:
        statement = upsert_into(table, tuple(rows[0]))
        run_each(session, statement.sql, [statement.values(row) for row in rows])


def run_each(session: Session, sql: str, values: list[tuple[Any, ...]]) -> None:
    """Run a statement of ours once per tuple of values."""
    if values:
        session.connection().exec_driver_sql(sql, values)


def among(column: ColumnElement[Any], values: Collection[str] | Collection[int]) -> BinaryExpression[bool]:
    """Say that a column holds one of these values, however many there are."""
    listed = func.json_each(bindparam(None, json_text(list(values)), Text)).table_valued("value")
    return column.in_(select(listed.c.value))
