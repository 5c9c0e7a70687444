"""The exceptions that PEP 249 asks for, and how apsw's become them.

They stay between the driver and SQLAlchemy; what the rest of the app catches is in `errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


class Warning(Exception):  # noqa: A001 - PEP 249 fixes the name
    """Warn of something important (PEP 249); never raised here."""


class Error(Exception):
    """Be the root of the driver's errors, with SQLite's own code beside the message."""

    sqlite_errorcode: int | None = None
    sqlite_errorname: str | None = None


class InterfaceError(Error):
    """Tell of a wrong use of the driver rather than of the database."""


class DatabaseError(Error):
    """Tell of a trouble of the database, damage included."""


class DataError(DatabaseError):
    """Tell of a value that the database cannot hold."""


class OperationalError(DatabaseError):
    """Tell of a trouble that no programmer made: busy, full, cut off."""


class IntegrityError(DatabaseError):
    """Tell of a broken constraint."""


class InternalError(DatabaseError):
    """Tell of an error inside SQLite."""


class ProgrammingError(DatabaseError):
    """Tell of wrong SQL, wrong bindings or a closed connection."""


class NotSupportedError(DatabaseError):
    """Tell of something that this driver does not do."""


_BECOMES: tuple[tuple[type[apsw.Error], type[Error]], ...] = (
    (apsw.ConstraintError, IntegrityError),
    (apsw.MismatchError, IntegrityError),
    (apsw.TooBigError, DataError),
    (apsw.RangeError, InterfaceError),
    (apsw.BindingsError, ProgrammingError),
    (apsw.ConnectionClosedError, ProgrammingError),
    (apsw.CursorClosedError, ProgrammingError),
    (apsw.IncompleteExecutionError, ProgrammingError),
    (apsw.MisuseError, ProgrammingError),
    (apsw.NotADBError, DatabaseError),
    (apsw.CorruptError, DatabaseError),
    (apsw.InternalError, InternalError),
)


@contextmanager
def driver_errors() -> Iterator[None]:
    """Turn apsw's errors of the block into PEP 249's."""
    try:
        yield
    except apsw.Error as error:
        raise translated(error) from error
    except TypeError as error:  # apsw's word for a value that SQLite has no type for
        raise InterfaceError(str(error)) from error


def translated(error: apsw.Error) -> Error:
    """Give the PEP 249 error that says the same as apsw's."""
    kind = next((ours for theirs, ours in _BECOMES if isinstance(error, theirs)), OperationalError)
    # SQLAlchemy knows a closed connection by sqlite3's sentence.
    is_closed = isinstance(error, apsw.ConnectionClosedError)
    result = kind("Cannot operate on a closed database." if is_closed else str(error))
    extended: int | None = getattr(error, "extendedresult", None)
    plain: int | None = getattr(error, "result", None)
    result.sqlite_errorcode = extended
    result.sqlite_errorname = _code_name(extended) or _code_name(plain)
    return result


def _code_name(code: int | None) -> str | None:
    if code is None:
        return None
    name = apsw.mapping_extended_result_codes.get(code) or apsw.mapping_result_codes.get(code)
    return str(name) if name else None
