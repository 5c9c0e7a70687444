"""Other keys for a vault: all is there, the old ones open nothing, a kill leaves one or the other.

Every point: `KILL_POINTS=1 pytest tests/fieldapp/vault/test_rekeying.py`; the suite takes a few.
"""

import os
import shutil
from itertools import count
from pathlib import Path

import pytest

from fieldapp.vault.database import connect_database
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.errors import DamagedDatabase, DiskFull, WrongKey
from fieldapp.vault.escrow import read_escrow, strangers
from fieldapp.vault.keys import Purpose
from fieldapp.vault.next_folder import next_of
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.pin_answers import PinStanding
from fieldapp.vault.rekeying import Held, Town, ask, asked, rekey
from fieldapp.vault.vault import DATABASE_FILE, Vault, vault_exists, vault_folder
from sync.protocol.parcel_keys import seal_public
from sync.protocol.recovery import secret_of
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.damage import flip_bit
from tests.fieldapp.vault.fatal import kills_of
from tests.fieldapp.vault.photos import CHUNK, content_of

TOWN_SEED = bytes([3]) * 32
TOWN = Town(seal_public(TOWN_SEED), "tenant", "m.durand")
EVERY = int(os.environ.get("KILL_POINTS", "24"))
PHOTOS = {f"photo {n}": content_of(n * CHUNK // 2 + n) for n in range(5)}
NAMES = tuple((name, "report") for name in (*PHOTOS, "never written"))
ENTRIES = [f"entry {n}".encode() for n in range(6)]
ROWS = list(range(200))


@pytest.fixture
def agent(tmp_path: Path) -> FileDeviceSecret:
    return FileDeviceSecret(tmp_path)


def made(profile: Path, device: FileDeviceSecret, engine: CipherEngine, account: str = "m.durand") -> Path:
    """Make a vault with rows, photos and unsent work, sealed to the town."""
    folder = vault_folder(profile, account, device)
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR, cipher_engine=engine) as vault:
        with vault.database_engine().begin() as connection:
            connection.exec_driver_sql("CREATE TABLE row (n INTEGER PRIMARY KEY, words TEXT)")
            for n in ROWS:
                connection.exec_driver_sql("INSERT INTO row VALUES (?, ?)", (n, f"lavoir {n} " * 20))
        for name, content in PHOTOS.items():
            vault.files.write(name, "report", content)
        for entry in ENTRIES:
            vault.journal.append(entry)
        vault.keep_escrow(TOWN.public, TOWN.tenant, account)
        vault.set_pin("204816")
        ask(vault, TOWN)
    return folder


def opened(folder: Path, device: FileDeviceSecret, engine: CipherEngine) -> Vault:
    vault = Vault.unlock(folder, PASSPHRASE, device, cipher_engine=engine)
    assert isinstance(vault, Vault), vault
    return vault


def renew(folder: Path, device: FileDeviceSecret, engine: CipherEngine) -> None:
    with opened(folder, device, engine) as vault:
        rekey(vault, PASSPHRASE, device, TOWN, Held(NAMES, lambda fresh: None))


def check_whole(vault: Vault) -> None:
    """Check that everything is there, and that the town could open it."""
    with vault.database_engine().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert list(connection.exec_driver_sql("SELECT n FROM row ORDER BY n").scalars()) == ROWS
    assert {name: vault.files.read(name, "report") for name in PHOTOS} == PHOTOS
    assert not vault.journal.report.is_damaged
    assert list(vault.journal.entries()) == ENTRIES
    escrow = read_escrow(vault.folder)
    assert escrow is not None
    assert secret_of(TOWN_SEED, escrow).key == vault._keys.data_key()


def test_everything_is_there_under_other_keys_and_the_old_open_nothing(
    tmp_path: Path, agent: FileDeviceSecret, cipher_engine: CipherEngine
) -> None:
    folder = made(tmp_path, agent, cipher_engine)
    with opened(folder, agent, cipher_engine) as vault:
        before = [vault.subkey(purpose) for purpose in Purpose]
        old = vault.subkey(Purpose.DATABASE)
        assert asked(vault) == TOWN
    names = {path.name for path in (folder / "files").iterdir()}
    renew(folder, agent, cipher_engine)
    with opened(folder, agent, cipher_engine) as vault:
        check_whole(vault)
        assert not set(before) & {vault.subkey(purpose) for purpose in Purpose}
        assert asked(vault) is None, "done once"
        assert vault.pin_standing() is PinStanding.NONE
    with pytest.raises(WrongKey):
        connect_database(folder / DATABASE_FILE, old, cipher_engine)
    assert not names & {path.name for path in (folder / "files").iterdir()}, "names hang from the key as well"
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([folder.name, f"{folder.name}.lock"])


def test_photo_that_is_damaged_does_not_keep_the_rest(tmp_path: Path, agent: FileDeviceSecret) -> None:
    folder = made(tmp_path, agent, CipherEngine.PAGES)
    largest = max((folder / "files").iterdir(), key=lambda path: path.stat().st_size)
    flip_bit(largest, largest.stat().st_size * 4)
    renew(folder, agent, CipherEngine.PAGES)
    with opened(folder, agent, CipherEngine.PAGES) as vault:
        assert [name for name in PHOTOS if not vault.files.exists(name)] == ["photo 4"]


def test_damaged_database_keeps_its_key(tmp_path: Path, agent: FileDeviceSecret) -> None:
    cipher_engine = CipherEngine.LIBRARY
    folder = made(tmp_path, agent, cipher_engine)
    flip_bit(folder / DATABASE_FILE, (2 * 4096 + 99) * 8)
    with opened(folder, agent, cipher_engine) as vault:
        key = vault.subkey(Purpose.JOURNAL)
        with pytest.raises(DamagedDatabase):
            rekey(vault, PASSPHRASE, agent, TOWN, Held(NAMES, lambda fresh: None))
    with opened(folder, agent, cipher_engine) as vault:
        assert vault.subkey(Purpose.JOURNAL) == key
        assert list(vault.journal.entries()) == ENTRIES


def test_disk_without_room_is_told_first(
    tmp_path: Path, agent: FileDeviceSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path, agent, CipherEngine.PAGES)
    monkeypatch.setattr(Vault, "room", lambda self: (1_000_000, 10**9))
    with opened(folder, agent, CipherEngine.PAGES) as vault:
        with pytest.raises(DiskFull):
            rekey(vault, PASSPHRASE, agent, TOWN, Held(NAMES, lambda fresh: None))
        with pytest.raises(DiskFull):
            ask(vault, TOWN)
        check_whole(vault)
    assert not next_of(folder).exists()


@pytest.mark.slow
def test_killed_at_any_point_it_has_the_old_keys_or_the_new(
    tmp_path: Path, agent: FileDeviceSecret, cipher_engine: CipherEngine
) -> None:
    folder = made(tmp_path, agent, cipher_engine)
    other = made(tmp_path, agent, cipher_engine, "l.petit")
    kept = tmp_path / "kept"
    shutil.copytree(folder, kept)
    with opened(folder, agent, cipher_engine) as vault:
        old = vault.subkey(Purpose.JOURNAL)
    is_new: dict[int, bool] = {}
    for point in kills_of(lambda: renew(folder, agent, cipher_engine), count(1, EVERY)):
        assert vault_exists(folder)
        with opened(folder, agent, cipher_engine) as vault:
            check_whole(vault)
            is_new[point] = vault.subkey(Purpose.JOURNAL) != old
        assert strangers(tmp_path, agent) == []
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    assert list(is_new.values()) == sorted(is_new.values()), "from one moment on it is the new one"
    assert {False, True} == set(is_new.values())
    assert max(is_new) >= 50, "the writes were met"
    with opened(other, agent, cipher_engine) as vault:
        assert list(vault.journal.entries()) == ENTRIES
