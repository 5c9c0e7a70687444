"""The door asks its server for the pinned key, by the settings of the device, before a word is sent to it."""

from pathlib import Path
from typing import Any

import pytest

from fieldapp.account.actions import Answer, Obstacle
from fieldapp.shell.device_settings import SettingsFile, trust_of
from fieldapp.shell.house import House, Means
from fieldapp.shell.line import connecting
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.passphrase import COST_FLOOR
from sync.protocol.codes import Enrolment, code_of, read_code
from sync.protocol.pins import ServerTrust
from tests.fieldapp.shell.opening import ACCOUNT, run
from tests.protocol.tls_in_hand import certificate_of, tls_server

OURS, OTHER = certificate_of(), certificate_of()
PHRASE = "quatre mots pour ouvrir"
HERE = "https://mairie.example"


@pytest.mark.parametrize("by_code", [False, True])
def test_other_key_is_told_and_hears_nothing(tmp_path: Path, by_code: bool) -> None:
    said: list[Answer] = []
    heard: list[bytes] = []

    async def story() -> None:
        async with tls_server(OTHER, tmp_path) as (origin, sent):
            settings = SettingsFile(tmp_path)
            settings.keep_server(origin)
            settings.keep_trust(origin, ServerTrust((OURS.pin,), roots=False))
            house = House(tmp_path, settings, Means(FileDeviceSecret(tmp_path), connecting(settings), COST_FLOOR))
            enrolment = Enrolment(read_code(code_of(bytes(10))) or "")
            asked = house.enrol(enrolment, PHRASE, _hear) if by_code else house.enter(ACCOUNT, PHRASE, _hear)
            said.append((await asked)[0])
            heard.extend(sent)
            await house.close()

    run(story)
    assert said == [Obstacle.OTHER_KEY]
    assert heard == []


def test_pinned_key_of_a_town_with_its_own_certificate_is_spoken_to(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def story() -> None:
        async with tls_server(OURS, tmp_path) as (origin, sent):
            settings = SettingsFile(tmp_path)
            settings.keep_server(origin)
            settings.keep_trust(origin, ServerTrust((OTHER.pin, OURS.pin), roots=False))
            house = House(tmp_path, settings, Means(FileDeviceSecret(tmp_path), connecting(settings), COST_FLOOR))
            # It answers `{}`, which is no sign-in: but it was asked.
            assert (await house.enter(ACCOUNT, PHRASE, _hear))[0] is Obstacle.STRANGER
            heard.extend(sent)
            await house.close()

    run(story)
    assert heard[0].startswith(b"POST /v1/sessions")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, {}),
        ([], {}),
        (
            {
                HERE: None,
                "https://autre.example": {"pins": []},
                "https://sans.example": {"pins": "sha256/x"},
            },
            {},
        ),
        ({HERE: {"pins": ["nonsense"]}}, {HERE: ServerTrust(("nonsense",))}),
        (
            {HERE: {"pins": ["x"], "roots": False}},
            {HERE: ServerTrust(("x",), roots=False)},
        ),
        ({HERE: {"pins": ["x"], "roots": 0}}, {HERE: ServerTrust(("x",))}),
    ],
)
def test_what_is_written_by_hand_is_read_without_loosening(written: Any, read: dict[str, ServerTrust]) -> None:
    assert trust_of(written) == read


def _hear(_: object) -> None:
    """Hear a step."""
