"""All that a town knows of one person: who called, who reported, what is said of him, agents, accounts.

A report that the person made is his as a whole; a text of somebody else in which he stands is only a place. What is
found is told with its fields, so that it can be handed to him (art. 15), and with what an erasure would do to it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sync.records import KINDS
from sync.server.outside.requesters import Requesters
from sync.server.privacy import plan
from sync.server.privacy.erasing import REQUESTER, Order, requesters_of
from sync.server.privacy.needles import Needles, texts_in, without
from sync.server.privacy.plan import Target
from sync.server.rows import RecordRow
from sync.server.rows_access import AccountRow
from sync.server.store import Unit

ACCOUNT = "account"
_OWN_KINDS = frozenset({"caller", "agent"})
_NOT_TEXT = frozenset({"id", "agent", "author", "sha256", "thumbnail_sha256"})


@dataclass(frozen=True, slots=True)
class Place:
    """One place in which the person stands."""

    kind: str
    id: str
    is_own: bool
    """Whether all of it is about him, or it is a text in which he is named."""
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person."""

    places: tuple[Place, ...]

    def counts(self) -> dict[str, int]:
        """Count the places by kind."""
        return {kind: sum(one.kind == kind for one in self.places) for kind in sorted({p.kind for p in self.places})}

    def reports(self) -> frozenset[str]:
        """Give the reports that he made."""
        return frozenset(one.id for one in self.places if one.kind == "report" and one.is_own)


def find(unit: Unit, requesters: Requesters, needles: Needles) -> Known:
    """Read all of the town in one snapshot and give the places where the person stands."""
    people = list(_people(unit, requesters, needles))
    own = {str(one.told.get("report")) for one in people} - {"None"}
    return Known((*people, *_records(unit, needles, own), *_accounts(unit, needles, people)))


def _people(unit: Unit, requesters: Requesters, needles: Needles) -> Iterator[Place]:
    for report, row in requesters_of(unit).items():
        person = requesters.unsealed(unit.tenant, report, row.sealed)
        if person is not None and needles.match(person):
            yield Place(REQUESTER, report, True, {**asdict(person), "report": report, "given_at": row.made_at})
    for kind in sorted(_OWN_KINDS):
        for record in unit.find(RecordRow, "kind", [kind]):
            if needles.are_in(_line(record)):
                yield Place(kind, record.id, True, record.fields())


def _line(row: RecordRow) -> str:
    """Write what a record says of a person on one line: a full name stands in two fields."""
    fields = row.fields()
    return " ".join(str(fields[name]) for name in _NAMES if fields.get(name))


_NAMES = ("given_name", "family_name", "name", "phone", "email")


def _records(unit: Unit, needles: Needles, own: set[str]) -> Iterator[Place]:
    for row in unit.every(RecordRow):
        if row.kind in _OWN_KINDS:
            continue
        fields = row.fields()
        is_own = row.kind == "report" and row.id in own
        is_own |= row.kind in ("attachment", "conflict") and _hangs_on(fields) in own
        if is_own or any(map(needles.are_in, texts_in(fields))):
            yield Place(row.kind, row.id, is_own, fields)


def _hangs_on(fields: Mapping[str, Any]) -> str:
    kinds = (("parent_kind", "parent_id"), ("record_kind", "record_id"))
    return next((str(fields[record]) for kind, record in kinds if fields.get(kind) == "report"), "")


def _accounts(unit: Unit, needles: Needles, people: list[Place]) -> Iterator[Place]:
    agents = {one.id for one in people if one.kind == "agent"}
    for row in unit.every(AccountRow):
        if row.agent in agents or needles.are_in(row.account):
            told = {"account": row.account, "agent": row.agent, "is_open": row.is_open}
            yield Place(ACCOUNT, row.account, True, told)


def erasure_of(unit: Unit, known: Known, needles: Needles, number: str) -> Order:
    """Plan to leave no word of the person; agents' own entries are the administration's to close."""
    targets = [one for place in known.places for one in _target(unit, place, needles)]
    reports = tuple(one.id for one in known.places if one.kind == REQUESTER)
    keys = [*(one.key for one in targets), *((REQUESTER, report) for report in reports)]
    return Order(tuple(targets), reports, (), dict.fromkeys(keys, number))


def _target(unit: Unit, place: Place, needles: Needles) -> Iterator[Target]:
    row = unit.get(RecordRow, [(place.kind, place.id)]).get((place.kind, place.id))
    if row is None or place.kind == "agent" or place.kind not in KINDS:
        return
    fields = row.fields()
    if place.is_own and place.kind == "report" and not row.removed:
        yield plan.anonymised(row.kind, row.id, row.rv, fields)
    elif place.is_own:
        yield plan.eliminated(row.kind, row.id, row.rv, fields, removed=row.removed)
    else:
        told = {name: without(needles, value) for name, value in fields.items() if name not in ("history", *_NOT_TEXT)}
        yield plan.set_to(row.kind, row.id, row.rv, {n: v for n, v in told.items() if v != fields[n]})


def as_json(known: Known, number: str, at: str) -> bytes:
    """Write all of it as one document."""
    places = [{"kind": one.kind, "id": one.id, "own": one.is_own, "content": one.told} for one in known.places]
    document = {"request": number, "at": at, "places": places}
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()
