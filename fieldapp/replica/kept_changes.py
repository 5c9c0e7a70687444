"""Changes of the outbox as values, each decoded once, and only if somebody asks what it says.

What is remembered counts only for the same text: under another identity the numbers begin again from 1
(`sync.client.renaming`), a step that is undone gives its numbers back, and a damaged row is mended in its place.
"""

from typing import Final

from sync.core.model import Change
from sync.protocol.unread import unread

REMEMBERED_MAX: Final = 2_000
"""Changes held in memory, at about 5 KiB each once they are read."""


class KeptChanges:
    """Number -> text and change, as far as they were read; on the replica's thread only."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, Change]] = {}

    def read(self, n: int, text: str, **known: str) -> Change:
        """Give the change of a row, under the row's number: its text has another where the name was another's.

        `known` are members that the row has beside the text.
        """
        remembered = self._known.get(n)
        if remembered is not None and remembered[0] == text:
            return remembered[1]
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        change = unread(n, text, **known)
        self._known[n] = text, change
        return change
