"""Ranges of the log in memory: what the in-memory unit of a store adds to its searching."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from sync.server.rows import MemberRow
from sync.server.store import R


class LogRanges(ABC):
    """The part of a unit that reads ranges of the log."""

    @abstractmethod
    def find(self, row: type[R], member: str, values: Collection[str]) -> list[R]:
        """Give the rows whose indexed member is one of the values, by key."""

    def log_range(self, scopes: Collection[str], after: int, up_to: int) -> Sequence[MemberRow]:
        """Give all that came or went in these scopes after one position, up to another, by `seq`."""
        within = (row for row in self.find(MemberRow, "scope", scopes) if after < row.seq <= up_to)
        return sorted(within, key=lambda row: (row.seq, row.scope))

    def log_count(self, scopes: Collection[str], after: int, up_to: int) -> int:
        """Count what `log_range` gives."""
        return sum(after < row.seq <= up_to for row in self.find(MemberRow, "scope", scopes))
