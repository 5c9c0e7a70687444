"""A template of an answer to a resident: words with placeholders, for a state or a family of categories.

Its placeholders are `{numéro}`, `{catégorie}` …; what fills them is the device's, so that a template reads the same
without network. It never holds an agent's name: the town answers by its service.
"""

from typing import Annotated

from sqlmodel import Field

from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    DESK_ROLES,
    TEXT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    RecordFields,
    RecordId,
    Role,
    one_of,
    scope,
    validated_by,
)
from sync.records.report import RejectReason, ReportStatus

WRITER_ROLES = frozenset({Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION})
"""Who may change what all desks answer; a chief uses it."""


class AnswerTemplateFields(RecordFields):
    """One template; without a state or a family it is offered everywhere."""

    title: str = Field(min_length=1, max_length=TITLE_CHARACTERS_MAX)
    text: str = Field(min_length=1, max_length=TEXT_CHARACTERS_MAX)
    status: Annotated[str, one_of(ReportStatus)] | None = None
    reason: Annotated[str, one_of(RejectReason)] | None = None
    group: str | None = Field(default=None, max_length=60)
    """A family of `sync.records.categories`."""
    author: RecordId | None = None


def _may_write(attempt: Attempt) -> bool:
    if attempt.actor.role not in WRITER_ROLES:
        return False
    if attempt.op is Op.CREATE:
        return attempt.fields.get("author") in (None, attempt.actor.agent)
    return "author" not in attempt.edits


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    return frozenset(scope("role", role.value) for role in DESK_ROLES)


ANSWER_TEMPLATE = KindSpec(
    name="answer_template",
    rules={"title": MergeRule.TEXT, "text": MergeRule.TEXT},
    validate=validated_by(AnswerTemplateFields),
    may=_may_write,
    scopes_of=_scopes,
)
