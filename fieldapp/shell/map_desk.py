"""The map packs of one office: asks the town hall, fetches what a person asked for, keeps one open for the maps.

    begin ── a whole pack is here ──> open it, serve its tiles
          └─ one is on its way ────> go on with it, where the network lets it
    contact, map, page ── was the town hall asked lately? ── no ──> what does it publish?
    fetch ──> part after part ──> whole: open it, let the old one go │ held up │ gone: ask again │ damaged: say so

The packs lie in the profile, by town (`fieldapp.vault.map_packs`). Nothing moves that nobody asked for, nothing moves
on a metered network unless somebody said so since the app was opened.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from fieldapp.device.ports import Carrier
from fieldapp.shell.map_shown import MapGround, OpenMap
from fieldapp.ui.packs import Hold, Moving, PackState, PackTrouble
from fieldapp.vault.errors import DamagedFile, DiskFull, StorageFailed
from sync.client.map_packs import Fetched, fetch, offered
from sync.client.ports import ClientTooOld, DeviceRevoked, SignInNeeded, TransportTrouble
from sync.client.uploads import Asking
from sync.protocol.messages import MapOffer
from sync.protocol.problems import ProblemError
from sync.records.addresses import Found, Near
from sync.records.geometry import Point

ASK_AGAIN_S: Final = 600.0
"""How long what the town publishes is taken as known, while it goes on talking to us."""
LOOK_AGAIN_S: Final = 15.0
"""The same where somebody looks at a map without a pack."""
RETRY_S: Final = (5.0, 15.0, 60.0)
_SILENT: Final = (TransportTrouble, SignInNeeded, DeviceRevoked, ClientTooOld, ProblemError)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MapLine:
    """The way to the town hall: who asks, whether the agent has cut it, and what carries it."""

    account: Asking
    is_cut: Callable[[], bool]
    carrier: Callable[[], Carrier]


class MapDesk:
    """The packs of one office, for its pages. All of it runs on the office's loop, the disk on threads."""

    def __init__(self, ground: MapGround, tenant: str, line: MapLine) -> None:
        self._open_map = OpenMap(ground.tiles)
        self._packs = ground.packs_of(tenant)
        self._line = line
        self.state = PackState()
        self._asked_at_s = float("-inf")
        self._on_any_network = False
        self._job: asyncio.Task[None] | None = None
        self._asks: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], Any]] = []

    def follow(self, told: Callable[[], Any]) -> Callable[[], None]:
        """Tell at every change of `state`; give the way to end it."""
        self._listeners.append(told)
        return lambda: self._listeners.remove(told) if told in self._listeners else None

    async def begin(self) -> None:
        """Open the pack that is here; go on with one that is on its way."""
        await self._open(await asyncio.to_thread(self._packs.held))
        begun = await asyncio.to_thread(self._packs.begun)
        if begun is not None:
            self._move(begun)

    async def close(self) -> None:
        """End what runs; what has come of a pack stays."""
        running = [task for task in (self._job, self._asks) if task is not None and not task.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._open(None)

    # -- what the office tells

    def contact(self) -> None:
        """Hear that the town hall was reached: ask what it publishes if that is long ago."""
        self._ask(ASK_AGAIN_S)

    def network_changed(self) -> None:
        """Hear that the network changed: what was held up may go, what moves may have to wait."""
        self._say(is_metered=self._is_metered)
        moving = self.state.moving
        if moving is not None and moving.hold is not None:
            self._move(moving.offer)

    # -- what the screens ask

    def look(self) -> None:
        """Ask the town hall what it publishes, unless it was asked just now."""
        self._say(is_metered=self._is_metered)
        self._ask(LOOK_AGAIN_S)

    def fetch(self, *, on_any_network: bool = False) -> None:
        """Fetch what the town offers, or go on with what was begun."""
        self._on_any_network = on_any_network
        offer = self.state.moving.offer if self.state.moving else self.state.offer
        if offer is not None:
            self._move(offer)

    def stop(self) -> None:
        """Give up what is on its way."""
        if self._job is not None:
            self._job.cancel()
        self._job = asyncio.ensure_future(self._stopped())

    def remove(self) -> None:
        """Delete the pack that is here."""
        if self._job is not None:
            self._job.cancel()
        self._job = asyncio.ensure_future(self._removed())

    async def find(self, text: str, near: Point | None = None) -> tuple[Found, ...]:
        """Find addresses by what was typed; none without a pack."""
        return await self._open_map.find(text, near)

    async def nearest(self, point: Point) -> Near | None:
        """Give the address of a place."""
        return await self._open_map.nearest(point)

    # -- how it is done

    @property
    def _is_metered(self) -> bool:
        return self._line.carrier() is Carrier.MOBILE

    def _say(self, **changes: Any) -> None:
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            for told in list(self._listeners):
                told()

    def _ask(self, known_s: float) -> None:
        is_busy = self._asks is not None and not self._asks.done()
        if not is_busy and not self._line.is_cut() and time.monotonic() - self._asked_at_s >= known_s:
            self._asked_at_s = time.monotonic()
            self._asks = asyncio.ensure_future(self._asked())

    async def _asked(self) -> None:
        try:
            offers = await offered(self._line.account)
        except TransportTrouble:
            # Soon again, yet not at each contact: a server that is busy is not asked more for it.
            self._asked_at_s += LOOK_AGAIN_S - ASK_AGAIN_S
            return
        except _SILENT:
            return
        newest = max(offers, key=lambda offer: offer.version, default=None)
        self._say(offer=None if newest is None or newest == self.state.held else newest)

    def _move(self, offer: MapOffer) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = asyncio.ensure_future(self._moved(offer))

    async def _moved(self, offer: MapOffer) -> None:
        """Fetch until it is whole, gone or held up; a network that fails is tried again, ever later."""
        self._say(trouble=None, moving=Moving(offer, await asyncio.to_thread(self._packs.length, offer)))
        try:
            await asyncio.to_thread(self._packs.begin, offer)
            await self._settle(offer, await self._fetched(offer))
        except StorageFailed as failure:
            _logger.warning("a map pack could not be written")
            trouble = PackTrouble.NO_ROOM if isinstance(failure, DiskFull) else PackTrouble.DAMAGED
            self._say(moving=None, offer=offer, trouble=trouble)

    async def _fetched(self, offer: MapOffer) -> Fetched:
        tries = 0
        while True:
            try:
                return await fetch(self._line.account, self._packs, offer, self._may_move, partial(self._tell, offer))
            except DeviceRevoked:
                return Fetched.GONE
            except _SILENT:
                self._tell(offer, None, Hold.NETWORK)
                await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1

    def _may_move(self) -> bool:
        return not self._line.is_cut() and (self._on_any_network or not self._is_metered)

    def _tell(self, offer: MapOffer, done: int | None, why: Hold | None = None) -> None:
        """Say how far a pack is (None: as far as it was), and what holds it up."""
        if done is None:
            done = self.state.moving.done_bytes if self.state.moving else 0
        self._say(moving=Moving(offer, done, why))

    async def _settle(self, offer: MapOffer, how: Fetched) -> None:
        match how:
            case Fetched.HELD_UP:
                self._tell(offer, None, Hold.NETWORK if self._line.is_cut() else Hold.WIFI)
            case Fetched.WHOLE:
                await self._open(offer)
                is_newest = self.state.offer is None or self.state.offer.version <= offer.version
                self._say(moving=None, offer=None if is_newest else self.state.offer)
            case Fetched.DAMAGED:
                self._say(moving=None, offer=offer, trouble=PackTrouble.DAMAGED)
            case Fetched.GONE:
                await asyncio.to_thread(self._packs.stop)
                self._say(moving=None, offer=None)
                self._ask(0)

    async def _stopped(self) -> None:
        offer = self.state.moving.offer if self.state.moving else self.state.offer
        await asyncio.to_thread(self._packs.stop)
        self._say(moving=None, offer=offer, trouble=None)

    async def _removed(self) -> None:
        held = self.state.held
        await self._open(None)
        await asyncio.to_thread(self._packs.stop)
        await asyncio.to_thread(self._packs.remove)
        self._say(moving=None, offer=self.state.offer or held)

    async def _open(self, held: MapOffer | None) -> None:
        """Let maps lie on this pack, or on none; one that cannot be read is deleted, and offered again."""
        if held is None:
            self._say(held=None, shown=None)
            await self._open_map.close()
            return
        try:
            self._say(held=held, shown=await self._open_map.open(self._packs.path(held)))
        except DamagedFile:
            _logger.warning("the map pack cannot be read, it is deleted")
            await asyncio.to_thread(self._packs.remove)
            self._say(held=None, shown=None, trouble=PackTrouble.DAMAGED)
