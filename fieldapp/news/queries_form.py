"""Reads of the composer: the form of a note, as its draft or its record holds it.

A new note is a draft of this device until it is published or kept at the town hall; a correction of a note that is
there is a draft beside it, which remembers what it began with: only what the writer changed counts as his.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.news.queries import WORDS_PER_MINUTE
from fieldapp.news.queries_audience import Audience, audience_of
from fieldapp.replica.drafts import Draft, draft_of, drafts_of
from fieldapp.replica.tables import Attachment, News
from sync.core.ids import derived_id
from sync.core.model import Fields
from sync.records.news import Importance, NewsStatus, news_content_hash

NEW_FORM: Final = "news"
"""The form of a note that is not a record yet: its draft's id becomes the record's."""
EDIT_FORM: Final = "news edit"


@dataclass(frozen=True, slots=True)
class NewsForm:
    """What the composer holds."""

    title: str = ""
    body: str = ""
    summary: str = ""
    category: str = ""
    importance: Importance = Importance.INFORMATION
    audience: Audience = field(default_factory=Audience)
    expires_at: str | None = None
    pinned: bool = False
    comments_closed: bool = False
    publish_at: str | None = None
    """When the town hall is to publish it; None for at once, and for what is out already."""
    dropped: tuple[str, ...] = ()
    """Photos and documents of the record that go with the next gesture."""

    def fields(self) -> dict[str, Any]:
        """Give what the record holds; what is empty is absent."""
        words = {name: getattr(self, name).strip() or None for name in ("summary", "category")}
        return {
            **words,
            "title": self.title.strip(),
            "body": self.body.strip(),
            "importance": self.importance.value,
            "audience": self.audience.fields() or None,
            "published_at": self.publish_at,
            "expires_at": self.expires_at,
            "pinned": self.pinned,
            "comments_closed": self.comments_closed,
        }

    def draft(self) -> dict[str, Any]:
        """Give what a draft keeps: every letter as it was typed."""
        plain = {"audience": self.audience.fields(), "importance": self.importance.value}
        return {**asdict(self), **plain, "dropped": list(self.dropped)}

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing worth keeping was written."""
        return not (self.title.strip() or self.body.strip() or self.summary.strip())

    @property
    def words(self) -> int:
        """Count the words of the text."""
        return len(self.body.split())

    @property
    def reading_minutes(self) -> int:
        """Give how long the text takes to read."""
        return max(1, round(self.words / WORDS_PER_MINUTE))


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo or a document on the note that is written: of the draft, or of the record."""

    id: str
    name: str
    """Empty for a photo."""
    size_bytes: int
    author: str
    is_new: bool
    """Whether it belongs to the draft and was never sent."""


@dataclass(frozen=True, slots=True)
class Composer:
    """What the composer opens with."""

    news_id: str | None
    """The record that is corrected; None for a new note."""
    draft_id: str | None
    """Where the form is saved; None until its first letter."""
    form: NewsForm
    stored: NewsForm
    """What the record says; an empty form for a new note."""
    status: NewsStatus
    saved_at: str | None
    base: Mapping[str, Any]
    """What the correction began with, as a draft keeps it."""
    changed_since: bool
    """Whether somebody else changed, since this correction began, what it changes too."""
    attached: tuple[Attached, ...] = ()
    """Photos and documents, those of the record first; what is dropped is among them until it is sent."""

    def is_changed(self, form: NewsForm) -> bool:
        """Tell whether sending this would change anything."""
        return bool(self.changes(form) or form.dropped or any(one.is_new for one in self.attached))

    def changes(self, form: NewsForm) -> dict[str, Any]:
        """Give only what the writer changed: a colleague's change of another field stays."""
        before = self.stored.fields()
        return {name: value for name, value in form.fields().items() if value != before[name]}

    @property
    def is_scheduled(self) -> bool:
        """Tell whether the town hall waits for its hour."""
        return self.status is NewsStatus.PROGRAMME

    def asks_again(self, form: NewsForm) -> bool:
        """Tell whether publishing this asks the readers of a mandatory note for a new confirmation."""
        if self.status is not NewsStatus.PUBLIE or form.importance is not Importance.OBLIGATOIRE:
            return False
        return news_content_hash(form.fields()) != news_content_hash(self.stored.fields())


def edit_draft_id(news_id: str) -> str:
    """Give the id of the draft in which a note is being corrected: one per note and device."""
    return derived_id("news draft", news_id)


def new_composer(session: Session) -> Composer:
    """Give the note that is being written on this device, or an empty form."""
    draft = next(iter(drafts_of(session, NEW_FORM)), None)
    empty = NewsForm()
    return Composer(
        news_id=None,
        draft_id=draft.id if draft else None,
        form=_form_of(draft.fields) if draft else empty,
        stored=empty,
        status=NewsStatus.BROUILLON,
        saved_at=draft.saved_at if draft else None,
        base=empty.draft(),
        changed_since=False,
        attached=_drafted(draft),
    )


def composer(session: Session, news_id: str) -> Composer | None:
    """Give a note that is taken up again; None when it is not (or no longer) on this device."""
    news = session.get(News, news_id)
    if news is None:
        return None
    stored = _form_of({**news.model_dump(), "publish_at": _planned(news)})
    now = stored.draft()
    draft = draft_of(session, edit_draft_id(news_id))
    typed: Fields = draft.fields.get("form") or {} if draft else {}
    began: Fields = draft.fields.get("base") or {} if draft else {}
    own = {name: value for name, value in typed.items() if value != began.get(name)}
    return Composer(
        news_id=news_id,
        draft_id=edit_draft_id(news_id),
        form=_form_of({**now, **own}),
        stored=stored,
        status=NewsStatus(news.status),
        saved_at=draft.saved_at if draft else None,
        base={**now, **{name: began.get(name) for name in own}},
        changed_since=any(began.get(name) != now.get(name) for name in own),
        attached=(*_hung(session, news_id), *_drafted(draft)),
    )


def _drafted(draft: Draft | None) -> tuple[Attached, ...]:
    found = draft.photos if draft else ()
    return tuple(
        Attached(one.id, str(one.fields.get("name") or ""), int(one.fields["size_bytes"]), "", True) for one in found
    )


def _hung(session: Session, news_id: str) -> tuple[Attached, ...]:
    """Give what hangs on the record."""
    on_it = (Attachment.parent_kind == "news", Attachment.parent_id == news_id)
    found = session.exec(select(Attachment).where(*on_it).order_by(col(Attachment.order), col(Attachment.id)))
    return tuple(Attached(one.id, one.name or "", one.size_bytes, one.author, False) for one in found)


def _planned(news: News) -> str | None:
    """Give the hour that a note waits for: what is out keeps its date, and is not written with it."""
    waits = news.status in (NewsStatus.PROGRAMME, NewsStatus.BROUILLON)
    return news.published_at if waits else None


def _form_of(fields: Fields | Mapping[str, Any]) -> NewsForm:
    importance = fields.get("importance")
    return NewsForm(
        title=str(fields.get("title") or ""),
        body=str(fields.get("body") or ""),
        summary=str(fields.get("summary") or ""),
        category=str(fields.get("category") or ""),
        importance=Importance(importance) if importance in tuple(Importance) else Importance.INFORMATION,
        audience=audience_of(fields.get("audience")),
        expires_at=fields.get("expires_at"),
        pinned=bool(fields.get("pinned")),
        comments_closed=bool(fields.get("comments_closed")),
        publish_at=fields.get("publish_at"),
        dropped=tuple(fields.get("dropped") or ()),
    )
