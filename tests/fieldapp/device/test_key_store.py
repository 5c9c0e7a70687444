"""The platform's key store as the device's secret asks it, by the calls of flet-secure-storage."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import flet as ft

from fieldapp.device.flet_device import FletKeyStore
from fieldapp.vault.device_secret import FileDeviceSecret, SecretPlace
from fieldapp.vault.device_store import ENTRY, device_secret
from tests.fieldapp.ui.headless import HeadlessPage, headless


async def moved(page: HeadlessPage, profile: Path, answers: Mapping[str, object]) -> tuple[SecretPlace, bytes]:
    """Read the secret through a client that answers so."""
    page.wire.answers.update(answers)
    found = await device_secret(profile, FletKeyStore())
    return found.place, found.obtain()


def test_secret_goes_through_the_calls_of_the_package(tmp_path: Path) -> None:
    secret = FileDeviceSecret(tmp_path).obtain()

    async def story() -> None:
        async with headless(lambda page: page.add(ft.Text("a page"))) as page:
            answers = {"set": None, "get": secret.hex()}
            assert await moved(page, tmp_path, answers) == (SecretPlace.STORE, secret)
            assert await moved(page, tmp_path, answers) == (SecretPlace.STORE, secret)
            calls = [(call.name, call.args["key"], call.args.get("value")) for call in page.wire.calls if call.args]
            kept, asked = ("set", ENTRY, secret.hex()), ("get", ENTRY, None)
            assert calls == [kept, asked, asked], "kept, read back, and read at the next start"
            assert page.wire.crashes == []

    asyncio.run(story())


def test_secret_stays_a_file_where_the_client_knows_another(tmp_path: Path) -> None:
    secret = FileDeviceSecret(tmp_path).obtain()

    async def story() -> None:
        async with headless(lambda page: page.add(ft.Text("a page"))) as page:
            assert await moved(page, tmp_path, {"set": None, "get": None}) == (SecretPlace.FILE, secret)

    asyncio.run(story())
