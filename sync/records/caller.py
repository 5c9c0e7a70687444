"""The person on whose behalf a report was taken in: how to reach him, if he wished to say it.

A record of its own, so that it goes to fewer people than the report (RGPD art. 5; DOMAIN AC-60): to the office that
takes calls and to whoever took this one. Neither the street nor the elected ever receive it; a report without a caller
is a whole report.
"""

from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import LINE_CHARACTERS_MAX, RecordFields, RecordId, Role, scope, validated_by

PHONE_CHARACTERS_MAX = 40
NOTICE_CHARACTERS_MAX = 20
INTAKE_ROLES = frozenset({Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION})
"""Who takes in reports for others."""


class CallerFields(RecordFields):
    """How to reach who called; each part is optional, all of them empty is no caller."""

    report: RecordId
    name: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    phone: str | None = Field(default=None, max_length=PHONE_CHARACTERS_MAX)
    email: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    wants_answer: bool = False
    """Whether he asked to hear what became of it."""
    notice: str = Field(min_length=1, max_length=NOTICE_CHARACTERS_MAX)
    """The version of the notice that was read to him (RGPD art. 13)."""
    author: RecordId


_CONTACTS = ("name", "phone", "email")


def _validate(fields: Fields) -> tuple[FieldError, ...]:
    found = _validated(fields)
    if not found and not any(fields.get(name) for name in _CONTACTS):
        # Nothing about nobody: a row that only says that somebody called serves no purpose.
        return (FieldError("/fields/phone", "required"),)
    return found


_validated = validated_by(CallerFields)


def _may_write(attempt: Attempt) -> bool:
    actor = attempt.actor
    if actor.role not in INTAKE_ROLES:
        return False
    if attempt.op is Op.CREATE:
        return attempt.fields.get("author") == actor.agent
    if {"author", "report"} & attempt.edits.keys():
        return False
    return actor.role == Role.AGENT_BUREAU or attempt.fields.get("author") == actor.agent


def _scopes(record_id: str, fields: Fields) -> frozenset[str]:
    return frozenset({scope("role", Role.AGENT_BUREAU.value), scope("agent", fields.get("author"))})


CALLER = KindSpec(
    name="caller",
    rules=dict.fromkeys(_CONTACTS, MergeRule.LAST),
    validate=_validate,
    may=_may_write,
    scopes_of=_scopes,
    parents=lambda fields: (("report", str(fields.get("report"))),),
)
