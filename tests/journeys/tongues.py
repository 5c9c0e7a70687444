"""Whether a screen speaks one language: held against the catalogue, and against little words of the other.

What the town has written itself is in the town's language, whatever the agent's: it is left out before one looks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, Final

from fieldapp.ui.i18n import Language
from fieldapp.ui.i18n.catalogue import CATALOGUE
from fieldapp.ui.i18n.typography import fr
from sync.records.categories import CATEGORIES, GROUPS

LETTERS_MIN: Final = 4
"""A sentence with fewer letters of its own says too little to be known again: « {a}, {b} »."""
_WRITTEN: Final = frozenset(
    "title body summary description address label name given_name family_name number text status_notes note_before "
    "note_after handover_note impossible_note job_title phone".split()
)
"""The fields of records in which people write."""
_LEFT_OUT: Final = "¤"
_ENDS: Final = " ,;:\n"
_PARTS: Final = re.compile(r"\n|\s·\s|,\s|\.\s|\s?:\s|\s?;\s")
_LITTLE: Final = {
    Language.FR: re.compile(
        r"\b(?:le|la|les|des|du|une|vous|votre|vos|pas|avec|dans|cette|qui|que|jours?|heures?|lundi|mardi|mercredi|jeudi"
        r"|vendredi|samedi|dimanche|janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
        r"|[éèêàùçœîôû]"
    ),
    Language.EN: re.compile(
        r"\b(?:the|of|with|your|you|this|that|from|by|and|is|days?|hours?|ago|monday|tuesday|wednesday|thursday|friday"
        r"|saturday|sunday|january|february|march|may|june|july|august|september|october|november|december)\b"
    ),
}
"""What betrays a language where no sentence of the catalogue does."""


def plain(text: str) -> str:
    """Give a text without what typography, capitals and Markdown add; its lines stay."""
    return "\n".join(" ".join(line.split()) for line in text.replace("’", "'").replace("*", "").casefold().splitlines())


def written(fields: Any, name: str = "") -> Iterator[str]:
    """Give all that people wrote in a record."""
    if isinstance(fields, dict):
        for key, value in fields.items():
            yield from written(value, str(key))
    elif isinstance(fields, list):
        for value in fields:
            yield from written(value, name)
    elif isinstance(fields, str) and name in _WRITTEN:
        yield from (line for line in plain(fields).splitlines() if len(line) > 1)


@dataclass(frozen=True, slots=True)
class Sentences:
    """All that a language says: whole sentences, and patterns of those with something to fill in."""

    whole: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def know(self, said: str) -> bool:
        """Tell whether this is one of them."""
        return said in self.whole or any(pattern.fullmatch(said) for pattern in self.patterns)


@cache
def sentences(language: Language) -> Sentences:
    """Read the catalogue, and the names of categories, in one language."""
    whole, patterns = set[str](), list[re.Pattern[str]]()
    for template in _templates(language):
        parts = [(plain(literal), literal, name) for literal, name, _, _ in Formatter().parse(template)]
        if all(name is None for _, _, name in parts):
            whole.add(plain(template))
        elif sum(char.isalpha() for literal, _, _ in parts for char in literal) >= LETTERS_MIN:
            filled = "".join(
                re.escape(_joint(literal)) + (".+" if name is not None else "") for _, literal, name in parts
            )
            patterns.append(re.compile(filled.strip()))
    return Sentences(frozenset(whole), tuple(patterns))


def _joint(literal: str) -> str:
    """Make a piece of a sentence plain, and keep the spaces at its ends."""
    return re.sub(r"\s+", " ", literal.replace("’", "'")).casefold()


def _templates(language: Language) -> Iterator[str]:
    at = list(Language).index(language)
    forms = [entry[at] for entry in CATALOGUE.values()]
    said = [text for form in forms for text in ([form] if isinstance(form, str) else [form["one"], form["other"]])]
    yield from (fr(text) for text in said) if language is Language.FR else said
    names = [(one.fr, one.en) for one in CATEGORIES.values()] + [(one.fr, one.en) for one in GROUPS.values()]
    yield from (pair[at] for pair in names)


@dataclass
class Tongue:
    """Listens to a screen in one language, in a town that has written this and that."""

    language: Language
    town: set[str] = field(default_factory=set)

    def hear_of(self, texts: Iterable[str]) -> None:
        """Take note of what people wrote."""
        self.town.update(line for text in texts for line in plain(text).splitlines() if line)

    def foreign(self, names: Iterable[str]) -> list[str]:
        """Give what is said in the other language."""
        own = sorted((text for text in self.town if len(text) > 1), key=len, reverse=True)
        return [name for name in dict.fromkeys(names) if name and self._is_foreign(name, own)]

    def _is_foreign(self, name: str, own: list[str]) -> bool:
        ours, theirs = sentences(self.language), sentences(_other(self.language))
        # Before it is cut into parts: an address has commas of its own.
        whole = _without(plain(name), own)
        if not _has_letters(whole) or _known(ours, whole):
            return False
        parts = [part.strip(_ENDS) for part in _PARTS.split(whole)]
        doubtful = [part for part in parts if _has_letters(part) and not _known(ours, part)]
        little = _LITTLE[_other(self.language)]
        return _known(theirs, whole) or any(_known(theirs, part) or little.search(part) for part in doubtful)


def _has_letters(said: str) -> bool:
    return any(char.isalpha() for char in said)


def _known(said_in: Sentences, said: str) -> bool:
    return any(said_in.know(form) for form in (said, f"{said}.", said.rstrip(".")))


def _without(said: str, own: list[str]) -> str:
    for text in own:
        if text in said:
            said = said.replace(text, _LEFT_OUT)
    return said.strip(_ENDS)


def _other(language: Language) -> Language:
    return Language.EN if language is Language.FR else Language.FR
