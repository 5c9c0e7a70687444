"""Requests of persons (RGPD art. 15 to 22): numbered, with a month to answer, from being noted to being closed.

    asked     noted, with who it is about, sealed under the citizens' key
    erased    an erasure was carried out; devices' receipts come in
    closed    answered; who it was about is forgotten, the request itself stays as proof

Each look at a person's data is a line of the audit log: who looked, for which request, why; never for whom.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sync.core.instants import parse_instant
from sync.core.model import Op
from sync.core.values import altered
from sync.records.publication import PUBLICATION, Publication
from sync.server import audit
from sync.server.outside.requesters import Requester
from sync.server.parts import Parts
from sync.server.privacy import archives, journal, persons, plan, receipts
from sync.server.privacy.erasing import REQUESTER, WRITER, Erased, Eraser, Order
from sync.server.privacy.needles import Needles, needles_of
from sync.server.privacy.persons import Known
from sync.server.rows import RecordRow, json_text
from sync.server.rows_outside import RequesterRow
from sync.server.rows_privacy import RightsRow
from sync.server.store import Unit
from sync.server.writers import SystemWrite

ANSWER_DAYS = 30
"""One month (art. 12.3); counted in days, so that no month is longer than the law's."""
TRIES_MAX = 5
_LABEL = "request:"


class RightAsked(StrEnum):
    """What a person may ask."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OPPOSITION = "opposition"


class RequestState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    ERASED = "erased"
    CLOSED = "closed"


class RequestTrouble(Exception):
    """What was asked of a request cannot be; the code says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who of the town hall works on a request, and why: for the audit log."""

    who: str
    why: str


class Requests:
    """Persons' requests, for one server."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._service = parts.service
        self._store = parts.store
        self._requesters = parts.outside.requesters
        self._eraser = Eraser(parts.service, parts.uploads)

    def ask(self, tenant: str, right: RightAsked, person: Requester, who: str) -> RightsRow:
        """Note a request; raise `RequestTrouble` where too little is told to find somebody."""
        _needles(person)
        now = self._service.now()
        due_on = (parse_instant(now) + timedelta(days=ANSWER_DAYS)).date().isoformat()
        with self._store.writing(tenant) as unit:
            number = archives.next_number(unit, "D", now)
            sealed = self._requesters.sealed(tenant, _LABEL + number, person)
            row = RightsRow(number, right.value, RequestState.ASKED, now, due_on, sealed, who, "{}")
            unit.put([row])
            audit.note(unit, now, "rights-request", number=number, right=right.value, who=who)
        return row

    def known(self, tenant: str, number: str, reader: Reader) -> Known:
        """Give all that the town knows of the person; the audit log says who looked and why."""
        # The town is read in a snapshot, beside those who write; it is told only once the log says who asked.
        with self._store.reading(tenant) as unit:
            _, needles = self._open(unit, number)
            found = persons.find(unit, self._requesters, needles)
        with self._store.writing(tenant) as unit:
            row, now = request_of(unit, number), self._service.now()
            unit.put([altered(row, counts_json=json_text(found.counts()))])
            told = {"number": number, "who": reader.who, "why": reader.why, "places": str(len(found.places))}
            audit.note(unit, now, "citizen-data-read", **told)
        return found

    def erase(self, tenant: str, number: str, reader: Reader) -> dict[str, int]:
        """Leave no word of the person and count what was done by kind; devices are asked for their receipts."""
        whole: dict[str, int] = {}
        for _ in range(TRIES_MAX):
            with self._store.reading(tenant) as unit:
                _, needles = self._open(unit, number)
                found = persons.find(unit, self._requesters, needles)
                order = persons.erasure_of(unit, found, needles, number)
                keys = {one.key for one in order.targets}
                order = altered(order, receipts=tuple(journal.find(unit, keys, needles.are_in)))
            done = self._eraser.erase(tenant, order, lambda unit, done: self._erased(unit, number, reader, done))
            for kind, _ in done.records:
                whole[kind] = whole.get(kind, 0) + 1
            whole[REQUESTER] = whole.get(REQUESTER, 0) + done.requesters
            if not done.left:
                break
        self._store.let_go()
        return {kind: count for kind, count in sorted(whole.items()) if count}

    def oppose(self, tenant: str, number: str, reader: Reader) -> int:
        """Keep the person's reports from the public (art. 21) and give how many."""
        found = self.known(tenant, number, reader)
        with self._store.writing(tenant) as unit:
            rows = unit.get(RecordRow, [("report", report) for report in found.reports()]).values()
            there = [row for row in rows if not row.removed]
            told = {PUBLICATION: Publication.HIDDEN.value}
            wishes = [SystemWrite("report", row.id, Op.PATCH, told) for row in there]
            verdicts, committed = self._service.write_within(unit, WRITER, wishes)
            assert all(verdict.refusal is None for verdict in verdicts), "to hide is valid"
            audit.note(unit, self._service.now(), "opposition", number=number, who=reader.who)
        self._service.tell(committed)
        return len(there)

    def rectify(self, tenant: str, number: str, right: Mapping[str, str], reader: Reader) -> int:
        """Put right how the person is reached (`name`, `email`, `phone`) and give in how many places."""
        with self._store.reading(tenant) as unit:
            _, needles = self._open(unit, number)
            found = persons.find(unit, self._requesters, needles)
            callers = unit.get(RecordRow, [(one.kind, one.id) for one in found.places if one.kind == "caller"])
            there = [row for row in callers.values() if not row.removed]
            targets = tuple(plan.set_to(row.kind, row.id, row.rv, right) for row in there)
            order = Order(targets, (), tuple(journal.find(unit, {one.key for one in targets}, needles.are_in)))
        sealed = [one for one in found.places if one.kind == REQUESTER]

        def also(unit: Unit, done: Erased) -> None:
            unit.put(self._resealed(unit, one.id, {**one.told, **right}) for one in sealed)
            audit.note(unit, self._service.now(), "rectified", number=number, who=reader.who, why=reader.why)

        return len(self._eraser.erase(tenant, order, also).records) + len(sealed)

    def close(self, tenant: str, number: str, who: str) -> RightsRow:
        """End a request: who it was about is forgotten, that it was answered is kept."""
        now = self._service.now()
        with self._store.writing(tenant) as unit:
            row = request_of(unit, number)
            if row.state == RequestState.CLOSED:
                raise RequestTrouble("request-closed")
            row = altered(row, state=RequestState.CLOSED, sealed="", closed_at=now)
            unit.put([row])
            audit.note(unit, now, "rights-request-closed", number=number, who=who)
        return row

    def _open(self, unit: Unit, number: str) -> tuple[RightsRow, Needles]:
        row = request_of(unit, number)
        if row.state == RequestState.CLOSED:
            raise RequestTrouble("request-closed")
        person = self._requesters.unsealed(unit.tenant, _LABEL + number, row.sealed)
        if person is None:
            raise RequestTrouble("request-unreadable")
        return row, _needles(person)

    def _erased(self, unit: Unit, number: str, reader: Reader, done: Erased) -> None:
        row, now = request_of(unit, number), self._service.now()
        unit.put([altered(row, state=RequestState.ERASED)])
        unit.put(receipts.asked(unit, number, done.records, now))
        told = {"records": str(len(done.records)), "requesters": str(done.requesters), "files": str(done.files)}
        audit.note(unit, now, "erased", number=number, who=reader.who, why=reader.why, **told)

    def _resealed(self, unit: Unit, report: str, told: Mapping[str, Any]) -> RequesterRow:
        row = unit.get(RequesterRow, [(report,)])[(report,)]
        names = asdict(Requester()).keys()
        person = Requester(**{name: told[name] for name in names if name in told})
        return altered(row, sealed=self._requesters.sealed(unit.tenant, report, person))


def request_of(unit: Unit, number: str) -> RightsRow:
    """Give a request; raise `RequestTrouble`."""
    row = unit.get(RightsRow, [(number,)]).get((number,))
    if row is None:
        raise RequestTrouble("request-unknown")
    return row


def _needles(person: Requester) -> Needles:
    try:
        return needles_of(person.name, person.email, person.phone)
    except ValueError:
        raise RequestTrouble("request-too-little") from None
