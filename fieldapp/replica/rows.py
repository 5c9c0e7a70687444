"""Between a record's fields and its row: the columns that this version knows, and the rest in `extra`."""

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from fieldapp.replica.bulk import among, upsert
from fieldapp.replica.tables import ABSENT, EXTRA, ROW_TYPES, RecordRow, table_of
from sync.core.model import Fields, Json

_OWN_COLUMNS = frozenset({"id", EXTRA, ABSENT})


@lru_cache(maxsize=64)
def field_names(kind: str) -> tuple[str, ...]:
    """Name the fields of a kind that have a column of their own."""
    return tuple(column.name for column in table_of(ROW_TYPES[kind]).columns if column.name not in _OWN_COLUMNS)


@lru_cache(maxsize=64)
def field_defaults(kind: str) -> Mapping[str, Json]:
    """Give the values that a kind's model fills in where a field is absent."""
    found = ROW_TYPES[kind].model_fields.items()
    defaults = {name: plain(field.default) for name, field in found if not field.is_required()}
    return {name: value for name, value in defaults.items() if value is not None}


def plain(value: Any) -> Json:
    """Turn what an action may hand over (enumerations, tuples, sets) into plain JSON values."""
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(name): plain(member) for name, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case set() | frozenset():
            return sorted(plain(member) for member in value)
        case _:
            return value


def row_values(kind: str, record_id: str, fields: Fields) -> dict[str, Any]:
    """Give the values of a row, every column named: defaults where absent, unknown fields in `extra`."""
    blank, defaults = _blank_row(kind), field_defaults(kind)
    unknown = fields.keys() - blank.keys()
    values = {**blank, **fields}
    absent = [name for name in defaults if values[name] is None]
    for name in absent:
        values[name] = defaults[name]
    extra = {name: value for name in unknown if (value := values.pop(name)) is not None}
    return {"id": record_id, **values, EXTRA: extra or None, ABSENT: absent or None}


@lru_cache(maxsize=64)
def _blank_row(kind: str) -> Mapping[str, Json]:
    return dict.fromkeys(field_names(kind))


def fields_of_row(kind: str, row: RowMapping) -> dict[str, Json]:
    """Give a record's fields back from its row, as they were written."""
    return _fields(kind, row.__getitem__)


def fields_of(row: RecordRow) -> dict[str, Json]:
    """Give the fields of a row that a query holds, as they were written."""
    return _fields(table_of(type(row)).name, lambda name: getattr(row, name))


def _fields(kind: str, column: Callable[[str], Any]) -> dict[str, Json]:
    absent = column(ABSENT) or ()
    found = ((name, column(name)) for name in field_names(kind) if name not in absent)
    return {**{name: value for name, value in found if value is not None}, **(column(EXTRA) or {})}


def shown_fields(session: Session, kind: str, record_id: str) -> dict[str, Json] | None:
    """Give what is shown of a record, or None where there is no such row."""
    return shown_fields_of(session, kind, [record_id]).get(record_id)


def shown_fields_of(session: Session, kind: str, record_ids: Collection[str]) -> dict[str, dict[str, Json]]:
    """Give id -> what is shown, for those of these records that have a row."""
    table = table_of(ROW_TYPES[kind])
    rows = session.execute(select(table).where(among(table.c.id, record_ids))).mappings()
    return {row["id"]: fields_of_row(kind, row) for row in rows}


def put_rows(session: Session, kind: str, records: Mapping[str, Fields]) -> None:
    """Write what is shown of these records (id -> fields), in place of what was there."""
    rows = [row_values(kind, record_id, fields) for record_id, fields in records.items()]
    upsert(session, table_of(ROW_TYPES[kind]), rows)
    _forget(session, ROW_TYPES[kind], records)


def drop_rows(session: Session, kind: str, record_ids: Collection[str]) -> None:
    """Take records off the screens."""
    table = table_of(ROW_TYPES[kind])
    session.execute(delete(table).where(among(table.c.id, record_ids)))
    _forget(session, ROW_TYPES[kind], record_ids)


def _forget(session: Session, row_type: type[SQLModel], record_ids: Collection[str]) -> None:
    """Let the ORM read rows again that an action may already hold."""
    for held in tuple(session.identity_map.values()):
        if isinstance(held, row_type) and getattr(held, "id", None) in record_ids:
            session.expire(held)
