"""Microphone and loudspeaker through Flet's own services: sound stays in memory.

Nothing of it is on the disk in clear: the recorder streams its samples to us instead of writing a file, and the player
is given bytes.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import MICROPHONE_RATE_HZ, Microphone, MicrophoneTrouble, Speaker
from fieldapp.device.refusals import refusal_of

ALLOW_S_MAX: Final = 120.0
"""A person may read the question of the system for a while."""
CALL_S_MAX: Final = 8.0
_FAULTS: Final = (RuntimeError, TimeoutError, ft.FletException)


class FletMicrophone:
    """The recorder of the page's client."""

    def __init__(self) -> None:
        from flet_audio_recorder import AudioEncoder, AudioRecorder, AudioRecorderConfiguration

        self._heard: Callable[[bytes], None] | None = None
        configuration = AudioRecorderConfiguration(
            encoder=AudioEncoder.PCM16BITS,
            sample_rate=MICROPHONE_RATE_HZ,
            channels=1,
            auto_gain=True,
            suppress_noise=True,
        )
        self._recorder = AudioRecorder(configuration=configuration, on_stream=self._told)

    async def listen(self, heard: Callable[[bytes], None]) -> MicrophoneTrouble | None:
        """Begin to listen, asking for the permission the first time; None when it listens."""
        try:
            if not await asyncio.wait_for(self._recorder.has_permission(), ALLOW_S_MAX):
                return MicrophoneTrouble.DENIED
            self._heard = heard
            if await asyncio.wait_for(self._recorder.start_recording(), CALL_S_MAX):
                return None
        except _FAULTS as error:
            self._heard = None
            return MicrophoneTrouble(refusal_of(error))
        self._heard = None
        return MicrophoneTrouble.FAILED

    async def stop(self) -> None:
        """Stop; what was said until now has been heard when this returns."""
        try:
            await asyncio.wait_for(self._recorder.stop_recording(), CALL_S_MAX)
        except _FAULTS:
            return
        finally:
            self._heard = None

    def _told(self, event: Any) -> None:
        if self._heard is not None:
            self._heard(bytes(event.chunk))


class FletSpeaker:
    """The player of the page's client: a new one for each sound, which it must know from the beginning."""

    def __init__(self) -> None:
        self._player: Any = None
        self._ended: Callable[[], None] | None = None

    async def play(self, content: bytes, ended: Callable[[], None]) -> bool:
        """Play a sound in place of the one before; false where this device cannot."""
        from flet_audio import Audio, ReleaseMode

        await self.stop()
        loaded = asyncio.Event()
        self._player = Audio(
            src=content,
            release_mode=ReleaseMode.STOP,
            on_loaded=lambda _event: loaded.set(),
            on_state_change=self._changed,
        )
        self._ended = ended
        try:
            await asyncio.wait_for(loaded.wait(), CALL_S_MAX)
            await asyncio.wait_for(self._player.play(), CALL_S_MAX)
        except _FAULTS:
            self._player = self._ended = None
            return False
        return True

    async def stop(self) -> None:
        """Be silent."""
        player, self._player, self._ended = self._player, None, None
        if player is None:
            return
        try:
            await asyncio.wait_for(player.release(), CALL_S_MAX)
        except _FAULTS:
            return

    def _changed(self, event: Any) -> None:
        if event.state.value == "completed" and event.control is self._player and self._ended is not None:
            ended, self._ended = self._ended, None
            ended()


class FletSound:
    """The sound of a page's client: each service is made at its first use and kept, as the others are."""

    def __init__(self) -> None:
        self._microphone: Microphone | None = None
        self._speaker: Speaker | None = None

    def microphone(self) -> Microphone:
        """Give what listens, the same one each time: its permission is asked for once."""
        self._microphone = self._microphone or FletMicrophone()
        return self._microphone

    def speaker(self) -> Speaker:
        """Give what plays sound, the same one each time."""
        self._speaker = self._speaker or FletSpeaker()
        return self._speaker
