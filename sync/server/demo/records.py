"""What the generator gives: records as they were created, and the events that made them what they are.

Replaying all of it in order through the judge gives the town as it stands at `now`: a report enters as
`nouveau` and is moved, assigned and commented by agents who have the right to, at the moments told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync.core.model import Op
from sync.server.demo.street_plan import StreetPlan

SERVER = ""
"""The writer of what comes in from outside (web form, Open311): the server itself."""


@dataclass(frozen=True)
class DemoRecord:
    """A record as it was created: `by` an agent's id (or SERVER) `at` an instant."""

    kind: str
    id: str
    fields: Mapping[str, Any]
    by: str
    at: str


@dataclass(frozen=True)
class DemoEvent:
    """A later change of a record: per field, the value after it and the value before it."""

    kind: str
    id: str
    by: str
    at: str
    op: Op
    edits: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class DemoAccount:
    """A person who can sign in; `known` are the few that the demo's start page names."""

    email: str
    agent: str
    role: str
    told_as: str
    known: bool


@dataclass(frozen=True)
class DemoTown:
    """The whole town; equal seeds and moments give equal towns, byte for byte."""

    seed: int
    now: datetime
    plan: StreetPlan
    records: tuple[DemoRecord, ...]
    """In dependency order: parents before children, and within a kind by time."""
    events: tuple[DemoEvent, ...]
    """In the order of time; all of them concern records above."""
    accounts: tuple[DemoAccount, ...]
    photo: Callable[[str], bytes]
    """The JPEG bytes of an attachment, by the attachment's id; KeyError for an id without photo."""
    thumbnail: Callable[[str], bytes]
    """The bytes of its small picture, likewise."""
