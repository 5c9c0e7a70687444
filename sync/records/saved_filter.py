"""A saved filter of the desk: what somebody wants to see again, under a name; his own, or shared with the desks.

What is wanted is kept as the screen says it (`{"pile": "open", "which": "late"}`): a value that an older screen does
not know is kept, and narrows nothing there.
"""

from typing import Annotated, Any

from pydantic import AfterValidator
from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import DESK_ROLES, RecordFields, RecordId, scope, validated_by

NAME_CHARACTERS_MAX = 60
WANTED_MAX = 12
VALUE_CHARACTERS_MAX = 60
FILTERS_MAX = 24
"""Saved filters that a screen shows; who keeps more looks for them longer than for the reports."""


def _checked_wanted(wanted: dict[str, Any]) -> dict[str, Any]:
    if len(wanted) > WANTED_MAX:
        raise ValueError("too-many")
    if any(not isinstance(value, str) or len(value) > VALUE_CHARACTERS_MAX for value in wanted.values()):
        raise ValueError("not-a-choice")
    return wanted


class SavedFilterFields(RecordFields):
    """One saved filter."""

    title: str = Field(min_length=1, max_length=NAME_CHARACTERS_MAX)
    wanted: Annotated[dict[str, Any], AfterValidator(_checked_wanted)] = Field(sa_type=JSON)
    shared: bool = False
    """Whether every desk sees it, or its author alone."""
    author: RecordId


def _may_write(attempt: Attempt) -> bool:
    if attempt.actor.role not in DESK_ROLES or (attempt.op is not Op.CREATE and "author" in attempt.edits):
        return False
    # Who shares a filter still owns it: a colleague's mistake must not change what all others see.
    return attempt.fields.get("author") == attempt.actor.agent


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    found = {scope("agent", fields.get("author"))}
    if fields.get("shared"):
        found.update(scope("role", role.value) for role in DESK_ROLES)
    return frozenset(found)


SAVED_FILTER = KindSpec(
    name="saved_filter",
    rules={"title": MergeRule.LAST, "wanted": MergeRule.LAST},
    validate=validated_by(SavedFilterFields),
    may=_may_write,
    scopes_of=_scopes,
)
