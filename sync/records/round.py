"""A round (feuille de tournée): the stops of one team or agent on one day, in the order in which they are made.

The desk plans and the street corrects, often at the same time and out of reach of each other, so each part of the
round merges on its own:

    stops      append   whoever adds a stop adds it: nobody else's list takes it away
    left_out   set      stops taken out, by id; a stop that somebody has visited stays shown all the same
    order      ask      half of my order with half of yours is nobody's way: the list of ids is one value, and two
                        people who both changed it are asked. Stops that it does not name come last, so adding one
                        never touches it and never asks
    visits     append   what was found at a stop; the last entry of a stop counts, the earlier ones stay
    note_before, note_after   text

A stop keeps a copy of what one must know to go there (name, place, priority), because its report or task may be in
nobody's scopes on the tablet that makes the round. Nothing about the person who reported is in it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    DESK_ROLES,
    ENTRIES_MAX,
    FIELD_ROLES,
    TEXT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    WORK_ROLES,
    Instant,
    RecordFields,
    RecordId,
    edits_only,
    one_of,
    scope,
    validated_by,
)

STOPS_MAX = 200
"""Stops that a round holds, those left out included; a day on foot has thirty."""


class RoundStatus(StrEnum):
    """Planned, under way, ended; or called off by the desk."""

    PREVUE = "prevue"
    EN_COURS = "en_cours"
    TERMINEE = "terminee"
    ANNULEE = "annulee"


OPEN_STATUSES = frozenset({RoundStatus.PREVUE, RoundStatus.EN_COURS})


class StopKind(StrEnum):
    """What stands at a stop: a report, a task, or only a place and a word about it."""

    REPORT = "report"
    TASK = "task"
    PLACE = "place"


class StopResult(StrEnum):
    """What became of a stop. `a_faire` takes an earlier answer back."""

    FAITE = "faite"
    INTROUVABLE = "introuvable"
    REPORTEE = "reportee"
    A_FAIRE = "a_faire"


def _checked_stops(stops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for stop in stops:
        if not isinstance(stop.get("id"), str) or stop.get("kind") not in tuple(StopKind):
            raise ValueError("not-a-stop")
        if stop["kind"] != StopKind.PLACE and not isinstance(stop.get("record"), str):
            raise ValueError("not-a-stop")
    return stops


def _checked_visits(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for visit in visits:
        known = visit.get("result") in tuple(StopResult)
        if not known or not isinstance(visit.get("id"), str) or not isinstance(visit.get("stop"), str):
            raise ValueError("not-a-visit")
    return visits


def _checked_day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("not-a-day")
    return text


Stops = Annotated[list[dict[str, Any]], AfterValidator(_checked_stops)]
Visits = Annotated[list[dict[str, Any]], AfterValidator(_checked_visits)]
Day = Annotated[str, AfterValidator(_checked_day)]
"""A day of the town's calendar, `2026-11-23`: a round is made on a day, not at an instant."""


class RoundFields(RecordFields):
    """One round.

    A stop is {id, kind, record, title, category, address, lat, long, priority, note}; a visit is {id, stop, result,
    note, agent, at}.
    """

    title: str = Field(min_length=1, max_length=TITLE_CHARACTERS_MAX)
    planned_on: Day
    status: Annotated[str, one_of(RoundStatus)] = RoundStatus.PREVUE
    service: RecordId | None = None
    team: RecordId | None = None
    assignee: RecordId | None = None
    author: RecordId | None = None
    stops: Stops | None = Field(default=None, sa_type=JSON, max_length=STOPS_MAX)
    left_out: list[str] | None = Field(default=None, sa_type=JSON, max_length=STOPS_MAX)
    order: list[str] | None = Field(default=None, sa_type=JSON, max_length=STOPS_MAX)
    visits: Visits | None = Field(default=None, sa_type=JSON, max_length=ENTRIES_MAX)
    note_before: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    note_after: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    started_at: Instant | None = None
    ended_at: Instant | None = None
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


def last_visits(fields: Fields) -> dict[str, Mapping[str, Any]]:
    """Give the visit that counts at each stop: stop id -> entry. A visit taken back is none."""
    last: dict[str, Mapping[str, Any]] = {str(entry["stop"]): entry for entry in fields.get("visits") or ()}
    return {stop: entry for stop, entry in last.items() if entry["result"] != StopResult.A_FAIRE}


def stops_in_order(fields: Fields) -> list[Mapping[str, Any]]:
    """Give the stops as they are to be made: the order, then what it does not name, as it was added.

    What was left out is not among them, unless somebody was there: work that was done is never hidden.
    """
    visited = last_visits(fields)
    gone = set(fields.get("left_out") or ()) - visited.keys()
    stops: dict[str, Mapping[str, Any]] = {str(stop["id"]): stop for stop in fields.get("stops") or ()}
    named = dict.fromkeys(fields.get("order") or ())
    return [stops[one] for one in dict.fromkeys((*named, *stops)) if one in stops and one not in gone]


def kept_order(fields: Fields, wanted: Iterable[str]) -> list[str]:
    """Give an order that begins with these stops and keeps every other stop that is shown behind them."""
    shown = [str(stop["id"]) for stop in stops_in_order(fields)]
    first = [one for one in dict.fromkeys(wanted) if one in shown]
    return [*first, *(one for one in shown if one not in first)]


_FIELD_EDITS = frozenset({"status", "order", "visits", "note_after", "started_at", "ended_at", "assignee"})


def _may_write(attempt: Attempt) -> bool:
    actor = attempt.actor
    if actor.role in DESK_ROLES:
        # Whoever plans signs: an author is never somebody else.
        return attempt.op is not Op.CREATE or attempt.fields.get("author") in (None, actor.agent)
    if actor.role not in FIELD_ROLES or not edits_only(attempt, _FIELD_EDITS):
        return False
    claimed = attempt.edits.get("assignee")
    return claimed is None or claimed.now in (None, actor.agent)


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    found = {scope("desk", fields.get("service"))}
    if fields.get("assignee"):
        # As a task: a round that somebody makes is on one tablet, its team has it while nobody does.
        found.add(scope("agent", fields["assignee"]))
    elif fields.get("team"):
        found.add(scope("team", fields["team"]))
    return frozenset(found)


_DESK = frozenset(DESK_ROLES)
_WORK = frozenset(WORK_ROLES)
_S = RoundStatus
ROUND = KindSpec(
    name="round",
    rules={
        "title": MergeRule.TEXT,
        "planned_on": MergeRule.ASK,
        "status": MergeRule.STATUS,
        "service": MergeRule.ASK,
        "team": MergeRule.ASK,
        "assignee": MergeRule.ASK,
        "stops": MergeRule.APPEND,
        "left_out": MergeRule.SET,
        "order": MergeRule.ASK,
        "visits": MergeRule.APPEND,
        "note_before": MergeRule.TEXT,
        "note_after": MergeRule.TEXT,
        "history": MergeRule.SERVER,
    },
    validate=validated_by(RoundFields),
    may=_may_write,
    scopes_of=_scopes,
    moves={
        _S.PREVUE: {_S.EN_COURS: _WORK, _S.TERMINEE: _WORK, _S.ANNULEE: _DESK},
        _S.EN_COURS: {_S.PREVUE: _WORK, _S.TERMINEE: _WORK, _S.ANNULEE: _DESK},
        _S.TERMINEE: {_S.EN_COURS: _WORK},
        _S.ANNULEE: {_S.PREVUE: _DESK, _S.EN_COURS: _DESK},
    },
    keeps_history=True,
)
