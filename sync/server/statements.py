"""The statements of each table, built once: what changes from call to call is bound."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Delete, Select, bindparam, delete, select

from sync.server.dialect import driver_text, upsert
from sync.server.rows import MemberRow, Row
from sync.server.schema import ROW_TYPES, TABLES


@dataclass(frozen=True, slots=True)
class TableStatements:
    """All that a unit asks of one table. Rows come and go in the order of their dataclass's members."""

    values: Callable[[Row], tuple[Any, ...]]
    """A row's members, in the order of the table's columns after the tenant."""
    by_keys: Select[Any]
    """Binds `key_<member>` for all but the last member of the key, and `keys` for many of the last."""
    by_member: dict[str, Select[Any]]
    """Per searchable member; binds `keys`."""
    every: Select[Any]
    delete: Delete
    """Binds `key_tenant` and `key_<member>`."""
    upsert: str
    """In the driver's own words, for many rows at once: binds the tenant, then `values`."""


def _select(row: type[Row]) -> Select[Any]:
    table = TABLES[row]
    members = [table.c[name] for name in _members(row)]
    return select(*members).where(table.c.tenant == bindparam("tenant"))


def _members(row: type[Row]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row))  # type: ignore[arg-type]  # every row is a dataclass


def _of(row: type[Row]) -> TableStatements:
    table = TABLES[row]
    *leading, last = row.KEY
    many: BindParameter[Any] = bindparam("keys", expanding=True)
    return TableStatements(
        values=attrgetter(*(column.name for column in table.columns if column.name != "tenant")),
        by_keys=_select(row).where(
            *(table.c[name] == bindparam(f"key_{name}") for name in leading), table.c[last].in_(many)
        ),
        by_member={name: _select(row).where(table.c[name].in_(many)) for name in row.INDEXES},
        every=_select(row).order_by(*(table.c[name] for name in row.KEY)),
        delete=delete(table).where(
            table.c.tenant == bindparam("key_tenant"), *(table.c[name] == bindparam(f"key_{name}") for name in row.KEY)
        ),
        upsert=driver_text(upsert(table)),
    )


def _log(*, with_gone: bool) -> Select[Any]:
    table = TABLES[MemberRow]
    scopes: BindParameter[Any] = bindparam("scopes", expanding=True)
    found = _select(MemberRow).where(table.c.scope.in_(scopes), table.c.seq > bindparam("cursor"))
    found = found if with_gone else found.where(table.c.present.is_(True))
    return found.order_by(table.c.seq, table.c.scope).limit(bindparam("rows_max"))


STATEMENTS: dict[type[Row], TableStatements] = {row: _of(row) for row in ROW_TYPES}
LOG = _log(with_gone=True)
"""The log of some scopes after one cursor; binds `scopes`, `cursor`, `rows_max`."""
LOG_FROM_START = _log(with_gone=False)
"""The same for a device that begins: what went before it came is no news to it."""
