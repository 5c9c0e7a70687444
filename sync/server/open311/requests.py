"""Reads the public's requests: which ones are asked for, and how each is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync.records.geometry import Box, Point, box_around, metres_between
from sync.server.open311.asking import Asked, moved
from sync.server.open311.documents import Document
from sync.server.open311.services import attributes_of, notice, service_name
from sync.server.open311.trouble import trouble
from sync.server.outside.indexing import cell_count, cells_of
from sync.server.outside.publication import PublicReader, PublicReport
from sync.server.outside.statuses import STATUSES
from sync.server.rows_outside import PublicRow

ROWS_MAX = 1_000
SPAN_DAYS_MAX = 90
PAGE_MAX = 1_000
RADIUS_M_MAX = 20_000
CELLS_MAX = 4_000
DAYS_AT_ONCE = 10
OPEN, CLOSED = "open", "closed"
DETAILED = frozenset({"PENDING", "RECEIVED", "IN_PROCESS", "PROCESSED", "REJECTED"})


@dataclass(frozen=True, slots=True)
class Window:
    """From one instant to another, both included."""

    since: str
    until: str

    def holds(self, moment: str) -> bool:
        """Say whether a moment is within."""
        return self.since <= moment <= self.until

    def days(self) -> Iterator[str]:
        """Give its days in UTC, the last first."""
        day = self.until
        while day[:10] >= self.since[:10]:
            yield day[:10]
            day = moved(day, -1)


@dataclass(frozen=True, slots=True)
class Question:
    """Which requests are asked for."""

    numbers: tuple[str, ...]
    codes: frozenset[str]
    requested: Window | None
    updated: Window | None
    statuses: frozenset[str]
    detailed: frozenset[str]
    centre: Point | None
    radius_m: float
    page: int
    page_size: int


def question_of(asked: Asked, now: str) -> Question:
    """Read the parameters of GET requests; raise `GeoTrouble`."""
    numbers = asked.listed("service_request_id")
    if numbers:
        # It overrides all others: what they say is not even looked at.
        asked = Asked({"service_request_id": numbers[:ROWS_MAX]})
        if len(numbers) > ROWS_MAX:
            raise trouble("too-many", "service_request_id")
    updated = window_of(asked, ("updated_after", "updated_before"), now)
    requested = window_of(asked, ("start_date", "end_date"), now)
    if requested is None and updated is None:
        requested = Window(moved(now, -SPAN_DAYS_MAX), now)
    return Question(
        numbers=numbers,
        codes=frozenset(asked.listed("service_code")),
        requested=requested,
        updated=updated,
        statuses=asked.choice("status", frozenset({OPEN, CLOSED})),
        detailed=asked.choice("detailed_status", DETAILED),
        centre=_centre(asked),
        radius_m=asked.number("radius", 0, RADIUS_M_MAX) or 0.0,
        page=asked.whole("page", 1, PAGE_MAX) or 1,
        page_size=asked.whole("page_size", 1, ROWS_MAX) or ROWS_MAX,
    )


def window_of(asked: Asked, names: tuple[str, str], now: str) -> Window | None:
    """Read a period of which one end may be missing; raise `GeoTrouble` where it is none, or too long."""
    since, until = (asked.moment(name) for name in names)
    if since is None and until is None:
        return None
    if since is None:
        assert until is not None, "one of them is told"
        since = moved(until, -SPAN_DAYS_MAX)
    if until is None:
        until = max(since, min(now, moved(since, SPAN_DAYS_MAX)))
    if until < since:
        raise trouble("out-of-range", names[1])
    if until > moved(since, SPAN_DAYS_MAX):
        raise trouble("span", value=SPAN_DAYS_MAX)
    return Window(since, until)


def found(reader: PublicReader, question: Question) -> list[PublicReport]:
    """Give the requests of a page, the newest first."""
    if question.numbers:
        return reader.by_numbers(question.numbers)
    most = question.page * question.page_size
    reports: list[PublicReport] = []
    for rows in _batches(reader, question):
        shown = reader.of_index(row for row in rows if _may_fit(row, question))
        fitting = [one for one in shown if _fits(one, question)]
        reports += sorted(fitting, key=lambda one: (_order(one, question), one.number), reverse=True)
        if len(reports) >= most:
            break
    return reports[most - question.page_size : most]


def _batches(reader: PublicReader, question: Question) -> Iterator[list[PublicRow]]:
    """Give index rows, in batches of which each is newer than those after it."""
    member, window = ("moved_on", question.updated) if question.updated else ("requested_on", question.requested)
    assert window is not None, "one of the two is always there"
    box = _box(question, reader.settings.position_decimals)
    if box is not None and cell_count(box) <= CELLS_MAX:
        days = frozenset(window.days())
        rows = reader.unit.find(PublicRow, "cell", list(cells_of(box)))
        yield [row for row in rows if getattr(row, member) in days]
        return
    days_left = list(window.days())
    while days_left:
        now, days_left = days_left[:DAYS_AT_ONCE], days_left[DAYS_AT_ONCE:]
        yield reader.unit.find(PublicRow, member, now)


def _may_fit(row: PublicRow, question: Question) -> bool:
    status = OPEN if STATUSES[row.status].is_open else CLOSED
    return (not question.codes or row.service_code in question.codes) and status in (question.statuses or {status})


def _fits(one: PublicReport, question: Question) -> bool:
    if question.requested is not None and not question.requested.holds(one.requested_at):
        return False
    if question.updated is not None and not question.updated.holds(one.updated_at):
        return False
    if question.detailed and one.status.detailed not in question.detailed:
        return False
    return question.centre is None or _is_near(one, question.centre, question.radius_m)


def _is_near(one: PublicReport, centre: Point, radius_m: float) -> bool:
    # By the place that is told: a question must not find out the one that is not.
    if one.lat is None or one.long is None:
        return False
    return metres_between(centre, Point(one.lat, one.long)) <= radius_m


def _order(one: PublicReport, question: Question) -> str:
    return one.updated_at if question.updated is not None else one.requested_at


def _box(question: Question, decimals: int | None) -> Box | None:
    if question.centre is None:
        return None
    # Wider by what rounding moves: a place that is told may lie in another cell than its report.
    wider = 0.001 if decimals is None else 10.0**-decimals
    box = box_around(question.centre, question.radius_m)
    return Box(box.south - wider, box.west - wider, box.north + wider, box.east + wider)


def _centre(asked: Asked) -> Point | None:
    lat, long = asked.number("lat", -90, 90), asked.number("long", -180, 180)
    if (lat is None) != (long is None):
        raise trouble("required", "lat" if lat is None else "long")
    if lat is None or long is None:
        return None
    if not asked.text("radius"):
        raise trouble("required", "radius")
    return Point(lat, long)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells requests in a language; `photo_url` makes the address of a photo."""

    language: str
    photo_base: str
    is_extended: bool = False

    def document(self, reports: list[PublicReport]) -> Document:
        """Give the answer of GET requests."""
        return Document("service_requests", [self._told(one) for one in reports])

    def _told(self, one: PublicReport) -> dict[str, Any]:
        photos = [f"{self.photo_base}/{photo}.jpg" for photo in one.photos]
        told = {
            "service_request_id": one.number,
            "status": OPEN if one.status.is_open else CLOSED,
            "status_notes": one.notes.get(self.language),
            "service_name": service_name(one.service_code, self.language),
            "service_code": one.service_code,
            "description": one.description,
            "agency_responsible": one.agency,
            "service_notice": notice(one.service_code, self.language) if one.status.is_open else None,
            "requested_datetime": told_moment(one.requested_at),
            "updated_datetime": told_moment(one.updated_at),
            "expected_datetime": told_moment(one.expected_at) if one.expected_at else None,
            "address": one.address,
            "address_id": None,
            "zipcode": None,
            "lat": one.lat,
            "long": one.long,
            "media_url": photos[0] if photos else None,
        }
        return told | self._extension(one, photos) if self.is_extended else told

    def _extension(self, one: PublicReport, photos: list[str]) -> dict[str, Any]:
        extended = {
            "channel": one.channel,
            "detailed_status": one.status.detailed,
            "duplicate_of": one.duplicate_of,
            "photos": photos,
        }
        note = {
            "datetime": told_moment(one.updated_at),
            "description": one.notes.get(self.language),
            "type": one.status.detailed,
        }
        answers = attributes_of(one.service_code, one.answers or {}, self.language)
        return {"attributes": answers, "extended_attributes": extended, "notes": [note]}


def told_moment(moment: str) -> str:
    """Write an instant as GeoReport's examples do: to the second, with its zone."""
    return f"{moment[:19]}Z"
