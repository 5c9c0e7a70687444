"""Read of the proof of reading: one line for each person whom a note reaches, with when and which text."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from fieldapp.news.queries import content_hash_of
from fieldapp.news.queries_audience import directory
from fieldapp.news.queries_reach import reach_of
from fieldapp.replica.tables import Acknowledgement, News
from sync.core.instants import parse_instant
from sync.records.delays import PARIS
from sync.records.news import Importance


@dataclass(frozen=True, slots=True)
class ProofRow:
    """What one person did with the present text; moments are those of his device, but for the first."""

    service: str
    name: str
    reached_at: datetime | None
    """When the town hall heard that a device of his has this text; of a note that asks for nothing, never."""
    opened_at: datetime | None
    acknowledged_at: datetime | None
    knew_earlier: bool
    """Whether he had opened or confirmed an earlier text."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who has read one text of one note."""

    title: str
    content_hash: str
    is_mandatory: bool
    rows: tuple[ProofRow, ...]


def proof_of(session: Session, news_id: str) -> Proof | None:
    """Give the proof of a note, by service and name; None when it is not on this device."""
    news = session.get(News, news_id)
    if news is None:
        return None
    present, known = content_hash_of(news), directory(session)
    told: dict[str, Acknowledgement] = {}
    earlier: set[str] = set()
    for row in session.exec(select(Acknowledgement).where(Acknowledgement.news == news_id)):
        if row.content_hash == present:
            told[row.agent] = row
        else:
            earlier.add(row.agent)
    reach = reach_of(session, news_id, present)
    rows = [
        ProofRow(
            known.services.get(person.service or "", ""),
            person.name,
            _local(reach.get(person.id)),
            _local(told[person.id].opened_at) if person.id in told else None,
            _local(told[person.id].acknowledged_at) if person.id in told else None,
            person.id in earlier,
        )
        for person in known.receivers(news.audience)
    ]
    by_name = sorted(rows, key=lambda row: (not row.service, row.service, row.name))
    return Proof(news.title, present, news.importance == Importance.OBLIGATOIRE, tuple(by_name))


def _local(at: str | None) -> datetime | None:
    return parse_instant(at).astimezone(PARIS) if at else None
