"""The two languages of the screens, and the shape of a catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypedDict


class Language(StrEnum):
    """Name the languages: French is the default, English is complete."""

    FR = "fr"
    EN = "en"


class Plural(TypedDict):
    """Hold the two forms of a sentence that counts; the count is always the value named `n`."""

    one: str
    other: str


Form = str | Plural
Entry = tuple[Form, Form]
"""The French form, then the English form."""

Catalogue = Mapping[str, Entry]


def is_one(language: Language, n: float) -> bool:
    """Tell whether a count takes the singular: 0 and 1 (up to 1,9) in French, 1 only in English."""
    return abs(n) < 2 if language is Language.FR else n == 1
