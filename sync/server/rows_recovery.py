"""Rows of the way back into vaults: the town's recovery keys, their keepers, the requests, the log."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class RecoveryKeyRow(Row):
    """A recovery key of the town. Devices are told the newest; older ones open what was sealed to them."""

    TABLE: ClassVar[str] = "recovery_key"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    public: str
    made_ms: int


@dataclass(frozen=True, slots=True)
class KeeperRow(Row):
    """One who holds a code for a recovery key; of the code only a hash is kept."""

    TABLE: ClassVar[str] = "keeper"
    KEY: ClassVar[tuple[str, ...]] = ("key_name", "keeper")
    INDEXES: ClassVar[tuple[str, ...]] = ("key_name",)

    key_name: str
    keeper: str
    check: str


@dataclass(frozen=True, slots=True)
class KeeperPairRow(Row):
    """A recovery key's private half, sealed under the codes of two of its keepers together."""

    TABLE: ClassVar[str] = "keeper_pair"
    KEY: ClassVar[tuple[str, ...]] = ("key_name", "pair")

    key_name: str
    pair: str
    """Both names in their order, with a unit separator between."""
    sealed: str


@dataclass(frozen=True, slots=True)
class RecoveryRow(Row):
    """A request of an agent who proved his account, and how far it has come."""

    TABLE: ClassVar[str] = "recovery"
    KEY: ClassVar[tuple[str, ...]] = ("request",)

    request: str
    account: str
    device_name: str
    answer_key: str
    escrows_json: str
    asked_ms: int
    state: str
    approvals_json: str
    """Keeper -> his code, sealed by this server to this request; emptied when the request ends."""
    keys_json: str

    def approvals(self) -> dict[str, str]:
        """Decode who agreed."""
        return dict(json.loads(self.approvals_json))

    def escrows(self) -> list[dict[str, Any]]:
        """Decode the sealed keys of the device's vaults."""
        return list(json.loads(self.escrows_json))


@dataclass(frozen=True, slots=True)
class AuditRow(Row):
    """One line of the log: what happened, and the hash that chains it to the line before."""

    TABLE: ClassVar[str] = "audit"
    KEY: ClassVar[tuple[str, ...]] = ("n",)

    n: int
    at: str
    what: str
    told_json: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditEndRow(Row):
    """How many lines the log has, and the hash of its last one."""

    TABLE: ClassVar[str] = "audit_end"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    n: int
    hash: str
    name: str = "end"
