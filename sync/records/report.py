"""A citizen's or an agent's report (signalement): what is wrong, where, and what the town makes of it.

The state machine is DOMAIN D.2's. A move is an event: it is legal from where it was written, or still legal from
where the record stands by now, or it waits in « À rapprocher ».
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.model import Actor, Attempt, Fields, KindSpec, MergeRule, Moves, Op
from sync.records.base import (
    ALL_ROLES,
    DESK_ROLES,
    ENTRIES_MAX,
    FIELD_ROLES,
    LINE_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    WORK_ROLES,
    Instant,
    RecordFields,
    RecordId,
    edits_only,
    everybody_who_sees,
    one_of,
    scope,
    validated_by,
)
from sync.records.entries import Comments, signs_own
from sync.records.publication import ANSWERS, PUBLICATION, publishes_unasked, with_publication
from sync.records.report_rules import ReportRules, rules_of
from sync.records.routing import GUIDE_KINDS, Entries
from sync.records.task import Priority


class ReportStatus(StrEnum):
    """DOMAIN D.2; `brouillon` is a draft and never leaves the device, so it is not here."""

    NOUVEAU = "nouveau"
    A_QUALIFIER = "a_qualifier"
    QUALIFIE = "qualifie"
    AFFECTE = "affecte"
    PRIS_EN_CHARGE = "pris_en_charge"
    PROGRAMME = "programme"
    EN_COURS = "en_cours"
    FAIT_A_CONTROLER = "fait_a_controler"
    RESOLU = "resolu"
    ARCHIVE = "archive"
    EN_ATTENTE_USAGER = "en_attente_usager"
    TRANSFERE_TIERS = "transfere_tiers"
    SOUS_SURVEILLANCE = "sous_surveillance"
    REJETE = "rejete"
    DOUBLON = "doublon"
    IMPOSSIBLE = "impossible"


CLOSED_STATUSES = frozenset(
    {
        ReportStatus.RESOLU,
        ReportStatus.ARCHIVE,
        ReportStatus.REJETE,
        ReportStatus.DOUBLON,
        ReportStatus.IMPOSSIBLE,
    }
)
PAUSED_STATUSES = frozenset({ReportStatus.EN_ATTENTE_USAGER, ReportStatus.TRANSFERE_TIERS})
"""While the town waits for somebody else its own delay stands still (DOMAIN AC-33)."""
TRIAGE_STATUSES = frozenset({ReportStatus.NOUVEAU, ReportStatus.A_QUALIFIER})
TO_CHECK_STATUSES = frozenset({ReportStatus.FAIT_A_CONTROLER, ReportStatus.IMPOSSIBLE})
"""What the desk looks at: done without a proof, or impossible."""
TO_TAKE_STATUSES = TRIAGE_STATUSES | {ReportStatus.QUALIFIE, ReportStatus.AFFECTE, ReportStatus.PROGRAMME}
"""What an agent in the street may still take in charge."""
TO_DO_STATUSES = TO_TAKE_STATUSES | {ReportStatus.PRIS_EN_CHARGE, ReportStatus.EN_COURS}
"""What still has to be mended by somebody in the street: neither done, nor with others, nor only watched."""
INITIAL_STATUSES = frozenset({ReportStatus.NOUVEAU, ReportStatus.QUALIFIE, ReportStatus.AFFECTE})


class Channel(StrEnum):
    """How the report came in. Source: DOMAIN AC-26."""

    AGENT = "agent"
    TELEPHONE = "telephone"
    GUICHET = "guichet"
    MAIL = "mail"
    COURRIER = "courrier"
    WEB = "web"
    OPEN311 = "open311"


class PositionSource(StrEnum):
    """How the place was found."""

    GPS = "gps"
    CARTE = "carte"
    ADRESSE = "adresse"
    PHOTO = "photo"


class Escalation(StrEnum):
    """What the server has told the responsible of a report's delay (DOMAIN AC-33)."""

    ALERTE = "alerte"
    """Three quarters of it are gone."""
    RETARD = "retard"


class RejectReason(StrEnum):
    """Why a report is not taken; the words for the citizen hang on it."""

    HORS_COMPETENCE = "hors_competence"
    HORS_TERRITOIRE = "hors_territoire"
    INTROUVABLE = "introuvable"
    MAL_LOCALISE = "mal_localise"
    PRIVE = "prive"
    ABUSIF = "abusif"
    AUTRE = "autre"


class ReportFields(RecordFields):
    """One report, with Open311's words where it has them."""

    service_code: str = Field(min_length=1, max_length=60)
    """A code of `sync.records.categories` (or of the town's own, unknown here: kept)."""
    description: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    status: Annotated[str, one_of(ReportStatus)] = ReportStatus.NOUVEAU
    priority: Annotated[str, one_of(Priority)] = Priority.GENANT
    number: str | None = Field(default=None, max_length=20)
    """Such as A2026K0412: given by the server, said to the citizen."""
    channel: Annotated[str, one_of(Channel)] = Channel.AGENT
    requested_datetime: Instant
    lat: float = Field(ge=-90, le=90)
    long: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(default=None, ge=0, le=100_000)
    position_source: Annotated[str, one_of(PositionSource)] = PositionSource.CARTE
    position_mocked: bool = False
    address: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    zone: RecordId | None = None
    service: RecordId | None = None
    team: RecordId | None = None
    assignee: RecordId | None = None
    author: RecordId | None = None
    first_answer_due_at: Instant | None = None
    expected_datetime: Instant | None = None
    """When it should be mended: the service level of its category on the working calendar."""
    paused_at: Instant | None = None
    """Since when its clock stands still; the server writes it, as the two below."""
    paused_s: int | None = Field(default=None, ge=0)
    """Seconds of its delay for which the clock has stood still, before the pause of now."""
    moved_at: Instant | None = None
    """When somebody last did something about it; to follow it is nothing."""
    escalation: Annotated[str, one_of(Escalation)] | None = None
    """How loudly the server has told of its delay; it holds while `escalation_due_at` is what is due."""
    escalation_due_at: Instant | None = None
    scheduled_at: Instant | None = None
    closed_at: Instant | None = None
    reject_reason: Annotated[str, one_of(RejectReason)] | None = None
    status_notes: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    duplicate_of: RecordId | None = None
    reopened: bool = False
    followers: list[RecordId] | None = Field(default=None, sa_type=JSON, max_length=ENTRIES_MAX)
    time_spent_minutes: int | None = Field(default=None, ge=0, le=60 * 24 * 365)
    comments: Comments | None = Field(default=None, sa_type=JSON, max_length=ENTRIES_MAX)
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


_EVERYONE = frozenset({"comments", "followers"})
_FIELD_EDITS = frozenset(
    {
        *_EVERYONE,
        "status",
        "priority",
        "description",
        "lat",
        "long",
        "accuracy_m",
        "position_source",
        "position_mocked",
        "address",
        "assignee",
        "closed_at",
        "status_notes",
        "time_spent_minutes",
        "duplicate_of",
    }
)


def _may_write(attempt: Attempt) -> bool:
    actor = attempt.actor
    if not signs_own(attempt, "comments") or publishes_unasked(attempt):
        return False
    if attempt.op is Op.CREATE:
        return _may_begin(attempt)
    if edits_only(attempt, _EVERYONE):
        return actor.role in ALL_ROLES
    if actor.role in DESK_ROLES:
        return attempt.op is not Op.REMOVE
    return actor.role in FIELD_ROLES and _claims_own(attempt) and edits_only(attempt, _FIELD_EDITS)


def _claims_own(attempt: Attempt) -> bool:
    claimed = attempt.edits.get("assignee")
    if claimed is None or claimed.now is None:
        return True
    return claimed.now == attempt.actor.agent and may_take(attempt.actor, attempt.fields)


def may_take(actor: Actor, fields: Fields) -> bool:
    """Say whether this agent may take the report in charge: the screens ask it, the judge holds it.

    In the street: what is his service's, his team's or no service's yet, and what was given to him already.
    """
    if actor.role not in FIELD_ROLES:
        return actor.role in DESK_ROLES
    is_given = fields.get("assignee") == actor.agent or (actor.team is not None and fields.get("team") == actor.team)
    return is_given or fields.get("service") in (None, actor.service)


def _may_begin(attempt: Attempt) -> bool:
    """Let everybody report in his own name; where the work goes from there is the desk's to say."""
    actor, fields = attempt.actor, attempt.fields
    status = fields.get("status", ReportStatus.NOUVEAU)
    if actor.role not in ALL_ROLES or fields.get("author") not in (None, actor.agent):
        return False
    if actor.role in DESK_ROLES:
        return status in INITIAL_STATUSES
    is_unassigned = fields.get("assignee") is None and fields.get("team") is None
    return status == ReportStatus.NOUVEAU and is_unassigned


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    found = {scope("zone", fields.get("zone")), scope("desk", fields.get("service"))}
    found.update(scope(name, fields[key]) for key, name in _OWNERS if fields.get(key))
    return frozenset(found)


_OWNERS = (("team", "team"), ("assignee", "agent"), ("author", "agent"))


_WANTED = {
    ReportStatus.REJETE: "reject_reason",
    ReportStatus.DOUBLON: "duplicate_of",
    ReportStatus.PROGRAMME: "scheduled_at",
    ReportStatus.IMPOSSIBLE: "status_notes",
}
"""State -> the field without which nobody could say why, of what or when."""


def _lacks(fields: Fields, followers: Sequence[Fields]) -> tuple[FieldError, ...]:
    name = _WANTED.get(ReportStatus(fields.get("status") or ReportStatus.NOUVEAU))
    return (FieldError(f"/fields/{name}", "required"),) if name and not fields.get(name) else ()


_PLAIN = ReportRules(frozenset(PAUSED_STATUSES))


def _guided(guide: Mapping[str, Entries]) -> KindSpec:
    rules = rules_of(_PLAIN.paused, guide)
    return replace(REPORT, complete=rules.completed, keeps_time=rules.kept)


_S = ReportStatus
_DESK = frozenset(DESK_ROLES)
_WORK = frozenset(WORK_ROLES)
_SORTED: dict[str, frozenset[str]] = {
    _S.A_QUALIFIER: _WORK,
    _S.QUALIFIE: _DESK,
    _S.AFFECTE: _DESK,
    _S.PROGRAMME: _DESK,
    _S.PRIS_EN_CHARGE: _WORK,
    _S.EN_COURS: _WORK,
    _S.RESOLU: _WORK,
    _S.FAIT_A_CONTROLER: _WORK,
    _S.IMPOSSIBLE: _WORK,
    _S.REJETE: _DESK,
    _S.DOUBLON: _WORK,
    _S.EN_ATTENTE_USAGER: _DESK,
    _S.TRANSFERE_TIERS: _DESK,
    _S.SOUS_SURVEILLANCE: _WORK,
}


def _open_moves(state: str) -> dict[str, frozenset[str]]:
    return {target: roles for target, roles in _SORTED.items() if target != state}


_REOPENED: dict[str, frozenset[str]] = {_S.QUALIFIE: _DESK, _S.ARCHIVE: _DESK}
MOVES: Moves = {
    **{state: _open_moves(state) for state in ReportStatus if state not in CLOSED_STATUSES},
    _S.RESOLU: {**_REOPENED, _S.EN_COURS: _WORK, _S.FAIT_A_CONTROLER: _DESK},
    _S.REJETE: _REOPENED,
    _S.DOUBLON: _REOPENED,
    _S.IMPOSSIBLE: {**_REOPENED, _S.EN_COURS: _WORK, _S.AFFECTE: _DESK},
    _S.ARCHIVE: {_S.QUALIFIE: _DESK},
}

REPORT = KindSpec(
    name="report",
    rules={
        "service_code": MergeRule.ASK,
        "description": MergeRule.TEXT,
        "status": MergeRule.STATUS,
        "priority": MergeRule.LAST,
        "number": MergeRule.SERVER,
        "lat": MergeRule.MEASURE,
        "long": MergeRule.MEASURE,
        "accuracy_m": MergeRule.MEASURE,
        "position_source": MergeRule.MEASURE,
        "position_mocked": MergeRule.MEASURE,
        "address": MergeRule.MEASURE,
        "service": MergeRule.ASK,
        "team": MergeRule.ASK,
        "assignee": MergeRule.ASK,
        "expected_datetime": MergeRule.ASK,
        "scheduled_at": MergeRule.ASK,
        "status_notes": MergeRule.TEXT,
        "duplicate_of": MergeRule.ASK,
        "paused_at": MergeRule.SERVER,
        "paused_s": MergeRule.SERVER,
        "moved_at": MergeRule.SERVER,
        PUBLICATION: MergeRule.LAST,
        ANSWERS: MergeRule.LAST,
        "escalation": MergeRule.SERVER,
        "escalation_due_at": MergeRule.SERVER,
        "followers": MergeRule.SET,
        "time_spent_minutes": MergeRule.SUM,
        "comments": MergeRule.APPEND,
        "history": MergeRule.SERVER,
    },
    groups=(("lat", "long", "accuracy_m", "position_source", "position_mocked", "address"),),
    validate=with_publication(validated_by(ReportFields)),
    may=_may_write,
    scopes_of=_scopes,
    admits=everybody_who_sees,
    moves=MOVES,
    lacks=_lacks,
    complete=_PLAIN.completed,
    keeps_time=_PLAIN.kept,
    guided_by=GUIDE_KINDS,
    guided=_guided,
    keeps_history=True,
)
