"""Our half beside the peers: real devices with encrypted replicas on a real server, everything on."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fieldapp.replica.photo_shelf import ReplicaPhotoShelf
from fieldapp.replica.ports import World
from fieldapp.replica.unit import Unit
from fieldapp.reports.actions import add_photo
from fieldapp.vault.errors import DiskFull
from sync.client.http_transport import Connection
from sync.core.session import Phase, Wake
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole
from tests.bench.figures import Stopwatch
from tests.bench.first_sync import report_count
from tests.bench.peers.rows import small_fields
from tests.bench.processes import started
from tests.fieldapp.photos import SmallPhoto
from tests.stories.machine import AT_REST, Machine

THUMBNAIL_BYTES: Final = 8_000
Steps = AsyncIterator[tuple[str, float]]


def machine(folder: Path, name: str, url: str, account: str = "") -> Machine:
    """Give an agent's machine in a folder of its own."""
    return Machine(folder / name, account or name, lambda: Connection(url), World())


@asynccontextmanager
async def running(folder: Path, name: str, url: str, account: str = "") -> AsyncIterator[Machine]:
    """Open a machine and stop it after the `with`; its engine does not run yet."""
    one = machine(folder, name, url, account)
    await one.open()
    try:
        yield one
    finally:
        await one.stop()


async def prepared(folder: Path, count: int, tell: Callable[[int], None]) -> None:
    """Let two devices meet an empty town; then one writes all reports offline, gesture by gesture."""
    with started("-m", "tests.bench.town_server", folder) as server:
        for name in ("karim", "sylvie"):
            async with running(folder, name, server.url) as one:
                one.begin()
                await one.reaches(*AT_REST)
        async with running(folder, "karim", server.url) as karim:
            for n in range(1, count + 1):
                tell(n)
                await karim.write(Unit.create, "report", small_fields(n))


async def steps(folder: Path, urls: tuple[str, str], count: int, changes: int) -> Steps:
    """Do the steps that Anki does; each device has its own address of the one server."""
    async with running(folder, "karim", urls[0]) as karim, running(folder, "sylvie", urls[1]) as sylvie:
        watch = Stopwatch()
        yield "begun", 0.0
        with watch.running():
            karim.begin()
            await karim.reaches(Phase.PULL)
        yield "up", watch.seconds
        await karim.reaches(*AT_REST)
        assert karim.engine.status.agreed_ms is not None, "both sides hold the same"
        yield "agreed", 0.0
        with watch.running():
            sylvie.begin()
            await sylvie.reaches(*AT_REST)
        yield "down", watch.seconds
        assert await sylvie.read(report_count) == count, "all rows came"
        async with running(folder, "sylvie again", urls[1], "sylvie") as third:
            with watch.running():
                third.begin()
                await third.reaches(*AT_REST)
            assert await third.read(report_count) == count, "all rows came"
        yield "bootstrap", watch.seconds
        for n in range(count + 1, count + changes + 1):
            with watch.running():
                record = await karim.write(Unit.create, "report", small_fields(n))
                await karim.sync()
                await sylvie.sync()
            assert await sylvie.shown("report", record) is not None, "the change is there"
            yield "change", watch.seconds


async def photos(folder: Path, url: str, contents: Sequence[bytes]) -> float:
    """Give the seconds from the first photo's first byte until the server vouched for the last."""
    async with running(folder, "lea", url) as lea:
        lea.begin()
        await lea.reaches(*AT_REST)
        for n, content in enumerate(contents):
            if n % PHOTOS_PER_RECORD_MAX == 0:
                report = await lea.write(Unit.create, "report", small_fields(n + 1))
            small = random.Random(n).randbytes(THUMBNAIL_BYTES)
            await lea.write(add_photo, report, SmallPhoto(content, small), PhotoRole.DETAIL)
        rows_are_up = asyncio.ensure_future(lea.reaches(Phase.UPLOAD))
        await asyncio.sleep(0)
        lea.engine.wake(Wake.PERSON)
        await rows_are_up
        watch = Stopwatch()
        with watch.running():
            await lea.reaches(*AT_REST)
        assert not await ReplicaPhotoShelf(lea.replica, DiskFull).outgoing(), "every photo has gone"
    there = [path.stat().st_size for path in (folder / "server").rglob("*") if path.is_file()]
    assert sum(size >= len(contents[0]) for size in there) >= len(contents), "every photo is at the server"
    return watch.seconds


def photo_contents(count: int, size_bytes: int) -> Iterator[bytes]:
    """Give photos: bytes that nothing can make smaller, the same every time."""
    for n in range(count):
        yield random.Random(f"photo {n}").randbytes(size_bytes)
