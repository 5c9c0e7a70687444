"""How a piece of work is drawn, the same for a task and a report: its words, its chips, its row, its pin.

    for card in in_order(cards, seen):
        work_row(look, card, seen, RowOf("task"), Opens(app.go, routes.task(card.id)))

A card of any feature is a `Work` by its shape alone; features never import each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

import flet as ft

from fieldapp.ui.i18n import Language, Words, distance, due, late, walk
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import CHIPS_MAX, Badge, Record, Sign, glyph, kept_row, quiet, row, text
from sync.core.instants import instant, parse_instant
from sync.records.categories import GROUPS, category_of
from sync.records.geometry import Point, metres_between
from sync.records.task import Priority, TaskStatus
from sync.records.urgency import Urgency as Turn
from sync.records.urgency import is_dangerous, is_overdue, urgency

NO_CATEGORY_GLYPH: Final = "clipboard-text"
_TASK_SIGNS: Final = {
    TaskStatus.PRISE_EN_CHARGE.value: Sign.TAKEN_ON,
    TaskStatus.FAITE.value: Sign.DONE,
    TaskStatus.ANNULEE.value: Sign.REJECTED,
}
"""Where a task's word is not a report's; the others are the signs' own."""
_QUIET_STATUSES: Final = frozenset({TaskStatus.A_FAIRE.value})


class Work(Protocol):
    """What a row needs of a task or a report."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def title(self) -> str:
        """Its title; empty when its category names it."""

    @property
    def address(self) -> str:
        """Where it is, in words."""

    @property
    def category(self) -> str | None:
        """Its code in the taxonomy."""

    @property
    def status(self) -> str:
        """Its state's code."""

    @property
    def priority(self) -> str:
        """Its priority's code."""

    @property
    def due_at(self) -> str | None:
        """When it is due."""

    @property
    def point(self) -> Point | None:
        """Where it is."""

    @property
    def unsent(self) -> bool:
        """Whether it holds changes that the server has not judged."""


W = TypeVar("W", bound=Work)


@dataclass(frozen=True, slots=True)
class Seen:
    """From where and when a list is looked at; `here` is None where no position is known."""

    now: datetime
    here: Point | None = None

    @property
    def instant(self) -> str:
        """Give the moment in the one text form."""
        return instant(self.now)

    def metres_to(self, point: Point | None) -> float | None:
        """Give the distance to a point."""
        return None if point is None or self.here is None else metres_between(self.here, point)


def in_order(works: Iterable[W], seen: Seen) -> list[W]:
    """Sort by danger, what is overdue, distance, due date."""
    return sorted(works, key=lambda work: _turn(work, seen))


def late_count(works: Iterable[Work], seen: Seen) -> int:
    """Count what is overdue."""
    return sum(is_overdue(work.due_at, seen.instant) for work in works)


def category_name(t: Words, code: str | None) -> str:
    """Give the name of a category."""
    category = category_of(code)
    return category.fr if t.language is Language.FR else category.en


def group_name(t: Words, code: str | None) -> str:
    """Give the name of the family of a category."""
    return family_name(t, category_of(code).group)


def family_name(t: Words, family: str) -> str:
    """Give the name of a family of categories; its code where this version does not know it."""
    group = GROUPS.get(family)
    if group is None:
        return family
    return group.fr if t.language is Language.FR else group.en


def category_glyph(code: str | None) -> str:
    """Give the icon of a category."""
    return category_of(code).icon if code else NO_CATEGORY_GLYPH


def work_title(t: Words, work: Work) -> str:
    """Give the name of a piece of work."""
    return work.title or category_name(t, work.category)


def status_badge(status: str) -> Badge | None:
    """Give the chip of a state; None for one that needs no word, or that this version does not know."""
    if status in _QUIET_STATUSES:
        return None
    sign = _TASK_SIGNS.get(status)
    if sign is None and status in tuple(Sign):
        sign = Sign(status)
    return Badge(sign) if sign else None


def badges(t: Words, work: Work, now: datetime) -> tuple[Badge, ...]:
    """Give the chips of a row, the most pressing first; the row draws the first two."""
    found: list[Badge] = []
    if is_dangerous(work.priority):
        found.append(Badge(Sign.DANGEROUS))
    due_at = parse_instant(work.due_at) if work.due_at else None
    late_word = late(t, due_at, now) if due_at else None
    if late_word:
        found.append(Badge(Sign.LATE, late_word))
    if work.unsent:
        found.append(Badge(Sign.TO_SEND))
    status = status_badge(work.status)
    if status:
        found.append(status)
    if work.priority == Priority.TRES_GENANT:
        found.append(Badge(Sign.ANNOYING))
    if due_at and not late_word:
        found.append(_due_badge(t, due_at, now))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RowOf:
    """Say which row: the noun of its identifier, whether it is the one opened, its age at the desk."""

    noun: str
    selected: bool = False
    age: str = ""
    narrow: bool = False
    """Whether the list is too narrow for a column of distances: they stand before the place."""
    who: str = ""
    """Who has it, for somebody who gives work to others: it stands in place of the distance."""
    is_last: bool = False


def work_row(look: Look, work: Work, seen: Seen, kind: RowOf, do: Callable[[], Any]) -> ft.Control:
    """Draw a piece of work as a row that opens it; skipped while it says and does the same."""
    metres = seen.metres_to(work.point)
    place = work.address or look.t("work.no_address")
    if kind.who:
        place = f"{kind.who} · {place}"
    elif kind.narrow and metres is not None:
        place = f"{distance(look.t, metres)} · {place}"
    record = Record(
        identifier=f"{kind.noun}-{work.id}",
        glyph=category_glyph(work.category),
        title=work_title(look.t, work),
        place=place,
        badges=badges(look.t, work, seen.now),
        metres=None if kind.narrow else metres,
        age="" if kind.narrow and look.measures.field else kind.age,
        dangerous=is_dangerous(work.priority),
        selected=kind.selected,
        is_last=kind.is_last,
        chips_max=1 if kind.narrow and not look.measures.field and not look.measures.large_text else CHIPS_MAX,
    )
    return kept_row(look, record, do)


def distance_line(look: Look, metres: float) -> ft.Control:
    """Draw a distance and its walk in one line, for a page whose text is large."""
    t = look.t
    label = t("walk.label", distance=distance(t, metres), walk=walk(t, metres))
    steps = glyph(look, "person-simple-walk", look.measures.glyph - 4, color=look.tokens.ink2)
    drawn = row(text(look, distance(t, metres), Style.BOLD), steps, quiet(look, walk(t, metres)), gap=8, wrap=True)
    return ft.Semantics(label=label, exclude_semantics=True, content=drawn)


def _turn(work: Work, seen: Seen) -> Turn:
    metres = seen.metres_to(work.point)
    return urgency(priority=work.priority, due_at=work.due_at, metres=metres, now=seen.instant)


def _due_badge(t: Words, due_at: datetime, now: datetime) -> Badge:
    is_today = due_at.astimezone(now.tzinfo).date() == now.date()
    return Badge(Sign.ASSIGNED if is_today else Sign.PLANNED, due(t, due_at, now))
