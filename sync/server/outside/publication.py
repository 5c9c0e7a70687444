"""What the public may know of a report: number, state, place, dates; words and pictures once somebody looked.

    publication   none (agents' own)      not there, unless the town's setting says otherwise; then without its words
                  pending                 without description, address, answers, photos
                  published               all of it, and those of its photos that are published themselves
                  hidden                  not there

Never: who reported it, who works on it, comments, the agents' notes. `PublicReader` is the only way by which Open311,
pages, feeds and exports read reports.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.publication import ANSWERS, PUBLICATION, Publication
from sync.records.report_rules import is_placed
from sync.server.outside.indexing import REPORT
from sync.server.outside.settings import settings_of
from sync.server.outside.statuses import PublicStatus, public_status, status_notes
from sync.server.rows import ChildRow, RecordRow
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit

ATTACHMENT = "attachment"
PICTURES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report as the public may know it."""

    id: str
    number: str
    service_code: str
    status: PublicStatus
    notes: Mapping[str, str]
    """Language -> words of its status."""
    requested_at: str
    updated_at: str
    """When it was closed, once it is."""
    expected_at: str | None
    lat: float | None
    long: float | None
    agency: str | None
    channel: str
    duplicate_of: str | None
    """Number of the report that says the same, where that one is public too."""
    description: str | None = None
    address: str | None = None
    answers: Mapping[str, Any] | None = None
    photos: tuple[str, ...] = ()
    """Ids of attachments."""
    is_published: bool = False


class PublicReader:
    """Reads what is public within one transaction."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.settings = settings_of(unit)
        services = (row for row in unit.find(RecordRow, "kind", ["service"]) if not row.removed)
        self._services = {row.id: row.fields() for row in services}

    def is_public(self, publication: str) -> bool:
        """Say whether a report of this publication is there for the public at all."""
        if publication == Publication.NONE:
            return self.settings.agents_reports
        return publication in (Publication.PENDING, Publication.PUBLISHED)

    def by_id(self, report: str) -> PublicReport | None:
        """Give a report; None where the public may not know of it."""
        return next(iter(self.of_ids([report])), None)

    def by_numbers(self, numbers: Collection[str]) -> list[PublicReport]:
        """Give the reports with these numbers, those that are not public left out."""
        return self.of_index(self.unit.find(PublicRow, "number", numbers))

    def of_index(self, rows: Iterable[PublicRow]) -> list[PublicReport]:
        """Give the public ones of these reports, in their order."""
        return self.of_ids([row.report for row in rows if self.is_public(row.publication)])

    def of_ids(self, ids: Collection[str]) -> list[PublicReport]:
        """Give the public ones of these reports, in their order."""
        found = self.unit.get(RecordRow, [(REPORT, report) for report in ids])
        rows = [found[REPORT, report] for report in ids if (REPORT, report) in found]
        shown = [(row.id, row.record().fields) for row in rows if not row.removed and self._shows(row)]
        published = [report for report, fields in shown if _is_published(fields)]
        photos, twins = self._photos(published), self._twins(fields for _, fields in shown)
        return [self._view(report, fields, photos, twins) for report, fields in shown]

    def of_fields(self, report: str, fields: Fields) -> PublicReport | None:
        """Give what the public may know of a report that stands so, its photos and its twin left out."""
        is_shown = self.is_public(str(fields.get(PUBLICATION) or Publication.NONE))
        return self._view(report, fields, {}, {}) if is_shown else None

    def photo(self, attachment: str) -> Fields | None:
        """Give the fields of a photo that the public may see."""
        row = self.unit.get(RecordRow, [(ATTACHMENT, attachment)]).get((ATTACHMENT, attachment))
        if row is None or not _is_shown(row):
            return None
        fields = row.fields()
        parent = self.by_id(str(fields.get("parent_id"))) if fields.get("parent_kind") == REPORT else None
        return fields if parent is not None and parent.is_published else None

    def _shows(self, row: RecordRow) -> bool:
        return self.is_public(str(row.record().fields.get(PUBLICATION) or Publication.NONE))

    def _photos(self, reports: Collection[str]) -> dict[str, tuple[str, ...]]:
        children = [row for row in self.unit.find(ChildRow, "parent_id", reports) if row.kind == ATTACHMENT]
        found = self.unit.get(RecordRow, [(ATTACHMENT, row.id) for row in children])
        photos: dict[str, tuple[str, ...]] = {}
        for child in sorted(children, key=lambda row: row.id):
            row = found.get((ATTACHMENT, child.id))
            if child.parent_kind == REPORT and row is not None and _is_shown(row):
                photos[child.parent_id] = (*photos.get(child.parent_id, ()), child.id)
        return photos

    def _twins(self, shown: Iterable[Fields]) -> dict[str, str]:
        ids = {str(fields["duplicate_of"]) for fields in shown if fields.get("duplicate_of")}
        rows = self.unit.get(PublicRow, [(report,) for report in sorted(ids)]).values()
        return {row.report: row.number for row in rows if self.is_public(row.publication)}

    def _view(
        self, report: str, fields: Fields, photos: Mapping[str, tuple[str, ...]], twins: Mapping[str, str]
    ) -> PublicReport:
        is_published, status = _is_published(fields), public_status(fields)
        lat, long = self._position(fields)
        requested = str(fields.get("requested_datetime"))
        moved = str(fields.get("moved_at") or requested)
        return PublicReport(
            id=report,
            number=str(fields.get("number") or report),
            service_code=str(fields.get("service_code")),
            status=status,
            notes={language: status_notes(fields, language) for language in self.settings.languages},
            requested_at=requested,
            updated_at=moved if status.is_open else str(fields.get("closed_at") or moved),
            expected_at=fields.get("expected_datetime"),
            lat=lat,
            long=long,
            agency=self._agency(fields),
            channel=str(fields.get("channel") or "agent"),
            duplicate_of=twins.get(str(fields.get("duplicate_of"))),
            description=fields.get("description") if is_published else None,
            address=fields.get("address") if is_published else None,
            answers=fields.get(ANSWERS) if is_published else None,
            photos=photos.get(report, ()),
            is_published=is_published,
        )

    def _position(self, fields: Fields) -> tuple[float | None, float | None]:
        if not is_placed(fields):
            # The town's centre, taken for want of a place, is told to nobody.
            return None, None
        decimals = self.settings.position_decimals
        lat, long = float(fields["lat"]), float(fields["long"])
        return (lat, long) if decimals is None else (round(lat, decimals), round(long, decimals))

    def _agency(self, fields: Fields) -> str | None:
        service = self._services.get(str(fields.get("service")))
        if service is None:
            return None
        return self.settings.agencies.get(str(service.get("code"))) or str(service.get("name"))


def _is_published(fields: Fields) -> bool:
    return fields.get(PUBLICATION) == Publication.PUBLISHED


def _is_shown(row: RecordRow) -> bool:
    """Say whether an attachment is a picture that somebody let out, and whose bytes are here."""
    fields = row.record().fields
    is_picture = fields.get("media_type", "image/jpeg") in PICTURES and fields.get("role") != PhotoRole.VOIX
    return not row.removed and is_picture and _is_published(fields) and bool(fields.get("received_at"))
