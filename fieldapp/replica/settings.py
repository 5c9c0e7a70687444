"""The named values of a replica, and who writes on it."""

import json
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from fieldapp.replica.bulk import rows_of, upsert
from fieldapp.replica.engine_tables import SettingRow
from fieldapp.replica.tables import table_of
from sync.core.model import Json


class Setting(StrEnum):
    """The names that this version knows."""

    IDENTITY = "identity"
    PLACE = "place"
    """Where this device stands with the server: epoch, grants, clock offset, what is durable."""
    LAST_CONTACT_AT = "last_contact_at"
    CHAIN_BASE = "chain_base"
    """Number and MAC of the last change that was forgotten: where the chain goes on from."""
    TOKENS = "tokens"
    LEASE = "lease"
    """Until when this device may show its office, and what was seen of the time: see `leases`."""
    ORDER = "order"
    """The order to wipe that was heard and is not carried out yet, as it came."""
    DIGEST_SEEN_AT = "digest_seen_at"
    """When the agent last put away the digest of his shift."""
    RUNG_AT = "rung_at"
    """When this device called its agent's attention today."""
    EXPORTED = "exported"
    """What was exported to a file last, by which device: see `parcel_note`."""
    TRAFFIC = "traffic"
    """What went over the line on the last day: its date, bytes sent, bytes received."""
    SEARCH_LAGS = "search_lags"
    """Kind -> the row after which rows may be missing in the search."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes on this replica: one agent on one device of one town."""

    device: str
    agent: str
    tenant: str


def setting(session: Session, name: Setting, default: Json = None) -> Json:
    """Read a named value."""
    found = rows_of(session, "SELECT value FROM setting WHERE name = ?", (name.value,))
    return json.loads(found[0].value) if found else default


def set_setting(session: Session, name: Setting, value: Json) -> None:
    """Write a named value."""
    upsert(session, table_of(SettingRow), [{"name": name.value, "value": value}])


def identity_of(session: Session) -> Identity | None:
    """Give who writes here, or None before the first sign-in."""
    kept = setting(session, Setting.IDENTITY)
    return Identity(kept["device"], kept["agent"], kept["tenant"]) if kept else None
