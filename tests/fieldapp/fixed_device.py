"""`FixedDevice`: a device whose sensors say what a test wants, with the shape of the real one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.device.ports import (
    CameraTrouble,
    Carrier,
    Fix,
    KeyStore,
    Microphone,
    MicrophoneTrouble,
    Network,
    PickedFile,
    Positioning,
    PositionTrouble,
    Power,
    Speaker,
    Viewfinder,
)
from tests.fieldapp.fixed_power import FixedPower, Still


@dataclass(eq=False)
class FixedPosition:
    """A position that never moves; `tell` moves it for whoever watches."""

    found: Fix | PositionTrouble
    watchers: list[Callable[[Fix | PositionTrouble], None]] = field(default_factory=list)

    async def fix(self, timeout_s: float = 15.0) -> Fix | PositionTrouble:
        """Give the position."""
        return self.found

    def watch(self, told: Callable[[Fix | PositionTrouble], None]) -> Callable[[], None]:
        """Tell the position at once, then each one that `tell` is given."""
        self.watchers.append(told)
        told(self.found)
        return lambda: self.watchers.remove(told)

    def tell(self, found: Fix | PositionTrouble) -> None:
        """Move."""
        self.found = found
        for told in list(self.watchers):
            told(found)


class NoNetwork(Still):
    """A network of which nothing is known."""

    async def carrier(self) -> Carrier:
        """Give nothing."""
        return Carrier.UNKNOWN


@dataclass(eq=False)
class FixedMicrophone:
    """A microphone into which `say` speaks; it hears while it listens, and nothing before or after."""

    trouble: MicrophoneTrouble | None = None
    told: Callable[[bytes], None] | None = None

    async def listen(self, heard: Callable[[bytes], None]) -> MicrophoneTrouble | None:
        """Begin to listen, or say why not."""
        self.told = heard if self.trouble is None else None
        return self.trouble

    async def stop(self) -> None:
        """Stop."""
        self.told = None

    def say(self, samples: bytes) -> None:
        """Speak."""
        if self.told is not None:
            self.told(samples)


@dataclass(eq=False)
class FixedSpeaker:
    """A loudspeaker that notes what it plays; `end` comes to the end of it."""

    played: list[bytes] = field(default_factory=list)
    can_play: bool = True
    ended: Callable[[], None] | None = None

    async def play(self, content: bytes, ended: Callable[[], None]) -> bool:
        """Play, where it can."""
        if self.can_play:
            self.played.append(content)
            self.ended = ended
        return self.can_play

    async def stop(self) -> None:
        """Be silent."""
        self.ended = None

    def end(self) -> None:
        """Come to the end of the sound."""
        if self.ended is not None:
            ended, self.ended = self.ended, None
            ended()


@dataclass(eq=False)
class FixedDevice:
    """All of a device, as values; what it was asked to do is noted."""

    position: Positioning = field(default_factory=lambda: FixedPosition(PositionTrouble.ABSENT))
    network: Network = field(default_factory=NoNetwork)
    power: Power = field(default_factory=FixedPower)
    key_store: KeyStore | None = None
    camera: Viewfinder | None = None
    pictures: list[PickedFile] = field(default_factory=list)
    documents: list[PickedFile] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    saved: list[PickedFile] = field(default_factory=list)
    changes_her_mind: bool = False
    hears: FixedMicrophone = field(default_factory=FixedMicrophone)
    sounds: FixedSpeaker = field(default_factory=FixedSpeaker)
    dialled: list[str] = field(default_factory=list)
    browsed: list[str] = field(default_factory=list)

    def viewfinder(self, size: PhotoSize = PhotoSize.NORMAL) -> Viewfinder | None:
        """Give the camera, if there is one."""
        return self.camera

    def microphone(self) -> Microphone:
        """Give the microphone."""
        return self.hears

    def speaker(self) -> Speaker:
        """Give the loudspeaker."""
        return self.sounds

    async def pick_photos(self, at_most: int) -> list[PickedFile]:
        """Let the person choose the pictures that the test laid out."""
        return self.pictures[:at_most]

    async def pick_documents(self, at_most: int) -> list[PickedFile]:
        """Let the person choose the documents that the test laid out."""
        return self.documents[:at_most]

    async def save_file(self, name: str, content: bytes) -> bool:
        """Note what was kept."""
        self.saved.append(PickedFile(name, content))
        return True

    async def save_copy(self, name: str, path: Path) -> bool:
        """Note what was kept, unless the person of the test changes her mind."""
        if self.changes_her_mind:
            return False
        self.saved.append(PickedFile(name, await asyncio.to_thread(path.read_bytes)))
        return True

    async def copy(self, text: str) -> None:
        """Note what was copied."""
        self.copied.append(text)

    async def browse(self, address: str) -> None:
        """Note which address was opened."""
        self.browsed.append(address)

    async def dial(self, number: str) -> None:
        """Note what was dialled."""
        self.dialled.append(number)


class FixedCamera:
    """A camera that sees one picture; like the real one it answers only while its control is on the page."""

    def __init__(self, picture: bytes) -> None:
        """Take the picture that it sees."""
        self.control: Any = ft.Container(expand=True)
        self._picture = picture

    async def open(self) -> CameraTrouble | None:
        """Begin to look."""
        return None if self.control.page is not None else CameraTrouble.FAILED

    async def take(self) -> bytes | CameraTrouble:
        """Take the picture."""
        return self._picture if self.control.page is not None else CameraTrouble.FAILED

    async def light(self, on: bool) -> None:
        """Have no lamp."""
