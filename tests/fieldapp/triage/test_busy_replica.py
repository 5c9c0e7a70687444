"""A replica that is busy keeps nobody waiting: keys, places and the way back answer while every read hangs."""

import asyncio
import threading
from typing import Any

from fieldapp.ui import routes
from tests.fieldapp.town import Town
from tests.fieldapp.triage.desk import at_desk, fill_desk

HANGS_S = 30.0


def test_screen_answers_while_every_read_hangs(town: Town) -> None:
    fill_desk(town)
    free = threading.Event()

    def hang(_session: Any) -> bool:
        return free.wait(HANGS_S)

    async def sit() -> None:
        async with at_desk(town) as desk:
            await desk.until(lambda: desk.has("primary"))
            begun = desk.selected()
            held = asyncio.ensure_future(town.replica.read(hang))
            try:
                await desk.key("J")
                await desk.until(lambda: desk.selected() not in ([], begun))
                await desk.tap(f"place-{routes.NEWS.strip('/')}")
                await desk.until(lambda: not desk.has("primary"))
                await desk.tap(f"place-{routes.TRIAGE.strip('/')}")
                await desk.until(lambda: desk.has("search"))
                assert not held.done(), "all of it was while the replica was busy"
            finally:
                free.set()
                await held
            await desk.until(lambda: desk.has("primary"))
            assert not desk.page.wire.crashes

    asyncio.run(sit())
