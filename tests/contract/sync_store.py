"""The suite that every `SyncStore` passes, the real one and the one in memory.

    class TestReplicaStore(SyncStoreContract):
        def opened(self, folder: Path) -> AbstractAsyncContextManager[StoreInHand]:
            return replica_in_hand(folder)

`StoreInHand` says what the suite needs beside the store: a few doors through which an agent writes, and looks.
"""

from tests.contract.sync_store_identity import IdentityContract
from tests.contract.sync_store_outbox import OutboxContract
from tests.contract.sync_store_pages import PageContract
from tests.contract.sync_store_repair import RepairContract
from tests.contract.sync_store_scopes import ScopeContract
from tests.contract.sync_store_tables import TableContract


class SyncStoreContract(OutboxContract, PageContract, TableContract, ScopeContract, RepairContract, IdentityContract):
    """All parts; subclass it in a test file and say how to open the store."""
