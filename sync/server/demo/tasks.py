"""Three hundred tasks: repairs that reports ask for and recurrent rounds, done, due today, late or to come."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sync.core.instants import instant, parse_instant
from sync.core.model import Op
from sync.records.base import Role
from sync.records.task import CheckResult, Priority, TaskStatus
from sync.server.demo.chance import pick, record_id, stream
from sync.server.demo.life import Life
from sync.server.demo.moments import at_local, local_day, work_after, working_day
from sync.server.demo.people import TEAMS, People, Person
from sync.server.demo.records import DemoEvent, DemoRecord
from sync.server.demo.reports import LivedReport
from sync.server.demo.street_plan import StreetPlan
from sync.server.demo.task_words import (
    DESCRIPTIONS,
    IMPOSSIBLE_TASK_NOTES,
    OTHER_REPAIR,
    REPAIRS,
    ROUNDS,
    TASK_COMMENTS,
    Repair,
    Round,
    Step,
)

TASKS = 300
REPAIRS_DONE = 105
LATE = 11
_S = TaskStatus
# The demo agent's day: the days of his booked reports' tasks and rounds from today, and the hour.
_BOOKED_DUE: dict[str, list[tuple[int, int]]] = {
    "trappe": [(0, 10)],
    "nid_de_poule": [(-2, 16), (0, 12)],
    "trottoir": [(0, 15)],
    "panneau": [(0, 11)],
    "avaloir": [(0, 16)],
    "marquage": [(-5, 16)],
}
_ROUND_FATES = {"done": 0.84, "impossible": 0.1, "cancelled": 0.06}
_BEGUN = ("trappe", "avaloir")
_ROUNDS_TODAY = (0, 1)
_ROUND_LATER = 2


@dataclass(frozen=True)
class Job:
    """A task to be made: what, where, for whom and when, before its own life."""

    repair: Repair
    made_at: datetime
    due_at: datetime
    team: str
    worker: Person | None
    place: dict[str, Any]
    report: LivedReport | None = None


def make_tasks(
    plan: StreetPlan, people: People, reports: list[LivedReport], seed: int, now: datetime
) -> tuple[list[DemoRecord], list[DemoEvent]]:
    """Make the tasks, oldest first, with the events of their lives."""
    rng = stream(seed, "tasks")
    board = _Board(plan, people, rng, now)
    jobs = board.booked(reports) + board.repairs(reports)
    jobs += board.rounds(TASKS - len(jobs))
    records: list[DemoRecord] = []
    events: list[DemoEvent] = []
    for i, job in enumerate(sorted(jobs, key=lambda j: j.made_at)):
        task_id = record_id(seed, job.made_at, "task", i)
        chief = people.chief_of(job.team)
        fields = _first_fields(job, people, chief, rng)
        records.append(DemoRecord("task", task_id, fields, chief.id, instant(job.made_at)))
        life = Life("task", task_id, fields, (job.made_at, now))
        _Worker(life, job, chief, rng, seed).work(now)
        events.extend(life.events)
    return records, events


class _Board:
    """The planning board: turns reports and rounds into jobs."""

    def __init__(self, plan: StreetPlan, people: People, rng: random.Random, now: datetime) -> None:
        self._plan, self._people, self._rng, self._now = plan, people, rng, now
        self._today = local_day(now)

    def booked(self, reports: list[LivedReport]) -> list[Job]:
        """Give the demo agent his day: seven due today, one of them dangerous, and two late."""
        karim = self._people.persons[0]
        due = {code: list(days) for code, days in _BOOKED_DUE.items()}
        jobs = []
        for report in (r for r in reports if r.draft.booked):
            days, hour = due[report.draft.category.code].pop(0)
            jobs.append(self._repair(report, self._due(days, hour), karim))
        mine = [one for one in ROUNDS if one.team == karim.team]
        jobs.extend(self._round(mine[i], self._due(0, 14 + i), karim) for i in _ROUNDS_TODAY)
        jobs.append(self._round(mine[_ROUND_LATER], self._due(2, 15), karim))
        return jobs

    def repairs(self, reports: list[LivedReport]) -> list[Job]:
        """Turn the reports in the teams' hands, and the latest ones mended, into jobs."""
        handed = [r for r in reports if r.fields.get("team") and not r.draft.booked]
        working = [r for r in handed if r.is_open and r.fields["status"] != "a_qualifier"]
        done = [r for r in handed if not r.is_open and r.fields.get("assignee")][-REPAIRS_DONE:]
        jobs = []
        for report in [*done, *working]:
            worker = next((p for p in self._people.persons if p.id == report.fields.get("assignee")), None)
            closed = report.fields.get("closed_at")
            due = parse_instant(closed) + timedelta(hours=self._rng.uniform(1, 30)) if closed else self._some_due()
            if worker is self._people.persons[0] and not closed:
                due = self._due(2, 16)  # his today and his late ones are `booked`
            jobs.append(self._repair(report, due, worker))
        return jobs

    def rounds(self, count: int) -> list[Job]:
        """Fill the board with rounds: past ones, today's, and those of the next weeks."""
        jobs = []
        for i in range(count):
            one = ROUNDS[i % len(ROUNDS)]
            step = i // len(ROUNDS) - 3
            crew = [p for p in self._people.of_team(one.team, Role.AGENT_TERRAIN) if p is not self._people.persons[0]]
            worker = self._rng.choice(crew) if self._rng.random() < 0.7 else None
            day = self._due(step * min(one.every_days, 8), self._rng.choice((9, 10, 11, 12, 14, 15, 16)))
            jobs.append(self._round(one, day, worker))
        return jobs

    def _repair(self, report: LivedReport, due: datetime, worker: Person | None) -> Job:
        code, spot = report.draft.category.code, report.draft.spot
        handed = next(e for e in report.events if "team" in e.edits)
        made_at = parse_instant(handed.at) + timedelta(minutes=self._rng.uniform(1, 20))
        made_at = min(made_at, self._now - timedelta(seconds=self._rng.uniform(30, 600)))
        place = {
            "address": spot.address,
            "lat": spot.lat,
            "long": spot.long,
            "zone": self._people.zones[spot.sector],
            "category": code,
        }
        team = next(key for key, team_id in self._people.teams.items() if team_id == report.fields["team"])
        return Job(REPAIRS.get(code, OTHER_REPAIR), made_at, due, team, worker, place, report)

    def _round(self, one: Round, due: datetime, worker: Person | None) -> Job:
        mark = next((m for m in self._plan.landmarks if m.name == one.place), None)
        place: dict[str, Any] = {"zone": self._people.zones[mark.sector if mark else one.place]}
        if mark:
            lat, long = self._plan.frame.to_lat_long(mark.point)
            place.update(address=f"{mark.name[0].upper()}{mark.name[1:]}, {mark.street}", lat=lat, long=long)
        made_at = min(due, self._now) - timedelta(days=self._rng.uniform(4, 9))
        return Job(one.repair, made_at, due, one.team, worker, place)

    def _due(self, days: int, hour: int) -> datetime:
        """Give the moment so many working days from today; day 0 is today, even a Sunday."""
        day: date = self._today if days == 0 else working_day(self._today, days)
        return at_local(day, hour).astimezone(self._now.tzinfo)

    def _some_due(self) -> datetime:
        days = self._rng.choices((-3, -1, 0, 1, 2, 3, 5, 8), (1, 1.5, 3, 3, 3, 2, 2, 2))[0]
        return self._due(days, self._rng.choice((10, 12, 15, 17)))


def _first_fields(job: Job, people: People, chief: Person, rng: random.Random) -> dict[str, Any]:
    """Give a task's fields as its chief wrote it."""
    report = job.report
    # The proof is the photo « après »: its item does not ask for it a second time.
    proves = any(_shows_after(step) for step in job.repair.steps) and not _is_past(job)
    checklist = [
        {
            "id": f"item-{i}",
            "label": step.label,
            "mandatory": step.mandatory,
            "photo": step.photo and not (proves and _shows_after(step)),
        }
        for i, step in enumerate(job.repair.steps, start=1)
    ]
    street = f", {report.draft.spot.street}" if report else ""
    told: dict[str, Any] = {
        "title": job.repair.title + street,
        "description": rng.choice(DESCRIPTIONS) if rng.random() < 0.6 else None,
        "status": _S.A_FAIRE.value,
        "priority": report.fields["priority"] if report else Priority.GENANT.value,
        "due_at": instant(job.due_at),
        "expected_minutes": job.repair.minutes,
        "service": people.services[TEAMS[job.team][1]],
        "team": people.teams[job.team],
        "assignee": job.worker.id if job.worker else None,
        "report": report.record.id if report else None,
        "checklist": checklist,
        "photo_proof": proves,
        "author": chief.id,
        **job.place,
    }
    return {name: value for name, value in told.items() if value is not None}


def _shows_after(step: Step) -> bool:
    return step.photo and "après" in step.label


def _is_past(job: Job) -> bool:
    """Say whether the work is already done: its photos were taken before the town kept them."""
    return job.report is not None and not job.report.is_open


class _Worker:
    """Does one task: the moves, the checks and the words of the one who is sent."""

    def __init__(self, life: Life, job: Job, chief: Person, rng: random.Random, seed: int) -> None:
        self._life, self._job, self._chief, self._rng, self._seed = life, job, chief, rng, seed
        self._by = (job.worker or chief).id

    def work(self, now: datetime) -> None:
        """Take the task as far as it is by now."""
        job, rng = self._job, self._rng
        if job.report is not None and not job.report.is_open:
            end = parse_instant(job.report.fields["closed_at"])
            self._done(end, impossible=job.report.fields["status"] == "impossible")
        elif job.report is not None and job.report.draft.booked:
            if job.report.draft.category.code in _BEGUN:
                self._take(now - timedelta(minutes=rng.randint(20, 50)))
        elif job.report is None and job.due_at < now - timedelta(hours=2) and rng.random() < 0.93:
            fate = pick(rng, _ROUND_FATES)
            end = work_after(job.due_at - timedelta(hours=rng.uniform(1, 20)), 0.1)
            if fate == "cancelled":
                self._life.change(end, self._chief.id, {"status": _S.ANNULEE.value})
            else:
                self._done(end, impossible=fate == "impossible")
        elif job.worker and rng.random() < 0.3:
            self._take(now - timedelta(minutes=rng.randint(10, 240)))

    def _take(self, at: datetime) -> None:
        status = self._rng.choice((_S.PRISE_EN_CHARGE, _S.PRISE_EN_CHARGE, _S.EN_COURS))
        if at <= self._life.at:
            return
        values: dict[str, Any] = {"status": status.value}
        if status is _S.EN_COURS:
            values["started_at"] = instant(at)
        if self._life.change(at, self._by, values) and self._rng.random() < 0.35:
            text = self._rng.choice(TASK_COMMENTS[:3])
            self._life.comment(at + timedelta(seconds=50), self._by, text, self._seed)

    def _done(self, end: datetime, *, impossible: bool) -> None:
        """Do the whole work, or find that it cannot be done."""
        rng, minutes = self._rng, max(5, round(self._job.repair.minutes * self._rng.uniform(0.6, 1.4)))
        end = max(end, self._life.at + timedelta(minutes=12))
        begun = max(end - timedelta(minutes=minutes), self._life.at + timedelta(minutes=3))
        if not self._life.change(begun, self._by, {"status": _S.EN_COURS.value, "started_at": instant(begun)}):
            return
        if impossible:
            reason = rng.choice(list(IMPOSSIBLE_TASK_NOTES))
            note = {"impossible_reason": reason, "impossible_note": IMPOSSIBLE_TASK_NOTES[reason]}
            self._life.change(end, self._by, {"status": _S.IMPOSSIBLE.value, **note})
            return
        checked = self._life.change(end - timedelta(seconds=90), self._by, self._checks(end), Op.APPEND)
        if checked and rng.random() < 0.3:
            text = rng.choice(TASK_COMMENTS[3:])
            self._life.comment(end - timedelta(seconds=40), self._by, text, self._seed)
        told = {"status": _S.FAITE.value, "done_at": instant(end), "time_spent_minutes": minutes}
        self._life.change(end, self._by, told)

    def _checks(self, end: datetime) -> dict[str, Any]:
        entries = []
        for i, step in enumerate(self._job.repair.steps, start=1):
            result = CheckResult.OK if step.mandatory or self._rng.random() < 0.9 else CheckResult.SANS_OBJET
            entry_id = record_id(self._seed, end, "check", self._life.record, i)
            entries.append(
                {
                    "id": entry_id,
                    "item": f"item-{i}",
                    "result": result.value,
                    "agent": self._by,
                    "at": instant(end - timedelta(seconds=90)),
                }
            )
        return {"checks": entries}
