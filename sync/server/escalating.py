"""Escalation: the responsible is told when three quarters of a report's delay are gone, and when all is.

It is told in the report itself, through the judge: `escalation`, with the date that it is about, and an entry of the
history; both come down to whoever follows the report's desk. A date that moves (a pause that ends, the desk that sets
another) can be told of again, the same one never.

A look reads what moved in the log since the one before and sets the hour of one job per open report; nothing is added
to what a push costs. What was in the log before the first look is no news: of those reports only dates to come count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sync.core.model import Fields, Op
from sync.records.clocks import alert_before, due_at
from sync.records.levels import ServiceLevels, levels_of
from sync.records.report import Escalation, ReportStatus
from sync.server.jobs import JobTrouble, NewJob, call_off, set_hour
from sync.server.rows import RecordRow, SeriesRow
from sync.server.rows_jobs import JobRow
from sync.server.service import Committed, Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WORK: Final = "escalation"
WRITER: Final = "escalation"
POSITIONS_MAX: Final = 20_000
"""Of the log, in one look."""
_REPORT: Final = "report"
_ZONE: Final = "zone:"
"""Each report is in the scope of just one zone, or in that of none."""
_READ, _SINCE = ("escalation read",), ("escalation since",)
"""Up to where the log was read, and from where on what it says is news."""


class Step(NamedTuple):
    """What is to be told of a report next, and when."""

    at: str
    level: Escalation
    due: str


class _Seen:
    """A report as the clocks look at it: an absent field is None."""

    def __init__(self, fields: Fields) -> None:
        self._fields = {"status": ReportStatus.NOUVEAU, **fields}

    def __getattr__(self, name: str) -> Any:
        return self._fields.get(name)


def next_step(fields: Fields, levels: ServiceLevels, now: str) -> Step | None:
    """Give what is to be told next: whoever is late already is told so, and not that he will be."""
    seen = _Seen(fields)
    due = due_at(seen)
    if due is None:
        return None
    told = fields.get("escalation") if fields.get("escalation_due_at") == due else None
    if told == Escalation.RETARD:
        return None
    alert = alert_before(due, seen, levels)
    if told == Escalation.ALERTE or due <= now or alert is None:
        return Step(due, Escalation.RETARD, due)
    return Step(alert, Escalation.ALERTE, due)


@dataclass
class Escalating:
    """Sets the hours at which reports are looked at, and does it."""

    service: Service
    _heads: dict[str, int] = field(default_factory=dict)
    """By town: the head of the log at the last look, which had read all of it."""

    def look(self, tenant: str) -> int:
        """Set the hours of the reports that moved since the last look, and give how many those are."""
        store = self.service.store
        with store.reading(tenant) as unit:
            head = unit.head()
            if self._heads.get(tenant) == head:
                return 0
            is_news = not _marks(unit) or _moved(unit)
        count = 0
        if is_news:
            with store.writing(tenant) as unit:
                count, head = self._looked(unit)
        self._heads[tenant] = head
        return count

    def _looked(self, unit: Unit) -> tuple[int, int]:
        head, marks = unit.head(), _marks(unit)
        since, read = marks.get(_SINCE, head), marks.get(_READ, 0)
        up_to = min(head, read + POSITIONS_MAX)
        members = unit.log_range(_zones(unit.moved_scopes(read)), read, up_to)
        news = {row.id: row.seq > since for row in members if row.kind == _REPORT}
        now, levels = self.service.now(), levels_here(unit)
        for row in unit.get(RecordRow, [(_REPORT, report) for report in news]).values():
            self._plan(unit, row, _Plan(levels, now, is_news=news[row.id]))
        unit.put([SeriesRow(_SINCE[0], since), SeriesRow(_READ[0], up_to)])
        return len(news), up_to

    def _plan(self, unit: Unit, row: RecordRow, plan: "_Plan") -> None:
        step = None if row.removed else plan.step_of(row.fields())
        if step is None:
            call_off(unit, _name(row.id))
        else:
            set_hour(unit, _job(row.id, step))

    def work(self, unit: Unit, job: JobRow) -> Iterator[Committed]:
        """Tell of one report what is due, and set the hour of what comes next."""
        report = job.name.removeprefix(f"{WORK}:")
        row = unit.get(RecordRow, [(_REPORT, report)]).get((_REPORT, report))
        now, levels = self.service.now(), levels_here(unit)
        step = next_step(row.fields(), levels, now) if row is not None and not row.removed else None
        if step is not None and step.at <= now:
            told = {"escalation": step.level.value, "escalation_due_at": step.due}
            wish = SystemWrite(_REPORT, report, Op.PATCH, told)
            (verdict,), committed = self.service.write_within(unit, WRITER, [wish])
            if verdict.refusal is not None:
                raise JobTrouble(f"refused: {verdict.refusal.code}")
            yield committed
            fields: dict[str, Any] = {**(row.fields() if row is not None else {}), **told}
            step = next_step(fields, levels, now)
        if step is None:
            call_off(unit, job.name)
        else:
            set_hour(unit, _job(report, step))


@dataclass(frozen=True, slots=True)
class _Plan:
    levels: ServiceLevels
    now: str
    is_news: bool

    def step_of(self, fields: Fields) -> Step | None:
        step = next_step(fields, self.levels, self.now)
        if step is None or self.is_news or step.at > self.now:
            return step
        # Known for long: what is past was seen by whoever wanted to see it.
        return Step(step.due, Escalation.RETARD, step.due) if step.due > self.now else None


def levels_here(unit: Unit) -> ServiceLevels:
    """Read the service levels of a town."""
    towns = [row.fields() for row in unit.find(RecordRow, "kind", ["town"]) if not row.removed]
    return levels_of(towns[0].get("policy")) if towns else levels_of(None)


def _marks(unit: Unit) -> Mapping[tuple[str], int]:
    rows = unit.get(SeriesRow, [_READ, _SINCE])
    return {(row.name,): row.last for row in rows.values()}


def _moved(unit: Unit) -> bool:
    return bool(_zones(unit.moved_scopes(_marks(unit).get(_READ, 0))))


def _zones(scopes: frozenset[str]) -> frozenset[str]:
    return frozenset(scope for scope in scopes if scope.startswith(_ZONE))


def _name(report: str) -> str:
    return f"{WORK}:{report}"


def _job(report: str, step: Step) -> NewJob:
    return NewJob(_name(report), WORK, step.at)
