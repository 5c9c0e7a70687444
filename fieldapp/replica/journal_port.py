"""What the replica needs of the vault's journal of unsent work, as a shape."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol


class JournalState(Protocol):
    """What opening the journal found."""

    @property
    def is_torn(self) -> bool:
        """Whether the last append did not reach the disk whole: what a power cut leaves."""
        ...

    @property
    def is_damaged(self) -> bool:
        """Whether more was lost than a power cut explains, so that only `rewrite` heals it."""
        ...


class WorkJournal(Protocol):
    """The vault's append-only journal of unsent work, outside the database."""

    @property
    def report(self) -> JournalState:
        """What opening it found."""
        ...

    def append(self, entry: bytes) -> Any:
        """Add an entry durably and give its position."""
        ...

    def truncate_to(self, position: Any) -> None:
        """Take back the entry at this position and all after it."""
        ...

    def entries(self) -> Iterator[bytes]:
        """Go over the authentic entries, in order."""
        ...

    def rewrite(self, entries: Iterable[bytes]) -> None:
        """Replace the journal by these entries, atomically."""
        ...
