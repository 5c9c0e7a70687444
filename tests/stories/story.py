"""What a story begins with: a founded town, and devices that signed in once and then lost the network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories.device import Device
from tests.stories.town_hall import Clock, TownHall


@dataclass
class Stage:
    """One town hall and the devices of its people."""

    folder: Path
    hall: TownHall
    devices: list[Device] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """Everybody's time."""
        return self.hall.clock

    async def device(self, account: str, *, online: bool = False) -> Device:
        """Give a device that has signed in and read all that it may see; it has no network unless said."""
        device = Device(self.folder / f"device-{len(self.devices)}", self.hall, account)
        device.wire.is_cut = False
        await device.start()
        self.devices.append(device)
        await device.sync()
        device.wire.is_cut = not online
        return device

    async def sync_all(self, rounds: int = 2) -> None:
        """Let every device that has network hear of what the others sent, in turn."""
        for _ in range(rounds):
            for device in self.devices:
                await device.sync()


Story = Callable[[Stage], Awaitable[None]]


def story(told: Story) -> Callable[[Path], None]:
    """Make a test of a story: it plays in a folder and in a loop of its own."""

    def test(tmp_path: Path) -> None:
        async def play() -> None:
            async with stage(tmp_path) as opened:
                await told(opened)

        asyncio.run(play())

    test.__name__ = test.__qualname__ = getattr(told, "__name__", "story")
    test.__doc__ = told.__doc__
    return test


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Found a town; at the end every device is stopped and the server closed."""
    opened = Stage(folder, TownHall(folder / "town hall", Clock()))
    try:
        yield opened
    finally:
        for device in opened.devices:
            await device.stop()
        opened.hall.close()
