"""Rows of what other programs follow and are told: secret links, webhooks, and what waits to be sent to them."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class LinkRow(Row):
    """A link to a news feed or an agent's calendar: who has its secret reads, here is only its hash."""

    TABLE: ClassVar[str] = "secret_link"
    KEY: ClassVar[tuple[str, ...]] = ("secret_hash",)

    secret_hash: str
    kind: str
    """See `sync.server.feeds.links`."""
    name: str
    """What the administrator calls it."""
    subject: str
    """Of a feed the scope whose notes it gives, of a calendar the agent."""
    made_at: str
    revoked_at: str = ""


@dataclass(frozen=True, slots=True)
class WebhookRow(Row):
    """A system of the town that is told of changes, and how that goes. Its key follows from the server's."""

    TABLE: ClassVar[str] = "webhook"
    KEY: ClassVar[tuple[str, ...]] = ("webhook",)

    webhook: str
    url: str
    name: str
    events_json: str
    allows_private: bool
    """Whether the administrator lets it be within the town's own network, or on this machine."""
    made_at: str
    is_enabled: bool = True
    next_ms: int = 0
    """When it may be tried again; while somebody sends, until when it is his."""
    failures: int = 0
    failing_since_ms: int = 0
    """0 while all goes well."""

    def events(self) -> tuple[str, ...]:
        """Decode the events that it wants."""
        return tuple(json.loads(self.events_json))


@dataclass(frozen=True, slots=True)
class WebhookMessageRow(Row):
    """A message that waits: written in the transaction that it tells of, dropped once it was taken."""

    TABLE: ClassVar[str] = "webhook_message"
    KEY: ClassVar[tuple[str, ...]] = ("webhook", "seq")
    INDEXES: ClassVar[tuple[str, ...]] = ("webhook",)

    webhook: str
    seq: int
    """The position in the town's log of what it tells: messages are sent in that order."""
    message: str
    """By which the receiver knows it again."""
    body_json: str

    def said(self) -> dict[str, Any]:
        """Decode what it says."""
        return dict(json.loads(self.body_json))
