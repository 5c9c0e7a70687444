"""An agent of the town as colleagues see him: name, role, service, team. No private data, no password."""

from typing import Annotated

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.model import KindSpec, MergeRule
from sync.records.base import (
    LINE_CHARACTERS_MAX,
    TOWN_SCOPE,
    RecordFields,
    RecordId,
    Role,
    one_of,
    only_admin,
    validated_by,
)


class AgentFields(RecordFields):
    """An entry of the directory; what the agent may see follows from it (see `sync.records.grants`)."""

    given_name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    family_name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    role: Annotated[str, one_of(Role)]
    job_title: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    service: RecordId | None = None
    team: RecordId | None = None
    zones: list[RecordId] | None = Field(default=None, sa_type=JSON)
    """Zones beside those of the team."""
    active: bool = True


AGENT = KindSpec(
    name="agent",
    rules={"zones": MergeRule.SET, "role": MergeRule.ASK},
    validate=validated_by(AgentFields),
    may=only_admin,
    scopes_of=lambda record_id, fields: frozenset({TOWN_SCOPE}),
)
