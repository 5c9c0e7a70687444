"""A server with three keepers, and an agent who asks them to open his vault."""

from dataclasses import replace
from typing import Any

from sync.protocol.parcel_keys import seal_public
from sync.protocol.recovery import RecoveryAnswer, RecoveryAsk, Secret, escrow_of
from sync.server import audit
from tests.server.server_in_hand import ADDRESS, PASSWORD, ServerInHand

SEED = bytes([9]) * 32
KEY = bytes(range(32))
KEEPERS = ("Aïcha", "Bruno", "Chloé")


class Hall:
    """A server with three keepers, and an agent who asks."""

    def __init__(self, server: ServerInHand) -> None:
        self.server = server
        self.tenant = server.town.tenant
        self.recovery = server.parts.recovery
        self.codes = self.recovery.name_keepers(self.tenant, KEEPERS, renew=False)
        self.public = server.signed_in("terrain")[1].recovery_key
        self.request = server.new_id()

    def plea(self, account: str = "terrain@ville.example") -> RecoveryAsk:
        escrow = escrow_of(self.public, Secret(self.tenant, account, KEY))
        return RecoveryAsk("terrain@ville.example", PASSWORD, self.request, seal_public(SEED), "Tablette", (escrow,))

    def asked(self, **others: Any) -> RecoveryAnswer:
        return self.recovery.ask(replace(self.plea(), **others), ADDRESS)

    def approved(self, keeper: str, code: str | None = None) -> str:
        return self.recovery.approve(self.tenant, self.request, keeper, code or self.codes[keeper]).state

    def lines(self) -> list[str]:
        with self.server.parts.store.reading(self.tenant) as unit:
            return [line.what for line in audit.read(unit) if line.what.startswith(("keepers", "recovery"))]
