"""A task for an agent or a team: what, where, until when, with a checklist and a proof in photos."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.attachment import PhotoRole
from sync.records.base import (
    DESK_ROLES,
    ENTRIES_MAX,
    FIELD_ROLES,
    LINE_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    WORK_ROLES,
    Instant,
    RecordFields,
    RecordId,
    everybody_who_sees,
    one_of,
    scope,
    validated_by,
)
from sync.records.entries import (
    ENTRY_ID_CHARACTERS_MAX,
    Comments,
    each,
    is_named,
    is_text,
    is_text_or_absent,
    signs_own,
)

CHECKLIST_ITEMS_MAX = 40


class TaskStatus(StrEnum):
    """The sub-states of DOMAIN AC-T7."""

    A_FAIRE = "a_faire"
    PRISE_EN_CHARGE = "prise_en_charge"
    EN_COURS = "en_cours"
    FAITE = "faite"
    IMPOSSIBLE = "impossible"
    ANNULEE = "annulee"


OPEN_STATUSES = frozenset({TaskStatus.A_FAIRE, TaskStatus.PRISE_EN_CHARGE, TaskStatus.EN_COURS})


class Priority(StrEnum):
    """DansMaRue's three words, for tasks and reports. Source: DOMAIN AC-32."""

    GENANT = "genant"
    TRES_GENANT = "tres_genant"
    DANGEREUX = "dangereux"


class CheckResult(StrEnum):
    """What an agent says of one item; NOK wants a photo or a reason."""

    OK = "ok"
    NOK = "nok"
    SANS_OBJET = "sans_objet"


class ImpossibleReason(StrEnum):
    """Why a task could not be done; a word that the desk can count."""

    ACCES = "acces"
    MATERIEL = "materiel"
    METEO = "meteo"
    INTROUVABLE = "introuvable"
    DANGER = "danger"
    AUTRE_SERVICE = "autre_service"
    AUTRE = "autre"


def _is_item(item: dict[str, Any]) -> bool:
    is_told = is_text_or_absent(item.get("label"), LINE_CHARACTERS_MAX)
    return is_named(item) and is_told and all(item.get(name) in (None, True, False) for name in ("mandatory", "photo"))


def _is_check(entry: dict[str, Any]) -> bool:
    words = (entry.get("agent"), entry.get("at"), entry.get("photo"))
    is_signed = all(is_text_or_absent(word, ENTRY_ID_CHARACTERS_MAX) for word in words)
    # Any word may be a result: a newer version's is not answered yet, for this one.
    is_answer = all(is_text(entry.get(name), ENTRY_ID_CHARACTERS_MAX) for name in ("item", "result"))
    return is_named(entry) and is_signed and is_answer and is_text_or_absent(entry.get("reason"), TEXT_CHARACTERS_MAX)


ASKED_PHOTO = "photo"
"""What an answer says of its app: it asked for the photo that its item wants."""


class TaskFields(RecordFields):
    """One task, its checklist and what was found.

    An item of `checklist` is {id, label, mandatory, photo}; an entry of `checks` is {id, item, result, reason, photo,
    asked, agent, at}, and the last entry of an item is its result. `photo` is the attachment that shows it; `asked`
    is "photo" where the app that wrote it knew that the item wants one.
    """

    title: str = Field(min_length=1, max_length=TITLE_CHARACTERS_MAX)
    description: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    status: Annotated[str, one_of(TaskStatus)] = TaskStatus.A_FAIRE
    priority: Annotated[str, one_of(Priority)] = Priority.GENANT
    category: str | None = Field(default=None, max_length=60)
    """A `service_code` of the taxonomy: gives the task its icon."""
    due_at: Instant | None = None
    expected_minutes: int | None = Field(default=None, ge=1, le=60 * 24 * 30)
    service: RecordId | None = None
    team: RecordId | None = None
    assignee: RecordId | None = None
    report: RecordId | None = None
    zone: RecordId | None = None
    address: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    lat: float | None = Field(default=None, ge=-90, le=90)
    long: float | None = Field(default=None, ge=-180, le=180)
    checklist: Annotated[list[dict[str, Any]], each(_is_item)] | None = Field(
        default=None, sa_type=JSON, max_length=CHECKLIST_ITEMS_MAX
    )
    checks: Annotated[list[dict[str, Any]], each(_is_check)] | None = Field(
        default=None, sa_type=JSON, max_length=ENTRIES_MAX
    )
    photo_proof: bool = False
    """Whether « faite » wants a photo of role `apres`."""
    time_spent_minutes: int | None = Field(default=None, ge=0, le=60 * 24 * 365)
    started_at: Instant | None = None
    done_at: Instant | None = None
    impossible_reason: Annotated[str, one_of(ImpossibleReason)] | None = None
    impossible_note: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    handover_note: str | None = Field(default=None, max_length=TEXT_CHARACTERS_MAX)
    author: RecordId | None = None
    comments: Comments | None = Field(default=None, sa_type=JSON, max_length=ENTRIES_MAX)
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


def check_results(fields: Fields) -> dict[str, dict[str, Any]]:
    """Give the last entry per item of the checklist: item id -> {result, reason, agent, at}."""
    return {entry["item"]: entry for entry in fields.get("checks") or ()}


def is_answered(fields: Fields) -> bool:
    """Say whether all is answered: each mandatory item, each NOK why, each item its photo."""
    results = check_results(fields)
    return all(
        _is_settled(item, results.get(item["id"])) and not lacks_photo(item, results.get(item["id"]))
        for item in fields.get("checklist") or ()
    )


def lacks_photo(item: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
    """Say whether an item that wants a photo has its answer without it; what does not apply shows nothing."""
    if answer is None or not item.get("photo"):
        return False
    return answer.get("result") in (CheckResult.OK, CheckResult.NOK) and not answer.get("photo")


def _is_settled(item: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
    if answer is None:
        return item.get("mandatory") is False
    return answer.get("result") != CheckResult.NOK or bool(answer.get("reason") or answer.get("photo"))


def _is_closed(fields: Fields) -> bool:
    """Say whether a checklist lets its task be closed, by whatever app.

    Apps of before 2026-11-27 knew no way to hang a photo on an OK: who has one could never mend a refusal. An app that
    asked for the photo says so in its answer, and is held to it.
    """
    results = check_results(fields)
    return all(
        _is_settled(item, answer) and not (bool(answer and answer.get("asked")) and lacks_photo(item, answer))
        for item in fields.get("checklist") or ()
        for answer in (results.get(item["id"]),)
    )


def is_proven(followers: Sequence[Fields]) -> bool:
    """Say whether a photo shows the work done."""
    return any(photo.get("role") == PhotoRole.APRES for photo in followers)


def _lacks(fields: Fields, followers: Sequence[Fields]) -> tuple[FieldError, ...]:
    lacking: list[str] = []
    if fields.get("status") == TaskStatus.FAITE:
        lacking += ["checks"] * (not _is_closed(fields))
        lacking += ["photo_proof"] * (bool(fields.get("photo_proof")) and not is_proven(followers))
    if fields.get("status") == TaskStatus.IMPOSSIBLE and not fields.get("impossible_reason"):
        lacking.append("impossible_reason")
    return tuple(FieldError(f"/fields/{name}", "required") for name in lacking)


_FIELD_EDITS = frozenset(
    {
        "status",
        "checks",
        "due_at",
        "time_spent_minutes",
        "started_at",
        "done_at",
        "impossible_reason",
        "impossible_note",
        "handover_note",
        "assignee",
        "comments",
        "description",
    }
)


def _may_write(attempt: Attempt) -> bool:
    actor = attempt.actor
    if not signs_own(attempt, "comments", "checks"):
        return False
    if actor.role in DESK_ROLES:
        return True
    if actor.role not in FIELD_ROLES or attempt.op is Op.REMOVE:
        return False
    if attempt.op is Op.CREATE:
        # A field agent may give work to himself or to his own team, not to others.
        assignee, team = attempt.fields.get("assignee"), attempt.fields.get("team")
        return assignee in (None, actor.agent) and (assignee == actor.agent or team == actor.team)
    claimed = attempt.edits.get("assignee")
    return set(attempt.edits) <= _FIELD_EDITS and (claimed is None or claimed.now in (None, actor.agent))


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    found = {scope("desk", fields.get("service"))}
    if fields.get("assignee"):
        # An assigned task is on one tablet: its team sees it again when it is handed back.
        found.add(scope("agent", fields["assignee"]))
    elif fields.get("team"):
        found.add(scope("team", fields["team"]))
    return frozenset(found)


_DESK = frozenset(DESK_ROLES)
_WORK = frozenset(WORK_ROLES)
_DONE: dict[str, frozenset[str]] = {TaskStatus.FAITE: _WORK, TaskStatus.IMPOSSIBLE: _WORK, TaskStatus.ANNULEE: _DESK}
TASK = KindSpec(
    name="task",
    rules={
        "title": MergeRule.TEXT,
        "description": MergeRule.TEXT,
        "status": MergeRule.STATUS,
        "priority": MergeRule.LAST,
        "due_at": MergeRule.ASK,
        "service": MergeRule.ASK,
        "team": MergeRule.ASK,
        "assignee": MergeRule.ASK,
        "lat": MergeRule.MEASURE,
        "long": MergeRule.MEASURE,
        "address": MergeRule.MEASURE,
        "checklist": MergeRule.ASK,
        "checks": MergeRule.APPEND,
        "time_spent_minutes": MergeRule.SUM,
        "handover_note": MergeRule.TEXT,
        "comments": MergeRule.APPEND,
        "history": MergeRule.SERVER,
    },
    groups=(("lat", "long", "address"),),
    validate=validated_by(TaskFields),
    may=_may_write,
    scopes_of=_scopes,
    admits=everybody_who_sees,
    moves={
        TaskStatus.A_FAIRE: {TaskStatus.PRISE_EN_CHARGE: _WORK, TaskStatus.EN_COURS: _WORK, **_DONE},
        TaskStatus.PRISE_EN_CHARGE: {TaskStatus.A_FAIRE: _WORK, TaskStatus.EN_COURS: _WORK, **_DONE},
        TaskStatus.EN_COURS: {TaskStatus.A_FAIRE: _WORK, TaskStatus.PRISE_EN_CHARGE: _WORK, **_DONE},
        TaskStatus.FAITE: {TaskStatus.EN_COURS: _WORK, TaskStatus.A_FAIRE: _DESK},
        TaskStatus.IMPOSSIBLE: {TaskStatus.A_FAIRE: _WORK, TaskStatus.EN_COURS: _WORK},
        TaskStatus.ANNULEE: {TaskStatus.A_FAIRE: _DESK},
    },
    parents=lambda fields: (("report", str(fields["report"])),) if fields.get("report") else (),
    lacks=_lacks,
    keeps_history=True,
)
