"""A rule of a town: which service, and which team of it, gets the reports of a category or a family.

The id of a rule follows from what it is about, so that two desks that say something about the same category and sector
meet on one record. A rule about nothing is the town's default queue: it gets what no other rule and no service's code
takes. How rules are read is told in `sync.records.routing`.
"""

from typing import Any, Final

from sqlmodel import Field

from sync.core.ids import derived_id
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    DESK_ROLES,
    LINE_CHARACTERS_MAX,
    RecordFields,
    RecordId,
    Role,
    scope,
    validated_by,
)

ROUTING_RULE_KIND: Final = "routing_rule"
WRITER_ROLES: Final = frozenset({Role.RESPONSABLE_SERVICE, Role.DIRECTION})
"""Who may say where the work goes; every desk reads it."""
ABOUT: Final = ("category", "group", "zone")


class RoutingRuleFields(RecordFields):
    """One rule. Of category and family it names at most one; the sector narrows either."""

    category: str | None = Field(default=None, min_length=1, max_length=60)
    """A code of `sync.records.categories`, or of the town's own."""
    group: str | None = Field(default=None, min_length=1, max_length=60)
    """A family of categories."""
    zone: RecordId | None = None
    service: RecordId
    team: RecordId | None = None
    name: str | None = Field(default=None, min_length=1, max_length=LINE_CHARACTERS_MAX)
    """How the town calls it, such as « À répartir » for its default queue."""


def rule_id(*, category: str | None = None, group: str | None = None, zone: str | None = None) -> str:
    """Give the id of the rule about these."""
    return derived_id(ROUTING_RULE_KIND, category or "", group or "", zone or "")


def is_about_something_else(fields: Fields) -> bool:
    """Tell whether a rule names what no reader would look for: a category and a family, or a sector alone."""
    category, group, zone = (fields.get(name) for name in ABOUT)
    return bool(category and group) or bool(zone and not category and not group)


def _may_write(attempt: Attempt) -> bool:
    if attempt.actor.role not in WRITER_ROLES:
        return False
    if attempt.op is Op.CREATE:
        about: dict[str, Any] = {name: attempt.fields.get(name) for name in ABOUT}
        return not is_about_something_else(about) and attempt.id == rule_id(**about)
    # What a rule is about is its name: about something else, it is another rule.
    return not attempt.edits.keys() & set(ABOUT)


ROUTING_RULE = KindSpec(
    name=ROUTING_RULE_KIND,
    rules={"service": MergeRule.ASK, "team": MergeRule.ASK},
    validate=validated_by(RoutingRuleFields),
    may=_may_write,
    scopes_of=lambda record_id, fields: frozenset(scope("role", role) for role in DESK_ROLES),
    groups=(("service", "team"),),
    parents=lambda fields: (("service", str(fields.get("service"))),),
)
