"""What the app asks of the device it runs on: position, camera, sound, files, network, power, keys.

Expected trouble is a value, never an exception: a tablet without GPS or a refused permission is a Tuesday. The real
ones are in `flet_device`; `FixedDevice` in the tests stands for all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from fieldapp.device.photo_sizes import PhotoSize

PHOTO_BYTES_MAX = 40 * 1024 * 1024
"""A picked file that is larger is refused before it is read into memory twice."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Hold one position: WGS84 degrees, accuracy in metres (68 %), whether the system says it is faked."""

    lat: float
    long: float
    accuracy_m: float
    mocked: bool = False


class PositionTrouble(StrEnum):
    """Say why there is no position; each has its words in the position sheet."""

    DENIED = "denied"
    """The person (or the town's policy) does not allow it; a press on « Réglages » leads there."""
    SWITCHED_OFF = "switched-off"
    TIMED_OUT = "timed-out"
    ABSENT = "absent"
    """This device has no such sensor."""


class Positioning(Protocol):
    """Where the device is."""

    async def fix(self, timeout_s: float = 15.0) -> Fix | PositionTrouble:
        """Give one position, asking for the permission the first time."""
        ...

    def watch(self, told: Callable[[Fix | PositionTrouble], None]) -> Callable[[], None]:
        """Tell every new position on the page's loop until the given function is called."""
        ...


class Carrier(StrEnum):
    """Name what the system says about the network: a reason to try, never a fact about the server."""

    UNKNOWN = "unknown"
    NONE = "none"
    WIFI = "wifi"
    MOBILE = "mobile"
    WIRED = "wired"


class Network(Protocol):
    """What the system says about the network."""

    async def carrier(self) -> Carrier:
        """Give the carrier now."""
        ...

    def watch(self, told: Callable[[Carrier], None]) -> Callable[[], None]:
        """Tell every change of carrier until the given function is called."""
        ...


@dataclass(frozen=True, slots=True)
class Charge:
    """Hold how full the battery is, whether it hangs on a plug, and whether the person asked to spare it."""

    percent: int
    is_fed: bool
    saves: bool = False


class Power(Protocol):
    """What feeds the device."""

    async def charge(self) -> Charge | None:
        """Give the charge now; None where there is no battery, or nothing is known of it."""
        ...

    def watch(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell each time a plug comes or goes until the given function is called; never the level."""
        ...


class KeyStore(Protocol):
    """The platform's own store of secrets (Android Keystore, Keychain, DPAPI)."""

    async def read(self, name: str) -> str | None:
        """Give a secret; None when it is not there."""
        ...

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret, where the store lets us."""
        ...


@dataclass(frozen=True, slots=True)
class PickedFile:
    """Hold a file that a person chose: its name for people, and its bytes."""

    name: str
    content: bytes


class CameraTrouble(StrEnum):
    """Say why no picture can be taken."""

    ABSENT = "absent"
    DENIED = "denied"
    FAILED = "failed"


class Viewfinder(Protocol):
    """A camera that is looking: `control` is what the screen shows, `take` gives JPEG bytes, not on disk."""

    control: Any

    async def open(self) -> CameraTrouble | None:
        """Start the camera once `control` is on the page; None when it looks."""
        ...

    async def take(self) -> bytes | CameraTrouble:
        """Take one picture."""
        ...

    async def light(self, on: bool) -> None:
        """Switch the lamp."""
        ...


MICROPHONE_RATE_HZ = 48_000
"""Samples a second of every microphone. Android, Windows, macOS and Linux give what is asked for. In a browser Flet's
recorder gives its device's own rate and does not tell it (read and measured 2026-11-27): there our own worklet,
`record.worklet.js` in the assets, gives this one."""
MICROPHONE_BYTES_PER_S = 2 * MICROPHONE_RATE_HZ
"""16 bits, little-endian, one channel."""


class MicrophoneTrouble(StrEnum):
    """Say why nothing can be spoken; each has its words beside the microphone, and the keyboard stays."""

    ABSENT = "absent"
    DENIED = "denied"
    """The person (or the town's policy) does not allow it, or there is none: a browser tells no difference."""
    FAILED = "failed"


class Microphone(Protocol):
    """What is spoken, as samples in memory: nothing of it is on the disk in clear."""

    async def listen(self, heard: Callable[[bytes], None]) -> MicrophoneTrouble | None:
        """Begin to listen, asking for the permission the first time; None when it listens."""
        ...

    async def stop(self) -> None:
        """Stop; what was said until now has been heard when this returns."""
        ...


class Speaker(Protocol):
    """What plays one sound at a time."""

    async def play(self, content: bytes, ended: Callable[[], None]) -> bool:
        """Play a file in place of the one before; false where this device cannot."""
        ...

    async def stop(self) -> None:
        """Be silent; `ended` of what was played is not called."""
        ...


class Device(Protocol):
    """All of it, for one page."""

    position: Positioning
    network: Network
    power: Power
    key_store: KeyStore | None
    """None where the platform has none, or where the page is in a browser and the vault is not."""

    def viewfinder(self, size: PhotoSize = PhotoSize.NORMAL) -> Viewfinder | None:
        """Give a camera for photos of a size; None where this platform has none: pick a file instead."""
        ...

    def microphone(self) -> Microphone:
        """Give what listens; on a platform without one it says so when it is asked."""
        ...

    def speaker(self) -> Speaker:
        """Give what plays sound, the same one each time."""
        ...

    async def pick_photos(self, at_most: int) -> list[PickedFile]:
        """Let the person choose pictures; empty when she changes her mind."""
        ...

    async def pick_documents(self, at_most: int) -> list[PickedFile]:
        """Let the person choose PDF files, of whatever size; empty when she changes her mind."""
        ...

    async def save_file(self, name: str, content: bytes) -> bool:
        """Let the person keep a file where she wants; false when she changes her mind."""
        ...

    async def save_copy(self, name: str, path: Path) -> bool:
        """Let the person keep a copy of a file, which may be large; false when she changes her mind.

        Raises OSError where the copy cannot be written.
        """
        ...

    async def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        ...

    async def browse(self, address: str) -> None:
        """Open an address of the town hall's server in a browser, by the person's gesture only."""
        ...

    async def dial(self, number: str) -> None:
        """Open the telephone on a number; nothing is called before the person presses."""
        ...
