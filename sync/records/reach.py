"""Whom a mandatory note has reached: whose device has said that it holds this very text.

The server alone writes it, from the cursors with which devices ask for the next page of the log
(`sync/server/reaching.py`). It is told to the note's writers and to nobody else, as acknowledgements are. One record
holds many people, because most of them arrive within an hour: 300 people are 16 rows and not 300.
"""

from typing import Annotated, Any, Final

from pydantic import AfterValidator
from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.ids import derived_id, is_id
from sync.core.instants import parse_instant
from sync.core.model import Fields, KindSpec, MergeRule
from sync.records.base import RecordFields, RecordId, Role, scope, validated_by
from sync.records.news import Importance, NewsStatus

AGENTS_MAX: Final = 5_000
"""People in one record; with an instant each they stay far below what a record may weigh."""


def _checked_agents(agents: dict[str, Any]) -> dict[str, Any]:
    if len(agents) > AGENTS_MAX or not all(is_id(agent) and isinstance(at, str) for agent, at in agents.items()):
        raise ValueError("not-agents")
    for at in agents.values():
        parse_instant(at)
    return agents


class ReachFields(RecordFields):
    """Some of the people whom one text of a note has reached, each with when the server heard of it."""

    news: RecordId
    news_author: RecordId
    content_hash: str = Field(min_length=16, max_length=64)
    agents: Annotated[dict[str, Any], AfterValidator(_checked_agents)] = Field(sa_type=JSON)


def reach_id(news_id: str, content_hash: str, agent_id: str) -> str:
    """Give the id of the record that tells of this person: people share one by their own last digit.

    What comes anew sends the whole record once more to the writers: a sixteenth of the people is little enough, and a
    town may have 80,000.
    """
    return derived_id("reach", news_id, content_hash, agent_id[-1])


def asks_for_reach(fields: Fields) -> bool:
    """Tell whether the writers of a note are told whom it has reached: of what must be read, they are."""
    return fields.get("status") == NewsStatus.PUBLIE and fields.get("importance") == Importance.OBLIGATOIRE


REACH = KindSpec(
    name="reach",
    rules={"agents": MergeRule.SERVER},
    validate=validated_by(ReachFields),
    may=lambda attempt: False,
    scopes_of=lambda record_id, fields: frozenset(
        {scope("agent", fields.get("news_author")), scope("role", Role.COMMUNICANT)}
    ),
    parents=lambda fields: (("news", str(fields.get("news"))),),
)
