"""The parts of a JSON message: read strictly, with a pointer to what is wrong, and written as one form of bytes."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from sync.core.digest import canonical_json
from sync.core.errors import FieldError
from sync.core.ids import is_id
from sync.core.instants import parse_instant
from sync.core.model import Json
from sync.protocol.problems import ProblemError

T = TypeVar("T")

INTEGER_MAX = (1 << 53) - 1
"""Beyond it, JSON readers disagree about the number (RFC 7493 section 2.2)."""
VALUE_DEPTH_MAX = 32
"""How deep a field's value may be nested before reading it is a danger; kinds are stricter, and refuse politely."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raise the problem `not-json` on anything else."""
    document = loaded_json(body)
    if not isinstance(document, dict):
        raise ProblemError("not-json")
    return document


def loaded_json(body: bytes) -> Json:
    """Read any JSON value; raise `not-json` on anything else, NaN included."""
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        raise ProblemError("not-json") from None


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def write_json(value: Json) -> bytes:
    """Write any message part: compact, UTF-8, keys sorted (so that equal messages are equal bytes)."""
    return canonical_json(value)


def needed(document: Mapping[str, Any], name: str, kind: type[T], *, at: str = "") -> T:
    """Take a member of the right type; raise `not-valid` with its pointer otherwise. `bool` is no `int`."""
    value = document.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise not_valid(f"{at}/{name}")
    if isinstance(value, str) and not is_plain(value):
        raise not_valid(f"{at}/{name}")
    return value


def not_valid(pointer: str, code: str = "not-valid") -> ProblemError:
    """Give the problem that points at one wrong member."""
    return ProblemError("not-valid", errors=(FieldError(pointer, code),))


def instant_of(document: Mapping[str, Any], name: str, at: str = "") -> str:
    """Take an instant; raise `not-valid` on any other text."""
    text = needed(document, name, str, at=at)
    try:
        parse_instant(text)
    except ValueError:
        raise not_valid(f"{at}/{name}", "not-an-instant") from None
    return text


def id_of(document: Mapping[str, Any], name: str, at: str = "") -> str:
    """Take an identifier; raise `not-valid` on any other text."""
    value = document.get(name)
    if not is_id(value):
        raise not_valid(f"{at}/{name}", "not-an-id")
    return str(value)


def count_of(document: Mapping[str, Any], name: str, at: str = "") -> int:
    """Take a number from 0 to `INTEGER_MAX`; raise `not-valid` on any other."""
    value = needed(document, name, int, at=at)
    if not 0 <= value <= INTEGER_MAX:
        raise not_valid(f"{at}/{name}", "out-of-range")
    return value


def choice_of(choices: type[T], value: object, pointer: str) -> T:
    """Take a member of an enumeration; raise `not-valid` with the pointer on any other value."""
    try:
        return choices(value)  # type: ignore[call-arg]  # an enum class takes its value
    except ValueError:
        raise not_valid(pointer, "not-a-choice") from None


def texts_of(document: Mapping[str, Any], name: str, at: str = "") -> tuple[str, ...]:
    """Take a list of texts, none where it is left out; raise `not-valid` on anything else."""
    items = needed(document, name, list, at=at) if name in document else []
    if not all(isinstance(item, str) for item in items):
        raise not_valid(f"{at}/{name}")
    return tuple(items)


def is_plain(value: Json, depth: int = VALUE_DEPTH_MAX) -> bool:
    """Say whether the value can be written again: no lone surrogate, no infinity, not too deep.

    A value that our own writer could not have written makes the whole message invalid. All else that may be wrong
    with a value concerns one change, and is refused by the judge without stopping the queue.
    """
    # By exact type, as the decoder makes them: this runs twice for each field of each change.
    kind = type(value)
    if kind is str:
        return value.isascii() or not _SURROGATE.search(value)
    if kind is float:
        return math.isfinite(value)
    if kind is list:
        return depth > 0 and all(is_plain(item, depth - 1) for item in value)
    if kind is dict:
        return depth > 0 and all(is_plain(name) and is_plain(item, depth - 1) for name, item in value.items())
    return True
