"""An objective of the town: one of at most three, and the figure that tells how far it is.

The figure itself is no field: each device counts it from what it holds (`fieldapp/replica/objectives.py`), so that it
is today's without network and can be counted again from the records. Everybody sees every objective, those that are
only planned too: what a town wants of its people is not kept from them (DOMAIN S-22, S-23, AC-56, AC-57).

    projet -> actif -> clos       an active one has indicator, baseline, target and date; a fourth active one is refused
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import TOWN_SCOPE, Instant, RecordFields, RecordId, Role, one_of, validated_by
from sync.records.round import Day

ACTIVE_MAX = 3
NAME_CHARACTERS_MAX = 60
"""Three of them stand side by side on a tablet."""
DAYS_MAX = 3_650
OBJECTIVE_ROLES = frozenset({Role.AGENT_BUREAU, Role.DIRECTION})
"""Who sets objectives: those whose devices hold all that they are counted from."""


class ObjectiveStatus(StrEnum):
    """Planned, followed by everybody, ended."""

    PROJET = "projet"
    ACTIF = "actif"
    CLOS = "clos"


class Indicator(StrEnum):
    """What can be counted from the records of a device, over the last thirty days."""

    REPORTS_IN_TIME = "reports_in_time"
    """Of the reports that were mended, the share that was so by its date."""
    DAYS_TO_MEND = "days_to_mend"
    """From a report to its mending, in the middle."""
    TASKS_IN_TIME = "tasks_in_time"
    """Of the tasks with a date that were done, the share that was so by then."""
    NOTES_READ = "notes_read"
    """Of the mandatory notes and their readers, the share that has confirmed."""


SHARES = frozenset({Indicator.REPORTS_IN_TIME, Indicator.TASKS_IN_TIME, Indicator.NOTES_READ})
"""Indicators in percent; the others are in days."""


class ObjectiveFields(RecordFields):
    """One objective; baseline and target are in the indicator's own measure, percent or days."""

    title: str = Field(min_length=1, max_length=NAME_CHARACTERS_MAX)
    status: Annotated[str, one_of(ObjectiveStatus)] = ObjectiveStatus.PROJET
    indicator: Annotated[str, one_of(Indicator)] | None = None
    baseline: float | None = Field(default=None, ge=0, le=DAYS_MAX)
    """What it was when the objective was set."""
    target: float | None = Field(default=None, ge=0, le=DAYS_MAX)
    due_on: Day | None = None
    """The day by which the target is to be reached."""
    author: RecordId
    closed_at: Instant | None = None
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


_WANTED = ("indicator", "baseline", "target", "due_on")
_SHARE_MAX = 100


def _validate(fields: Fields) -> tuple[FieldError, ...]:
    return _validated(fields) or _missing(fields) or _not_a_way(fields)


_validated = validated_by(ObjectiveFields)


def _missing(fields: Fields) -> tuple[FieldError, ...]:
    if fields.get("status") != ObjectiveStatus.ACTIF:
        return ()
    return tuple(FieldError(f"/fields/{name}", "required") for name in _WANTED if fields.get(name) is None)


def _not_a_way(fields: Fields) -> tuple[FieldError, ...]:
    """Say what is wrong with two figures that are good each alone."""
    baseline, target = fields.get("baseline"), fields.get("target")
    if fields.get("indicator") in SHARES:
        beyond = tuple(name for name in ("baseline", "target") if (fields.get(name) or 0) > _SHARE_MAX)
        if beyond:
            return tuple(FieldError(f"/fields/{name}", "out-of-range") for name in beyond)
    # A target that is reached on the first day is no way to go, and no share of it could be drawn.
    return (FieldError("/fields/target", "same-as-baseline"),) if target is not None and target == baseline else ()


def crowded(fields: Fields, beside: Sequence[Fields]) -> tuple[FieldError, ...]:
    """Say that the town has its three active objectives already."""
    if fields.get("status") != ObjectiveStatus.ACTIF:
        return ()
    active = sum(other.get("status") == ObjectiveStatus.ACTIF for other in beside)
    return (FieldError("/fields/status", "too-many-active"),) if active >= ACTIVE_MAX else ()


def _may_write(attempt: Attempt) -> bool:
    if attempt.actor.role not in OBJECTIVE_ROLES or attempt.op is Op.REMOVE:
        # It is closed, never removed: what a town once wanted stays told.
        return False
    if attempt.op is Op.CREATE:
        return attempt.fields.get("author") == attempt.actor.agent
    return "author" not in attempt.edits


_WRITERS = frozenset(OBJECTIVE_ROLES)
_S = ObjectiveStatus
OBJECTIVE = KindSpec(
    name="objective",
    rules={
        "title": MergeRule.TEXT,
        "status": MergeRule.STATUS,
        "indicator": MergeRule.ASK,
        "baseline": MergeRule.ASK,
        "target": MergeRule.ASK,
        "due_on": MergeRule.ASK,
        "history": MergeRule.SERVER,
    },
    validate=_validate,
    may=_may_write,
    scopes_of=lambda record_id, fields: frozenset({TOWN_SCOPE}),
    moves={
        _S.PROJET: {_S.ACTIF: _WRITERS, _S.CLOS: _WRITERS},
        _S.ACTIF: {_S.PROJET: _WRITERS, _S.CLOS: _WRITERS},
        _S.CLOS: {_S.PROJET: _WRITERS, _S.ACTIF: _WRITERS},
    },
    crowds=crowded,
    is_few=True,
    keeps_history=True,
)
