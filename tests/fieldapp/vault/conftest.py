"""What the vault's tests share: a device, a passphrase that is cheap to check, an open vault, a full disk."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fieldapp.vault.database import close_database, create_database
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.files import EncryptedFiles
from fieldapp.vault.journal import Journal
from fieldapp.vault.keys import UnlockedKeys
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from tests.fieldapp.vault.journals import ENTRIES, key_source
from tests.fieldapp.vault.wiped_tablet import ACCOUNT, COLLEAGUE, Tablet

PASSPHRASE = "cheval pile agrafe juste"
DeviceWithLimit = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def device() -> HeldSecret:
    return HeldSecret(os.urandom(32))


@pytest.fixture
def folder(tmp_path: Path, device: HeldSecret) -> Path:
    return vault_folder(tmp_path, "m.durand", device)


@pytest.fixture
def vault(folder: Path, device: HeldSecret) -> Iterator[Vault]:
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        yield vault


@pytest.fixture
def key() -> bytes:
    return os.urandom(32)


@pytest.fixture(params=CipherEngine)
def cipher_engine(request: pytest.FixtureRequest) -> CipherEngine:
    """Give each of the two engines; a test of its own file may fix one."""
    engine: CipherEngine = request.param
    return engine


@pytest.fixture
def engine(tmp_path: Path, key: bytes, cipher_engine: CipherEngine) -> Iterator[Engine]:
    engine = create_database(tmp_path / "office.db", key, cipher_engine)
    yield engine
    close_database(engine)


@pytest.fixture
def files_at_most() -> DeviceWithLimit:
    """Give a device on which no file grows beyond a size: the kernel refuses, as for a full disk."""

    @contextmanager
    def at_most(size_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return at_most


@pytest.fixture
def keys() -> UnlockedKeys:
    return UnlockedKeys(os.urandom(32))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(photos: Path, keys: UnlockedKeys) -> EncryptedFiles:
    return EncryptedFiles(photos, keys)


@pytest.fixture
def six_entries(tmp_path: Path) -> Path:
    """Give a closed journal of six entries."""
    path = tmp_path / "journal.log"
    journal = Journal.create(path, key_source)
    for entry in ENTRIES:
        journal.append(entry)
    journal.close()
    return path


@pytest.fixture(scope="module")
def tablet_made(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    return Tablet(tmp_path_factory.mktemp("alone"), (ACCOUNT,))


@pytest.fixture(scope="module")
def shared_made(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    return Tablet(tmp_path_factory.mktemp("shared"), (ACCOUNT, COLLEAGUE))


@pytest.fixture
def tablet(tablet_made: Tablet) -> Tablet:
    """Give a tablet of one agent, as it was made."""
    tablet_made.reset()
    return tablet_made


@pytest.fixture
def shared(shared_made: Tablet) -> Tablet:
    """Give a tablet of two agents, as it was made."""
    shared_made.reset()
    return shared_made
