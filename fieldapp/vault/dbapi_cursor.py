"""The cursor of the PEP 249 module over apsw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import apsw

from fieldapp.vault.dbapi_errors import ProgrammingError, driver_errors

if TYPE_CHECKING:
    from fieldapp.vault.dbapi import Connection

Parameters = Sequence[Any] | Mapping[str, Any]
Row = tuple[Any, ...]
Column = tuple[str, None, None, None, None, None, None]

_VERBS_CACHED_MAX = 1024
_LEAD = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_INSERTS = re.compile(_LEAD + r"(?:INSERT|REPLACE)\b", re.IGNORECASE | re.DOTALL)
_CHANGES = re.compile(
    _LEAD + r"(?:UPDATE|DELETE|WITH\b.*\b(?:INSERT|UPDATE|DELETE|REPLACE))\b", re.IGNORECASE | re.DOTALL
)
_READS = re.compile(
    _LEAD + r"(?:SELECT|WITH|VALUES|PRAGMA|EXPLAIN|BEGIN|COMMIT|END|ROLLBACK|RELEASE|VACUUM|ATTACH|DETACH)\b",
    re.IGNORECASE | re.DOTALL,
)


class _Verb(StrEnum):
    """What a statement does, as far as the transaction is concerned."""

    READ = "read"
    CHANGE = "change"
    INSERT = "insert"
    DEFINE = "define"


@lru_cache(maxsize=_VERBS_CACHED_MAX)
def _verb_of(sql: str) -> _Verb:
    if _INSERTS.match(sql):
        return _Verb.INSERT
    if _CHANGES.match(sql):
        return _Verb.CHANGE
    # What is not known to read counts as writing: a lock too many is harmless, a write outside a transaction is not.
    return _Verb.READ if _READS.match(sql) else _Verb.DEFINE


class _Describer:
    """Catches the columns of a statement before its first step: apsw forgets them after the last.

    It is an object of its own, and not a method of Cursor, because that would be a reference cycle.
    """

    __slots__ = ("columns",)

    def __init__(self) -> None:
        self.columns: tuple[Any, ...] = ()

    def __call__(self, cursor: apsw.Cursor, _sql: str, _bindings: object) -> bool:
        self.columns = cursor.get_description()
        return True


class Cursor:
    """Runs one statement at a time and hands out its rows."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: tuple[Column, ...] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._describer = _Describer()
        self._handle: apsw.Cursor | None = None
        self._was_cut = False
        self._counts_at_end = False

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        """Run a statement up to its first row."""
        verb = _verb_of(sql)
        with driver_errors():
            handle = self._ready(verb)
            handle.exec_trace = self._describer
            handle.execute(sql, parameters or None)
            self._describe()
            self._count(verb)
        return self

    def executemany(self, sql: str, parameter_sets: Iterable[Parameters]) -> Cursor:
        """Run a statement once per set of parameters.

        `rowcount` is exact for UPDATE and DELETE, which the ORM checks; it stays -1 for INSERT, where the
        faster road (10 % in November 2026) cannot tell the rows of triggers from one's own.
        """
        verb = _verb_of(sql)
        with driver_errors():
            handle = self._ready(verb)
            if verb is _Verb.CHANGE:
                self.rowcount = self._run_each(handle, sql, parameter_sets)
            else:
                handle.executemany(sql, parameter_sets)
        return self

    def _ready(self, verb: _Verb) -> apsw.Cursor:
        self.description = None
        self.rowcount = -1
        self._was_cut = self._counts_at_end = False
        self._describer.columns = ()
        if self._handle is None:
            self._handle = self.connection.handle.cursor()
        self._handle.exec_trace = None
        if verb is not _Verb.READ:
            self.connection.begin_writing()
        return self._handle

    def _run_each(self, handle: apsw.Cursor, sql: str, parameter_sets: Iterable[Parameters]) -> int:
        changed = 0
        for parameters in parameter_sets:
            handle.execute(sql, parameters)
            changed += self.connection.handle.changes()
        return changed

    def _describe(self) -> None:
        columns = self._describer.columns
        if columns:
            self.description = tuple((column[0], None, None, None, None, None, None) for column in columns)
            self.connection.note_reading(self)

    def _count(self, verb: _Verb) -> None:
        if verb is _Verb.READ or verb is _Verb.DEFINE:
            return
        self.lastrowid = self.connection.handle.last_insert_rowid()
        if self.description is None:
            self.rowcount = self.connection.handle.changes()
        else:
            self._counts_at_end = True  # of a RETURNING, SQLite knows the count once its rows are read

    def fetchone(self) -> Row | None:
        """Give the next row, or None after the last."""
        with driver_errors():
            row = next(self._open(), None)
            if row is None:
                self._ended()
            return row

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """Give up to `size` rows."""
        rows: list[Row] = []
        for _ in range(size or self.arraysize):
            row = self.fetchone()
            if row is None:
                break
            rows.append(row)
        return rows

    def fetchall(self) -> list[Row]:
        """Give all the rows that are left."""
        with driver_errors():
            rows: list[Row] = self._open().fetchall()
            self._ended()
            return rows

    def __iter__(self) -> Iterator[Row]:
        while (row := self.fetchone()) is not None:
            yield row

    def _open(self) -> apsw.Cursor:
        if self._handle is None:
            reason = "the transaction of these rows has ended" if self._was_cut else "nothing was executed"
            raise ProgrammingError(reason)
        return self._handle

    def _ended(self) -> None:
        self.connection.forget_reading(self)
        if self._counts_at_end:
            self.rowcount = self.connection.handle.changes()
            self._counts_at_end = False

    def cut_short(self) -> None:
        """Reset the statement because its transaction ends; fetching more is then refused."""
        self._release()
        self._was_cut = True

    def close(self) -> None:
        """Let go of the statement; the cursor may not be used again."""
        with driver_errors():
            self._release()
        self.connection.forget_reading(self)

    def _release(self) -> None:
        if self._handle is not None:
            self._handle.close(True)
            self._handle = None

    def setinputsizes(self, sizes: object) -> None:
        """Do nothing, as PEP 249 allows."""

    def setoutputsize(self, size: object, column: object = None) -> None:
        """Do nothing, as PEP 249 allows."""
