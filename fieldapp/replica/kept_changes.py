"""Changes of the outbox as values, decoded once: a batch is read to be sent, and again when its verdicts come.

A change never changes, and its number names it for ever: what was read once from a committed row may be remembered.
A gesture under way reads numbers that may yet be given to another change, so it remembers nothing beyond itself.
"""

from typing import Final

from sqlalchemy import Text, type_coerce

from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.tables import table_of
from sync.core.model import Change
from sync.protocol.codec import change_of_kept

REMEMBERED_MAX: Final = 2_000
"""Changes held in memory, at about 4 KiB each: four full batches."""

CHANGE_TEXT: Final = type_coerce(table_of(OutboxRow).c.change, Text).label("change")
"""The change as it lies in the table: it is decoded only where it is not known yet."""


class KeptChanges:
    """Number -> change, as far as they were read; on the replica's thread only."""

    def __init__(self) -> None:
        self._known: dict[int, Change] = {}

    def read(self, n: int, text: str) -> Change:
        """Give the change of a row."""
        known = self._known.get(n)
        if known is None:
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()
            known = self._known[n] = change_of_kept(text)
        return known
