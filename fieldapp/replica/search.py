"""One search box over news, tasks and reports: while typing, without accents, French forms, best first.

Each word that was typed must be found, as the beginning of a word or as another form of it. Whatever was typed is
quoted, so that no quote, operator or emoji is ever read as the index's own language.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from fieldapp.replica.words import folded, stems, words_of

HITS_MAX = 50
WORDS_MAX = 8
SNIPPET_CHARACTERS = 140
_BEFORE_MATCH = 40
_SMALL_WORDS = frozenset("a au aux d de des du en et l la le les un une".split())


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text; `is_match` where the search found its word."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its title and a passage, cut into fragments."""

    kind: str
    id: str
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]


def search(session: Session, typed: str, kinds: Collection[str] = (), hits_max: int = HITS_MAX) -> tuple[Hit, ...]:
    """Find records, best first; `kinds` narrows (none: all). Nothing to look for finds nothing."""
    words = _wanted(typed)
    if not words:
        return ()
    values = {"match": _match(words), "hits_max": hits_max, "kinds": list(kinds)}
    statement = _SEARCH_KINDS if kinds else _SEARCH
    rows = session.execute(statement, values if kinds else {key: values[key] for key in ("match", "hits_max")})
    return tuple(Hit(row.kind, row.id, _whole(row.title, words), _passage(row.body, words)) for row in rows)


_FOUND = """
SELECT entry.kind, entry.id, entry.title, entry.body
FROM search JOIN search_entry AS entry ON entry.number = search.rowid
WHERE search MATCH :match {narrowed} ORDER BY search.rank LIMIT :hits_max
"""
_SEARCH = text(_FOUND.format(narrowed=""))
_SEARCH_KINDS = text(_FOUND.format(narrowed="AND entry.kind IN :kinds")).bindparams(bindparam("kinds", expanding=True))


def marked(text: str, typed: str) -> tuple[Fragment, ...]:
    """Cut a text that stands in no index, such as a title in the agent's language, as a hit's own are cut."""
    return _whole(text, _wanted(typed))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word to look for: folded as typed, and its stems."""

    start: str
    stems: frozenset[str]


def _wanted(typed: str) -> tuple[_Word, ...]:
    found = list(dict.fromkeys(folded(word[0]) for word in words_of(typed)))
    telling = [word for word in found if len(word) > 1 and word not in _SMALL_WORDS] or found[:1]
    return tuple(_Word(word, stems(word)) for word in telling[:WORDS_MAX])


def _match(words: Sequence[_Word]) -> str:
    return " AND ".join(_match_of(word) for word in words)


def _match_of(word: _Word) -> str:
    forms = " OR ".join(f'stems : "{stem}"' for stem in sorted(word.stems) if stem)
    return f'("{word.start}" * OR {forms})' if forms else f'"{word.start}" *'


def _whole(title: str, words: Sequence[_Word]) -> tuple[Fragment, ...]:
    return _marked(title, words, (0, len(title)))


def _passage(body: str, words: Sequence[_Word]) -> tuple[Fragment, ...]:
    """Give the passage around the first match, or the beginning where only the title or a synonym matched."""
    first = next((word.start() for word in words_of(body) if _is_match(word[0], words)), 0)
    start = _word_boundary(body, max(first - _BEFORE_MATCH, 0))
    end = min(start + SNIPPET_CHARACTERS, len(body))
    before = (Fragment("…"),) if start else ()
    after = (Fragment("…"),) if end < len(body) else ()
    return (*before, *_marked(body, words, (start, end)), *after)


def _word_boundary(body: str, start: int) -> int:
    space = body.find(" ", start, start + _BEFORE_MATCH) if start else -1
    return space + 1 if space >= 0 else start


def _marked(body: str, words: Sequence[_Word], span: tuple[int, int]) -> tuple[Fragment, ...]:
    at, end = span
    fragments: list[Fragment] = []
    for word in words_of(body[:end]):
        if word.start() < at or not _is_match(word[0], words):
            continue
        fragments += [Fragment(body[at : word.start()]), Fragment(word[0], is_match=True)]
        at = word.end()
    fragments.append(Fragment(body[at:end]))
    return tuple(fragment for fragment in fragments if fragment.text)


def _is_match(word: str, words: Sequence[_Word]) -> bool:
    plain = folded(word)
    return any(plain.startswith(wanted.start) or wanted.stems & stems(word) for wanted in words)
