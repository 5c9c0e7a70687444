"""A `ServerStore` in dicts: the one that runs in the simulator, with commit and rollback.

A transaction writes into an overlay; the commit moves it into the tables at once. What a kill leaves is therefore
exact: `copy()` at any moment is the disk, an overlay that was not committed is lost.
"""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sync.server.memory_unit import MemoryUnit, Town, Transaction, nothing
from sync.server.migrations import HEAD
from sync.server.store import TownUnknown, Unit


class MemoryServerStore:
    """Tenants in dicts; one transaction at a time, readers included."""

    has_one_writer = True

    def __init__(self) -> None:
        self._towns: dict[str, Town] = {}
        self._turn = threading.RLock()

    def tenants(self) -> tuple[str, ...]:
        """Give the tenants that this store holds."""
        return tuple(sorted(self._towns))

    def version(self) -> str:
        """Give the version of the tables, which are today's."""
        return HEAD

    def damage(self) -> Sequence[str]:
        """Say what is damaged: memory never is."""
        return ()

    def let_go(self) -> None:
        """Do nothing: there is no file."""

    def copy(self) -> "MemoryServerStore":
        """Give what a backup taken now would hold."""
        other = MemoryServerStore()
        with self._turn:
            other._towns = {tenant: town.copy() for tenant, town in self._towns.items()}
        return other

    def found(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open the first transaction of a new tenant."""
        assert tenant not in self._towns, "a town is founded once"
        town = Town()

        def commit(unit: MemoryUnit) -> None:
            unit.commit()
            self._towns[tenant] = town

        return Transaction(self._turn, lambda: MemoryUnit(tenant, town), commit)

    def reading(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open a snapshot; what is written in it is lost."""
        return Transaction(self._turn, lambda: MemoryUnit(tenant, self._town(tenant)), nothing)

    def writing(self, tenant: str) -> AbstractContextManager[Unit]:
        """Open a transaction that commits at the end of the `with`."""
        return Transaction(self._turn, lambda: MemoryUnit(tenant, self._town(tenant)), self.commit)

    def commit(self, unit: MemoryUnit) -> None:
        """Commit what was written; a store that may die here does so before."""
        unit.commit()

    def _town(self, tenant: str) -> Town:
        try:
            return self._towns[tenant]
        except KeyError:
            raise TownUnknown(tenant) from None
