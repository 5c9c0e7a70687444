"""Changes of the outbox as values, decoded once: a batch is read to be sent, and again when its verdicts come.

What is remembered counts only for the same text: under another identity the numbers begin again from 1
(`sync.client.renaming`), a step that is undone gives its numbers back, and a damaged row is mended in its place.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Text, type_coerce

from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.tables import table_of
from sync.core.model import Change
from sync.protocol.codec import change_of_kept

REMEMBERED_MAX: Final = 2_000
"""Changes held in memory with their texts, at about 5 KiB each: four full batches."""

CHANGE_TEXT: Final = type_coerce(table_of(OutboxRow).c.change, Text).label("change")
"""The change as it lies in the table: it is decoded only where it is not known yet."""


class KeptChanges:
    """Number -> text and change, as far as they were read; on the replica's thread only."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, Change]] = {}

    def read(self, n: int, text: str) -> Change:
        """Give the change of a row, under the row's number."""
        known = self._known.get(n)
        if known is not None and known[0] == text:
            return known[1]
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        change = change_of_kept(text)
        if n < 1:
            # Refused under a name that this device no longer has; its text has the number of then.
            change = replace(change, n=n)
        self._known[n] = text, change
        return change
