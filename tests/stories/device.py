"""A device of a story: a machine on a wire that the story may cut."""

from pathlib import Path
from typing import Final

from fieldapp.replica.ports import World
from sync.client.http_transport import Connection
from tests.stories.machine import Machine
from tests.stories.town_hall import TownHall
from tests.stories.wire import Wire

ORIGIN: Final = "http://127.0.0.1:8800"
"""Where the wire leads; no socket is opened."""


class Device(Machine):
    """One agent's device in a story."""

    def __init__(self, profile: Path, hall: TownHall, account: str) -> None:
        """Take a folder of its own."""
        self.wire = Wire(hall)
        world = World(now_ms=hall.clock.now_ms)
        super().__init__(profile, account, lambda: Connection(ORIGIN, wire=self.wire), world)

    async def online(self) -> None:
        """Find the network again, and sync."""
        self.wire.is_cut = False
        await self.sync()
