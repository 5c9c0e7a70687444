"""Reads of who has read a note: by service, and the people who are waited for.

Acknowledgements reach the author of a note and the communicants only (see their scopes): for anybody else there is
nothing here to count.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from fieldapp.news.queries import content_hash_of
from fieldapp.news.queries_audience import Person, directory
from fieldapp.replica.tables import Acknowledgement, News
from sync.records.news import Importance, NewsStatus


class ReaderState(StrEnum):
    """Say how far a reader is with the present text."""

    ACKNOWLEDGED = "acknowledged"
    OPENED = "opened"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Reader:
    """One person to whom a note is addressed."""

    id: str
    name: str
    service_name: str
    state: ReaderState
    at: str | None
    """When he acknowledged or opened it."""
    knew_earlier: bool
    """Whether he had opened or confirmed an earlier text."""


@dataclass(frozen=True, slots=True)
class ServiceReaders:
    """How far the people of one service are; the name is empty for those without one."""

    name: str
    acknowledged: int
    opened: int
    pending: int

    @property
    def reached(self) -> int:
        """Count the people of the service to whom it is addressed."""
        return self.acknowledged + self.opened + self.pending


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has read one note."""

    id: str
    title: str
    published_at: str
    reminded_at: str | None
    """When those who are waited for were last reminded."""
    is_mandatory: bool
    acknowledged: int
    opened: int
    pending: int
    services: tuple[ServiceReaders, ...]
    waited_for: tuple[Reader, ...]
    """Mandatory: who has not confirmed, the unopened first. Otherwise: who has not opened it."""

    @property
    def reached(self) -> int:
        """Count everybody to whom it is addressed."""
        return self.acknowledged + self.opened + self.pending


def latest_mandatory(session: Session, agent_id: str) -> str | None:
    """Give the mandatory note that this writer published last: the one whose readers he waits for."""
    own = (News.author == agent_id, News.status == NewsStatus.PUBLIE, News.importance == Importance.OBLIGATOIRE)
    return session.exec(select(News.id).where(*own).order_by(col(News.published_at).desc()).limit(1)).first()


def readers_of(session: Session, news_id: str) -> Readers | None:
    """Give who has read a note; None when it is not (or no longer) on this device."""
    news = session.get(News, news_id)
    if news is None:
        return None
    people = directory(session)
    content_hash = content_hash_of(news)
    is_mandatory = news.importance == Importance.OBLIGATOIRE
    known: dict[str, list[Acknowledgement]] = {}
    for row in session.exec(select(Acknowledgement).where(Acknowledgement.news == news_id)):
        known.setdefault(row.agent, []).append(row)
    found = [
        _reader(person, people.services.get(person.service or "", ""), known.get(person.id, []), content_hash)
        for person in people.reached(news.audience)
    ]
    if not is_mandatory:
        found = [_without_levels(reader) for reader in found]
    states = Counter(reader.state for reader in found)
    ended = ReaderState.ACKNOWLEDGED if is_mandatory else ReaderState.OPENED
    waited_for = [reader for reader in found if reader.state is not ended]
    return Readers(
        id=news.id,
        title=news.title,
        published_at=news.published_at or "",
        reminded_at=news.reminded_at,
        is_mandatory=is_mandatory,
        acknowledged=states[ReaderState.ACKNOWLEDGED],
        opened=states[ReaderState.OPENED],
        pending=states[ReaderState.PENDING],
        services=_by_service(found),
        waited_for=tuple(sorted(waited_for, key=lambda reader: reader.state is not ReaderState.PENDING)),
    )


def _reader(person: Person, service_name: str, rows: list[Acknowledgement], content_hash: str) -> Reader:
    present = next((row for row in rows if row.content_hash == content_hash), None)
    knew_earlier = any(row.content_hash != content_hash for row in rows)
    if present is not None and present.acknowledged_at is not None:
        state, at = ReaderState.ACKNOWLEDGED, present.acknowledged_at
    elif present is not None and present.opened_at is not None:
        state, at = ReaderState.OPENED, present.opened_at
    else:
        return Reader(person.id, person.name, service_name, ReaderState.PENDING, None, knew_earlier)
    return Reader(person.id, person.name, service_name, state, at, knew_earlier)


def _without_levels(reader: Reader) -> Reader:
    """Count a reader of a note that asks for nothing: opened once, in whatever text, is read."""
    is_read = reader.state is not ReaderState.PENDING or reader.knew_earlier
    state = ReaderState.OPENED if is_read else ReaderState.PENDING
    return Reader(reader.id, reader.name, reader.service_name, state, reader.at, reader.knew_earlier)


def _by_service(found: list[Reader]) -> tuple[ServiceReaders, ...]:
    counted = Counter((reader.service_name, reader.state) for reader in found)
    rows = [
        ServiceReaders(name, *(counted[name, state] for state in ReaderState))
        for name in {reader.service_name for reader in found}
    ]
    return tuple(sorted(rows, key=lambda row: (not row.name, -row.reached, row.name)))
