"""Pages of a pull to JSON Lines and back. Rows are arrays: 94 bytes a row, compressed (measured, November 2026)."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from sync.core.digest import Digest, hash_of_canonical
from sync.core.model import Json
from sync.protocol.json_parts import count_of, instant_of, loaded_json, needed, not_valid, texts_of, write_json
from sync.protocol.messages import Checkpoint, Gone, Opened, PullLine, PullPage, Put

_PUT_MEMBERS = 6
_NULL = b":null"
_SUM = re.compile(r"[0-9a-f]{16}")


def line_to_json(line: PullLine) -> Json:
    """Write one line of a pull: objects for `open` and `checkpoint`, arrays for the rows between them."""
    match line:
        case Put():
            return ["put", line.kind, line.id, line.rv, list(line.scopes), dict(line.fields)]
        case Gone():
            return ["gone", line.kind, line.id, list(line.scopes)]
        case Opened():
            names = ("epoch", "scope_epoch", "server_time", "next_n", "durable_n")
            fences = {"fences": dict(line.fences)} if line.fences else {}
            handle = {"handle": line.handle} if line.handle else {}
            told = {name: getattr(line, name) for name in names}
            return {"open": {**told, "granted": list(line.granted), **fences, **handle}}
        case Checkpoint():
            digests = {scope: [digest.count, digest.hex] for scope, digest in line.digests.items()}
            return {"checkpoint": {"cursors": dict(line.cursors), "digests": digests, "more": line.more}}


def line_of_json(value: Json) -> PullLine:
    """Read one line of a pull; raise `not-valid` on a shape that is none of the four."""
    if type(value) is list and len(value) == _PUT_MEMBERS and value[0] == "put":
        # Nearly every line; the same asked of `match` takes twice as long.
        _, kind, record_id, rv, scopes, fields = value
        is_named = type(kind) is str and type(record_id) is str
        if is_named and type(rv) is int and rv > 0 and type(scopes) is list and type(fields) is dict:
            return Put(kind, record_id, rv, _scopes(scopes), fields)
    match value:
        case ["gone", str(kind), str(record_id), list(scopes)]:
            return Gone(kind, record_id, _scopes(scopes))
        case {"open": dict(opened)}:
            return _opened(opened)
        case {"checkpoint": dict(checkpoint)}:
            return _checkpoint(checkpoint)
    raise not_valid("/line")


def _scopes(items: list[Json]) -> tuple[str, ...]:
    for item in items:
        if type(item) is not str:
            raise not_valid("/line", "not-a-scope")
    return tuple(items)


def _opened(document: dict[str, Any]) -> Opened:
    return Opened(
        epoch=needed(document, "epoch", str, at="/open"),
        scope_epoch=count_of(document, "scope_epoch", "/open"),
        granted=texts_of(document, "granted", "/open"),
        server_time=instant_of(document, "server_time", "/open"),
        next_n=count_of(document, "next_n", "/open"),
        durable_n=count_of(document, "durable_n", "/open"),
        fences=_fences(document),
        handle=needed(document, "handle", str, at="/open") if "handle" in document else "",
    )


def _fences(document: dict[str, Any]) -> dict[str, int]:
    found = needed(document, "fences", dict, at="/open") if "fences" in document else {}
    return {scope: count_of(found, scope, "/open/fences") for scope in found}


def _checkpoint(document: dict[str, Any]) -> Checkpoint:
    cursors = needed(document, "cursors", dict, at="/checkpoint")
    digests = needed(document, "digests", dict, at="/checkpoint")
    return Checkpoint(
        cursors={scope: count_of(cursors, scope, "/checkpoint/cursors") for scope in cursors},
        digests={scope: _digest(pair) for scope, pair in digests.items()},
        more=needed(document, "more", bool, at="/checkpoint"),
    )


def _digest(pair: Json) -> Digest:
    match pair:
        case [int(count), str(text)] if type(count) is int and count >= 0 and _SUM.fullmatch(text):
            return Digest.of_hex(count, text)
    raise not_valid("/checkpoint/digests")


def line_of_text(line: bytes) -> PullLine:
    """Read one line as it came; a put's fields are canonical JSON, so that their bytes give its hash."""
    read = line_of_json(loaded_json(line))
    if type(read) is Put:
        head = f'["put","{read.kind}","{read.id}",{read.rv},{_scopes_text(read.scopes)},'.encode()
        # As our own writer writes it; whatever comes otherwise is hashed once it is written anew. So is what holds a
        # null, which at the top level is no member of the canonical form.
        if line.startswith(head) and line.endswith(b"}]") and _NULL not in line:
            # Frozen for everybody else: it is the same put with or without its hash.
            object.__setattr__(read, "hash", hash_of_canonical(line[len(head) : -1]))
    return read


@lru_cache(maxsize=1_024)
def _scopes_text(scopes: tuple[str, ...]) -> str:
    # A device has few sets of scopes, and each record one of them.
    return json.dumps(scopes, separators=(",", ":"))


def lines_of_page(page: PullPage) -> Iterator[bytes]:
    """Write a page as JSON Lines, each line ended by a newline."""
    for line in (page.opened, *page.rows, page.checkpoint):
        yield write_json(line_to_json(line)) + b"\n"


def page_of_lines(lines: Iterable[bytes]) -> PullPage:
    """Read a whole page; raise `not-json`, or `not-valid` when it is cut short (no checkpoint at its end)."""
    read = [line_of_text(line) for line in lines if line.strip()]
    rows = tuple(line for line in read if isinstance(line, (Put, Gone)))
    first, last = (read[0], read[-1]) if read else (None, None)
    if not isinstance(first, Opened) or not isinstance(last, Checkpoint) or len(rows) != len(read) - 2:
        raise not_valid("/page", "cut-short")
    return PullPage(first, rows, last)
