"""What went wrong and was mended: never silent, never a reason to refuse the rest. Ids and numbers only."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import insert
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import IncidentRow
from fieldapp.replica.tables import table_of
from sync.core.model import Json

INCIDENTS_KEPT_MAX = 1_000


class IncidentCode(StrEnum):
    """What was found."""

    WORK_BROUGHT_BACK = "work-brought-back"
    """The database had lost changes that the journal still held."""
    JOURNAL_REBUILT = "journal-rebuilt"
    """The journal had lost changes that the database still held, or was damaged."""
    CHAIN_BROKEN = "chain-broken"
    """A change does not fit its MAC, and no good copy is left: it is sent as it is, the server judges."""
    CHANGE_MENDED = "change-mended"
    """A change did not fit its MAC and was replaced by its good copy."""
    NUMBER_LOST = "number-lost"
    """A number is missing on both sides; an empty change stands in its place, so that the rest can go."""
    DATABASE_DAMAGED = "database-damaged"
    DIGEST_DIFFERS = "digest-differs"
    """A scope did not add up to what the server says; it is read again."""
    ROWS_PARKED = "rows-parked"
    SERVER_RESTORED = "server-restored"
    """The server's epoch changed: it was restored, and what it may have lost is sent again."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that went wrong and was mended."""

    code: IncidentCode
    told: dict[str, Json] = field(default_factory=dict)


def note_incidents(session: Session, incidents: tuple[Incident, ...], at: str) -> None:
    """Keep incidents for the support and the screens; the oldest go when there are too many."""
    if not incidents:
        return
    table = table_of(IncidentRow)
    rows = [{"at": at, "code": incident.code.value, "told": incident.told} for incident in incidents]
    session.execute(insert(table), rows)
    newest = session.execute(table.select().with_only_columns(table.c.id).order_by(table.c.id.desc()).limit(1))
    oldest_kept = newest.scalar_one() - INCIDENTS_KEPT_MAX
    session.execute(table.delete().where(table.c.id <= oldest_kept))
