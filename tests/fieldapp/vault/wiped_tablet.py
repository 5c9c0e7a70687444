"""A tablet whose vault is wiped, for the tests of wiping; it can be put back to what it was."""

import shutil
from pathlib import Path

from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.errors import VaultError
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from fieldapp.vault.wiping import Left, begin_wipe, finish_wipes
from tests.fieldapp.vault.wipe_program import DEVICE_SEED, ORDER

PASSPHRASE = "cheval pile agrafe juste"
ACCOUNT, COLLEAGUE = "m.durand", "l.petit"
PIN = "204816"


class Tablet:
    """A profile with the vaults of some agents; it can be put back to what it was."""

    def __init__(self, at: Path, accounts: tuple[str, ...]) -> None:
        self.profile, self._saved = at / "profile", at / "saved"
        self.device = FileDeviceSecret(self.profile)
        self.profile.mkdir(parents=True)
        self.folders = {account: vault_folder(self.profile, account, self.device) for account in accounts}
        self.keys = {account: self._made(folder) for account, folder in self.folders.items()}
        self.folder, self.key = self.folders[ACCOUNT], self.keys[ACCOUNT]
        shutil.copytree(self.profile, self._saved)

    def _made(self, folder: Path) -> bytes:
        with Vault.create(folder, PASSPHRASE, self.device, cost=COST_FLOOR) as vault:
            vault.set_pin(PIN)
            vault.files.write("photo", "report", bytes(70_000))
            vault.journal.append(b"unsent")
            return vault._keys.data_key()

    def begin(self) -> None:
        begin_wipe(self.folder, self.key, DEVICE_SEED, ORDER, Left(1, 2))

    def wipe(self) -> None:
        self.begin()
        assert finish_wipes(self.profile, self.device) == 1

    def put_back(self, *names: str) -> None:
        """Put back files and folders as they were before the wipe."""
        for name in names:
            there = self._saved / name
            if there.is_dir():
                shutil.copytree(there, self.profile / name, dirs_exist_ok=True)
            else:
                shutil.copyfile(there, self.profile / name)

    def reset(self) -> None:
        """Put back everything, and take away what was not there."""
        shutil.rmtree(self.profile)
        shutil.copytree(self._saved, self.profile)

    def put_back_vault(self) -> None:
        self.put_back(f"vaults/{self.folder.name}")

    def opens(self, account: str = ACCOUNT) -> bool:
        """Try the passphrase; tell whether it opens."""
        try:
            vault = Vault.unlock(self.folders[account], PASSPHRASE, self.device)
        except VaultError:
            return False
        assert isinstance(vault, Vault), "the passphrase is right"
        vault.lock()
        return True

    def is_bare(self) -> bool:
        """Tell whether nothing is left of the vault."""
        return not self.folder.exists() and not list(self.profile.rglob("*.wiping"))
