"""Settings have a default that tells less, take what fits them, and remember what they were."""

import pytest

from sync.server.outside.settings import SettingTrouble, history_of, set_value, settings_of
from tests.server.outside.door_in_hand import Door


def test_town_that_set_nothing_tells_nothing(door: Door) -> None:
    with door.town.store.reading(door.town.tenant) as unit:
        settings = settings_of(unit)
    assert (settings.open311, settings.agents_reports, settings.languages) == (False, False, ("fr",))
    assert settings.language("en") == "fr"


def test_setting_is_in_force_and_its_past_is_kept(door: Door) -> None:
    for languages in (["en"], ["fr", "en"]):
        door.set("languages", languages)
    with door.town.store.reading(door.town.tenant) as unit:
        assert settings_of(unit).languages == ("fr", "en")
        assert settings_of(unit).language("en") == "en"
        past = history_of(unit, "languages")
    assert [(row.version, row.value(), row.who) for row in past] == [(1, ["en"], "test"), (2, ["fr", "en"], "test")]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("licorne", True, "setting-unknown"),
        ("open311", "true", "setting-not-valid"),
        ("jurisdiction_id", "Ville", "setting-not-valid"),
        ("languages", [], "setting-not-valid"),
        ("languages", ["fr", "fr"], "setting-not-valid"),
        ("languages", [["fr"]], "setting-not-valid"),
        ("agencies", {"voirie": 1}, "setting-not-valid"),
        ("position_decimals", True, "setting-not-valid"),
        ("contact", "a\0", "setting-not-valid"),
    ],
)
def test_value_that_does_not_fit_changes_nothing(still_door: Door, name: str, value: object, code: str) -> None:
    with still_door.town.store.writing(still_door.town.tenant) as unit:
        with pytest.raises(SettingTrouble, match=code):
            set_value(unit, name, value, who="test", at="now")
        assert history_of(unit, name) == []
