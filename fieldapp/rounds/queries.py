"""Reads of the rounds: the list, and one round with all that its page, its map and its paper show.

A stop is drawn from its task or report where that is on this device, else from the copy that the round carries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, or_, select

from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.people import agent_names, directory_names
from fieldapp.replica.receipts import Receipt, receipt_of, unsent_entries, unsent_ids
from fieldapp.replica.rounds import VISIT_FORM, Progress, StopState, progress_of, stop_states, visit_draft_id
from fieldapp.replica.rows import fields_of
from fieldapp.replica.tables import Attachment, Report, Round, Service, Task, Team, Town
from sync.records.attachment import PhotoRole
from sync.records.clocks import mended_by
from sync.records.geometry import Point
from sync.records.round import OPEN_STATUSES, RoundStatus, StopKind, StopResult
from sync.records.task import OPEN_STATUSES as TASK_OPEN
from sync.records.task import Priority, is_answered

PAST_MAX: Final = 100
"""Rounds that are over which a list holds, the newest: what is to be made is never cut."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as a screen shows it; a `Work` by its shape, drawn as everywhere."""

    id: str
    number: int
    """Its place in the round, from 1."""
    kind: StopKind
    record: str | None
    title: str
    address: str
    category: str | None
    status: str
    priority: str
    due_at: str | None
    point: Point | None
    unsent: bool
    note: str
    """What the desk says about it."""
    result: StopResult | None
    said: str
    """What was said at it."""
    visited_at: str | None
    visitor: str
    is_here: bool
    """Whether its task or report is on this device."""
    leads_on: bool
    """Whether its task wants checks or a photo first, so that « Fait » leads to its page."""
    is_visited: bool = False
    """Whether somebody said what became of it here, and may take it back."""


@dataclass(frozen=True, slots=True)
class RoundCard:
    """What a list shows of a round."""

    id: str
    title: str
    planned_on: str
    status: str
    team_name: str
    assignee_name: str
    progress: Progress
    points: tuple[Point, ...]
    unsent: bool

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be made, or under way."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round with all that is shown of it."""

    card: RoundCard
    team: str | None
    assignee: str | None
    service_name: str
    town_name: str
    author_name: str
    note_before: str
    note_after: str
    started_at: str | None
    ended_at: str | None
    stops: tuple[Stop, ...]
    history: tuple[Mapping[str, Any], ...]
    names: Mapping[str, str]
    receipt: Receipt
    notes_drafted: Mapping[str, str]
    """Words being written at the stops: stop id -> text."""

    @property
    def next(self) -> Stop | None:
        """Give the stop to be made next."""
        return next((stop for stop in self.stops if stop.result is None), None)

    def stop(self, stop_id: str | None) -> Stop | None:
        """Give one of the stops."""
        return next((stop for stop in self.stops if stop.id == stop_id), None)


@dataclass(frozen=True, slots=True)
class RoundLists:
    """The rounds of this device by day."""

    today: tuple[RoundCard, ...] = ()
    coming: tuple[RoundCard, ...] = ()
    past: tuple[RoundCard, ...] = ()

    @property
    def all(self) -> tuple[RoundCard, ...]:
        """Give all of them, today's first."""
        return (*self.today, *self.coming, *self.past)


def round_lists(session: Session, today: str, since: str) -> RoundLists:
    """Give the rounds of a day (`2026-11-23`), those to come, those since another; the late are today's."""
    kept = select(Round).where(Round.planned_on >= since, Round.status != RoundStatus.ANNULEE)
    is_open = col(Round.status).in_(sorted(OPEN_STATUSES))
    standing = kept.where(or_(col(Round.planned_on) >= today, is_open)).order_by(col(Round.planned_on))
    over = kept.where(Round.planned_on < today, ~is_open).order_by(col(Round.planned_on).desc())
    cards = _cards(session, session.exec(standing.order_by(col(Round.title))).all())
    return RoundLists(
        today=tuple(card for card in cards if card.planned_on <= today),
        coming=tuple(card for card in cards if card.planned_on > today),
        past=tuple(_cards(session, session.exec(over.order_by(col(Round.title)).limit(PAST_MAX)).all())),
    )


def round_page(session: Session, round_id: str) -> RoundPage | None:
    """Give a round with all that is shown of it; None when it is not (or no longer) on this device."""
    row = session.get(Round, round_id)
    if row is None:
        return None
    names = directory_names(session)
    (states,) = stop_states(session, [fields_of(row)])
    town = session.exec(select(Town)).first()
    service = session.get(Service, row.service) if row.service else None
    return RoundPage(
        card=_cards(session, [row])[0],
        team=row.team,
        assignee=row.assignee,
        service_name=service.name if service else "",
        town_name=town.name if town else "",
        author_name=names.get(row.author or "", ""),
        note_before=row.note_before or "",
        note_after=row.note_after or "",
        started_at=row.started_at,
        ended_at=row.ended_at,
        stops=resolved_stops(session, states, names),
        history=(*(row.history or ()), *unsent_entries(session, "round", round_id)),
        names=names,
        receipt=receipt_of(session, "round", round_id),
        notes_drafted=_notes_drafted(session, round_id, states),
    )


def resolved_stops(session: Session, states: Iterable[StopState], names: Mapping[str, str]) -> tuple[Stop, ...]:
    """Give these stops as a screen shows them, numbered in the order given."""
    known = list(states)
    rows = _records(session, known)
    proven = _proven(session, [state for state in known if state.stop["kind"] == StopKind.TASK])
    return tuple(_stop(state, number, rows, (names, proven)) for number, state in enumerate(known, start=1))


def _cards(session: Session, rounds: Iterable[Round]) -> list[RoundCard]:
    rows = list(rounds)
    unsent, people = unsent_ids(session, "round"), agent_names(session)
    teams = dict(session.exec(select(Team.id, Team.name)).all())
    listed = stop_states(session, [fields_of(row) for row in rows])
    return [
        RoundCard(
            id=row.id,
            title=row.title,
            planned_on=row.planned_on,
            status=row.status,
            team_name=teams.get(row.team or "", ""),
            assignee_name=people.get(row.assignee or "", ""),
            progress=progress_of(states),
            points=tuple(point for point in (_point(state.stop) for state in states) if point is not None),
            unsent=row.id in unsent,
        )
        for row, states in zip(rows, listed, strict=True)
    ]


def _records(session: Session, states: Iterable[StopState]) -> dict[str, Task | Report]:
    """Give the tasks and reports behind stops that are on this device, by id."""
    ids = [state.stop["record"] for state in states if state.stop.get("record")]
    found: dict[str, Task | Report] = {row.id: row for row in session.exec(select(Task).where(col(Task.id).in_(ids)))}
    found.update({row.id: row for row in session.exec(select(Report).where(col(Report.id).in_(ids)))})
    return found


def _proven(session: Session, states: Iterable[StopState]) -> frozenset[str]:
    """Give the ids of the tasks that have their « after » photo."""
    ids = [state.stop["record"] for state in states]
    after = select(Attachment.parent_id).where(
        Attachment.parent_kind == "task", col(Attachment.parent_id).in_(ids), Attachment.role == PhotoRole.APRES
    )
    return frozenset(session.exec(after))


def _stop(
    state: StopState, number: int, rows: Mapping[str, Task | Report], told: tuple[Mapping[str, str], frozenset[str]]
) -> Stop:
    copy, row = state.stop, rows.get(str(state.stop.get("record")))
    names, proven = told
    visit = state.visit or {}
    return Stop(
        id=str(copy["id"]),
        number=number,
        kind=StopKind(copy["kind"]),
        record=copy.get("record"),
        result=state.result,
        note=str(copy.get("note") or ""),
        said=str(visit.get("note") or ""),
        visited_at=visit.get("at"),
        visitor=names.get(str(visit.get("agent")), ""),
        is_here=row is not None,
        leads_on=isinstance(row, Task) and _leads_on(row, proven),
        is_visited=state.visit is not None,
        unsent=False,
        **(_live(row) if row is not None else _copied(copy)),
    )


def _leads_on(task: Task, proven: frozenset[str]) -> bool:
    is_open = task.status in TASK_OPEN
    return is_open and (not is_answered(fields_of(task)) or (task.photo_proof and task.id not in proven))


def _live(row: Task | Report) -> dict[str, Any]:
    """Give what the record itself says by now."""
    is_task = isinstance(row, Task)
    return {
        "title": row.title if isinstance(row, Task) else "",
        "address": row.address or "",
        "category": row.category if isinstance(row, Task) else row.service_code,
        "status": row.status,
        "priority": row.priority,
        "due_at": row.due_at if isinstance(row, Task) else mended_by(row),
        "point": None if is_task and (row.lat is None or row.long is None) else Point(row.lat or 0, row.long or 0),
    }


def _copied(copy: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the round itself carries of a stop."""
    return {
        "title": str(copy.get("title") or ""),
        "address": str(copy.get("address") or ""),
        "category": copy.get("category"),
        "status": "a_faire",
        "priority": str(copy.get("priority") or Priority.GENANT),
        "due_at": None,
        "point": _point(copy),
    }


def _point(copy: Mapping[str, Any]) -> Point | None:
    lat, long = copy.get("lat"), copy.get("long")
    return Point(float(lat), float(long)) if lat is not None and long is not None else None


def _notes_drafted(session: Session, round_id: str, states: Iterable[StopState]) -> dict[str, str]:
    stops = {visit_draft_id(round_id, str(state.stop["id"])): str(state.stop["id"]) for state in states}
    found = drafts_of(session, VISIT_FORM)
    return {stops[draft.id]: str(draft.fields.get("text") or "") for draft in found if draft.id in stops}
