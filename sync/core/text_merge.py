"""Three-way merge of a text by words: the diff3 algorithm.

The base is cut into words and the spaces between them. Each side's differences from the base are found; where only
one side touched a stretch of the base, its version is taken; where both did and wrote different things, there is no
honest answer and a person is asked. Source: Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

TOKENS_MAX = 4000
"""Beyond this length the merge asks a person: matching is quadratic at worst, and tablets are slow."""

_TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class _Hunk:
    """One side's difference: base[start:end] became `words`."""

    start: int
    end: int
    words: tuple[str, ...]


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    """Give the text with both sides' differences, or None when they touch the same words."""
    tokens = [_TOKEN.findall(text) for text in (base, mine, theirs)]
    if max(len(words) for words in tokens) > TOKENS_MAX:
        return None
    base_words, mine_words, their_words = tokens
    hunks = sorted(
        {*_hunks(base_words, mine_words), *_hunks(base_words, their_words)},
        key=lambda hunk: (hunk.start, hunk.end, hunk.words),
    )
    if any(_touch(left, right) for left, right in pairwise(hunks)):
        return None
    return "".join(_applied(base_words, hunks))


def _hunks(base: list[str], side: list[str]) -> Iterator[_Hunk]:
    matcher = SequenceMatcher(a=base, b=side, autojunk=False)
    for tag, start, end, side_start, side_end in matcher.get_opcodes():
        if tag != "equal":
            yield _Hunk(start, end, tuple(side[side_start:side_end]))


def _touch(left: _Hunk, right: _Hunk) -> bool:
    # Neighbours count as touching: two people who write at the same spot must see each other's words.
    return right.start <= left.end


def _applied(base: list[str], hunks: list[_Hunk]) -> Iterator[str]:
    at = 0
    for hunk in hunks:
        yield from base[at : hunk.start]
        yield from hunk.words
        at = hunk.end
    yield from base[at:]
