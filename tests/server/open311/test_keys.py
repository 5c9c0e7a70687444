"""`fieldserver open311 key`: told once, listed without itself, revoked by name; plain words for trouble."""

from pathlib import Path

import pytest

from sync.server import audit
from sync.server.data_folder import DataFolder
from sync.server.open311.keys import key_row
from sync.server.opening import opened
from sync.server.rows_outside import ApiKeyRow
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made_town(tmp_path / "data")
    return str(tmp_path / "data")


def test_key_is_told_once_and_revoked(folder: str) -> None:
    key = said("open311", "key", "create", "FixMyStreet", "--data", folder).output.strip()
    assert len(key) == 32
    listed = said("open311", "key", "list", "--data", folder).output
    assert "FixMyStreet" in listed
    assert key not in listed
    with opened(DataFolder(Path(folder))) as parts, parts.store.reading(parts.store.tenants()[0]) as unit:
        assert key_row(unit, key) is not None
        assert key_row(unit, key.upper()) is None
        assert key not in str(list(unit.every(ApiKeyRow)))
    assert "Revoked" in said("open311", "key", "revoke", "FixMyStreet", "--data", folder).output
    with opened(DataFolder(Path(folder))) as parts, parts.store.reading(parts.store.tenants()[0]) as unit:
        assert key_row(unit, key) is None
        told = [line.what for line in audit.read(unit) if line.what.startswith("api-key")]
        assert told == ["api-key-made", "api-key-revoked"]


def test_trouble_with_keys_is_told_in_plain_words(folder: str) -> None:
    for _ in range(2):
        said("open311", "key", "create", "Deux", "--data", folder)
    assert "Several keys" in refused(said("open311", "key", "revoke", "Deux", "--data", folder))
    assert "no such key" in refused(said("open311", "key", "revoke", "Trois", "--data", folder))
    assert "at most 80" in refused(said("open311", "key", "create", " ", "--data", folder))
