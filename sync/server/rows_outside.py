"""Rows of what comes from the public and what it may read: who asked, the index of reports, settings, API keys."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class RequesterRow(Row):
    """Who reported something from outside, sealed, and what he said afterwards; on no device."""

    TABLE: ClassVar[str] = "requester"
    KEY: ClassVar[tuple[str, ...]] = ("report",)
    INDEXES: ClassVar[tuple[str, ...]] = ("tracking_hash",)

    report: str
    sealed: str
    """See `sync.server.outside.requesters`; empty where nobody said who he is, and after an erasure."""
    content_hash: str
    """Keyed: by it the same request is known when it comes again."""
    tracking_hash: str
    """Of the secret in the tracking link; empty after an erasure."""
    made_at: str
    followers: int = 0
    thanks: int = 0
    satisfaction: int = 0
    """1 to 5; 0 while nobody answered."""


@dataclass(frozen=True, slots=True)
class PublicRow(Row):
    """Where the public's questions find a report: by number, day and place."""

    TABLE: ClassVar[str] = "public_report"
    KEY: ClassVar[tuple[str, ...]] = ("report",)
    INDEXES: ClassVar[tuple[str, ...]] = ("number", "requested_on", "moved_on", "cell")

    report: str
    number: str
    requested_on: str
    """Day, UTC."""
    moved_on: str
    cell: str
    """A hundredth of a degree each way; see `sync.server.outside.indexing`."""
    service_code: str
    status: str
    publication: str


@dataclass(frozen=True, slots=True)
class SettingRow(Row):
    """One version of one of the town's settings; the highest is in force, the others are its past."""

    TABLE: ClassVar[str] = "setting"
    KEY: ClassVar[tuple[str, ...]] = ("name", "version")
    INDEXES: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    version: int
    value_json: str
    who: str
    at: str

    def value(self) -> Any:
        """Decode the value, which stands in a list: not every database takes a bare number for JSON."""
        return json.loads(self.value_json)[0]


@dataclass(frozen=True, slots=True)
class ApiKeyRow(Row):
    """A key with which another system writes reports, by its hash."""

    TABLE: ClassVar[str] = "api_key"
    KEY: ClassVar[tuple[str, ...]] = ("key_hash",)

    key_hash: str
    name: str
    """Whose it is, in the administrator's words."""
    made_at: str
    revoked_at: str = ""


@dataclass(frozen=True, slots=True)
class OutsideUpdateRow(Row):
    """An update of a report that another system sent, by the name that it gave it: it is taken once."""

    TABLE: ClassVar[str] = "outside_update"
    KEY: ClassVar[tuple[str, ...]] = ("source", "update_id")

    source: str
    """Hash of the API key."""
    update_id: str
    report: str
    at: str
