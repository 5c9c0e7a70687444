"""The screens' one boundary: a fault of ours in a handler or a query stops that gesture, never the app.

Without it Flet ends the whole session on the first exception of a handler, and a form with it. What is
logged is the type and the place of the fault, never its message: it may hold a name or an address.
"""

import inspect
import logging
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_LOG = logging.getLogger("fieldapp.ui")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The work was done and gave `value`."""

    value: T


@dataclass(frozen=True, slots=True)
class Fault:
    """The work stopped on a fault of ours; `code` names its place, for support."""

    code: str
    kind: type[Exception] = Exception


class Boundary:
    """Keep a fault from going further: `with Boundary() as edge: …`, then look at `edge.fault`.

    Cancelling and leaving the process pass through.
    """

    def __init__(self) -> None:
        self.fault: Fault | None = None

    def __enter__(self) -> "Boundary":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(fault, Exception):
            return False
        self.fault = Fault(fault_code(fault), type(fault))
        _LOG.error("screen fault %s: %s at %s", self.fault.code, type(fault).__name__, _place(fault))
        return True


async def attempt(work: Callable[[], Any]) -> Done[Any] | Fault:
    """Do a piece of work, awaited when it is async; a fault is logged and becomes a value."""
    with Boundary() as edge:
        result = work()
        return Done(await result if inspect.isawaitable(result) else result)
    assert edge.fault is not None, "work ends with a value or a fault"
    return edge.fault


def fault_code(fault: BaseException) -> str:
    """Give a short code that is the same each time the same line fails in the same way."""
    return f"E-{zlib.crc32(f'{type(fault).__name__} {_place(fault)}'.encode()) % 10_000:04}"


def _place(fault: BaseException) -> str:
    """Name the module and line where a fault came up, without the folder of this machine."""
    frames = traceback.extract_tb(fault.__traceback__)
    if not frames:
        return "?"
    last = frames[-1]
    return f"{last.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{last.lineno}"
