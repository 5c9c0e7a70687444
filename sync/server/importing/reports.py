"""Reports from a file, in the fields of GeoReport bulk: CSV, or GeoJSON with the same names as properties.

Known by their `service_request_id` (of the system that they come from): a report that is here already is left as it
is, also if somebody changed it since. The channel is one of ours or, for want of one, `agent`: an import has no word of
its own there, because tablets of before would show nothing for it and refuse the next edit. What is imported is not
public until somebody publishes it, unless its channel is the public's.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sync.core.ids import derived_id
from sync.core.instants import YEAR_MAX, YEAR_MIN, instant
from sync.core.model import Op
from sync.records.categories import CATEGORIES
from sync.records.geometry import Point, zone_at
from sync.records.report import Channel, PositionSource, ReportStatus
from sync.records.task import Priority
from sync.server.importing.judged import Planned, What, refused
from sync.server.importing.lines import Line
from sync.server.rows import RecordRow
from sync.server.store import Unit
from sync.server.writers import SystemWrite

COLUMNS = ("service_request_id", "requested_datetime", "lat", "long")
SOURCE_CHARACTERS_MAX = 60
_REPORT = "report"
_STATUSES = {"": "nouveau", "open": "nouveau", "closed": "resolu"} | {one.value: one.value for one in ReportStatus}
_CHANNELS = frozenset(one.value for one in Channel)


class _NotTaken(Exception):
    """A cell does not fit; the message names it."""


def reports_plan(source: str) -> Callable[[Unit, Sequence[Line]], list[Planned]]:
    """Give what plans the lines of reports of a system, by its name."""

    def plan(unit: Unit, lines: Sequence[Line]) -> list[Planned]:
        ids = [derived_id("import", unit.tenant, source, line.cell("service_request_id")) for line in lines]
        known = unit.get(RecordRow, [(_REPORT, report) for report in ids])
        rows = [row for row in unit.find(RecordRow, "kind", ["zone", "service"]) if not row.removed]
        zones = [(row.id, row.record().fields["polygon"]) for row in rows if row.kind == "zone"]
        services = {str(row.fields().get("code")): row.id for row in rows if row.kind == "service"}
        planned, seen = [], set[str]()
        for line, report in zip(lines, ids, strict=True):
            subject = line.cell("service_request_id")
            if not subject or report in seen:
                planned.append(refused(line, subject, f"service_request_id {'twice' if subject else 'required'}"))
            elif (_REPORT, report) in known:
                planned.append(Planned(line.number, subject, What.SAME, "is here already"))
            else:
                planned.append(_planned(line, report, zones, services))
            seen.add(report)
        return planned

    return plan


def _planned(line: Line, report: str, zones: list[tuple[str, Any]], services: dict[str, str]) -> Planned:
    subject = line.cell("service_request_id")
    try:
        fields = _fields(line, zones, services)
    except _NotTaken as trouble:
        return refused(line, subject, str(trouble))
    told = {name: value for name, value in fields.items() if value not in (None, "")}
    says = f"{told['service_code']}, {told['status']}"
    return Planned(line.number, subject, What.ADD, says, SystemWrite(_REPORT, report, Op.CREATE, told))


def _fields(line: Line, zones: list[tuple[str, Any]], services: dict[str, str]) -> dict[str, Any]:
    category = CATEGORIES[_category(line)]
    point, status = _point(line), _STATUSES.get(line.cell("status", "status_description"))
    if status is None:
        raise _NotTaken("status not-a-choice")
    closed = line.cell("closed_date")
    return {
        "service_code": category.code,
        "description": line.cell("description"),
        "status": status,
        "priority": (Priority.DANGEREUX if category.dangerous else Priority.GENANT).value,
        "channel": line.cell("source") if line.cell("source") in _CHANNELS else Channel.AGENT.value,
        "requested_datetime": _moment(line, "requested_datetime"),
        "closed_at": _moment(line, "closed_date") if closed else None,
        "reject_reason": line.cell("reject_reason"),
        "status_notes": line.cell("status_notes"),
        "lat": point.lat,
        "long": point.long,
        "position_source": PositionSource.CARTE.value,
        "address": line.cell("address"),
        "zone": zone_at(point, zones),
        "service": services.get(line.cell("agency_responsible") or category.service_code),
    }


def _category(line: Line) -> str:
    """Find the category by its code, or by its words in either language."""
    told = line.cell("service_code", "service_subtype", "service_name")
    if told in CATEGORIES:
        return told
    for code, category in CATEGORIES.items():
        if told and told.casefold() in (category.fr.casefold(), category.en.casefold()):
            return code
    raise _NotTaken("service_code not-a-choice" if told else "service_code required")


def _point(line: Line) -> Point:
    try:
        # A French spreadsheet writes a comma.
        lat, long = (float(line.cell(name).replace(",", ".")) for name in ("lat", "long"))
    except ValueError:
        raise _NotTaken("lat, long not-valid") from None
    if not (-90 <= lat <= 90 and -180 <= long <= 180):
        raise _NotTaken("lat, long out-of-range")
    return Point(lat, long)


def _moment(line: Line, name: str) -> str:
    try:
        moment = datetime.fromisoformat(line.cell(name))
    except ValueError:
        raise _NotTaken(f"{name} not-valid") from None
    if not YEAR_MIN < moment.year < YEAR_MAX:
        raise _NotTaken(f"{name} out-of-range")
    return instant(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
