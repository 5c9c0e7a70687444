"""Reads of who has received and read a note: by service, and the people who are waited for.

Acknowledgements, and whom a mandatory note has reached, go to the author of a note and the communicants only (see
their scopes): for anybody else there is nothing here to count. Who opened a note was reached by it, whatever else was
heard of him.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.news.queries import content_hash_of
from fieldapp.news.queries_audience import Person, directory
from fieldapp.news.queries_reach import reach_of
from fieldapp.replica.tables import Acknowledgement, News
from sync.records.news import Importance, NewsStatus


class ReaderState(StrEnum):
    """Say how far a reader is with the present text."""

    ACKNOWLEDGED = "acknowledged"
    OPENED = "opened"
    RECEIVED = "received"
    """A device of his keeps the text, and nobody opened it there."""
    UNREACHED = "unreached"
    """No device of his has said that it has the text."""
    PENDING = "pending"
    """Not opened, of a note that asks for nothing: whether it is on a device, nobody was asked."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person to whom a note is addressed."""

    id: str
    name: str
    service_name: str
    state: ReaderState
    at: str | None
    """When he acknowledged or opened it by his clock, or the town hall heard that he has it by its own."""
    knew_earlier: bool
    """Whether he had opened or confirmed an earlier text."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people stand where; everybody is in one of the five."""

    acknowledged: int = 0
    opened: int = 0
    received: int = 0
    unreached: int = 0
    pending: int = 0

    def of(self, state: ReaderState) -> int:
        """Give how many are in a state."""
        count: int = getattr(self, state.value)
        return count

    @property
    def addressed(self) -> int:
        """Count everybody to whom it is addressed."""
        return self.acknowledged + self.opened + self.received + self.unreached + self.pending

    @property
    def reached(self) -> int:
        """Count whom a mandatory note has reached, read or not."""
        return self.acknowledged + self.opened + self.received

    @property
    def unanswered(self) -> int:
        """Count who has not confirmed a mandatory note."""
        return self.addressed - self.acknowledged


@dataclass(frozen=True, slots=True)
class ServiceReaders:
    """How far the people of one service are; the name is empty for those without one."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has read one note."""

    id: str
    title: str
    published_at: str
    reminded_at: str | None
    """When those who are waited for were last reminded."""
    is_mandatory: bool
    counts: Counts
    services: tuple[ServiceReaders, ...]
    waited_for: tuple[Reader, ...]
    """Mandatory: who has not confirmed, the unreached first, then the unopened. Otherwise: who has not opened it."""


_WAITED_ORDER: Final = (
    ReaderState.UNREACHED,
    ReaderState.PENDING,
    ReaderState.RECEIVED,
    ReaderState.OPENED,
    ReaderState.ACKNOWLEDGED,
)


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
        for person in people.receivers(news.audience)
    ]
    reach = reach_of(session, news_id, content_hash) if is_mandatory else {}
    found = [_with_reach(reader, reach) if is_mandatory else _without_levels(reader) for reader in found]
    ended = ReaderState.ACKNOWLEDGED if is_mandatory else ReaderState.OPENED
    waited_for = [reader for reader in found if reader.state is not ended]
    return Readers(
        id=news.id,
        title=news.title,
        published_at=news.published_at or "",
        reminded_at=news.reminded_at,
        is_mandatory=is_mandatory,
        counts=_counted(found),
        services=_by_service(found),
        waited_for=tuple(sorted(waited_for, key=lambda reader: _WAITED_ORDER.index(reader.state))),
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


def _with_reach(reader: Reader, reach: Mapping[str, str]) -> Reader:
    """Tell, of who has not opened a mandatory note, whether it is on a device of his at all."""
    if reader.state is not ReaderState.PENDING:
        return reader
    at = reach.get(reader.id)
    return replace(reader, state=ReaderState.UNREACHED if at is None else ReaderState.RECEIVED, at=at)


def _without_levels(reader: Reader) -> Reader:
    """Count a reader of a note that asks for nothing: opened once, in whatever text, is read."""
    is_read = reader.state is not ReaderState.PENDING or reader.knew_earlier
    return replace(reader, state=ReaderState.OPENED if is_read else ReaderState.PENDING)


def _counted(found: Iterable[Reader]) -> Counts:
    states = Counter(reader.state for reader in found)
    return Counts(**{state.value: states[state] for state in ReaderState})


def _by_service(found: Sequence[Reader]) -> tuple[ServiceReaders, ...]:
    names = {reader.service_name for reader in found}
    rows = [ServiceReaders(name, _counted(one for one in found if one.service_name == name)) for name in names]
    return tuple(sorted(rows, key=lambda row: (not row.name, -row.counts.addressed, row.name)))
