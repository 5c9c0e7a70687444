"""What everybody may read: the home page, the list of published reports, one of them, its photos and its place."""

from typing import Any, Final

from starlette.responses import Response

from sync.core.instants import instant_of_ms
from sync.protocol.problems import ProblemError
from sync.records.publication import Publication
from sync.server.outside.publication import PublicReader, PublicReport
from sync.server.parts import Parts
from sync.server.public.drawing import counted, page, sent_to
from sync.server.public.photos import photo_answer
from sync.server.public.shown import Card, card, public_page
from sync.server.public.town_map import ZOOM_CHOSEN, opened_map
from sync.server.public.visits import Visit
from sync.server.rows import RecordRow
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit

RECENT: Final = 3
PAGE: Final = 20
DAYS_LISTED: Final = 365
DAY_MS: Final = 24 * 3_600_000
NUMBER_CHARACTERS_MAX: Final = 20


def home(parts: Parts, visit: Visit) -> Response:
    """Show the town's home page; on a server of several without a town, let one be chosen."""
    if visit.town is None:
        return page(visit, "towns.html", towns=visit.towns)
    with parts.store.reading(visit.town.tenant) as unit:
        reader = PublicReader(unit)
        recent = _cards(visit, unit, reader.of_index(_listed(parts, unit)[:RECENT]))
    return page(visit, "home.html", at="home", recent=recent)


def published(parts: Parts, visit: Visit) -> Response:
    """List what is published, the newest first; a number that is public leads to its page."""
    asked = visit.asked("numero").upper().replace(" ", "")[:NUMBER_CHARACTERS_MAX]
    wanted = max(int(visit.asked("page")), 1) if visit.asked("page").isdecimal() else 1
    with parts.store.reading(visit.face.tenant) as unit:
        reader = PublicReader(unit)
        if asked and reader.by_numbers([asked]):
            return sent_to(f"{visit.base}/signalements/{asked}")
        rows = _listed(parts, unit)
        pages = max(-(-len(rows) // PAGE), 1)
        at = min(wanted, pages)
        cards = _cards(visit, unit, reader.of_index(rows[(at - 1) * PAGE : at * PAGE]))
    told: dict[str, Any] = {"asked": asked, "missing": bool(asked), "reports": cards, "page": at, "pages": pages}
    return page(visit, "reports.html", at="list", count=counted(visit.language, "list", len(rows)), **told)


def report_page(parts: Parts, visit: Visit, number: str) -> Response:
    """Show a public report; raise `not-found` for one that is not."""
    jar = parts.forms.jar(visit)
    with parts.store.reading(visit.face.tenant) as unit:
        report = _public(unit, number)
        shown = public_page(visit, unit, report)
        count = parts.following.count(unit, report.id)
    told: dict[str, Any] = {
        "report": shown,
        "map": _map_address(parts, visit, report),
        "followers": counted(visit.language, "follow", count),
        "form": parts.forms.words(visit, jar),
    }
    return parts.forms.keep(page(visit, "report.html", at="list", **told), visit, jar)


def public_photo(parts: Parts, visit: Visit, number: str, photo: str) -> Response:
    """Give a photo that is published, of a report that is; raise `not-found`."""
    with parts.store.reading(visit.face.tenant) as unit:
        report = _public(unit, number)
        fields = PublicReader(unit).photo(photo) if photo in report.photos else None
    if fields is None:
        raise ProblemError("not-found")
    return photo_answer(parts, visit.face.tenant, fields)


def _public(unit: Unit, number: str) -> PublicReport:
    found = PublicReader(unit).by_numbers([number]) if len(number) <= NUMBER_CHARACTERS_MAX else []
    if not found:
        raise ProblemError("not-found")
    return found[0]


def _listed(parts: Parts, unit: Unit) -> list[PublicRow]:
    """Give the published reports of the last year, the newest first."""
    now_ms = parts.now_ms()
    # A day ahead: a tablet's clock may run before ours.
    days = [instant_of_ms(now_ms - day * DAY_MS)[:10] for day in range(-1, DAYS_LISTED)]
    found = unit.find(PublicRow, "requested_on", days)
    kept = [row for row in found if row.publication == Publication.PUBLISHED]
    return sorted(kept, key=lambda row: (row.requested_on, row.number), reverse=True)


def _cards(visit: Visit, unit: Unit, reports: list[PublicReport]) -> list[Card]:
    rows = unit.get(RecordRow, [("report", one.id) for one in reports])
    return [card(visit, one, rows["report", one.id].fields()) for one in reports]


def _map_address(parts: Parts, visit: Visit, report: PublicReport) -> str:
    if report.lat is None or report.long is None or not report.is_published:
        return ""
    with opened_map(parts.maps, visit.face.tenant) as town_map:
        if town_map is None:
            return ""
    where = f"lat={report.lat:.6f}&long={report.long:.6f}&zoom={ZOOM_CHOSEN}"
    return f"{visit.base}/carte.png?{where}&largeur=640&hauteur=300&pointe=1"
