"""Rows of what the law asks: what was erased, requests of persons, devices' receipts, slips for the archives."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sync.server.rows import Row

FILE = "file"
"""What an erasure of bytes has for its kind; its id is their sha256."""


@dataclass(frozen=True, slots=True)
class ErasureRow(Row):
    """One thing that was erased, by its id alone: after a restore the same list is erased again."""

    TABLE: ClassVar[str] = "erasure"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "id")

    kind: str
    id: str
    at: str
    why: str
    """`policy:<class>` or the number of a person's request."""
    size_bytes: int
    """Of a file; 0 for a record."""
    done_at: str
    """Of a file: when its name was gone from the disk; empty while that is still to be done."""


@dataclass(frozen=True, slots=True)
class RunRow(Row):
    """One day's run of the policy: its counts grow in each batch's own transaction."""

    TABLE: ClassVar[str] = "retention_run"
    KEY: ClassVar[tuple[str, ...]] = ("day",)

    day: str
    begun_at: str
    counts_json: str
    ended_at: str = ""

    def counts(self) -> dict[str, int]:
        """Decode the counts by class."""
        return dict(json.loads(self.counts_json))


@dataclass(frozen=True, slots=True)
class RightsRow(Row):
    """A person's request (RGPD art. 15 to 22); who it is stays sealed, and goes when the request ends."""

    TABLE: ClassVar[str] = "rights_request"
    KEY: ClassVar[tuple[str, ...]] = ("number",)

    number: str
    right_asked: str
    state: str
    asked_at: str
    due_on: str
    sealed: str
    who: str
    """Who of the town hall noted it."""
    counts_json: str
    closed_at: str = ""

    def counts(self) -> dict[str, int]:
        """Decode what was found or done, by kind."""
        return dict(json.loads(self.counts_json))


@dataclass(frozen=True, slots=True)
class ReceiptRow(Row):
    """A device that could hold what a request erased, and its word that it keeps it no more."""

    TABLE: ClassVar[str] = "erasure_receipt"
    KEY: ClassVar[tuple[str, ...]] = ("number", "device")
    INDEXES: ClassVar[tuple[str, ...]] = ("device",)

    number: str
    device: str
    agent: str
    epoch: str
    wanted_json: str
    """Scope -> position of the log that the device must have passed."""
    asked_at: str
    heard_at: str = ""

    def wanted(self) -> dict[str, int]:
        """Decode the positions."""
        return dict(json.loads(self.wanted_json))


@dataclass(frozen=True, slots=True)
class EliminationRow(Row):
    """A slip for the archives (bordereau d'élimination): nothing on it goes before its visa is noted."""

    TABLE: ClassVar[str] = "elimination"
    KEY: ClassVar[tuple[str, ...]] = ("number",)

    number: str
    made_at: str
    items_json: str
    """[[class, kind, id, reference, since], …]"""
    visa_by: str = ""
    visa_on: str = ""
    noted_at: str = ""

    def items(self) -> list[list[Any]]:
        """Decode what is on it."""
        return list(json.loads(self.items_json))
