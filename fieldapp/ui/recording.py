"""Speaking a voice note: a tap begins, a tap ends, and what was said is sealed before anything else happens.

While one speaks it is sealed piece by piece, so that a kill takes the last seconds only. Whoever leaves the screen
meanwhile has ended, not lost it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import MICROPHONE_BYTES_PER_S, MicrophoneTrouble
from fieldapp.device.voices import PreparedVoice, loudness, prepare_voice, thinned
from fieldapp.ui.app import LACKS, App, use_app
from fieldapp.ui.effects import use_span, use_task
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import use_work
from fieldapp.ui.room import lacks_room
from sync.records.voice import VOICE_S_MAX

_LOOK_S: Final = 0.5
"""How often the clock and the level are drawn."""
PIECE_S: Final = 2
"""How much is said before it is sealed: with the time of a look, what a kill can take."""
_PIECE_BYTES: Final = PIECE_S * MICROPHONE_BYTES_PER_S


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is said is kept; a take is known by its id."""

    seal: Callable[[str, bytes], Awaitable[Any]]
    """Seals the next piece of a take, as samples of a note's rate."""
    hold: Callable[[str, PreparedVoice], Awaitable[Any]]
    """Holds the whole note in place of its pieces."""


class Phase(StrEnum):
    """Say what the microphone does."""

    IDLE = "idle"
    ASKING = "asking"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the screen shows of the microphone."""

    phase: Phase = Phase.IDLE
    seconds: int = 0
    """Of sound, not of time: a clock that stands says that nothing comes."""
    loudness: float = 0.0
    trouble: MicrophoneTrouble | None = None


@dataclass(frozen=True, slots=True)
class Recorder:
    """What is heard, and what begins and ends it."""

    heard: Heard
    begin: Callable[[], Awaitable[None]]
    end: Callable[[], Awaitable[None]]


class _Stage(StrEnum):
    """How far a take is: asked for, being said, at its end."""

    ASKED = "asked"
    OPEN = "open"
    ENDED = "ended"
    LEFT = "left"
    """The screen has gone: it ends unseen."""


@dataclass(slots=True)
class _Take:
    """What is being said."""

    keeping: Keeping
    id: str
    samples: bytearray = field(default_factory=bytearray)
    sealed_bytes: int = 0
    stage: _Stage = _Stage.ASKED

    def add(self, more: bytes) -> None:
        self.samples += more[: VOICE_S_MAX * MICROPHONE_BYTES_PER_S - len(self.samples)]

    @property
    def seconds(self) -> int:
        return len(self.samples) // MICROPHONE_BYTES_PER_S

    @property
    def is_full(self) -> bool:
        return len(self.samples) >= VOICE_S_MAX * MICROPHONE_BYTES_PER_S

    def next_piece(self) -> bytes:
        """Give what was said since the last piece once there is enough of it; empty before."""
        end = self.sealed_bytes + _PIECE_BYTES
        if len(self.samples) < end:
            return b""
        piece, self.sealed_bytes = bytes(self.samples[self.sealed_bytes : end]), end
        return piece

    def shown(self) -> Heard:
        recent = bytes(self.samples[-int(_LOOK_S * MICROPHONE_BYTES_PER_S) :])
        return Heard(Phase.SPEAKING, self.seconds, loudness(recent))


@dataclass(frozen=True, slots=True)
class _Booth:
    """One component's microphone: what is shown of it, and the take that is being said."""

    app: App
    look: Look
    page: Any
    show: Callable[..., None]
    kept: "ft.MutableRef[_Take]"

    async def begin(self, keeping: Keeping) -> None:
        """Ask for the microphone and listen."""
        # The record is that of the tap: a list beside it may show another one before the last word.
        take = self.kept.current = _Take(keeping, self.app.replica.world.new_id())
        self.show(Heard(Phase.ASKING))
        await self.app.device.speaker().stop()
        trouble = await self.app.device.microphone().listen(take.add)
        if trouble is not None:
            self._end_as(take, Heard(trouble=trouble))
        elif take.stage is _Stage.LEFT:
            await self._finish(take)
        else:
            take.stage = _Stage.OPEN
            self.show(Heard(Phase.SPEAKING))

    async def end(self) -> None:
        """Stop listening, and hand over what was said."""
        take = self.kept.current
        if take.stage is _Stage.OPEN:
            take.stage = _Stage.ENDED
            await self._finish(take)

    async def _finish(self, take: _Take) -> None:
        await self.app.device.microphone().stop()
        voice = await asyncio.to_thread(prepare_voice, bytes(take.samples))
        if voice is not None:
            await take.keeping.hold(take.id, voice)
        elif take.stage is not _Stage.LEFT:
            self.app.say(self.look.t("voice.too_short"), glyph=LACKS)
        self._end_as(take, Heard())

    def _end_as(self, take: _Take, heard: Heard) -> None:
        """Show how it ended, to who is still there."""
        if take.stage is not _Stage.LEFT:
            take.stage = _Stage.ENDED
            self.show(heard)

    async def watch(self) -> None:
        """Draw the clock and the level and seal what was said, up to the longest note."""
        while self.kept.current.stage is _Stage.OPEN:
            await asyncio.sleep(_LOOK_S)
            if self.kept.current.is_full:
                self.page.run_task(self.end)
                return
            if self.kept.current.stage is _Stage.OPEN:
                self.show(self.kept.current.shown())
                await self._seal(self.kept.current)

    async def _seal(self, take: _Take) -> None:
        while piece := take.next_piece():
            samples = await asyncio.to_thread(thinned, piece)
            # Once it has ended the whole is held, and a piece that came after would be a note of its own.
            if take.stage is _Stage.OPEN:
                await take.keeping.seal(take.id, samples)

    def leave(self) -> None:
        """End with the screen."""
        take = self.kept.current
        was_open = take.stage is _Stage.OPEN
        take.stage = _Stage.LEFT
        if was_open:
            self.page.run_task(self._finish, take)


def use_recorder(keeping: Keeping) -> Recorder:
    """Listen for as long as somebody speaks, inside a component; `keeping` takes what is said."""
    heard, show = ft.use_state(Heard())
    kept: ft.MutableRef[_Take] = ft.use_ref(lambda: _Take(keeping, "", stage=_Stage.ENDED))
    booth = _Booth(use_app(), use_look(), ft.context.page, show, kept)

    async def begin() -> None:
        is_idle = heard.phase is Phase.IDLE and kept.current.stage is _Stage.ENDED
        if is_idle and not lacks_room(booth.app, booth.look, "voice.no_room"):
            await booth.begin(keeping)

    async def watch() -> None:
        if heard.phase is Phase.SPEAKING:
            await booth.watch()

    use_work(heard.phase is not Phase.IDLE)
    use_task(watch, [heard.phase])
    use_span(lambda: booth.leave, [])
    return Recorder(heard, begin, booth.end)
