"""The disk is asked, and what is sealed is opened, beside the screen: never on its thread."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from fieldapp.shell.disk_room import FRESH_S, DiskRoom
from fieldapp.vault.files import EncryptedFiles
from tests.fieldapp.shell.opening import filled, house_of
from tests.fieldapp.shell.town_hall import TownHall


class Disk:
    """A disk that fills by one byte at each question, and notes who asked."""

    def __init__(self) -> None:
        self.asked_by: list[threading.Thread] = []
        self.now_s = 0.0
        self.begun: list[asyncio.Task[None]] = []

    def ask(self) -> tuple[int, int]:
        self.asked_by.append(threading.current_thread())
        return 100 - len(self.asked_by), 100

    def soon(self, work: Coroutine[Any, Any, None]) -> None:
        self.begun.append(asyncio.ensure_future(work))

    def room(self) -> DiskRoom:
        return DiskRoom(self.ask, self.soon, lambda: self.now_s)


def test_drawings_within_some_seconds_ask_the_disk_once_and_never_on_their_own_thread() -> None:
    async def story() -> None:
        disk = Disk()
        room = disk.room()
        await room.measure()
        assert [room.last() for _ in range(9)] == [(99, 100)] * 9
        disk.now_s += FRESH_S + 1
        assert [room.last() for _ in range(9)] == [(99, 100)] * 9
        await asyncio.gather(*disk.begun)
        assert room.last() == (98, 100)
        assert len(disk.begun) == 1
        assert threading.main_thread() not in disk.asked_by

    asyncio.run(story())


def test_room_is_unknown_before_the_first_answer_and_refuses_no_photo() -> None:
    async def story() -> None:
        disk = Disk()
        room = disk.room()
        assert room.free() is None
        await asyncio.gather(*disk.begun)
        assert room.free() == 99

    asyncio.run(story())


def test_office_opens_what_is_sealed_beside_the_screen(
    tmp_path: Path, hall: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_by: list[threading.Thread] = []
    read = EncryptedFiles.read

    def noted(files: EncryptedFiles, name_id: str, context: str) -> bytes:
        opened_by.append(threading.current_thread())
        return read(files, name_id, context)

    async def story() -> None:
        monkeypatch.setattr(EncryptedFiles, "read", noted)
        office = await filled(house_of(tmp_path / "p", hall))
        assert office.choices.account == "karim.benali"
        assert office.room.last()[1] > 0
        await office.close()

    asyncio.run(story())
    assert opened_by
    assert threading.main_thread() not in opened_by
