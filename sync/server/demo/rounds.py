"""A few rounds: those of today, made from the open work of each team in its own streets; one tomorrow, one past.

The stops are real tasks of the demo town with what stands there, and now and then a place: the depot, a key to fetch.
Their order is the one that the desk's « le plus proche d'abord » would give.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sync.core.instants import instant
from sync.core.model import Op
from sync.records.geometry import Point
from sync.records.round import RoundStatus, StopKind, StopResult
from sync.records.task import OPEN_STATUSES
from sync.records.walks import nearest_first
from sync.server.demo.chance import record_id, stream
from sync.server.demo.life import Life
from sync.server.demo.moments import at_local, local_day, working_day
from sync.server.demo.people import TEAMS, People, Person
from sync.server.demo.records import DemoEvent, DemoRecord
from sync.server.demo.street_plan import StreetPlan

STOPS_MAX: Final = 8
STOPS_MIN: Final = 3
_COPIED: Final = ("title", "category", "address", "lat", "long", "priority")


@dataclass(frozen=True)
class _Plan:
    """One round as it is meant: whose, in how many working days, and what is said before and after."""

    team: str
    title: str
    days: int
    before: str | None = None
    after: str | None = None
    is_karims: bool = False


_PLANS: Final = (
    _Plan(
        "voirie_nord",
        "Voirie nord, matinée",
        0,
        "Six barrières dans le camion. Clé de la borne de la place chez le gardien.",
        is_karims=True,
    ),
    _Plan("proprete_centre", "Propreté centre, dépôts et cartons", 0, "Benne à vider avant 11 h."),
    _Plan("verts_nord", "Espaces verts nord", 0, "Pas de souffleur avant 8 h près de l’école."),
    _Plan("eclairage", "Lampadaires éteints", 0),
    _Plan("voirie_sud", "Voirie sud, nids-de-poule", 1, "Enrobé à froid : huit sacs."),
    _Plan(
        "proprete_quartiers",
        "Propreté quartiers",
        -1,
        after="Benne pleine à 10 h, vidée à la déchetterie. Manque un balai.",
    ),
)
_DEPOTS: Final = {"voirie_nord": "Prendre les barrières au dépôt", "voirie_sud": "Charger l’enrobé au dépôt"}


def make_rounds(
    plan: StreetPlan,
    people: People,
    tasks: tuple[Sequence[DemoRecord], Sequence[DemoEvent]],
    seed: int,
    now: datetime,
) -> tuple[list[DemoRecord], list[DemoEvent]]:
    """Make the rounds with the events of their lives; a team without open work in the streets has none."""
    standing = _standing(*tasks)
    records: list[DemoRecord] = []
    events: list[DemoEvent] = []
    for number, wish in enumerate(_PLANS):
        rng = stream(seed, "round", number)
        stops = _stops(plan, people, standing, wish, rng)
        if len(stops) < STOPS_MIN:
            continue
        record, life = _round(people, wish, _named(stops, seed, now, number), (seed, now, number))
        _walked(life, wish, people, rng, (seed, now))
        records.append(record)
        events.extend(life.events)
    return records, events


def _standing(records: Sequence[DemoRecord], events: Sequence[DemoEvent]) -> dict[str, dict[str, Any]]:
    """Give the tasks as they stand now: id -> fields."""
    fields = {record.id: dict(record.fields) for record in records}
    for event in events:
        fields[event.id].update({name: pair[0] for name, pair in event.edits.items()})
    return fields


def _stops(
    plan: StreetPlan, people: People, standing: dict[str, dict[str, Any]], wish: _Plan, rng: random.Random
) -> list[dict[str, Any]]:
    """Choose the team's open work that lies in a street, in a short way from where its first piece lies."""
    team, karim = people.teams[wish.team], people.persons[0]
    found = [
        (task_id, task)
        for task_id, task in standing.items()
        if task.get("team") == team
        and task["status"] in OPEN_STATUSES
        and task.get("lat") is not None
        and task.get("assignee") in ((karim.id,) if wish.is_karims else (None, task.get("assignee")))
    ]
    # The most urgent first, so that a round holds what presses.
    found.sort(key=lambda pair: (pair[1]["priority"] != "dangereux", pair[1].get("due_at") or "9", pair[0]))
    chosen = found[:STOPS_MAX]
    way = nearest_first(None, [Point(task["lat"], task["long"]) for _, task in chosen])
    stops = [_stop(*chosen[index]) for index in way]
    if wish.team in _DEPOTS:
        mark = rng.choice(plan.landmarks)
        lat, long = plan.frame.to_lat_long(mark.point)
        depot = {"title": _DEPOTS[wish.team], "address": mark.street, "lat": lat, "long": long}
        stops.insert(0, {"kind": StopKind.PLACE.value, **depot})
    return stops


def _stop(task_id: str, task: dict[str, Any]) -> dict[str, Any]:
    copied = {name: task[name] for name in _COPIED if task.get(name) is not None}
    return {"kind": StopKind.TASK.value, "record": task_id, **copied}


def _named(stops: list[dict[str, Any]], seed: int, now: datetime, number: int) -> list[dict[str, Any]]:
    return [{"id": record_id(seed, now, "stop", number, at), **stop} for at, stop in enumerate(stops)]


def _round(
    people: People, wish: _Plan, stops: list[dict[str, Any]], told: tuple[int, datetime, int]
) -> tuple[DemoRecord, Life]:
    seed, now, number = told
    today = local_day(now)
    day = today if wish.days == 0 else working_day(today, wish.days)
    made_at = min(at_local(working_day(day, -1), 16, 10 + number), now - timedelta(hours=1)).astimezone(now.tzinfo)
    chief, maker = people.chief_of(wish.team), _maker(people, wish)
    fields: dict[str, Any] = {
        "title": wish.title,
        "planned_on": day.isoformat(),
        "status": RoundStatus.PREVUE.value,
        "service": people.services[TEAMS[wish.team][1]],
        "team": people.teams[wish.team],
        "assignee": maker.id if maker else None,
        "author": chief.id,
        "stops": stops,
        "order": [stop["id"] for stop in stops],
        "note_before": wish.before,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    round_id = record_id(seed, made_at, "round", number)
    record = DemoRecord("round", round_id, fields, chief.id, instant(made_at))
    return record, Life("round", round_id, fields, (made_at, now))


def _maker(people: People, wish: _Plan) -> Person | None:
    """Give who makes the round: Karim his own, and one of the crew that of yesterday."""
    if wish.is_karims:
        return people.persons[0]
    crew = [person for person in people.of_team(wish.team) if person is not people.persons[0]]
    return crew[-1] if wish.days < 0 and crew else None


def _walked(life: Life, wish: _Plan, people: People, rng: random.Random, told: tuple[int, datetime]) -> None:
    """Make the round as far as it is by now: yesterday's to its end, Karim's its first stop."""
    seed, now = told
    maker = _maker(people, wish)
    if maker is None:
        return
    day = working_day(local_day(now), -1) if wish.days < 0 else local_day(now)
    at = at_local(day, 8, 5).astimezone(now.tzinfo)
    if at <= life.at or not life.change(at, maker.id, {"status": "en_cours", "started_at": instant(at)}):
        return
    for stop in life.fields["stops"][: 1 if wish.days == 0 else STOPS_MAX]:
        at += timedelta(minutes=rng.randint(9, 26))
        said = life.fields.get("visits") or []
        entry = {"id": record_id(seed, at, "visit", life.record, len(said)), "stop": stop["id"]}
        told_there = {**entry, "result": _result(wish, rng).value, "agent": maker.id, "at": instant(at)}
        if not life.change(at, maker.id, {"visits": [*said, told_there]}, Op.APPEND):
            return
    if wish.days < 0:
        at += timedelta(minutes=20)
        ended = {"status": "terminee", "ended_at": instant(at), "note_after": wish.after}
        life.change(at, maker.id, ended)


def _result(wish: _Plan, rng: random.Random) -> StopResult:
    return StopResult.FAITE if wish.days == 0 or rng.random() < 0.7 else StopResult.REPORTEE
