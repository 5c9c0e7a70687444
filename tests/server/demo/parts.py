"""One demo town without its photographs, made once for all tests, and its replay through the judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sync.core.judge import SYSTEM_ROLE, Case, judge
from sync.core.model import Actor, Change, Edit, Op, Record, Sight, Verdict, VerdictCode
from sync.records import KINDS
from sync.records.grants import TownMap, grants_of
from sync.server.demo.news import make_news
from sync.server.demo.objectives import make_objectives
from sync.server.demo.people import People, gather_people, organisation_records
from sync.server.demo.plan_builder import build_plan
from sync.server.demo.records import DemoEvent, DemoRecord
from sync.server.demo.reports import LivedReport, make_reports
from sync.server.demo.rounds import make_rounds
from sync.server.demo.street_plan import StreetPlan
from sync.server.demo.tasks import make_tasks

SEED = 7
NOW = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)


@dataclass(frozen=True)
class Parts:
    """The parts of a town."""

    plan: StreetPlan
    people: People
    reports: tuple[LivedReport, ...]
    records: tuple[DemoRecord, ...]
    events: tuple[DemoEvent, ...]

    def of_kind(self, kind: str) -> list[DemoRecord]:
        return [record for record in self.records if record.kind == kind]


@lru_cache(maxsize=4)
def parts(seed: int = SEED, now: datetime = NOW) -> Parts:
    """Make a town but its photographs."""
    plan, people = build_plan(seed), gather_people(seed, now)
    reports = make_reports(plan, people, seed, now)
    tasks, task_events = make_tasks(plan, people, reports, seed, now)
    rounds, round_events = make_rounds(plan, people, (tasks, task_events), seed, now)
    news, news_events = make_news(people, seed, now)
    objectives = make_objectives(people, seed, now)
    records = [
        *organisation_records(plan, people, now),
        *objectives,
        *news,
        *(r.record for r in reports),
        *tasks,
        *rounds,
    ]
    events = [*(event for r in reports for event in r.events), *task_events, *round_events, *news_events]
    return Parts(plan, people, tuple(reports), tuple(records), tuple(events))


@dataclass(frozen=True)
class Replayed:
    """How the records stand after the replay, and the verdicts that were not a plain yes."""

    fields: Mapping[str, Mapping[str, Any]]
    troubles: tuple[tuple[DemoRecord | DemoEvent, Verdict], ...]


@lru_cache(maxsize=1)
def replayed() -> Replayed:
    """Replay the town through the judge in the order of time, each change with its writer's rights."""
    town = parts()
    rights = _Rights(town)
    standing: dict[str, Record] = {}
    troubles = []
    steps: list[DemoRecord | DemoEvent] = [*town.records, *town.events]
    for n, step in enumerate(sorted(steps, key=lambda s: (s.at, isinstance(s, DemoEvent))), start=1):
        verdict, record = _judged(step, standing.get(step.id), n, rights)
        if verdict.code not in (VerdictCode.ACCEPTED, VerdictCode.MERGED):
            troubles.append((step, verdict))
        if record is not None:
            standing[step.id] = record
    return Replayed({key: record.fields for key, record in standing.items()}, tuple(troubles))


class _Rights:
    def __init__(self, town: Parts) -> None:
        self._agents = {record.id: record.fields for record in town.of_kind("agent")}
        teams = {record.id: record.fields for record in town.of_kind("team")}
        where = TownMap(tuple(town.people.zones.values()), tuple(town.people.services.values()))
        self._grants = {
            agent: grants_of(agent, fields, teams.get(str(fields.get("team"))), where)
            for agent, fields in self._agents.items()
        }

    def actor(self, by: str) -> Actor:
        if not by:
            return Actor("", SYSTEM_ROLE)
        fields = self._agents[by]
        return Actor(by, fields["role"], fields.get("service"), fields.get("team"))

    def sight(self, by: str, kind: str, record: Record | None) -> Sight:
        if not by or record is None:
            return Sight.NOW
        scopes = KINDS[kind].scopes_of(record.id, record.fields)
        return Sight.NOW if scopes & self._grants[by] else Sight.NEVER


def _judged(
    step: DemoRecord | DemoEvent, record: Record | None, n: int, rights: _Rights
) -> tuple[Verdict, Record | None]:
    if isinstance(step, DemoEvent):
        op, edits = step.op, {name: Edit(now, was) for name, (now, was) in step.edits.items()}
    else:
        op, edits = Op.CREATE, {name: Edit(value) for name, value in step.fields.items()}
    base_rv = record.rv if record else 0
    change = Change("demo", n, str(n), step.kind, step.id, op, base_rv, edits, step.by, step.at)
    sight = rights.sight(step.by, step.kind, record)
    outcome = judge(Case(change, record, KINDS[step.kind], rights.actor(step.by), sight, step.at))
    return outcome.verdict, outcome.record
