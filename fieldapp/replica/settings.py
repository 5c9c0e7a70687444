"""The named values of a replica, and who writes on it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import SettingRow
from fieldapp.replica.rows import upsert
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
    CLEAN_SCHEMA = "clean_schema"
    """The schema of the fields for which parked rows were last tried."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes on this replica: one agent on one device of one town."""

    device: str
    agent: str
    tenant: str


def setting(session: Session, name: Setting, default: Json = None) -> Json:
    """Read a named value."""
    row = session.get(SettingRow, name.value)
    return default if row is None else row.value


def set_setting(session: Session, name: Setting, value: Json) -> None:
    """Write a named value."""
    row = session.get(SettingRow, name.value)
    if row is None:
        upsert(session, table_of(SettingRow), [{"name": name.value, "value": value}])
    elif row.value != value:
        row.value = value
        session.flush([row])


def identity_of(session: Session) -> Identity | None:
    """Give who writes here, or None before the first sign-in."""
    kept = setting(session, Setting.IDENTITY)
    return Identity(kept["device"], kept["agent"], kept["tenant"]) if kept else None
