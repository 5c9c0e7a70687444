"""Reads of the triage: what is open as light rows, and pure functions that sift and order them for a screen.

Nothing here knows the time: what is late is decided with the clock of the moment at which the list is drawn, so that
a list left open grows late by itself.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row
from sqlmodel import Session, col, or_, select

from fieldapp.replica.lateness import pressing_first
from fieldapp.replica.receipts import unsent_ids
from fieldapp.replica.search import search
from fieldapp.replica.tables import Report
from fieldapp.replica.town_rules import levels_here
from sync.records.base import NOWHERE
from sync.records.categories import category_of
from sync.records.clocks import alert_before, begun_at, chased_from, counts_hours, due_at, is_paused, is_to_sort
from sync.records.geometry import Point, metres_between
from sync.records.levels import ServiceLevels
from sync.records.report import CLOSED_STATUSES, TO_CHECK_STATUSES, ReportStatus
from sync.records.urgency import is_dangerous, is_overdue

OPEN_MAX: Final = 5_000
"""Open reports that the triage holds: the dangerous ones, then those that are due first."""
FOUND_MAX: Final = 100
_DEGREES_OF_A_METRE: Final = 1 / 111_194.0
"""Of latitude on the mean sphere, a little more than exact: it only bounds what is measured."""


class Pile(StrEnum):
    """Say what is worked through."""

    TO_SORT = "to_sort"
    TO_CHECK = "to_check"
    """Done in the street without a proof, or impossible: the desk looks at it."""
    OPEN = "open"


class Which(StrEnum):
    """Say which part of a pile is shown."""

    ALL = "all"
    DANGEROUS = "dangerous"
    LATE = "late"
    SOON = "soon"
    """Three quarters of the delay are gone (DOMAIN AC-33)."""
    TO_CHASE = "to_chase"
    """Late, and nobody moved it for some days: somebody has to be asked."""
    TWINS = "twins"
    TO_QUALIFY = "to_qualify"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see; zone and service are ids or `NOWHERE`, None is all."""

    pile: Pile = Pile.TO_SORT
    which: Which = Which.ALL
    zone: str | None = None
    service: str | None = None
    family: str | None = None
    """A group of categories."""
    category: str | None = None
    priority: str | None = None
    status: str | None = None

    def narrowed(self, part: str, value: str | None) -> "Wanted":
        """Give the same with another value of one of `PARTS`."""
        changed: dict[str, Any] = {part: value}
        if part == "family":
            # A category belongs to one family.
            changed["category"] = None
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class Card:
    """What a row, a pin and a filter need of a report."""

    id: str
    number: str
    category: str
    address: str
    channel: str
    status: str
    priority: str
    requested_at: str
    due_at: str | None
    """Before anybody sorted it, when its first answer is due if that is sooner; then when it should be mended."""
    alert_at: str | None
    """When three quarters of that delay are gone."""
    chase_at: str | None
    """From when on it is late and nobody moved it for some days."""
    begun_at: str
    """When that delay began, its pauses left out."""
    by_the_hour: bool
    """Whether it runs through nights and week-ends, or counts the working days of this calendar:"""
    calendar: str
    paused_at: str | None
    """Since when its clock stands still; empty where the town hall has not said it yet, None while it runs."""
    point: Point
    zone: str | None
    service: str | None
    team: str | None
    assignee: str | None
    unsent: bool
    twins: int = 0
    """Open reports of the same category within its radius."""
    title: str = ""
    """A report has none: its category names it."""

    @property
    def is_to_sort(self) -> bool:
        """Tell whether it still waits for somebody to whom it is given."""
        return is_to_sort(self.status, self.team, self.assignee)


Known = dict[tuple[object, ...], Card]
"""What a list has read before: the columns of a report -> its card. From the same columns comes the same card."""


def open_reports(session: Session, known: Known | None = None) -> tuple[Card, ...]:
    """Give every open report of this device, with how many lie near it.

    `known` is kept from read to read by whoever shows the list: of thousands of reports one has changed.
    """
    # « Impossible » closes a report for the citizen; the desk still decides what becomes of it.
    is_open = or_(col(Report.status).not_in(sorted(CLOSED_STATUSES)), col(Report.status) == ReportStatus.IMPOSSIBLE)
    return _twinned(_cards(session, is_open, OPEN_MAX, known))


def found_reports(session: Session, typed: str) -> tuple[Card, ...]:
    """Give the reports that hold these words, open or not, best first."""
    order = [hit.id for hit in search(session, typed, ("report",), FOUND_MAX)]
    cards = {card.id: card for card in _cards(session, col(Report.id).in_(order), FOUND_MAX)}
    return tuple(cards[report_id] for report_id in order if report_id in cards)


def piled(cards: Iterable[Card], wanted: Wanted) -> list[Card]:
    """Keep what belongs to the pile and to each part that is wanted."""
    # Thousands of cards at each drawing: only what narrows is looked at.
    narrowed = [(of, value) for part, of in _PART_OF.items() if (value := getattr(wanted, part)) is not None]
    return [card for card in cards if _in_pile(card, wanted.pile) and all(of(card) == value for of, value in narrowed)]


def sifted(pile: Iterable[Card], which: Which, now: str) -> list[Card]:
    """Keep one part of a pile, in order: danger, then what is overdue, then the oldest.

    What is late or soon will be is in the order of its due dates: the one that waits longest comes first.
    """
    is_of = _PARTS[which]
    kept = [card for card in pile if is_of(card, now)]
    if which in (Which.LATE, Which.SOON, Which.TO_CHASE):
        return sorted(kept, key=lambda card: (card.due_at or "", card.id))
    return sorted(kept, key=lambda card: turn(card, now))


def turn(card: Card, now: str) -> tuple[bool, bool, str, str]:
    """Give the sort key of a report at the desk; the smallest comes first."""
    return (not is_dangerous(card.priority), not is_overdue(card.due_at, now), card.requested_at, card.id)


def counts(pile: Sequence[Card], now: str) -> dict[Which, int]:
    """Count each part of a pile."""
    return {which: sum(is_of(card, now) for card in pile) for which, is_of in _PARTS.items()}


def count_by(cards: Iterable[Card], wanted: Wanted, field: str) -> Mapping[str, int]:
    """Count a pile by one of `PARTS`, whatever is chosen there; `NOWHERE` counts those without."""
    of = _PART_OF[field]
    counted: dict[str, int] = {}
    for card in piled(cards, wanted.narrowed(field, None)):
        key = of(card)
        counted[key] = counted.get(key, 0) + 1
    return counted


_PART_OF: Final[Mapping[str, Callable[[Card], str]]] = {
    "zone": lambda card: card.zone or NOWHERE,
    "service": lambda card: card.service or NOWHERE,
    "family": lambda card: category_of(card.category).group,
    "category": lambda card: card.category,
    "priority": lambda card: card.priority,
    "status": lambda card: card.status,
}
PARTS: Final = tuple(_PART_OF)
"""What a pile is narrowed by, and what of a report decides it."""


def _in_pile(card: Card, pile: Pile) -> bool:
    match pile:
        case Pile.TO_SORT:
            return card.is_to_sort
        case Pile.TO_CHECK:
            return card.status in TO_CHECK_STATUSES
        case Pile.OPEN:
            return card.status != ReportStatus.IMPOSSIBLE


def is_soon_late(card: Card, now: str) -> bool:
    """Tell whether most of the delay is gone and the report is not late yet."""
    return card.alert_at is not None and card.alert_at <= now and not is_overdue(card.due_at, now)


_PARTS: Final[Mapping[Which, Callable[[Card, str], bool]]] = {
    Which.ALL: lambda card, now: True,
    Which.DANGEROUS: lambda card, now: is_dangerous(card.priority),
    Which.LATE: lambda card, now: is_overdue(card.due_at, now),
    Which.SOON: is_soon_late,
    Which.TO_CHASE: lambda card, now: card.chase_at is not None and card.chase_at <= now,
    Which.TWINS: lambda card, now: card.twins > 0,
    Which.TO_QUALIFY: lambda card, now: card.status == ReportStatus.A_QUALIFIER,
}


def _cards(session: Session, wanted: ColumnElement[bool], at_most: int, known: Known | None = None) -> list[Card]:
    # Columns, not rows: comments and histories of thousands of reports stay where they are.
    columns = (getattr(Report, name) for name in _COLUMNS)
    found = select(*columns).where(wanted).order_by(*pressing_first(Report))
    unsent = unsent_ids(session, "report")
    rows = session.exec(found.limit(at_most))
    levels = levels_here(session)
    if known is None:
        return [card_of(row, unsent, levels) for row in rows]
    found_now: Known = {}
    promised = str(levels)
    for row in rows:
        key = (*row, row.id in unsent, promised)
        found_now[key] = known.get(key) or card_of(row, unsent, levels)
    known.clear()
    known.update(found_now)
    return list(found_now.values())


_COLUMNS: Final = (
    "id",
    "number",
    "service_code",
    "address",
    "channel",
    "status",
    "priority",
    "requested_datetime",
    "first_answer_due_at",
    "expected_datetime",
    "paused_at",
    "paused_s",
    "moved_at",
    "lat",
    "long",
    "zone",
    "service",
    "team",
    "assignee",
)


def card_of(row: Report | Row[tuple[object, ...]], unsent: frozenset[str], levels: ServiceLevels) -> Card:
    """Give the card of a report, or of its columns."""
    due = due_at(row)
    return Card(
        id=row.id,
        number=row.number or "",
        category=row.service_code,
        address=row.address or "",
        channel=row.channel,
        status=row.status,
        priority=row.priority,
        requested_at=row.requested_datetime,
        due_at=due,
        alert_at=alert_before(due, row, levels),
        chase_at=chased_from(due, row),
        begun_at=begun_at(row, due, levels),
        by_the_hour=counts_hours(row, due, levels),
        calendar=levels.calendar,
        paused_at=(row.paused_at or "") if is_paused(row) else None,
        point=Point(row.lat, row.long),
        zone=row.zone,
        service=row.service,
        team=row.team,
        assignee=row.assignee,
        unsent=row.id in unsent,
    )


def _twinned(cards: list[Card]) -> tuple[Card, ...]:
    """Count for each open report those of its category within its radius, itself left out."""
    alike: dict[str, list[Card]] = {}
    for card in cards:
        if card.status != ReportStatus.IMPOSSIBLE:
            alike.setdefault(card.category, []).append(card)
    twins = Counter(report_id for category, those in alike.items() for report_id in _near(category, those))
    return tuple(replace(card, twins=twins[card.id]) if card.id in twins else card for card in cards)


def _near(category: str, cards: list[Card]) -> Iterator[str]:
    """Give both ids of each pair that lies within the category's radius."""
    radius_m = category_of(category).radius_m
    # From south to north: what follows is compared only as long as its latitude alone is not too far.
    cards.sort(key=lambda card: card.point.lat)
    rise = radius_m * _DEGREES_OF_A_METRE
    for number, card in enumerate(cards):
        for other in map(cards.__getitem__, range(number + 1, len(cards))):
            if other.point.lat - card.point.lat > rise:
                break
            if metres_between(card.point, other.point) <= radius_m:
                yield from (card.id, other.id)
