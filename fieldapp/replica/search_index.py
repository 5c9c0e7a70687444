"""What the search knows of news, tasks, reports and rounds, kept in the transaction that writes the row.

`search_entry` holds the texts of a record and `search` is a full-text index over it (FTS5 with external content, fed
by triggers, so that the two cannot drift apart). Accents do not matter to the index; `stems` makes « réparation » find
« réparations ».

A purged record's words must leave the index at once, not at some later merge, and so must a word that left a text.
FTS5's own `secure-delete` does that at every change of every record: 8 ms each among 20,000 reports, where an index
that is merged when words leave takes 0.5 ms, and 0.1 s for the merge (23 November 2026).
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Column, Integer, MetaData, Table, Text, UniqueConstraint, bindparam, delete, select, text
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import among, run_each, written_out
from fieldapp.replica.words import stems_of_text
from sync.core.model import Fields, Json
from sync.records.categories import GROUPS, category_of

SEARCHED_KINDS = frozenset({"news", "task", "report", "round"})
BODY_CHARACTERS_MAX = 20_000
"""More of one record's text is not searched."""

SEARCH_ENTRY = Table(
    "search_entry",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("stems", Text, nullable=False),
    UniqueConstraint("kind", "id"),
)

_BOUND = ("kind", "id", "title", "body", "stems")


def _upsert() -> Insert:
    """Give the statement that writes an entry; the index is left alone where the texts are the same."""
    statement = insert(SEARCH_ENTRY).values({name: bindparam(name) for name in _BOUND})
    new = statement.excluded
    values = {"title": new.title, "body": new.body, "stems": new.stems}
    differs = (
        (SEARCH_ENTRY.c.title != new.title) | (SEARCH_ENTRY.c.stems != new.stems) | (SEARCH_ENTRY.c.body != new.body)
    )
    return statement.on_conflict_do_update(index_elements=["kind", "id"], set_=values, where=differs)


_UPSERT, _ORDER = written_out(_upsert())
assert _ORDER == _BOUND, "values are bound in the order of `_entry`"
_MERGE = text("INSERT INTO search (search) VALUES ('optimize')")


def index_records(session: Session, kind: str, records: Mapping[str, Fields]) -> None:
    """Let the search find these records (id -> fields) by their present words."""
    if kind not in SEARCHED_KINDS or not records:
        return
    entries = [_entry(kind, record_id, fields) for record_id, fields in records.items()]
    loses_words = _loses_words(session, kind, entries)
    run_each(session, _UPSERT, entries)
    if loses_words:
        session.execute(_MERGE)


def _loses_words(session: Session, kind: str, entries: Collection[tuple[str, ...]]) -> bool:
    """Say whether a text is without a word that it had: an erasure (RGPD art. 17) comes as such a change."""
    wanted = among(SEARCH_ENTRY.c.id, [record_id for _, record_id, *_ in entries])
    here = select(SEARCH_ENTRY.c.id, SEARCH_ENTRY.c.title, SEARCH_ENTRY.c.body).where(
        SEARCH_ENTRY.c.kind == kind, wanted
    )
    before = {record_id: (title, body) for record_id, title, body in session.execute(here)}
    return any(
        before[record_id] != (title, body) and set(" ".join(before[record_id]).split()) - set(f"{title} {body}".split())
        for _, record_id, title, body, _ in entries
        if record_id in before
    )


def entered(session: Session, kind: str, record_ids: Collection[str]) -> list[str]:
    """Give those of these records that have an entry."""
    here = select(SEARCH_ENTRY.c.id).where(SEARCH_ENTRY.c.kind == kind, among(SEARCH_ENTRY.c.id, record_ids))
    return list(session.execute(here).scalars())


def forget_records(session: Session, kind: str, record_ids: Collection[str]) -> None:
    """Let the search forget these records."""
    if kind not in SEARCHED_KINDS:
        return
    gone = (SEARCH_ENTRY.c.kind == kind, among(SEARCH_ENTRY.c.id, record_ids))
    if session.connection().execute(delete(SEARCH_ENTRY).where(*gone)).rowcount:
        session.execute(_MERGE)


def _entry(kind: str, record_id: str, fields: Fields) -> tuple[str, ...]:
    title, texts = _TEXTS[kind](fields)
    body = "\n".join(text for text in texts if text)[:BODY_CHARACTERS_MAX]
    stems = stems_of_text(f"{title}\n{body}\n{_category_words(kind, fields)}")
    return kind, record_id, title, body, stems


def _news_texts(fields: Fields) -> tuple[str, Iterable[str]]:
    return _text(fields, "title"), (*_texts(fields, "summary", "body", "category"), *_comments(fields))


def _task_texts(fields: Fields) -> tuple[str, Iterable[str]]:
    notes = _texts(fields, "description", "address", "handover_note", "impossible_note")
    items = (str(item.get("label") or "") for item in fields.get("checklist") or ())
    return _text(fields, "title"), (*notes, *items, *_comments(fields))


def _report_texts(fields: Fields) -> tuple[str, Iterable[str]]:
    title = category_of(fields.get("service_code")).fr
    return title, (*_texts(fields, "description", "address", "number", "status_notes"), *_comments(fields))


def _round_texts(fields: Fields) -> tuple[str, Iterable[str]]:
    notes = _texts(fields, "note_before", "note_after")
    stops = (text for stop in fields.get("stops") or () for text in _texts(stop, "title", "address", "note"))
    visits = (str(visit.get("note") or "") for visit in fields.get("visits") or ())
    return _text(fields, "title"), (*notes, *stops, *visits)


_TEXTS = {"news": _news_texts, "task": _task_texts, "report": _report_texts, "round": _round_texts}


def _text(fields: Fields, name: str) -> str:
    return str(fields.get(name) or "")


def _texts(fields: Fields, *names: str) -> Iterable[str]:
    return (_text(fields, name) for name in names)


def _comments(fields: Fields) -> Iterable[str]:
    return (str(comment.get("text") or "") for comment in fields.get("comments") or ())


def _category_words(kind: str, fields: Fields) -> str:
    """Give the words by which people look for a category, synonyms and English included."""
    code: Json = fields.get("service_code" if kind == "report" else "category")
    if kind in ("news", "round") or not code:
        return ""
    category = category_of(code)
    group = GROUPS[category.group]
    return f"{category.fr} {category.en} {category.synonyms} {group.fr} {group.en}"
