"""Words that stand nowhere else: typed into fields, then looked for in every file of a device."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import expect

from tests.browser_driver import Screen
from tests.stories.text_fields import TextField

ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
DIGITS: Final = "digits"
"""The form of a field that takes a number only."""
_STEM: Final = "Mirabelle"
_LETTERS: Final = "bcdfghjklm"


@dataclass
class Typist:
    """Types another marker word at each call, and knows which field has had one."""

    known: frozenset[TextField]
    words: dict[str, TextField] = field(default_factory=dict)

    def type(self, screen: Screen, place: str, identifier: str, form: str = "{}") -> None:
        """Replace the text of a field by a new marker word in a form, and see that it stands there."""
        drawn = [one for one in self.known if one.is_drawn_as(place, identifier)]
        typed = sorted(drawn, key=lambda one: "*" in one.identifier)
        assert typed, f"{place} draws no field {identifier}"
        word = self._new_word(digits=form == DIGITS)
        text = word if form == DIGITS else form.format(word)
        screen.type(identifier, text)
        expect(screen.id(identifier).locator("input, textarea").first).to_have_value(text)
        self.words[word] = typed[0]

    @property
    def forgotten(self) -> frozenset[TextField]:
        """Give the fields into which nothing was typed."""
        return self.known - frozenset(self.words.values())

    def _new_word(self, *, digits: bool) -> str:
        number = f"{len(self.words):02}"
        if digits:
            return f"7391642055{number}"
        return _STEM + "".join(_LETTERS[int(digit)] for digit in number) + "zwetschge"


def found_in(folder: Path, words: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Find words in the names and contents of all files below a folder, in whatever case and encoding."""
    needles = [(word, word.lower().encode(encoding)) for word in words for encoding in ENCODINGS]
    for path in sorted(folder.rglob("*")):
        hay = str(path.relative_to(folder)).lower().encode()
        # A file that is replaced while one reads is there under its other name.
        with suppress(FileNotFoundError, IsADirectoryError):
            hay += path.read_bytes().lower()
        yield from ((word, path) for word, needle in needles if needle in hay)
