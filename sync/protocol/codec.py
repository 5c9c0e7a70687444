"""Messages to JSON and back. Bulk rows are arrays: with compression they cost 94 bytes a row (measured 2026-11).

Reading is strict about what we need and silent about what we do not know, so that a newer peer may say more.
A message that cannot be read raises `ProblemError("not-valid")` with pointers: nothing was stored.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sync.core.digest import Digest, canonical_json
from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.ids import is_id
from sync.core.instants import parse_instant
from sync.core.model import (
    EDITS_PER_CHANGE_MAX,
    Change,
    Edit,
    Json,
    Op,
    Verdict,
    VerdictCode,
)
from sync.protocol.messages import Checkpoint, Gone, Opened, PullLine, PullPage, Put
from sync.protocol.problems import ProblemError

T = TypeVar("T")


def read_json(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raise the problem `not-json` on anything else."""
    try:
        document = json.loads(body)
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise ProblemError("not-json") from None
    if not isinstance(document, dict):
        raise ProblemError("not-json")
    return document


def write_json(value: Json) -> bytes:
    """Write any message part: compact, UTF-8, keys sorted (so that equal messages are equal bytes)."""
    return canonical_json(value)


def needed(document: Mapping[str, Any], name: str, kind: type[T], *, at: str = "") -> T:
    """Take a member of the right type; raise `not-valid` with its pointer otherwise. `bool` is no `int`."""
    value = document.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise not_valid(f"{at}/{name}")
    return value


def not_valid(pointer: str, code: str = "not-valid") -> ProblemError:
    """Give the problem that points at one wrong member."""
    return ProblemError("not-valid", errors=(FieldError(pointer, code),))


def change_to_json(change: Change) -> dict[str, Any]:
    """Write a change; this is also the form that is hashed, stored and mirrored in the device's journal."""
    return {
        "device": change.device,
        "n": change.n,
        "txn": change.txn,
        "kind": change.kind,
        "id": change.id,
        "op": change.op.value,
        "base_rv": change.base_rv,
        "edits": {name: [edit.now, edit.was] for name, edit in change.edits.items()},
        "agent": change.agent,
        "made_at": change.made_at,
        "scope_epoch": change.scope_epoch,
        "offset_ms": change.offset_ms,
        "schema": change.schema,
    }


def change_of_json(document: Mapping[str, Any], *, at: str = "") -> Change:
    """Read a change; raise `not-valid` with a pointer below `at`."""
    offset = document.get("offset_ms")
    if offset is not None and not isinstance(offset, int):
        raise not_valid(f"{at}/offset_ms")
    return Change(
        device=_id(document, "device", at),
        n=_count(document, "n", at),
        txn=_id(document, "txn", at),
        kind=needed(document, "kind", str, at=at),
        id=_id(document, "id", at),
        op=_choice(Op, document.get("op"), f"{at}/op"),
        base_rv=_count(document, "base_rv", at),
        edits=_edits(needed(document, "edits", dict, at=at), at),
        agent=_id(document, "agent", at),
        made_at=_instant(document, "made_at", at),
        scope_epoch=_count(document, "scope_epoch", at),
        offset_ms=offset,
        schema=_count(document, "schema", at),
    )


def _instant(document: Mapping[str, Any], name: str, at: str) -> str:
    text = needed(document, name, str, at=at)
    try:
        parse_instant(text)
    except ValueError:
        raise not_valid(f"{at}/{name}", "not-an-instant") from None
    return text


def _id(document: Mapping[str, Any], name: str, at: str) -> str:
    value = document.get(name)
    if not is_id(value):
        raise not_valid(f"{at}/{name}", "not-an-id")
    return str(value)


def _count(document: Mapping[str, Any], name: str, at: str) -> int:
    value = needed(document, name, int, at=at)
    if not 0 <= value < 1 << 53:
        raise not_valid(f"{at}/{name}", "out-of-range")
    return value


def _choice(choices: type[T], value: object, pointer: str) -> T:
    try:
        return choices(value)  # type: ignore[call-arg]  # an enum class takes its value
    except ValueError:
        raise not_valid(pointer, "not-a-choice") from None


def _edits(document: dict[str, Any], at: str) -> dict[str, Edit]:
    if len(document) > EDITS_PER_CHANGE_MAX:
        raise not_valid(f"{at}/edits", "too-many")
    for name, pair in document.items():
        if not isinstance(pair, list) or len(pair) != 2:
            raise not_valid(f"{at}/edits/{name}")
    return {str(name): Edit(pair[0], pair[1]) for name, pair in document.items()}


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict; members that say nothing are left out."""
    document: dict[str, Any] = {"n": verdict.n, "code": verdict.code.value, "received_at": verdict.received_at}
    if verdict.rv:
        document.update(rv=verdict.rv, hash=verdict.hash)
    if verdict.touched:
        document["touched"] = list(verdict.touched)
    if verdict.conflicts:
        document["conflicts"] = list(verdict.conflicts)
    if verdict.refusal:
        errors = [{"pointer": error.pointer, "code": error.code} for error in verdict.refusal.errors]
        document["refusal"] = {"code": verdict.refusal.code.value, "errors": errors}
    return document


def verdict_of_json(document: Mapping[str, Any], *, at: str = "") -> Verdict:
    """Read a verdict; raise `not-valid` on a member that is missing or wrong."""
    return Verdict(
        n=_count(document, "n", at),
        code=_choice(VerdictCode, document.get("code"), f"{at}/code"),
        rv=int(document.get("rv", 0)),
        hash=str(document.get("hash", "")),
        received_at=str(document.get("received_at", "")),
        touched=tuple(map(str, document.get("touched", ()))),
        conflicts=tuple(map(str, document.get("conflicts", ()))),
        refusal=_refusal(document.get("refusal"), at),
    )


def _refusal(document: object, at: str) -> Refusal | None:
    if not isinstance(document, dict):
        return None
    errors = tuple(FieldError(str(error["pointer"]), str(error["code"])) for error in document.get("errors", ()))
    return Refusal(_choice(RefusalCode, document.get("code"), f"{at}/refusal/code"), errors)


def line_to_json(line: PullLine) -> Json:
    """Write one line of a pull: objects for `open` and `checkpoint`, arrays for the rows between them."""
    match line:
        case Put():
            return ["put", line.kind, line.id, line.rv, list(line.scopes), dict(line.fields)]
        case Gone():
            return ["gone", line.kind, line.id, list(line.scopes)]
        case Opened():
            names = ("epoch", "scope_epoch", "server_time", "next_n", "durable_n")
            return {"open": {**{name: getattr(line, name) for name in names}, "granted": list(line.granted)}}
        case Checkpoint():
            digests = {scope: [digest.count, digest.hex] for scope, digest in line.digests.items()}
            return {"checkpoint": {"cursors": dict(line.cursors), "digests": digests, "more": line.more}}


def line_of_json(value: Json) -> PullLine:
    """Read one line of a pull; raise `not-valid` on a shape that is none of the four."""
    try:
        return _line(value)
    except (KeyError, TypeError, ValueError, IndexError):
        raise not_valid("/line") from None


def _line(value: Json) -> PullLine:
    if isinstance(value, list):
        if value[0] == "put":
            return Put(value[1], value[2], int(value[3]), tuple(value[4]), dict(value[5]))
        if value[0] == "gone":
            return Gone(value[1], value[2], tuple(value[3]))
        raise ValueError("no such row")
    if "open" in value:
        opened = dict(value["open"])
        names = ("epoch", "scope_epoch", "server_time", "next_n", "durable_n")
        return Opened(granted=tuple(opened["granted"]), **{name: opened[name] for name in names})
    checkpoint = value["checkpoint"]
    digests = {scope: Digest.of_hex(*pair) for scope, pair in checkpoint["digests"].items()}
    return Checkpoint(dict(checkpoint["cursors"]), digests, bool(checkpoint["more"]))


def lines_of_page(page: PullPage) -> Iterator[bytes]:
    """Write a page as JSON Lines, each line ended by a newline."""
    for line in (page.opened, *page.rows, page.checkpoint):
        yield write_json(line_to_json(line)) + b"\n"


def page_of_lines(lines: Iterable[bytes]) -> PullPage:
    """Read a whole page; a page cut short (no checkpoint at its end) raises `not-valid`: apply nothing."""
    try:
        read = [line_of_json(json.loads(line)) for line in lines if line.strip()]
    except ValueError:
        raise not_valid("/page", "not-json") from None
    rows = tuple(line for line in read if isinstance(line, (Put, Gone)))
    first, last = (read[0], read[-1]) if read else (None, None)
    if not isinstance(first, Opened) or not isinstance(last, Checkpoint) or len(rows) != len(read) - 2:
        raise not_valid("/page", "cut-short")
    return PullPage(first, rows, last)
