"""An office with very many reports on one device, made once for the measurements of search and of opening."""

import os
from pathlib import Path
from typing import Final

from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from sync.protocol.messages import Put
from tests.bench.figures import Setting
from tests.bench.reports import report_fields, report_id
from tests.fieldapp.town import KARIM, PASSPHRASE, SCOPE, Steps, Town, index_now, settle, uid

ROWS, ROWS_QUICK = 20_000, 2_000
PAGE_ROWS: Final = 1_000
"""As many as the server puts on a page."""


class FilledOffice:
    """A vault with all that in it; closed, and opened as often as one likes."""

    def __init__(self, setting: Setting) -> None:
        """Make and fill it."""
        self.rows = setting.size(ROWS, ROWS_QUICK)
        self._device = HeldSecret(os.urandom(32))
        self.folder: Path = vault_folder(setting.folder, "karim", self._device)
        with Vault.create(self.folder, PASSPHRASE, self._device, cost=COST_FLOOR) as vault:
            replica = Replica.open_now(vault, World())
            replica.enrol_now(Identity(uid("tablet"), KARIM, uid("tenant")))
            town = Town(replica, Steps())
            settle(town)
            for first in range(0, self.rows, PAGE_ROWS):
                setting.tell("fill an office", first, self.rows)
                town.rv += 1
                town.pull(*(self._put(n, town.rv) for n in range(first, first + PAGE_ROWS)))
            index_now(replica)
            replica.close_now()

    def unlocked(self) -> Vault:
        """Open the vault."""
        vault = Vault.unlock(self.folder, PASSPHRASE, self._device)
        assert isinstance(vault, Vault), "the passphrase opens it"
        return vault

    def _put(self, n: int, rv: int) -> Put:
        return Put("report", report_id(n), rv, (SCOPE,), {**report_fields(n), "number": f"A2026K{n:05}"})
