"""Takes in reports from outside: looked at, placed, judged; the same one again gets the same answer.

    outside.report(tenant, GivenReport(...)) -> Received      raises NotTaken, Deflected, ProblemError

The photos' bytes are on the disk before the rows that name them; report, photos, who it was and the receipt are one
transaction. A place that is an address only stands at the town's centre, as inexact as that is, until the desk knows.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sync.core.errors import FieldError
from sync.core.ids import derived_id
from sync.core.model import Fields, Op
from sync.records.attachment import PhotoRole
from sync.records.categories import CATEGORIES
from sync.records.geometry import Point, box_around, metres_between, zone_at
from sync.records.publication import ANSWERS, PUBLICATION, Publication
from sync.records.report import PositionSource, ReportStatus
from sync.records.task import Priority
from sync.server.blobs import BlobFiles
from sync.server.outside.given import Checked, GivenReport, NotTaken, checked
from sync.server.outside.indexing import REPORT, cells_of
from sync.server.outside.pictures import Picture
from sync.server.outside.publication import ATTACHMENT, PublicReader, PublicReport
from sync.server.outside.requesters import Requesters, hash_of_secret, row_of
from sync.server.outside.statuses import STATUSES
from sync.server.rights import SYSTEM_AGENT
from sync.server.rows import RecordRow
from sync.server.rows_access import UploadRow
from sync.server.rows_outside import PublicRow, RequesterRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WRITER = "outside"
NEAR_MAX = 5
UNPLACED_WITHIN_M = 10_000.0


@dataclass(frozen=True, slots=True)
class Received:
    """What who reported it is told."""

    report_id: str
    number: str
    tracking_secret: str
    expected_at: str | None
    is_new: bool
    """False where the same request had come before."""


@dataclass(frozen=True, slots=True)
class _Stored:
    picture: Picture
    sha256: str
    thumbnail_sha256: str


class Outside:
    """The door, over one server's service and photo files."""

    def __init__(self, service: Service, files: BlobFiles, secret: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._service = service
        self._files = files
        self.requesters = Requesters(secret, random_bytes)

    def report(self, tenant: str, given: GivenReport, seen: Checked | None = None) -> Received:
        """Take a report in, or give the answer of the first time; raise `NotTaken`, `Deflected`.

        `seen` is what `checked` made of it, where that was done already: pictures take a while.
        """
        seen, content = seen or checked(given), _content(given)
        stored = [
            _Stored(one, self._files.put(tenant, one.jpeg), self._files.put(tenant, one.thumbnail))
            for one in seen.pictures
        ]
        report = derived_id("outside", tenant, given.source, given.key) if given.key else self._service.new_id()
        content_hash = self.requesters.content_hash(tenant, content)
        with self._service.store.writing(tenant) as unit:
            before = row_of(unit, report)
            if before is not None:
                if before.content_hash != content_hash:
                    raise NotTaken([FieldError("/key", "used")])
                return self._received(unit, report, is_new=False)
            wishes = [self._wish(unit, report, given, seen), *(self._photo(report, one) for one in stored)]
            verdicts, committed = self._service.write_within(unit, WRITER, wishes)
            for verdict in verdicts:
                if verdict.refusal is not None:
                    raise NotTaken(verdict.refusal.errors or (FieldError("", verdict.refusal.code.value),))
            unit.put(self._uploads(stored))
            unit.put([self._row(tenant, report, seen, content_hash)])
            received = self._received(unit, report, is_new=True)
        self._service.tell(committed)
        return received

    def near(self, tenant: str, service_code: str, lat: float, long: float) -> list[PublicReport]:
        """Give open public reports that probably say the same, the nearest first (DOMAIN AC-28)."""
        category = CATEGORIES.get(service_code)
        if category is None or not (-90 <= lat <= 90 and -180 <= long <= 180):
            return []
        here = Point(lat, long)
        cells = list(cells_of(box_around(here, category.radius_m)))
        with self._service.store.reading(tenant) as unit:
            found = unit.find(PublicRow, "cell", cells)
            alike = [row.report for row in found if row.service_code == service_code and STATUSES[row.status].is_open]
            rows = unit.get(RecordRow, [(REPORT, report) for report in alike]).values()
            # By the true places: those that are told may be rounded.
            away = sorted((_metres(here, row.record().fields), row.id) for row in rows)
            inside = [report for metres, report in away if metres <= category.radius_m]
            return PublicReader(unit).of_ids(inside)[:NEAR_MAX]

    def _received(self, unit: Unit, report: str, *, is_new: bool) -> Received:
        fields = unit.get(RecordRow, [(REPORT, report)])[REPORT, report].fields()
        secret = self.requesters.secret(unit.tenant, report)
        return Received(report, str(fields["number"]), secret, fields.get("expected_datetime"), is_new)

    def _row(self, tenant: str, report: str, seen: Checked, content_hash: str) -> RequesterRow:
        return RequesterRow(
            report=report,
            sealed=self.requesters.sealed(tenant, report, seen.person),
            content_hash=content_hash,
            tracking_hash=hash_of_secret(self.requesters.secret(tenant, report)),
            made_at=self._service.now(),
        )

    def _wish(self, unit: Unit, report: str, given: GivenReport, seen: Checked) -> SystemWrite:
        point, is_placed = _placed(unit, seen)
        fields: dict[str, Any] = {
            "service_code": seen.category.code,
            "description": seen.description,
            "status": ReportStatus.NOUVEAU.value,
            "priority": (Priority.DANGEREUX if seen.category.dangerous else Priority.GENANT).value,
            "channel": given.channel.value,
            "requested_datetime": self._service.now(),
            "lat": point.lat,
            "long": point.long,
            "accuracy_m": None if is_placed else UNPLACED_WITHIN_M,
            "position_source": (PositionSource.CARTE if is_placed else PositionSource.ADRESSE).value,
            "address": seen.address,
            "zone": zone_at(point, _zones(unit)) if is_placed else None,
            "service": _service_of(unit, seen.category.service_code),
            ANSWERS: seen.answers or None,
        }
        return SystemWrite(
            REPORT, report, Op.CREATE, {name: value for name, value in fields.items() if value is not None}
        )

    def _photo(self, report: str, stored: _Stored) -> SystemWrite:
        now, picture = self._service.now(), stored.picture
        fields = {
            "parent_kind": REPORT,
            "parent_id": report,
            "role": PhotoRole.ENSEMBLE.value,
            "sha256": stored.sha256,
            "size_bytes": len(picture.jpeg),
            "width": picture.width,
            "height": picture.height,
            "thumbnail_sha256": stored.thumbnail_sha256,
            "thumbnail_bytes": len(picture.thumbnail),
            "author": SYSTEM_AGENT,
            "received_at": now,
            PUBLICATION: Publication.PENDING.value,
        }
        return SystemWrite(ATTACHMENT, self._service.new_id(), Op.CREATE, fields)

    def _uploads(self, stored: list[_Stored]) -> list[UploadRow]:
        now = self._service.now()
        sizes = {one.sha256: len(one.picture.jpeg) for one in stored}
        sizes |= {one.thumbnail_sha256: len(one.picture.thumbnail) for one in stored}
        return [UploadRow(sha256, SYSTEM_AGENT, size, now, now) for sha256, size in sizes.items()]


def _content(given: GivenReport) -> str:
    """Write what was given as one text: the same request is the same text."""
    place, person = [given.lat, given.long, given.address], given.person
    whose = [person.name, person.email, person.phone, person.wants_answer]
    answers = {name: list(texts) for name, texts in given.answers.items()}
    told = [given.service_code, given.channel.value, place, given.description, answers, given.media_url, whose]
    return json.dumps([told, [sha256(photo).hexdigest() for photo in given.photos]], sort_keys=True)


def _placed(unit: Unit, seen: Checked) -> tuple[Point, bool]:
    if seen.lat is not None and seen.long is not None:
        return Point(seen.lat, seen.long), True
    town = unit.get(RecordRow, [("town", unit.tenant)])["town", unit.tenant].fields()
    return Point(float(town["centre_lat"]), float(town["centre_long"])), False


def _zones(unit: Unit) -> list[tuple[str, Any]]:
    rows = [row for row in unit.find(RecordRow, "kind", ["zone"]) if not row.removed]
    return [(row.id, row.record().fields["polygon"]) for row in rows]


def _service_of(unit: Unit, code: str) -> str | None:
    rows = [row for row in unit.find(RecordRow, "kind", ["service"]) if not row.removed]
    return next((row.id for row in rows if row.fields().get("code") == code), None)


def _metres(here: Point, fields: Fields) -> float:
    return metres_between(here, Point(float(fields["lat"]), float(fields["long"])))
