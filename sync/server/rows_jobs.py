"""Rows of work that the server does by itself, later: one job each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from sync.server.rows import Row

NEVER: Final = "9999-12-31T23:59:59.999Z"
"""The turn of a job that nobody is to take."""


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    """Somebody does it; when his lease is over, it is anybody's again."""
    DONE = "done"
    """Kept for some days, so that who asks for it again is told that it was done."""
    DEAD = "dead"
    """Failed too often: a person looks, and lets it be tried again."""


@dataclass(frozen=True, slots=True)
class JobRow(Row):
    """One job."""

    TABLE: ClassVar[str] = "job"
    KEY: ClassVar[tuple[str, ...]] = ("name",)
    INDEXES: ClassVar[tuple[str, ...]] = ("turn_at",)

    name: str
    """What it is, once and for all: who asks for the same again asks for the same job."""
    work: str
    """Which of the server's works it is."""
    told_json: str
    """What the work needs to know."""
    run_at: str
    """When it is to be done, at the earliest."""
    turn_at: str
    """From when on it may be taken: its hour, after a failure a later one, while it is taken the end of the lease."""
    state: str = JobState.WAITING
    attempts: int = 0
    lease: str = ""
    """Who has it, by a word that he drew for this one time."""
    trouble: str = ""
    """The name of what went wrong the last time; nothing that a person wrote."""
    ended_at: str = ""
