"""A small town for the replica's tests: vaults, replicas, and the few fields that matter."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from tests.contract.store_in_hand import AGENT, DEVICE, NOW_MS

PASSPHRASE = "cheval pile agrafe juste"
TENANT = "villers"
IDENTITY = Identity(DEVICE, AGENT, TENANT)


@dataclass
class Tablet:
    """One device whose process may end without notice: its folder, its secret, and what is open on it."""

    profile: Path
    secret: HeldSecret = field(default_factory=lambda: HeldSecret(os.urandom(32)))
    vault: Vault | None = None
    replica: Replica | None = None

    @property
    def folder(self) -> Path:
        """The folder of the vault."""
        return vault_folder(self.profile, "m.durand", self.secret)

    def start(self) -> Replica:
        """Unlock (or make) the vault, open the replica, and enrol where nobody has."""
        if self.folder.exists():
            vault = Vault.unlock(self.folder, PASSPHRASE, self.secret)
            assert isinstance(vault, Vault)
        else:
            vault = Vault.create(self.folder, PASSPHRASE, self.secret, cost=COST_FLOOR)
        self.vault, self.replica = vault, Replica.open_now(vault, world())
        if not self.replica.is_enrolled:
            self.replica.enrol_now(IDENTITY)
        return self.replica

    def stop(self) -> None:
        """Close everything in good order."""
        if self.replica is not None:
            self.replica.close_now()
        if self.vault is not None:
            self.vault.lock()
        self.vault = self.replica = None

    def copied(self, to: Path) -> "Tablet":
        """Copy all files as they lie there now, as if the process had been killed at this moment."""
        other = Tablet(to, self.secret)
        shutil.copytree(self.folder, other.folder)
        return other


def world() -> World:
    """Give a clock that stands at the suite's moment, and real randomness."""
    return World(now_ms=lambda: NOW_MS)


@contextmanager
def tablet(profile: Path) -> Iterator[Tablet]:
    """Give a started tablet, stopped at the end."""
    found = Tablet(profile)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def report(**fields: Any) -> Mapping[str, Any]:
    """Give the fields of a report that an agent writes."""
    least = {
        "service_code": "nid_de_poule",
        "lat": 48.85,
        "long": 2.35,
        "requested_datetime": "2026-11-23T10:00:00.000Z",
    }
    return least | fields
