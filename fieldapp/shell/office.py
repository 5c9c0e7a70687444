"""An office: one agent's open vault, replica and sync engine. At most one is open per vault in a process.

    vault ── replica ── store ──┐
    connection ── transport ────┼── engine ── status ──> `SyncStatus` ──> the pill
    device: network, resume ────┘ wakes

The office outlives the page that opened it only on a device where « back » ends the page and not the person's work
(Android); in a browser the page that leaves closes it.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Hashable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from fieldapp.account.queries import agent_card, last_written
from fieldapp.device.ports import Carrier
from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING
from fieldapp.replica.pill import PillCounts, pill_counts
from fieldapp.replica.replica import Replica
from fieldapp.replica.storage import DayTraffic, add_traffic
from fieldapp.shell.attention import Attention
from fieldapp.shell.choices import Choices, read_choices, write_choices
from fieldapp.shell.disk_room import DiskRoom
from fieldapp.shell.gate import Gate, Shown
from fieldapp.shell.idle import IdleLock, awake_s
from fieldapp.shell.line import Line, line_over
from fieldapp.shell.map_desk import MapDesk, MapLine
from fieldapp.shell.map_shown import MapGround
from fieldapp.shell.sparing import Sparing
from fieldapp.shell.voices_cut import mend_voices
from fieldapp.ui.app import Agent
from fieldapp.ui.widgets.pill import Standing
from fieldapp.vault.errors import VaultError
from fieldapp.vault.vault import Vault
from sync.client.engine import Status
from sync.client.http_transport import Connection
from sync.client.uploads import PhotoPolicy
from sync.core.instants import parse_instant
from sync.core.session import Halt, Link, Phase, Trouble, Wake

STOP_S_MAX: Final = 3.0
"""How long a closing office waits for the exchange under way; nothing is lost by not waiting."""
NOTE_S: Final = 60.0
"""How often the day's traffic is written down."""
_STOPPED: Final = frozenset({Halt.BROKEN, Halt.SIGNED_OUT, Halt.REVOKED, Halt.COPIED, Halt.TOO_OLD, Halt.LEASE_ENDED})


class Office:
    """One open office. `begin` lets its engine run, `close` locks the vault."""

    def __init__(self, vault: Vault, replica: Replica, connection: Connection, ground: MapGround) -> None:
        self.vault = vault
        self.replica = replica
        self.server = connection.origin
        self.agent: Agent | None = None
        """None until the agent's own entry of the directory has arrived: right after the first sign-in."""
        self.offers_pin = False
        """Whether this device lets a PIN be chosen."""
        self.choices = Choices()
        """What the agent chose: read in `begin`, aside, because it is sealed."""
        self.idle = IdleLock(awake_s())
        self.stirred = asyncio.Event()
        """The app came back: time may have passed that no timer has counted."""
        self.was_locked = False
        """Whether it was closed because nobody was there."""
        self.carrier = Carrier.UNKNOWN
        self.sparing = Sparing(self._sparing_changed)
        self.gate = Gate(replica, lambda: self.line)
        self.line: Line = line_over(connection, replica, self.photo_policy, self.gate.ordered)
        self.engine = self.line.engine
        way = MapLine(self.line.account, lambda: self.is_cut or self.attention.is_dark, lambda: self.carrier)
        self.maps = MapDesk(ground, replica.identity.tenant, way)
        self.attention = Attention(self.line, self.maps.network_changed)
        self.room = DiskRoom(vault.room, self._soon)
        self._engine_run: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[Callable[[], Any]] = []
        self._agent_listeners: list[Callable[[Agent], None]] = []
        self._standing_listeners: list[Callable[[], None]] = []
        self._close_listeners: list[Callable[[], None]] = []
        self._counts = PillCounts(0, 0, None)
        self._last_n = 0
        self._noted_s = 0.0
        self.was_wiped = False
        """Whether it was closed because the town hall had it wiped."""
        self._is_closed = False

    @property
    def standing(self) -> Standing:
        """Give what the pill says now."""
        return standing_of(self.engine.status, self._counts)

    @property
    def is_cut(self) -> bool:
        """Tell whether the agent has cut the network in the app."""
        return self.engine.status.halt is Halt.SWITCHED_OFF

    def photo_policy(self) -> PhotoPolicy:
        """Say what may move on the network and the charge of this moment."""
        if self.gate.shown is not Shown.OPEN:
            return PhotoPolicy.SENDING
        held = self.sparing.holds(self.carrier, on_wifi_only=self.choices.photos_on_wifi_only)
        return PhotoPolicy.SPARING if held else PhotoPolicy.EVERYTHING

    def choose(self, choices: Choices) -> None:
        """Keep what the agent chose, in his vault."""
        if choices != self.choices:
            self.choices = choices
            self._soon(asyncio.to_thread(write_choices, self.vault.files, choices))

    async def begin(self) -> None:
        """Read what the screens need at once, then let the engine run; nothing here waits for the network."""
        self.choices = await asyncio.to_thread(read_choices, self.vault.files)
        await self.room.measure()
        await mend_voices(self.replica)
        await self.gate.begin()
        await self._read_agent()
        await self._read_counts()
        self._ends += [
            self.engine.subscribe(self._hear),
            self.replica.subscribe({OUTBOX, PHOTO, STANDING, "conflict"}, lambda _: self._soon(self._read_counts())),
            self.replica.subscribe({"agent", "team", "service", "town"}, lambda _: self._soon(self._read_agent())),
            self.replica.subscribe({PHOTO}, lambda _: self._wake_for_photos()),
        ]
        self._soon(self.maps.begin())
        self._soon(self.gate.run())
        self._engine_run = asyncio.ensure_future(self.engine.run())
        self.attention.begin()

    def follow_agent(self, told: Callable[[Agent], None]) -> Callable[[], None]:
        """Tell who works here whenever his entry in the directory changes; give the way to end it."""
        self._agent_listeners.append(told)
        return lambda: self._agent_listeners.remove(told) if told in self._agent_listeners else None

    def follow_standing(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell whenever the engine's status or what waits has changed; give the way to end it."""
        self._standing_listeners.append(told)
        return lambda: self._standing_listeners.remove(told) if told in self._standing_listeners else None

    def follow_close(self, told: Callable[[], None]) -> None:
        """Tell when this office was closed, by whomever."""
        self._close_listeners.append(told)

    def retry(self) -> None:
        """Try the server now: the agent asked."""
        self.engine.wake(Wake.PERSON)
        self.line.live.retry()

    def network_changed(self, carrier: Carrier) -> None:
        """Take note of what the system says of the network: a reason to try."""
        self.carrier = carrier
        self.stirred.set()
        self.gate.stir()
        self.maps.network_changed()
        self.engine.wake(Wake.NETWORK)

    def returned(self) -> None:
        """Take note that the app has the focus again: all that may have changed meanwhile is looked at."""
        self.sparing.look_again()
        self.network_changed(self.carrier)

    def cut(self, *, is_cut: bool) -> None:
        """Cut the network in the app, or let it back in."""
        if is_cut:
            self.engine.halt(Halt.SWITCHED_OFF)
        else:
            self.retry()
        self.maps.network_changed()

    async def left(self, page: Hashable = None) -> None:
        """Take note that a page has gone; the last one closes the office."""
        self.attention.went(page)
        if self.attention.pages <= 0:
            await self.close()

    async def close(self) -> None:
        """End the engine, then lock the vault; what waits stays in it, encrypted. Twice does no harm."""
        if self._is_closed:
            return
        self._is_closed = True
        for end in self._ends:
            end()
        await self._end_tasks()
        await self._note_traffic()
        await self.maps.close()
        await self.gate.note()
        await self.line.connection.close()
        await self.replica.close()
        with suppress(VaultError):
            await asyncio.to_thread(self.vault.witness)
        await asyncio.to_thread(self.vault.lock)
        for told in self._close_listeners:
            told()

    async def _end_tasks(self) -> None:
        """End the live line at once, the engine after its exchange, and whatever is still being read."""
        self.engine.stop()
        self.gate.end()
        runs = [run for run in (self._engine_run, self.attention.end()) if run is not None]
        tasks = [*runs, *self._tasks]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_S_MAX)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear(self, status: Status) -> None:
        if status.last_contact_ms is not None and status.link is not Link.OFFLINE:
            self.maps.contact()
        self._tell_standing()

    def _tell_standing(self) -> None:
        for told in list(self._standing_listeners):
            told()

    async def _note_traffic(self) -> None:
        """Keep what went over the line: at most once a minute, because it costs a durable write."""
        self._noted_s = time.monotonic()
        moved = self.line.connection.traffic.take()
        if moved.sent_bytes or moved.received_bytes:
            today = datetime.now().astimezone().date().isoformat()
            taken = DayTraffic(today, moved.sent_bytes, moved.received_bytes)
            await self.replica.transact(lambda session: add_traffic(session, taken))

    async def _read_counts(self) -> None:
        self._counts = await self.replica.read(pill_counts, self.replica.identity.agent)
        self._tell_standing()
        if time.monotonic() - self._noted_s > NOTE_S and not self._is_closed:
            await self._note_traffic()
        # The outbox is announced after each exchange too: only a number that was not there before is new work.
        last_n = await self.replica.read(last_written)
        if last_n > self._last_n:
            self._last_n = last_n
            self.engine.wake(Wake.WORK)

    def _sparing_changed(self) -> None:
        self.engine.wake(Wake.WORK)
        self._tell_standing()

    def _wake_for_photos(self) -> None:
        """Let the engine look when somebody asked for a photo; what it moves itself, it knows."""
        if self.engine.status.doing is Phase.IDLE:
            self.engine.wake(Wake.WORK)

    async def _read_agent(self) -> None:
        found = await self.replica.read(agent_card, self.replica.identity.agent)
        if found is None or found == self.agent:
            return
        self.agent = found
        for told in list(self._agent_listeners):
            told(found)


def standing_of(status: Status, counts: PillCounts) -> Standing:
    """Put engine and outbox together into what the pill says.

    « À jour » needs that nothing waits, and names the moment of the last answer. Before the first exchange of a
    session nothing is known of the network: that is not « hors ligne », which only a failed exchange proves.
    """
    contact = parse_instant(counts.last_contact_at) if counts.last_contact_at else None
    if status.last_contact_ms is not None:
        heard = datetime.fromtimestamp(status.last_contact_ms / 1000, UTC)
        contact = max(contact, heard) if contact else heard
    next_try_ms = status.next_try_ms if status.trouble is Trouble.BUSY else None
    return Standing(
        online=status.link is not Link.OFFLINE and status.halt is not Halt.SWITCHED_OFF,
        unsent=counts.to_send,
        to_reconcile=counts.to_reconcile,
        confirmed_at=contact,
        stopped=status.halt in _STOPPED,
        busy_until=datetime.fromtimestamp(next_try_ms / 1000, UTC) if next_try_ms else None,
    )
