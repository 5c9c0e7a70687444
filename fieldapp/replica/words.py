"""French words for the search: cut, folded (no accents, no case) and stemmed."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

STEMS_CACHED_MAX = 50_000
WORD_CHARACTERS_MAX = 60
_WORD = re.compile(r"[^\W_]+")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - snowballstemmer's own name
        ...


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    # Imported here: the app's first frame does not search.
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("french")
    return stemmer


def words_of(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """Go over the words of a text, or of a part of it, with their places."""
    return _WORD.finditer(text, start, end)


@lru_cache(maxsize=STEMS_CACHED_MAX)
def folded(word: str) -> str:
    """Give a word without accents and without case."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@lru_cache(maxsize=STEMS_CACHED_MAX)
def stems(word: str) -> frozenset[str]:
    """Give the folded stems of a word: as it is written, and as it would be without its accents.

    Both, because the French algorithm reads « cassée » and « cassee » differently and people type either.
    """
    word = word.casefold()[:WORD_CHARACTERS_MAX]
    if not word.isalpha():
        # A number, a reference, a house number: no form but its own.
        return frozenset((folded(word),))
    return frozenset(folded(_stemmer().stemWord(form)) for form in {word, folded(word)})


def stems_of_text(text: str) -> str:
    """Give the stems of all words of a text, each once."""
    found: set[str] = set()
    for word in words_of(text):
        found |= stems(word[0])
    return " ".join(sorted(found))
