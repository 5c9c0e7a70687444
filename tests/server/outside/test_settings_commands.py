"""`fieldserver settings`: shown, set, its history told; plain words for what does not fit."""

from pathlib import Path

import pytest

from sync.server import audit
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made_town(tmp_path / "data")
    return str(tmp_path / "data")


def test_setting_is_set_shown_and_its_history_told(folder: str) -> None:
    for value in ("ville.example", "sainte-aldegonde.example"):
        assert said("settings", "set", "jurisdiction_id", value, "--data", folder).exit_code == 0
    assert "sainte-aldegonde.example" in said("settings", "show", "--data", folder).output
    past = said("settings", "history", "jurisdiction_id", "--data", folder).output
    assert past.index("ville.example") < past.index("sainte-aldegonde.example")
    with opened(DataFolder(Path(folder))) as parts, parts.store.reading(parts.store.tenants()[0]) as unit:
        lines = audit.read(unit)
    assert [line.what for line in lines if line.what.startswith("setting-")] == ["setting-changed"] * 2
    assert audit.first_broken(lines) is None


def test_value_is_json_or_the_text_that_it_is(folder: str) -> None:
    assert "open311 is true" in said("settings", "set", "open311", "true", "--data", folder).output
    assert "contact is 0102030405" in said("settings", "set", "contact", "0102030405", "--data", folder).output
    assert "contact is 12" in said("settings", "set", "contact", "12", "--data", folder).output
    assert "never set" in said("settings", "history", "languages", "--data", folder).output


def test_trouble_is_told_in_plain_words(folder: str) -> None:
    assert "no such setting" in refused(said("settings", "set", "licorne", "1", "--data", folder))
    assert "no such setting" in refused(said("settings", "history", "licorne", "--data", folder))
    assert "does not fit" in refused(said("settings", "set", "open311", "oui", "--data", folder))
