"""A voice note reaches the desk through a server that is killed on the way, and what is said of it is true."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fieldapp.account.queries import agent_card
from fieldapp.device.ports import Fix
from fieldapp.device.voices import prepare_voice
from fieldapp.replica.announcements import PHOTO
from fieldapp.replica.ports import World
from fieldapp.replica.voices import StoredVoice, voices_of
from fieldapp.reports.actions import save_draft
from fieldapp.reports.queries_new import open_draft
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words, percent, stamp
from sync.client.http_transport import Connection
from sync.core.instants import parse_instant
from sync.protocol.messages import CHUNK_BYTES
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.reports.spoken import spoken_second
from tests.fieldapp.stand import local_now, main_of
from tests.fieldapp.town import Steps, Town
from tests.fieldapp.ui.headless import headless
from tests.fieldapp.watched import Watched
from tests.stories.machine import Machine
from tests.stories.people import CENTRE, KARIM
from tests.stories.test_report_from_the_street import HOLE
from tests.stories.town_server import TownServer

FR: Final = Words(Language.FR)
SAID_S: Final = 20
"""Two chunks of an upload."""
SAID: Final = b"".join(spoken_second(number) for number in range(SAID_S))


@asynccontextmanager
async def shown(machine: Machine, route: str, device: FixedDevice) -> AsyncIterator[Watched]:
    """Open a place of a machine's app, without a client."""
    agent = await machine.read(agent_card, machine.agent)
    assert agent is not None, "the town knows its people"
    async with headless(main_of(machine.replica, agent, device=device), route=route) as page:
        yield Watched(page, Town(machine.replica, Steps()))


async def speaks(tablet: Machine) -> str:
    """Speak into the form and send it, as an agent does; gives the report."""
    device = FixedDevice(position=FixedPosition(Fix(*CENTRE, 4.0)))
    await tablet.write(save_draft, None, {**HOLE, "step": 2})
    async with shown(tablet, routes.NEW_REPORT, device) as page:
        draft = await page.until_kept(open_draft, is_so=lambda found: found is not None)
        await page.tap("voice-record")
        await page.until("voice-stop")
        device.hears.say(SAID)
        await page.tap("voice-stop")
        await page.until_kept(open_draft, is_so=lambda found: found.voice is not None)
        await page.tap("primary")
        await page.until_kept(voices_of, "report", draft.id, is_so=lambda found: bool(found.stored))
    return str(draft.id)


async def note_of(machine: Machine, report: str) -> StoredVoice:
    (one,) = (await machine.read(voices_of, "report", report)).stored
    return one


def killed_at_the_first_chunk(tablet: Machine, kill: Callable[[], None]) -> Callable[[], None]:
    """Kill the server as soon as the tablet has noted that a part is there."""

    def noted(kinds: frozenset[str]) -> None:
        kill()
        leave()

    leave = tablet.replica.subscribe({PHOTO}, noted)
    return leave


def test_voice_note_reaches_the_desk_through_a_killed_server(tmp_path: Path) -> None:
    town, note = TownServer(tmp_path), prepare_voice(SAID)
    assert note is not None

    def arrived_bytes() -> int:
        part = town.folder.rglob(f"parts/{KARIM}/{note.sha256}")
        return sum(path.stat().st_size for path in part)

    async def story() -> None:
        async with shared_town(tmp_path, town) as (tablet, desk):
            report = await speaks(tablet)
            async with shown(tablet, routes.report(report), FixedDevice()) as page:
                await page.until_text(FR("sync.photo_to_send"))
                with town.alive() as server:
                    killed_at_the_first_chunk(tablet, server.kill)
                    await tablet.sync()
                    share = percent(FR, CHUNK_BYTES / len(note.content))
                    await page.until_text(FR("sync.photo_sent_part", share=share))
                    assert CHUNK_BYTES <= arrived_bytes() < len(note.content), "a part is there, and not all"
                    assert not town.has_photo(note.sha256)
                tablet.line.connection.traffic.take()
                with town.alive():
                    await tablet.sync()
                    await tablet.sync()
                    one = await note_of(tablet, report)
                    assert one.received_at is not None
                    assert town.has_photo(note.sha256)
                    at = stamp(FR, parse_instant(one.received_at), local_now())
                    await page.until_text(FR("sync.photo_received", at=at))
                    assert tablet.line.connection.traffic.take().sent_bytes < len(note.content), "it went on, not anew"
                    await desk.sync()
                    await hears(desk, report, note.content)

    asyncio.run(story())


@asynccontextmanager
async def shared_town(folder: Path, town: TownServer) -> AsyncIterator[tuple[Machine, Machine]]:
    """Let Karim and Sylvie sign in; then the town hall is switched off."""
    with town.alive():
        tablet = Machine(folder / "karim", "karim", lambda: Connection(town.url), World())
        desk = Machine(folder / "sylvie", "sylvie", lambda: Connection(town.url), World())
        for machine in (tablet, desk):
            await machine.start()
            await machine.sync()
    try:
        yield tablet, desk
    finally:
        await tablet.stop()
        await desk.stop()


async def hears(desk: Machine, report: str, content: bytes) -> None:
    """Ask for the note at the desk, and play it once it is there."""
    device, one = FixedDevice(), await note_of(desk, report)
    assert not one.is_here
    async with shown(desk, routes.report(report), device) as page:
        await page.until_text(FR("voice.away"))
        await page.tap(f"voice-play-{one.id}")
        await page.until_text(FR("voice.asked"))
        await desk.sync()
        await page.until_text(FR("voice.here"))
        await page.tap(f"voice-play-{one.id}")
        await page.until_kept(lambda session: len(device.sounds.played), is_so=bool)
        assert device.sounds.played == [content]
