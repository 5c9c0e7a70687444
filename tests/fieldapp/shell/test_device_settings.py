"""The settings file: kept across openings, never a reason not to open."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.shell.device_settings import SETTINGS_FILE, DeviceSettings, SettingsFile
from fieldapp.ui.daylight import Standpoint
from fieldapp.ui.i18n import Language
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.tokens import Density


def test_settings_are_kept_for_the_next_opening(tmp_path: Path) -> None:
    chosen = Preferences(ThemeChoice.OUTDOOR, Language.EN, Density.DESK, gloves=True, left_handed=True, motion=False)
    chosen = replace(chosen, photo_size=PhotoSize.ECONOMICAL, daylight_at=Standpoint(43.7, 7.4))
    first = SettingsFile(tmp_path)
    first.keep_server("https://mairie.example")
    first.keep_preferences(chosen)
    assert SettingsFile(tmp_path).settings == DeviceSettings("https://mairie.example", chosen)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"preferences": 3}', b'{"preferences": {"theme": 9}}']
)
def test_damaged_settings_are_those_of_a_fresh_device(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(content)
    assert SettingsFile(tmp_path).settings == DeviceSettings()


def test_settings_of_a_newer_version_keep_what_is_known(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(
        b'{"server": "https://a.example", "more": 1, "preferences": {"gloves": true}}'
    )
    read = SettingsFile(tmp_path).settings
    assert (read.server, read.preferences.gloves) == ("https://a.example", True)


def test_settings_that_cannot_be_written_live_as_long_as_the_app(tmp_path: Path) -> None:
    kept = SettingsFile(tmp_path / "no such folder")
    kept.keep_server("https://mairie.example")
    assert kept.settings.server == "https://mairie.example"
