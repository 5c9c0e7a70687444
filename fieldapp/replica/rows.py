"""Between a record's fields and its row: the columns that this version knows, and the rest in `extra`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from fieldapp.replica.bulk import IN_LIST, among, json_text, read, run_each, upsert_into
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


def fields_of_row(kind: str, row: Mapping[str, Any]) -> dict[str, Json]:
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
    rows = read(session, table_of(ROW_TYPES[kind]), f"id {IN_LIST}", (json_text(list(record_ids)),))
    return {row["id"]: fields_of_row(kind, row) for row in rows}


def put_rows(session: Session, kind: str, records: Mapping[str, Fields]) -> None:
    """Write what is shown of these records (id -> fields), in place of what was there."""
    form = _form(kind)
    run_each(session, form.sql, [form.filled(record_id, fields) for record_id, fields in records.items()])
    _forget(session, ROW_TYPES[kind], records)


@dataclass(frozen=True, slots=True)
class _Form:
    """How rows of a kind are written: most columns of most rows are empty, and only the others cost."""

    sql: str
    blank: tuple[Any, ...]
    """What is bound where no field is given: defaults, and each column's own word for nothing."""
    places: Mapping[str, tuple[int, bool]]
    """Field -> its place among what is bound, and whether it is JSON."""
    defaults: tuple[str, ...]
    around: tuple[int, int, int]
    """The places of the id, of unknown fields, and of the names of absent ones."""

    def filled(self, record_id: str, fields: Fields) -> tuple[Any, ...]:
        """Give what the driver binds: defaults where absent, unknown fields in `extra`."""
        bound, extra = list(self.blank), dict[str, Json]()
        for name, value in fields.items():
            if value is None:
                continue
            place, is_json = self.places.get(name, (-1, False))
            if place < 0:
                extra[name] = value
            else:
                bound[place] = json_text(value) if is_json else value
        at_id, at_extra, at_absent = self.around
        bound[at_id] = record_id
        absent = tuple(name for name in self.defaults if fields.get(name) is None)
        if extra:
            bound[at_extra] = json_text(extra)
        if absent:
            bound[at_absent] = _names_text(absent)
        return tuple(bound)


@lru_cache(maxsize=1_024)
def _names_text(names: tuple[str, ...]) -> str:
    return json_text(names)


@lru_cache(maxsize=64)
def _form(kind: str) -> _Form:
    table, names = table_of(ROW_TYPES[kind]), ("id", *field_names(kind), EXTRA, ABSENT)
    statement, defaults = upsert_into(table, names), field_defaults(kind)
    jsons = {name for name, _ in statement.jsons}
    empty = {"id": "", **dict.fromkeys(field_names(kind)), **defaults, EXTRA: None, ABSENT: None}
    # The order in which the statement binds, told by binding each name for itself.
    order = statement.members({name: name for name in names})
    places = {name: (order.index(name), name in jsons) for name in field_names(kind)}
    around = (order.index("id"), order.index(EXTRA), order.index(ABSENT))
    return _Form(statement.sql, statement.values(empty), places, tuple(defaults), around)


@dataclass(frozen=True, slots=True)
class Blank:
    """What stands in a field's column where the field is absent."""

    value: Any
    is_json: bool


@lru_cache(maxsize=64)
def blanks_of(kind: str) -> dict[str, Blank]:
    """Give field -> what its column holds where the field is absent, as the driver takes it."""
    form = _form(kind)
    return {name: Blank(form.blank[place], is_json) for name, (place, is_json) in form.places.items()}


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
