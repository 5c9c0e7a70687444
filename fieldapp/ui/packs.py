"""The town's map pack as screens see it: what is here, what can be had, what is on its way.

    packs = use_packs()                   # draws again by itself when a pack comes, goes or moves on
    packs.shown                           # the tiles that maps lie on; None: the colour of the paper
    await packs.desk.find("bd moulins")   # addresses, without network

The shell provides one per page (`fieldapp/shell/map_desk.py`); where it provides none, there is no pack.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

import flet as ft

from sync.protocol.messages import MapOffer
from sync.records.addresses import Found, Near
from sync.records.geometry import Point
from sync.records.map_pack import PackSheet

FOUND_MAX: Final = 8


class Hold(StrEnum):
    """Say why a pack that was asked for does not move now; each has its words (`packs.hold_…`)."""

    WIFI = "wifi"
    """The network is metered: it waits for Wi-Fi, or for somebody who says « now »."""
    NETWORK = "network"
    """The town hall cannot be reached."""


class PackTrouble(StrEnum):
    """Say what went wrong with a pack; each has its words (`packs.trouble_…`)."""

    DAMAGED = "damaged"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Moving:
    """A pack that somebody asked for: how far it is, and what holds it up."""

    offer: MapOffer
    done_bytes: int
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class ShownMap:
    """The pack that maps lie on: what it says of itself, and where its tiles are asked for."""

    sheet: PackSheet
    address: str
    """On the loopback; `/<theme>/<zoom>/<x>/<y>.png` goes behind it."""


@dataclass(frozen=True, slots=True)
class PackState:
    """All that is known of packs on this device."""

    held: MapOffer | None = None
    shown: ShownMap | None = None
    offer: MapOffer | None = None
    """What the town publishes and is not here: the first pack, or a newer one."""
    moving: Moving | None = None
    trouble: PackTrouble | None = None
    is_metered: bool = False
    """Whether the network of this moment costs money: whoever fetches is asked first."""


class PackDesk(Protocol):
    """What screens ask of the packs."""

    def look(self) -> None:
        """Ask the town hall what it publishes, unless it was asked just now; without waiting."""
        ...

    def fetch(self, *, on_any_network: bool = False) -> None:
        """Fetch what the town offers, or go on with it; only on Wi-Fi unless somebody says otherwise."""
        ...

    def stop(self) -> None:
        """Give up what is on its way."""
        ...

    def remove(self) -> None:
        """Delete the pack that is here."""
        ...

    async def find(self, text: str, near: Point | None = None) -> tuple[Found, ...]:
        """Find addresses by what was typed, the best first; none without a pack."""
        ...

    async def nearest(self, point: Point) -> Near | None:
        """Give the address of a place; None without a pack, or far from every street."""
        ...


class NoPacks:
    """The desk of a page without packs."""

    def look(self) -> None:
        """Ask nobody."""

    def fetch(self, *, on_any_network: bool = False) -> None:
        """Fetch nothing."""

    def stop(self) -> None:
        """Give up nothing."""

    def remove(self) -> None:
        """Delete nothing."""

    async def find(self, text: str, near: Point | None = None) -> tuple[Found, ...]:
        """Find nothing."""
        return ()

    async def nearest(self, point: Point) -> Near | None:
        """Know no address."""
        return None


@ft.observable
@dataclass
class Packs:
    """Hold the state of the packs; components that read it draw again at every change."""

    state: PackState = field(default_factory=PackState)
    desk: PackDesk = field(default_factory=NoPacks)

    @property
    def shown(self) -> ShownMap | None:
        """Give the pack that maps lie on."""
        return self.state.shown


PacksContext = ft.create_context(Packs())


def use_packs() -> Packs:
    """Give the packs of this page, inside a component."""
    return ft.use_context(PacksContext)
