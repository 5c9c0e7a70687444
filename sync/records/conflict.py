"""What waits in « À rapprocher »: both sides of what the judge could not settle, as a record like any other.

One record holds what is open on one field (or group of fields) of one record: its id is derived from them, so a
second clash on the same field adds a side instead of a second question. The judge alone opens it; a person settles
it by a normal change of the record in question plus a move of the conflict to `regle`, in one gesture.
"""

from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.ids import derived_id
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    DESK_ROLES,
    WORK_ROLES,
    Instant,
    RecordFields,
    RecordId,
    Role,
    edits_only,
    one_of,
    scope,
    validated_by,
)


class ConflictStatus(StrEnum):
    """Open, settled, or put aside by the one who was asked (it stays in the list)."""

    OUVERT = "ouvert"
    REGLE = "regle"


class ConflictFields(RecordFields):
    """Base, mine and theirs. A side is {agent, device, n, values, made_at, received_at, reason}."""

    record_kind: str
    record_id: RecordId
    names: list[str] | None = Field(default=None, sa_type=JSON)
    """The fields in question; none when it is the whole record."""
    status: Annotated[str, one_of(ConflictStatus)] = ConflictStatus.OUVERT
    base: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    theirs: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    theirs_agent: str | None = None
    theirs_at: Instant | None = None
    sides: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    desk: RecordId | None = None
    """The service whose desk sees it too."""
    settled_by: RecordId | None = None
    settled_at: Instant | None = None
    choice: str | None = None
    """`mine`, `theirs` or `third`: what the person chose."""
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


def conflict_id(record_id: str, names: tuple[str, ...]) -> str:
    """Give the one id under which clashes on these fields of this record are kept."""
    return derived_id("conflict", record_id, *sorted(names))


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    agents = [scope("agent", side.get("agent")) for side in fields.get("sides") or ()]
    return frozenset({*agents, scope("desk", fields.get("desk"))})


def _may_settle(attempt: Attempt) -> bool:
    if attempt.op is Op.CREATE or attempt.op is Op.REMOVE:
        return False
    mine = any(side.get("agent") == attempt.actor.agent for side in attempt.fields.get("sides") or ())
    settling = edits_only(attempt, frozenset({"status", "settled_by", "settled_at", "choice"}))
    return settling and (mine or attempt.actor.role in DESK_ROLES)


_SETTLERS = frozenset({*WORK_ROLES, Role.COMMUNICANT, Role.ELU, Role.DPO, Role.ADMIN_SI})
CONFLICT = KindSpec(
    name="conflict",
    rules={
        "status": MergeRule.STATUS,
        "base": MergeRule.SERVER,
        "theirs": MergeRule.SERVER,
        "theirs_agent": MergeRule.SERVER,
        "theirs_at": MergeRule.SERVER,
        "sides": MergeRule.SERVER,
        "desk": MergeRule.SERVER,
        "record_kind": MergeRule.SERVER,
        "record_id": MergeRule.SERVER,
        "names": MergeRule.SERVER,
        "history": MergeRule.SERVER,
    },
    validate=validated_by(ConflictFields),
    may=_may_settle,
    scopes_of=_scopes,
    moves={
        ConflictStatus.OUVERT: {ConflictStatus.REGLE: _SETTLERS},
        ConflictStatus.REGLE: {ConflictStatus.OUVERT: _SETTLERS},
    },
    keeps_history=True,
)
