"""What somebody asks of a town's open data: which town, which days, which page, in which language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.datastructures import QueryParams

from sync.core.instants import parse_instant
from sync.protocol.json_parts import not_valid
from sync.protocol.problems import ProblemError
from sync.server.open311.towns import jurisdiction_of
from sync.server.outside.indexing import DAY_CHARACTERS
from sync.server.outside.settings import settings_of
from sync.server.store import ServerStore

DAYS_DEFAULT = 90
"""As GeoReport's own."""
DAYS_MAX = 366
PAGE_SIZE_DEFAULT = 1_000
PAGE_SIZE_MAX = 10_000
PAGES_MAX = 100_000
LANGUAGE_CHARACTERS_MAX = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about reports: days from `first` to `last`, both included; page 0 is all of them at once."""

    first: date
    last: date
    page: int
    page_size: int
    language: str | None

    def days(self) -> list[str]:
        """List the days."""
        count = (self.last - self.first).days + 1
        return [(self.first + timedelta(days=n)).isoformat() for n in range(count)]


def town_asked(store: ServerStore, query: QueryParams) -> str:
    """Find the town by `jurisdiction_id`, needed where there are several; raise `not-valid`, `not-found`."""
    tenants, jurisdiction = store.tenants(), query.get("jurisdiction_id", "")
    if not jurisdiction:
        if len(tenants) == 1:
            return tenants[0]
        raise not_valid("/jurisdiction_id", "required")
    for tenant in tenants:
        with store.reading(tenant) as unit:
            if jurisdiction_of(unit, settings_of(unit)) == jurisdiction:
                return tenant
    raise ProblemError("not-found")


def read_question(query: QueryParams, now: str) -> Asked:
    """Read what is asked; raise `not-valid` with where and why."""
    last = _day(query, "end_date") or parse_instant(now).date()
    first = _day(query, "start_date") or _days_before(last, DAYS_DEFAULT - 1)
    if not 0 <= (last - first).days < DAYS_MAX:
        raise not_valid("/start_date", "out-of-range")
    is_paged = bool(query.get("page") or query.get("page_size"))
    size = _count(query, "page_size", PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    return Asked(first, last, _count(query, "page", 1, PAGES_MAX) if is_paged else 0, size, query.get("lang"))


def _days_before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))


def _day(query: QueryParams, name: str) -> date | None:
    """Read a day, or the day (UTC) of a moment with its zone."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        if len(text) == DAY_CHARACTERS:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).date() if moment.tzinfo is not None else moment.date()
    except (ValueError, OverflowError):
        raise not_valid(f"/{name}", "not-valid") from None


def _count(query: QueryParams, name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise not_valid(f"/{name}", "out-of-range")
    return int(text)
