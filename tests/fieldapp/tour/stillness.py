"""An office, a desk and a device in which nothing moves: the tour looks at their screens."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from fieldapp.account.actions import Answer, Entered
from fieldapp.device.ports import MICROPHONE_RATE_HZ, CameraTrouble, Carrier, MicrophoneTrouble
from fieldapp.replica.replica import Replica
from fieldapp.shell.choices import Choices
from fieldapp.shell.sparing import Sparing
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.widgets import Standing
from fieldapp.vault.device_secret import SecretPlace
from fieldapp.vault.pin_answers import PinStanding
from sync.client.engine import Status
from tests.fieldapp.fixed_device import FixedMicrophone

SPOKEN_S: Final = 7
_WAVE: Final = (0, 9_000, 14_000, 9_000, 0, -9_000, -14_000, -9_000)


@dataclass
class StillEngine:
    """An engine that stands as it was told."""

    status: Status = field(default_factory=Status)


@dataclass(frozen=True)
class _StillTraffic:
    sent_bytes: int = 310_000
    received_bytes: int = 4_200_000


@dataclass(frozen=True)
class _StillConnection:
    traffic: _StillTraffic = field(default_factory=_StillTraffic)


@dataclass(frozen=True)
class _StillLine:
    connection: _StillConnection = field(default_factory=_StillConnection)


class _StillRoom:
    def last(self) -> tuple[int, int]:
        """Give the same room on every machine: 12 GB of 32."""
        return 12_000_000_000, 32_000_000_000

    async def measure(self) -> None:
        """Ask nobody."""


def _nothing() -> None:
    """Hear that photos wait, or wait no more."""


@dataclass
class StillGate:
    """A gate that stands open, far from the end of any lease."""

    days_left: int = 0
    is_open: bool = True


@dataclass
class StillOffice:
    """An office without a line to the town hall, as `pill_sheet` and `filling` see one."""

    replica: Replica
    is_cut: bool = False
    agent: None = None
    standing: Standing = field(default_factory=lambda: Standing(online=False, unsent=0))
    room: _StillRoom = field(default_factory=_StillRoom)
    line: _StillLine = field(default_factory=_StillLine)
    engine: StillEngine = field(default_factory=StillEngine)
    carrier: Carrier = Carrier.WIFI
    choices: Choices = field(default_factory=Choices)
    sparing: Sparing = field(default_factory=lambda: Sparing(_nothing))
    gate: StillGate = field(default_factory=StillGate)

    def follow_standing(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell nothing: it never changes."""
        return lambda: None

    def cut(self, *, is_cut: bool) -> None:
        """Note the switch."""
        self.is_cut = is_cut

    def retry(self) -> None:
        """Do nothing: there is nobody to ask."""


@dataclass
class StillDesk:
    """The agent's own desk, whose device has a number that never changes."""

    server: str = "https://mairie.example"
    device_id: str = "0193c0de-0000-7000-8000-00000c0ffee1"
    storage: str = "sqlite3mc"
    photos_on_wifi_only: bool = False
    offers_pin: bool = True
    may_choose_pin: bool = False
    key_place: SecretPlace = SecretPlace.FILE

    async def pin_state(self) -> PinStanding:
        """Say that there is one."""
        return PinStanding.READY

    async def prove(self, passphrase: str) -> Answer:
        """Say yes."""
        return Entered()

    async def choose_pin(self, pin: str) -> Answer:
        """Say yes."""
        return Entered()

    async def drop_pin(self) -> None:
        """Do nothing."""

    async def renew_keys(self) -> Answer:
        """Say yes."""
        return Entered()

    lock_after_min: int = 5

    async def lock_after(self, minutes: int) -> None:
        """Note the choice."""
        self.lock_after_min = minutes

    def let_photos_wait(self, wait: bool) -> None:
        """Note the choice."""
        self.photos_on_wifi_only = wait

    async def sign_in_again(self, passphrase: str, otp: str = "") -> Answer:
        """Say yes."""
        return Entered()

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Say yes."""
        return Entered()


class StillCamera:
    """A camera before which nothing moves; with a trouble it sees, and takes nothing."""

    def __init__(self, trouble: CameraTrouble | None = None) -> None:
        """Take what happens at the shutter."""
        self._trouble, self._seen = trouble, sample_photo(1)
        self.control: Any = ft.Image(
            src=self._seen, fit=ft.BoxFit.COVER, expand=True, gapless_playback=True, exclude_from_semantics=True
        )

    async def open(self) -> CameraTrouble | None:
        """Begin to look."""
        return None

    async def take(self) -> bytes | CameraTrouble:
        """Take the picture, or say why not."""
        return self._trouble or self._seen

    async def light(self, on: bool) -> None:
        """Have no lamp."""


class SpokenMicrophone(FixedMicrophone):
    """A microphone into which seven seconds are spoken at once, and nothing after them."""

    async def listen(self, heard: Callable[[bytes], None]) -> MicrophoneTrouble | None:
        """Hear all of it."""
        await super().listen(heard)
        self.say(array("h", _WAVE * (SPOKEN_S * MICROPHONE_RATE_HZ // len(_WAVE))).tobytes())
        return self.trouble
