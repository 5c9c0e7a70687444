"""One search box over news, tasks and reports: while typing, without accents, French forms, best first.

Each word that was typed must be found, as the beginning of a word or as another form of it. Whatever was typed is
quoted, so that no quote, operator or emoji is ever read as the index's own language.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from fieldapp.replica.search_index import SEARCHED_KINDS
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
    rows = sorted(_best(session, words, kinds or SEARCHED_KINDS, hits_max), key=lambda row: (row.score, row.number))
    matches = _Matches(words)
    return tuple(_hit(row, matches) for row in rows[:hits_max])


def search_by_kind(
    session: Session, typed: str, kinds: Collection[str], hits_max: int = HITS_MAX
) -> dict[str, tuple[Hit, ...]]:
    """Find the best records of each of these kinds, in one pass over the index."""
    words = _wanted(typed)
    matches = _Matches(words)
    found: dict[str, list[Hit]] = {kind: [] for kind in kinds}
    for row in _best(session, words, kinds, hits_max):
        found[row.kind].append(_hit(row, matches))
    return {kind: tuple(hits) for kind, hits in found.items()}


def _best(
    session: Session, words: "Sequence[_Word]", kinds: Collection[str], hits_max: int
) -> Sequence[Row[tuple[str, str, int, float, str, str]]]:
    """Give the best rows of each kind, best first within a kind."""
    if not words:
        return ()
    values = {f"kind_{n}": kind for n, kind in enumerate(sorted(kinds))}
    return session.execute(_statement(len(values)), {**values, "match": _match(words), "hits_max": hits_max}).all()


@lru_cache(maxsize=8)
def _statement(kinds: int) -> TextClause:
    """Give the statement for so many kinds.

    Ranking is most of a search: it is done once, whatever the number of kinds, and only the rows that are shown are
    sorted with their texts. One query per kind took four times as long (47 ms against 11 for « la » over 25,000 rows,
    27 November 2026).
    """
    best = " UNION ALL ".join(_OF_KIND.format(n=n) for n in range(kinds))
    return text(_FOUND.format(best=best))


_OF_KIND = """SELECT * FROM (
    SELECT kind, number, score FROM found WHERE kind = :kind_{n} ORDER BY score, number LIMIT :hits_max
)"""
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT entry.kind, search.rowid AS number, search.rank AS score
    FROM search CROSS JOIN search_entry AS entry ON entry.number = search.rowid WHERE search MATCH :match
), best AS MATERIALIZED ({best})
SELECT best.kind, entry.id, best.number, best.score, entry.title, entry.body
FROM best CROSS JOIN search_entry AS entry ON entry.number = best.number ORDER BY best.kind, best.score, best.number
"""


def marked(text: str, typed: str) -> tuple[Fragment, ...]:
    """Cut a text that stands in no index, such as a title in the agent's language, as a hit's own are cut."""
    return _marked(text, _Matches(_wanted(typed)), (0, len(text)), 0)


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


class _Matches(dict[str, bool]):
    """Whether a word of a text is one that was looked for; the same words stand in most of the texts."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self._words = words

    def __missing__(self, word: str) -> bool:
        plain = folded(word)
        found = any(plain.startswith(wanted.start) or wanted.stems & stems(word) for wanted in self._words)
        self[word] = found
        return found


def _hit(row: Any, matches: _Matches) -> Hit:
    title, body = row.title, row.body
    return Hit(row.kind, row.id, _marked(title, matches, (0, len(title)), 0), _passage(body, matches))


def _passage(body: str, matches: _Matches) -> tuple[Fragment, ...]:
    """Give the passage around the first match, or the beginning where only the title or a synonym matched."""
    first = next((word.start() for word in words_of(body) if matches[word[0]]), 0)
    start = _word_boundary(body, max(first - _BEFORE_MATCH, 0))
    end = min(start + SNIPPET_CHARACTERS, len(body))
    before = (Fragment("…"),) if start else ()
    after = (Fragment("…"),) if end < len(body) else ()
    return (*before, *_marked(body, matches, (start, end), first), *after)


def _word_boundary(body: str, start: int) -> int:
    space = body.find(" ", start, start + _BEFORE_MATCH) if start else -1
    return space + 1 if space >= 0 else start


def _marked(text: str, matches: _Matches, span: tuple[int, int], first: int) -> tuple[Fragment, ...]:
    """Cut a part of a text at its matches; there is none before `first`, which begins a word."""
    at, end = span
    fragments: list[Fragment] = []
    for word in words_of(text, first, end):
        if matches[word[0]]:
            fragments += [Fragment(text[at : word.start()]), Fragment(word[0], is_match=True)]
            at = word.end()
    fragments.append(Fragment(text[at:end]))
    return tuple(fragment for fragment in fragments if fragment.text)
