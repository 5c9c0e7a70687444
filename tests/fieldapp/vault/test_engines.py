"""Which of the two engines opens a vault, and that a vault does not care."""

from pathlib import Path

import apsw
import pytest

from fieldapp.vault.database import close_database, create_database, open_database
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine, best_engine
from fieldapp.vault.errors import UnsupportedEngine, WrongKey
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.conftest import PASSPHRASE


def page_vfs_registered() -> list[str]:
    return [name for name in apsw.vfs_names() if name.startswith("fieldapp-pages-")]


def test_library_is_taken_where_it_is(folder: Path, device: HeldSecret) -> None:
    assert best_engine() is CipherEngine.LIBRARY
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        assert vault.cipher_engine is CipherEngine.LIBRARY


def test_own_pages_are_taken_where_the_library_has_no_ciphers(
    folder: Path, device: HeldSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(apsw, "mc_version")
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        assert vault.cipher_engine is CipherEngine.PAGES
        vault.database_engine()
        assert len(page_vfs_registered()) == 1


def test_library_without_ciphers_is_refused_when_asked_for(
    tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(apsw, "mc_version")
    with pytest.raises(UnsupportedEngine):
        create_database(tmp_path / "office.db", key, CipherEngine.LIBRARY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("first", "second"), [tuple(CipherEngine), tuple(CipherEngine)[::-1]])
def test_vault_of_one_engine_is_opened_by_the_other(
    folder: Path, device: HeldSecret, first: CipherEngine, second: CipherEngine
) -> None:
    vault = Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR, cipher_engine=first)
    with vault, vault.database_engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (words TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('lavoir')")
    other = Vault.unlock(folder, PASSPHRASE, device, cipher_engine=second)
    assert isinstance(other, Vault)
    with other, other.database_engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT words FROM note").scalar_one() == "lavoir"


def test_vfs_goes_when_its_connection_does(tmp_path: Path, key: bytes) -> None:
    engine = create_database(tmp_path / "office.db", key, CipherEngine.PAGES)
    with engine.connect(), engine.connect():
        assert len(page_vfs_registered()) == 2
    close_database(engine)
    with pytest.raises(WrongKey):
        open_database(tmp_path / "office.db", key[::-1], CipherEngine.PAGES)
    assert page_vfs_registered() == []
