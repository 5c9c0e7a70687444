"""News of the town hall for its agents and élus, and the proof that each has read the mandatory ones.

A scheduled note is in the scopes of its writers alone until the server, by its own clock, moves it to `publie`
(`sync/server/releasing.py`): what must not be known yet is on no reader's device, whatever hour that one shows.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.ids import derived_id
from sync.core.model import Actor, Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    ALL_ROLES,
    BODY_CHARACTERS_MAX,
    DESK_ROLES,
    ENTRIES_MAX,
    LINE_CHARACTERS_MAX,
    SECTOR,
    TITLE_CHARACTERS_MAX,
    TOWN_SCOPE,
    Instant,
    RecordFields,
    RecordId,
    Role,
    edits_only,
    one_of,
    scope,
    validated_by,
)
from sync.records.entries import Comments, signs_own

WRITER_ROLES = DESK_ROLES | {Role.COMMUNICANT}
EDITOR_ROLES = frozenset({Role.COMMUNICANT, Role.DIRECTION})
"""May change what others wrote."""


class Importance(StrEnum):
    """Three levels; only the last asks for an acknowledgement. Source: DOMAIN AC-9."""

    INFORMATION = "information"
    IMPORTANTE = "importante"
    OBLIGATOIRE = "obligatoire"


class NewsStatus(StrEnum):
    """A draft is seen by its author and the communicants; a withdrawn one leaves every reader."""

    BROUILLON = "brouillon"
    PROGRAMME = "programme"
    """To be published by the server at `published_at`; until then as unseen as a draft."""
    PUBLIE = "publie"
    RETIRE = "retire"


_AUDIENCE_LISTS = (
    ("services", "service"),
    ("teams", "team"),
    ("zones", SECTOR),
    ("roles", "role"),
    ("agents", "agent"),
)


def _checked_audience(audience: dict[str, Any]) -> dict[str, Any]:
    lists = [audience.get(name) or [] for name in (*(name for name, _ in _AUDIENCE_LISTS), "except", "people")]
    if not all(isinstance(names, list) and len(names) <= ENTRIES_MAX for names in lists):
        raise ValueError("not-an-audience")
    if not all(isinstance(name, str) for names in lists for name in names):
        raise ValueError("not-an-audience")
    return audience


Audience = Annotated[dict[str, Any], AfterValidator(_checked_audience)]


class NewsFields(RecordFields):
    """One news item. `body` is Markdown; `audience` is {everyone, services, teams, zones, roles, agents}.

    An audience of which somebody is left out has `except`, and `people`: all whom it then reaches.
    """

    title: str = Field(min_length=1, max_length=TITLE_CHARACTERS_MAX)
    summary: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    body: str = Field(default="", max_length=BODY_CHARACTERS_MAX)
    category: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    importance: Annotated[str, one_of(Importance)] = Importance.INFORMATION
    status: Annotated[str, one_of(NewsStatus)] = NewsStatus.BROUILLON
    audience: Audience | None = Field(default=None, sa_type=JSON)
    author: RecordId
    service: RecordId | None = None
    published_at: Instant | None = None
    """When it was published; of a scheduled note, when it will be."""
    expires_at: Instant | None = None
    reminded_at: Instant | None = None
    """When its writer last reminded those who have not answered."""
    pinned: bool = False
    comments_closed: bool = False
    comments: Comments | None = Field(default=None, sa_type=JSON, max_length=ENTRIES_MAX)
    history: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


class AcknowledgementFields(RecordFields):
    """One reader and one version of a mandatory news item: what he opened and what he confirmed."""

    news: RecordId
    news_author: RecordId
    agent: RecordId
    content_hash: str = Field(min_length=16, max_length=64)
    opened_at: Instant | None = None
    acknowledged_at: Instant | None = None


def news_content_hash(fields: Fields) -> str:
    """Give the hash of what was read: title and body. A changed text asks for a new acknowledgement."""
    text = f"{fields.get('title') or ''}\x1f{fields.get('body') or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def acknowledgement_id(news_id: str, agent_id: str, content_hash: str) -> str:
    """Give the one id that all devices of an agent use for one version of one news item."""
    return derived_id("acknowledgement", news_id, agent_id, content_hash)


def audience_scopes(audience: Fields | None) -> frozenset[str]:
    """Give the scopes of an audience; an empty audience reaches nobody.

    Whoever is excepted is in the scopes of his service: such a note goes to its `people` one by one, as its writer's
    directory knew them when it was sent.
    """
    audience = audience or {}
    if excepted := set(audience.get("except") or ()):
        return frozenset(scope("agent", one) for one in audience.get("people") or () if one not in excepted)
    if audience.get("everyone"):
        return frozenset({TOWN_SCOPE})
    return frozenset(scope(name, item) for key, name in _AUDIENCE_LISTS for item in audience.get(key) or ())


def _news_scopes(record_id: str, fields: Fields) -> frozenset[str]:
    authors = frozenset({scope("role", Role.COMMUNICANT), scope("agent", fields.get("author"))})
    if fields.get("status") != NewsStatus.PUBLIE:
        return authors
    return authors | audience_scopes(fields.get("audience"))


def _may_write_news(attempt: Attempt) -> bool:
    role, fields = attempt.actor.role, attempt.fields
    if not signs_own(attempt, "comments"):
        return False
    if attempt.op is Op.CREATE:
        return role in WRITER_ROLES and fields.get("author") == attempt.actor.agent
    if edits_only(attempt, frozenset({"comments"})):
        return role in ALL_ROLES and not fields.get("comments_closed")
    # A note speaks in its author's name: to give it another one is to put words into his mouth.
    return "author" not in attempt.edits and _is_editor(attempt.actor, fields)


def _is_editor(actor: Actor, fields: Fields) -> bool:
    return actor.role in EDITOR_ROLES or (actor.role in WRITER_ROLES and fields.get("author") == actor.agent)


def _lacks(fields: Fields, followers: Sequence[Fields]) -> tuple[FieldError, ...]:
    if fields.get("status") == NewsStatus.PROGRAMME and not fields.get("published_at"):
        return (FieldError("/fields/published_at", "required"),)
    return ()


def is_due(fields: Fields, now: str) -> bool:
    """Tell whether a scheduled note is to be published by this instant."""
    return fields.get("status") == NewsStatus.PROGRAMME and str(fields.get("published_at") or now) <= now


def _may_acknowledge(attempt: Attempt) -> bool:
    """Let a reader confirm in his own name, once per text, and take nothing of it back."""
    fields, agent = attempt.fields, attempt.actor.agent
    if attempt.op is Op.CREATE:
        text = (str(fields.get("news")), agent, str(fields.get("content_hash")))
        return fields.get("agent") == agent and attempt.id == acknowledgement_id(*text)
    moments = edits_only(attempt, frozenset({"opened_at", "acknowledged_at"}))
    takes_back = any(fields.get(name) and edit.now is None for name, edit in attempt.edits.items())
    return moments and not takes_back and fields.get("agent") == agent


_WRITERS = frozenset(WRITER_ROLES)
_S = NewsStatus
NEWS = KindSpec(
    name="news",
    rules={
        "title": MergeRule.TEXT,
        "body": MergeRule.TEXT,
        "audience": MergeRule.ASK,
        "status": MergeRule.STATUS,
        "expires_at": MergeRule.ASK,
        "comments": MergeRule.APPEND,
        "history": MergeRule.SERVER,
    },
    validate=validated_by(NewsFields),
    may=_may_write_news,
    scopes_of=_news_scopes,
    admits=_is_editor,
    lacks=_lacks,
    moves={
        _S.BROUILLON: {_S.PUBLIE: _WRITERS, _S.PROGRAMME: _WRITERS, _S.RETIRE: _WRITERS},
        _S.PROGRAMME: {_S.PUBLIE: _WRITERS, _S.BROUILLON: _WRITERS, _S.RETIRE: _WRITERS},
        _S.PUBLIE: {_S.RETIRE: _WRITERS},
        _S.RETIRE: {_S.PUBLIE: _WRITERS, _S.PROGRAMME: _WRITERS},
    },
    keeps_history=True,
)
ACKNOWLEDGEMENT = KindSpec(
    name="acknowledgement",
    rules={},
    validate=validated_by(AcknowledgementFields),
    may=_may_acknowledge,
    scopes_of=lambda record_id, fields: frozenset(
        {
            scope("agent", fields.get("agent")),
            scope("agent", fields.get("news_author")),
            scope("role", Role.COMMUNICANT),
        }
    ),
    parents=lambda fields: (("news", str(fields.get("news"))),),
)
