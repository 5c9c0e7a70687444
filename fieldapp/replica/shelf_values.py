"""Between the engine's values (rows, entries, follows) and the rows of the engine's tables."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from fieldapp.replica.bulk import json_text
from sync.client.rows import Entry, EntryState, Key, Row
from sync.client.shelf import Follow
from sync.core.digest import Digest
from sync.core.model import Change, Fields
from sync.protocol.codec import verdict_of_json, verdict_text
from sync.protocol.messages import Put


def entry_of_row(row: Any, change: Change) -> Entry:
    """Give the entry that a row of the outbox holds."""
    kept = json.loads(row.verdict) if row.verdict else None
    verdict = verdict_of_json(kept) if kept else None
    return Entry(change, EntryState(row.state), verdict)


def row_of(key: Key, known: Mapping[str, Any], word: Fields | None, rest: tuple[tuple[Entry, ...], Any]) -> Row:
    """Give the engine's row from the pieces in which the tables keep it."""
    pending, parked = rest
    return Row(
        kind=key[0],
        id=key[1],
        rv=known["rv"],
        hash=known["hash"],
        scopes=frozenset(known["scopes"]),
        word=word if known["rv"] else None,
        pending=pending,
        sealed=frozenset(known["sealed"] or ()),
        parked=None if parked is None else put_of(parked),
        suspect=frozenset(known["suspect"] or ()),
    )


def put_of(parked: Mapping[str, Any]) -> Put:
    """Give the parked put that a row holds."""
    return Put(parked["kind"], parked["id"], parked["rv"], tuple(parked["scopes"]), parked["fields"])


def parked_values(put: Put) -> dict[str, Any]:
    """Give the values of a parked put."""
    return {"kind": put.kind, "id": put.id, "rv": put.rv, "fields": dict(put.fields), "scopes": list(put.scopes)}


def is_known(row: Row) -> bool:
    """Whether the server's side of a row needs to be kept."""
    return bool(row.rv or row.scopes or row.sealed or row.suspect)


KNOWN_NAMES: Final = ("kind", "id", "rv", "hash", "scopes", "sealed", "suspect")


def is_known_otherwise(before: Row, after: Row) -> bool:
    """Whether the two differ in what is kept of the server's side."""
    if (before.rv, before.hash, before.scopes) != (after.rv, after.hash, after.scopes):
        return True
    return (before.sealed, before.suspect) != (after.sealed, after.suspect)


def known_values(row: Row) -> dict[str, Any]:
    """Give the values of what the server said beside the fields, as the driver takes them."""
    return {
        "kind": row.kind,
        "id": row.id,
        "rv": row.rv,
        "hash": row.hash,
        "scopes": _scopes_text(row.scopes),
        "sealed": _scopes_text(row.sealed) if row.sealed else None,
        "suspect": _scopes_text(row.suspect) if row.suspect else None,
    }


@lru_cache(maxsize=1_024)
def _scopes_text(scopes: frozenset[str]) -> str:
    # A device has few sets of scopes, and each record one of them.
    return json_text(sorted(scopes))


def shadow_of(row: Row) -> Fields | None:
    """Give the word that has to stand aside, or None where the table itself shows it."""
    return row.word if row.pending else None


def entry_values(entry: Entry) -> tuple[Any, ...]:
    """Give the values that update a change: its state, its verdict, its number."""
    return entry.state.value, verdict_text(entry.verdict) if entry.verdict else "null", entry.change.n


def follow_of_row(row: Any) -> Follow:
    """Give the follow that a row holds."""
    return Follow(row.cursor, Digest.of_hex(row.held_rows, row.sum_hex), row.is_rereading, row.mismatches)


def scope_values(scope: str, follow: Follow) -> dict[str, Any]:
    """Give the values of a followed scope."""
    return {
        "scope": scope,
        "cursor": follow.cursor,
        "held_rows": follow.digest.count,
        "sum_hex": follow.digest.hex,
        "is_rereading": follow.rereading,
        "mismatches": follow.mismatches,
    }
