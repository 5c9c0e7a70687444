"""Words that were made to begin a line, and stand within a sentence; and sentences one behind the other.

No screen changes the case of a word by itself: an English weekday keeps its capital, and so does « SMS ».
"""

from collections.abc import Sequence

from fieldapp.ui.i18n.words import Words

_WEEK_DAYS, _MONTHS = range(7), range(1, 13)


def within(t: Words, words: str) -> str:
    """Let words go on within a sentence: « Hier, 14:32 » becomes « hier, 14:32 », “Monday 23” stays."""
    first = words.partition(" ")[0].rstrip(",")
    if first in _names(t) or first[1:].lower() != first[1:]:
        return words
    return words[:1].lower() + words[1:]


def at_start(words: str) -> str:
    """Let words that were made for the middle of a sentence begin a line."""
    return words[:1].upper() + words[1:]


def sentences(t: Words, told: Sequence[str]) -> str:
    """Set things that were told behind each other, each a sentence of its own."""
    whole = ""
    for one in told:
        whole = t("list.next_sentence", a=whole, b=one) if whole else t("list.sentence", a=one)
    return whole


def _names(t: Words) -> set[str]:
    return {t(f"time.day.{number}") for number in _WEEK_DAYS} | {t(f"time.month.{number}") for number in _MONTHS}
