"""What can be wrong with a change or a message, as values that travel.

Three families, never mixed (see STYLE):

- a broken promise of our own code is an `assert` and stops the engine, not the app;
- trouble at the edge (no network, busy, disk full) is a typed exception of the edge that meets it;
- an answer that we do not like is a value: the `Refusal` below, which the wire writes as
  `application/problem+json` (RFC 9457) with `errors[{pointer, code}]`.
"""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Why the server did not take a change; the stable last part of the problem's type."""

    INVALID = "invalid-fields"
    FORBIDDEN = "forbidden"
    MOVE_NOT_ALLOWED = "move-not-allowed"
    UNKNOWN_RECORD = "unknown-record"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_PARENT = "unknown-parent"
    SERVER_FIELD = "server-field"
    GONE = "gone"
    BLOCKED = "blocked-by-another"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend: a JSON pointer to the place, and a code that the screens put into words."""

    pointer: str
    code: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason of a rejection; the original change is kept on both sides and can be mended."""

    code: RefusalCode
    errors: tuple[FieldError, ...] = ()
