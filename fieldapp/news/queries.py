"""Reads of the news for a reader: the list in its order, one note with its text, and how many are unread.

What counts as read depends on the level: a mandatory note is read when its *present* text was acknowledged, any other
when it was opened once. Instants stay instants: what is over is decided with the clock of the moment of drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.attached import StoredFile, StoredPhoto, documents_of, photos_of
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.people import (
    Comment,
    agent_names,
    comment_draft_id,
    comments_of,
    directory_names,
    found_by_id,
    reaches,
)
from fieldapp.replica.receipts import Receipt, receipt_of, unsent_ids
from fieldapp.replica.tables import Acknowledgement, Agent, News
from sync.records.base import Role
from sync.records.news import (
    EDITOR_ROLES,
    WRITER_ROLES,
    Importance,
    NewsStatus,
    acknowledgement_id,
    news_content_hash,
)

NEWS_MAX: Final = 200
"""More notes than a year brings; the list ends there."""
WORDS_PER_MINUTE: Final = 200
"""Reading pace of an adult on a screen."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far one reader is with one note."""

    is_reader: bool
    """Whether it is addressed to him; its author and the communicants see it anyway."""
    opened_at: str | None
    """When he opened the present text."""
    acknowledged_at: str | None
    """When he confirmed the present text."""
    knew_earlier: bool
    """Whether he opened or confirmed an earlier text of it."""


@dataclass(frozen=True, slots=True)
class NewsCard:
    """A note as the list shows it."""

    id: str
    title: str
    summary: str
    category: str
    source: str
    """Who speaks: a service, or the author."""
    author: str
    importance: Importance
    status: NewsStatus
    published_at: str
    """When it came out; of a scheduled note, when it will; empty for a draft without an hour."""
    expires_at: str | None
    reminded_at: str | None
    pinned: bool
    reading_minutes: int
    reading: Reading
    unsent: bool

    @property
    def is_mandatory(self) -> bool:
        """Tell whether it asks for an acknowledgement."""
        return self.importance is Importance.OBLIGATOIRE

    @property
    def asks(self) -> bool:
        """Tell whether this reader is still asked to confirm it."""
        return self.is_mandatory and self.reading.is_reader and self.reading.acknowledged_at is None

    @property
    def is_unread(self) -> bool:
        """Tell whether it counts in the badge."""
        known = self.reading.opened_at is not None or self.reading.knew_earlier
        return self.asks or (self.reading.is_reader and not self.is_mandatory and not known)

    @property
    def is_reminded(self) -> bool:
        """Tell whether its writer asks this reader once more."""
        return self.reminded_at is not None and self.is_unread

    def is_current(self, now: str) -> bool:
        """Tell whether it is out and not yet over; when it comes out is the server's affair, not this clock's."""
        return self.status is NewsStatus.PUBLIE and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewsPage:
    """All that the page of a note shows."""

    card: NewsCard
    body: str
    content_hash: str
    photos: tuple[StoredPhoto, ...]
    documents: tuple[StoredFile, ...]
    comments: tuple[Comment, ...]
    comments_closed: bool
    comment_draft: str
    """A comment that is being written."""
    author_name: str
    receipt: Receipt
    acknowledgement_receipt: Receipt
    may_write: bool
    """Whether this person may correct or withdraw it."""
    sees_readers: bool
    """Whether who has read it is on this device: for its author and the communicants."""


def news_list(session: Session, agent_id: str) -> tuple[NewsCard, ...]:
    """Give every published note on this device in reading order; the screen leaves out what is over."""
    published = select(News).where(News.status == NewsStatus.PUBLIE).order_by(col(News.published_at).desc())
    return tuple(sorted(_cards(session, tuple(session.exec(published)), agent_id), key=_reading_order))


def own_news(session: Session, agent_id: str) -> tuple[NewsCard, ...]:
    """Give drafts, scheduled and withdrawn notes that this person may take up again, the newest first."""
    role = _role_of(session, agent_id)
    if role not in WRITER_ROLES:
        return ()
    own = () if role in EDITOR_ROLES else (News.author == agent_id,)
    waiting = col(News.status).in_((NewsStatus.BROUILLON, NewsStatus.PROGRAMME, NewsStatus.RETIRE))
    found = session.exec(select(News).where(waiting, *own).order_by(col(News.id).desc()).limit(NEWS_MAX))
    return _cards(session, tuple(found), agent_id)


def unread_count(session: Session, agent_id: str, now: str) -> int:
    """Count what this reader has still to read or to confirm."""
    return sum(1 for card in news_list(session, agent_id) if card.is_unread and card.is_current(now))


def news_page(session: Session, news_id: str, agent_id: str) -> NewsPage | None:
    """Give a note with all that its page shows; None when it is not (or no longer) on this device."""
    news = session.get(News, news_id)
    if news is None:
        return None
    content_hash, names = content_hash_of(news), agent_names(session)
    role = _role_of(session, agent_id)
    draft = draft_of(session, comment_draft_id("news", news_id))
    return NewsPage(
        card=_cards(session, (news,), agent_id)[0],
        body=news.body,
        content_hash=content_hash,
        photos=photos_of(session, "news", news_id),
        documents=documents_of(session, "news", news_id),
        comments=comments_of(news.comments, names),
        comments_closed=news.comments_closed,
        comment_draft=str(draft.fields.get("text") or "") if draft else "",
        author_name=names.get(news.author, ""),
        receipt=receipt_of(session, "news", news_id),
        acknowledgement_receipt=receipt_of(
            session, "acknowledgement", acknowledgement_id(news_id, agent_id, content_hash)
        ),
        may_write=role in EDITOR_ROLES or (role in WRITER_ROLES and news.author == agent_id),
        sees_readers=news.author == agent_id or role == Role.COMMUNICANT,
    )


def content_hash_of(news: News) -> str:
    """Give the hash of a note's present text."""
    return news_content_hash({"title": news.title, "body": news.body})


def _reading_order(card: NewsCard) -> tuple[bool, bool, bool]:
    # The newest first within each, read or not: the sort is stable, and the rows come by age.
    return not card.asks, not card.pinned, not (card.is_unread and card.importance is Importance.IMPORTANTE)


def in_place(cards: Sequence[NewsCard], before: Sequence[str]) -> tuple[NewsCard, ...]:
    """Leave notes where a reader saw them: what was read a moment ago does not jump away under his hand."""
    places = {news_id: at for at, news_id in enumerate(before)}
    fresh = [card for card in cards if card.id not in places]
    kept = sorted((card for card in cards if card.id in places), key=lambda card: places[card.id])
    # What must be confirmed stands first in any case.
    return tuple(sorted((*fresh, *kept), key=lambda card: not card.asks))


def _cards(session: Session, found: tuple[News, ...], agent_id: str) -> tuple[NewsCard, ...]:
    scopes, names = found_by_id(session, agent_id), directory_names(session)
    unsent, known = unsent_ids(session, "news"), _acknowledgements(session, agent_id)

    def reading(news: News) -> Reading:
        content_hash = content_hash_of(news)
        own = known.get(news.id, {})
        present = own.get(content_hash)
        return Reading(
            is_reader=reaches(news.audience, scopes),
            opened_at=present.opened_at if present else None,
            acknowledged_at=present.acknowledged_at if present else None,
            knew_earlier=any(earlier != content_hash for earlier in own),
        )

    return tuple(_card(news, reading(news), names, news.id in unsent) for news in found)


def _acknowledgements(session: Session, agent_id: str) -> dict[str, dict[str, Acknowledgement]]:
    known: dict[str, dict[str, Acknowledgement]] = {}
    for row in session.exec(select(Acknowledgement).where(Acknowledgement.agent == agent_id)):
        known.setdefault(row.news, {})[row.content_hash] = row
    return known


def _card(news: News, reading: Reading, names: Mapping[str, str], unsent: bool) -> NewsCard:
    return NewsCard(
        id=news.id,
        title=news.title,
        summary=news.summary or "",
        category=news.category or "",
        source=names.get(news.service or "") or names.get(news.author, ""),
        author=news.author,
        importance=Importance(news.importance),
        status=NewsStatus(news.status),
        published_at=news.published_at or "",
        expires_at=news.expires_at,
        reminded_at=news.reminded_at,
        pinned=news.pinned,
        reading_minutes=max(1, round(len(news.body.split()) / WORDS_PER_MINUTE)),
        reading=reading,
        unsent=unsent,
    )


def _role_of(session: Session, agent_id: str) -> str:
    agent = session.get(Agent, agent_id)
    return agent.role if agent else ""
