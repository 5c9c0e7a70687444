"""How long the server remembers what was removed: the tombstone 400 days, the id for ever.

    mark     once a day: where the log stands; so that a position has an age, by the server's own calendar
    purge    every record that was removed before the mark of 400 days ago: its row and its places in the log go,
             its id stays (a change to it is `gone`, never a create), the fence of its scopes moves up to it

A device that has not read a scope up to its fence may hold records of which nothing tells any more that they went: it
sends what waits, then reads the scope from its start (`sync.client.applying`). A record that only left a scope keeps
its place in the log: that is how a late change to it is judged by what its writer saw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sync.core.instants import instant, parse_instant
from sync.server.rows import ChildRow, FenceRow, GoneRow, MarkRow, MemberRow, RecordKey, RecordRow
from sync.server.store import Unit

TOMBSTONE_DAYS = 400
DAY_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did: how many records are gone for ever, and in which scopes the fence moved."""

    records: int
    scopes: frozenset[str]


def mark_day(unit: Unit, now: str) -> None:
    """Note where the log stands today; the last note of a day is the one that counts."""
    unit.put([MarkRow(now[:DAY_CHARACTERS], unit.head())])


def purge(unit: Unit, now: str) -> Purged:
    """Let go of tombstones that are older than 400 days, in the transaction of this unit."""
    limit = instant(parse_instant(now) - timedelta(days=TOMBSTONE_DAYS))[:DAY_CHARACTERS]
    # A clock that was wrong for a while may have left marks of days to come: they say nothing about the past.
    reached = max((row.seq for row in unit.every(MarkRow) if row.day <= limit), default=0)
    places = _places_of_removed(unit, reached) if reached else {}
    scopes: dict[str, int] = {}
    for row in (row for rows in places.values() for row in rows):
        scopes[row.scope] = max(scopes.get(row.scope, 0), row.seq)
    _forget(unit, places, now)
    known = unit.get(FenceRow, [(scope,) for scope in scopes])
    fences = (FenceRow(s, seq) for s, seq in sorted(scopes.items()) if (s,) not in known or known[s,].seq < seq)
    unit.put(list(fences))
    return Purged(len(places), frozenset(scopes))


def fences_before(unit: Unit, cursors: dict[str, int]) -> dict[str, int]:
    """Give scope -> fence for the scopes that are read from a place before it."""
    rows = unit.get(FenceRow, [(scope,) for scope in cursors]).values()
    return {row.scope: row.seq for row in rows if cursors[row.scope] < row.seq}


def _places_of_removed(unit: Unit, reached: int) -> dict[RecordKey, list[MemberRow]]:
    """Give the removed records whose last places in the log are all old enough, with those places."""
    removed = {(row.kind, row.id) for row in unit.every(RecordRow) if row.removed}
    places: dict[RecordKey, list[MemberRow]] = {key: [] for key in sorted(removed)}
    for row in unit.find(MemberRow, "id", sorted({record_id for _, record_id in removed})) if removed else ():
        if (row.kind, row.id) in places:
            places[row.kind, row.id].append(row)
    return {key: rows for key, rows in places.items() if all(row.seq <= reached for row in rows)}


def _forget(unit: Unit, places: dict[RecordKey, list[MemberRow]], now: str) -> None:
    keys: Sequence[RecordKey] = list(places)
    unit.put([GoneRow(kind, record_id, now) for kind, record_id in keys])
    unit.drop(RecordRow, keys)
    unit.drop(MemberRow, [row.key for rows in places.values() for row in rows])
    unit.drop(ChildRow, [row.key for row in _links(unit, keys)])


def _links(unit: Unit, keys: Iterable[RecordKey]) -> list[ChildRow]:
    """Give the ties of purged records to those that followed them, and to the one that they followed."""
    gone = set(keys)
    if not gone:
        return []
    parents = unit.find(ChildRow, "parent_id", sorted({record_id for _, record_id in gone}))
    return [row for row in parents if (row.parent_kind, row.parent_id) in gone]
