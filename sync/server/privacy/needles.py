"""A person's name, e-mail address or telephone number as it may stand in any text: pure.

Accents and capitals make no difference, nor do spaces and points in a number, nor +33 for its first 0. What is found
is told by its place in the text, so that it can be taken out and the rest stays.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sync.server.outside.requesters import Requester

ERASED = "[…]"
NAME_CHARACTERS_MIN = 3
DIGITS_MIN = 6
_BETWEEN = r"[\s.\-()/]*"
_ABROAD = re.compile(r"(?:\+|00)33")


@dataclass(frozen=True, slots=True)
class Needles:
    """What one person is looked for by."""

    patterns: tuple[re.Pattern[str], ...]

    def are_in(self, text: str) -> bool:
        """Say whether the person stands in a text."""
        folded, _ = _folded(text)
        return any(pattern.search(folded) for pattern in self.patterns)

    def taken_out(self, text: str) -> str:
        """Give the text with a mark in each place where the person stood."""
        folded, places = _folded(text)
        spans = sorted((places[m.start()], places[m.end() - 1] + 1) for p in self.patterns for m in p.finditer(folded))
        kept, at = [], 0
        for start, end in spans:
            if start >= at:
                kept += [text[at:start], ERASED]
            at = max(at, end)
        return "".join([*kept, text[at:]])

    def match(self, person: Requester) -> bool:
        """Say whether this is the person, by what he told of himself."""
        return any(self.are_in(told) for told in (person.name, person.email, person.phone) if told)


def needles_of(name: str = "", email: str = "", phone: str = "") -> Needles:
    """Give what to look for; raise `ValueError` where it is too little to be one person."""
    return Needles(tuple(_patterns(name.strip(), email.strip(), phone.strip())))


def texts_in(value: Any) -> Iterator[str]:
    """Give all texts of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def without(needles: Needles, value: Any) -> Any:
    """Give a JSON value with the person taken out of all its texts."""
    if isinstance(value, str):
        return needles.taken_out(value) if needles.are_in(value) else value
    if isinstance(value, dict):
        return {name: without(needles, part) for name, part in value.items()}
    return [without(needles, part) for part in value] if isinstance(value, list) else value


def _patterns(name: str, email: str, phone: str) -> Iterable[re.Pattern[str]]:
    if name:
        words = [re.escape(_folded(word)[0]) for word in name.split()]
        if sum(map(len, words)) < NAME_CHARACTERS_MIN:
            raise ValueError("name")
        yield re.compile(r"\b" + r"[\s,\-]+".join(words) + r"\b")
        if len(words) > 1:
            yield re.compile(r"\b" + r"[\s,\-]+".join(reversed(words)) + r"\b")
    if email:
        if "@" not in email:
            raise ValueError("email")
        yield re.compile(r"(?<![\w.+-])" + re.escape(_folded(email)[0]) + r"(?![\w-])")
    if phone:
        yield _phone(phone)
    if not (name or email or phone):
        raise ValueError("nobody")


def _phone(phone: str) -> re.Pattern[str]:
    digits = re.sub(r"\D", "", _ABROAD.sub("0", phone.replace(" ", ""), count=1))
    if len(digits) < DIGITS_MIN:
        raise ValueError("phone")
    rest = _BETWEEN.join(digits.removeprefix("0"))
    first = rf"(?:0|(?:\+|00)33){_BETWEEN}(?:\(0\))?{_BETWEEN}" if digits.startswith("0") else ""
    return re.compile(rf"(?<!\d){first}{rest}(?!\d)")


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Give a text without accents and capitals, and for each of its signs the place it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = [part for part in unicodedata.normalize("NFKD", sign).casefold() if not unicodedata.combining(part)]
        signs += plain
        places += [place] * len(plain)
    return "".join(signs), places
