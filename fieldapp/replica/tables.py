"""The tables of the records that screens read: one per kind, named for it, with the kind's own fields.

A row is what is shown: the server's last word with my unsent changes on top. Rows leave when their last scope
leaves, so there is no mark for removed ones. `extra` holds the fields that this version does not know; they are kept
and sent back. `absent` names those whose column shows a default that the server never wrote: a change must tell what
stood there before, and a default did not. A *table* class does not validate, which is why nothing writes here but
`Unit` and the sync store.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Index, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from sync.records.agent import AgentFields
from sync.records.answer_template import AnswerTemplateFields
from sync.records.attachment import AttachmentFields
from sync.records.caller import CallerFields
from sync.records.conflict import ConflictFields
from sync.records.news import AcknowledgementFields, NewsFields
from sync.records.objective import ObjectiveFields
from sync.records.places import ServiceFields, TeamFields, TownFields, ZoneFields
from sync.records.reach import ReachFields
from sync.records.report import ReportFields
from sync.records.round import RoundFields
from sync.records.routing_rule import RoutingRuleFields
from sync.records.saved_filter import SavedFilterFields
from sync.records.task import TaskFields

EXTRA = "extra"
ABSENT = "absent"


class OptionalJson(JSON):
    """JSON whose absence is NULL and not the text `null`, so that an index can leave it out."""

    cache_ok = True

    def __init__(self) -> None:
        """Set what makes the difference."""
        super().__init__(none_as_null=True)


class ReplicaTable(SQLModel, registry=registry()):
    """The base of every table of a replica; a registry of its own, apart from the server's."""


class RecordRow(ReplicaTable):
    """What every kind's row has beside the kind's fields."""

    id: str = Field(primary_key=True)
    extra: dict[str, Any] | None = Field(default=None, sa_type=OptionalJson)
    absent: list[str] | None = Field(default=None, sa_type=OptionalJson)
    """Fields that the server's word leaves out and whose columns show their default."""


class Town(RecordRow, TownFields, table=True):
    """The collectivité itself."""

    __tablename__ = "town"


class Service(RecordRow, ServiceFields, table=True):
    """A service of the town hall."""

    __tablename__ = "service"


class Zone(RecordRow, ZoneFields, table=True):
    """A sector and its polygon."""

    __tablename__ = "zone"


class Team(RecordRow, TeamFields, table=True):
    """A team of a service."""

    __tablename__ = "team"


class Agent(RecordRow, AgentFields, table=True):
    """A colleague in the directory."""

    __tablename__ = "agent"


class RoutingRule(RecordRow, RoutingRuleFields, table=True):
    """A rule of the town: which service gets the reports of a category or a family."""

    __tablename__ = "routing_rule"


class News(RecordRow, NewsFields, table=True):
    """A news item."""

    __tablename__ = "news"
    __table_args__ = (Index("news_by_day", "status", "published_at"),)


class Acknowledgement(RecordRow, AcknowledgementFields, table=True):
    """The proof that an agent read a mandatory news item."""

    __tablename__ = "acknowledgement"
    __table_args__ = (Index("acknowledgement_by_news", "news", "agent"),)


class Reach(RecordRow, ReachFields, table=True):
    """Some of the people whom a mandatory news item has reached."""

    __tablename__ = "reach"
    __table_args__ = (Index("reach_by_news", "news", "content_hash"),)


class Task(RecordRow, TaskFields, table=True):
    """A task of an agent or a team."""

    __tablename__ = "task"
    __table_args__ = (
        Index("task_by_assignee", "assignee", "status", "due_at"),
        Index("task_by_team", "team", "status", "due_at"),
        Index("task_by_service", "service", "status", "due_at"),
        Index("task_by_report", "report"),
    )


class Report(RecordRow, ReportFields, table=True):
    """A report of a citizen or an agent."""

    __tablename__ = "report"
    __table_args__ = (
        Index("report_by_status", "status", "requested_datetime"),
        Index("report_by_zone", "zone", "status"),
        Index("report_by_service", "service", "status"),
        Index("report_by_place", "lat", "long"),
        Index("report_by_assignee", "assignee", "status"),
        Index("report_by_author", "author", "requested_datetime"),
        # Whole answers: objectives count what was mended lately, and a row with its history is a long way to a date.
        Index("report_by_closing", "closed_at", "status", "requested_datetime", "expected_datetime"),
    )


class Round(RecordRow, RoundFields, table=True):
    """A round: stops in their order, for one day."""

    __tablename__ = "round"
    __table_args__ = (
        Index("round_by_day", "planned_on", "status"),
        Index("round_by_assignee", "assignee", "planned_on"),
        Index("round_by_team", "team", "planned_on"),
    )


class SavedFilter(RecordRow, SavedFilterFields, table=True):
    """What somebody at a desk wants to see again."""

    __tablename__ = "saved_filter"


class AnswerTemplate(RecordRow, AnswerTemplateFields, table=True):
    """Words with placeholders for an answer to a resident."""

    __tablename__ = "answer_template"


class Caller(RecordRow, CallerFields, table=True):
    """How to reach the person on whose behalf a report was taken in."""

    __tablename__ = "caller"
    __table_args__ = (Index("caller_by_report", "report"),)


class Objective(RecordRow, ObjectiveFields, table=True):
    """An objective of the town."""

    __tablename__ = "objective"


class Attachment(RecordRow, AttachmentFields, table=True):
    """A photo or a document on a record; its bytes are in the vault's files."""

    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_by_parent", "parent_kind", "parent_id", "order"),)


class Conflict(RecordRow, ConflictFields, table=True):
    """Both sides of what could not be settled."""

    __tablename__ = "conflict"
    __table_args__ = (Index("conflict_by_record", "record_id"), Index("conflict_by_status", "status"))


ROW_TYPES: Mapping[str, type[RecordRow]] = MappingProxyType(
    {
        "town": Town,
        "service": Service,
        "zone": Zone,
        "team": Team,
        "agent": Agent,
        "routing_rule": RoutingRule,
        "news": News,
        "acknowledgement": Acknowledgement,
        "reach": Reach,
        "task": Task,
        "report": Report,
        "round": Round,
        "saved_filter": SavedFilter,
        "answer_template": AnswerTemplate,
        "caller": Caller,
        "objective": Objective,
        "attachment": Attachment,
        "conflict": Conflict,
    }
)
"""Kind -> the class of its rows."""


def table_of(row_type: type[SQLModel]) -> Table:
    """Give the Core table behind a row class."""
    table: Table = row_type.__table__  # type: ignore[attr-defined]  # SQLModel sets it when the class is made
    return table
