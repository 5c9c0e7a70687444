"""A voice note as a file, and Flet's recorder and player as the values of our ports."""

import asyncio
import io
import wave
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fieldapp.device.flet_voice import FletMicrophone, FletSpeaker
from fieldapp.device.ports import MICROPHONE_BYTES_PER_S, MICROPHONE_RATE_HZ, Microphone, MicrophoneTrouble, Speaker
from fieldapp.device.voices import loudness, prepare_voice
from sync.records.voice import VOICE_MEDIA_TYPE, VOICE_RATE_HZ, VOICE_S_MAX, voice_seconds
from tests.fieldapp.fixed_device import FixedMicrophone, FixedSpeaker

SECOND = b"\x10\x27" * MICROPHONE_RATE_HZ


def test_samples_become_a_file_that_says_how_to_play_them() -> None:
    voice = prepare_voice(SECOND * 3)
    assert voice is not None
    assert voice.media_type == VOICE_MEDIA_TYPE
    with wave.open(io.BytesIO(voice.content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, VOICE_RATE_HZ)
        assert file.readframes(file.getnframes()) == b"\x10\x27" * VOICE_RATE_HZ * 3
    assert voice_seconds(len(voice.content)) == 3


def test_tap_that_slipped_is_no_note() -> None:
    assert prepare_voice(SECOND[: MICROPHONE_BYTES_PER_S // 2 - 2]) is None


def test_half_a_sample_at_the_end_is_left_out() -> None:
    assert prepare_voice(SECOND + b"\x01") == prepare_voice(SECOND)


def test_note_is_cut_at_its_longest() -> None:
    voice = prepare_voice(SECOND * (VOICE_S_MAX + 1))
    assert voice is not None
    assert voice_seconds(len(voice.content)) == VOICE_S_MAX


@pytest.mark.parametrize(
    ("samples", "told"), [(b"", 0.0), (b"\x00\x00" * 9, 0.0), (b"\x00\x80", 1.0), (b"\x00\x40\x00", 0.5)]
)
def test_loudness_is_the_highest_sample(samples: bytes, told: float) -> None:
    assert loudness(samples) == told


class SaidRecorder:
    """A recorder of Flet's that answers as a test says, and streams what `say` is given."""

    def __init__(self, allowed: bool | Exception = True, begins: bool = True) -> None:
        self._allowed, self._begins = allowed, begins
        self.on_stream: Callable[[Any], None] = lambda event: None

    async def has_permission(self) -> bool:
        if isinstance(self._allowed, Exception):
            raise self._allowed
        return self._allowed

    async def start_recording(self) -> bool:
        return self._begins

    async def stop_recording(self) -> None:
        return None

    def say(self, samples: bytes) -> None:
        self.on_stream(SimpleNamespace(chunk=samples))


def recorded(recorder: SaidRecorder) -> FletMicrophone:
    microphone = FletMicrophone()
    microphone._recorder = recorder
    recorder.on_stream = microphone._told
    return microphone


def real() -> tuple[Microphone, Callable[[bytes], None]]:
    recorder = SaidRecorder()
    return recorded(recorder), recorder.say


def fake() -> tuple[Microphone, Callable[[bytes], None]]:
    microphone = FixedMicrophone()
    return microphone, microphone.say


@pytest.mark.parametrize("made", [real, fake])
def test_microphone_hears_between_listen_and_stop(made: Any) -> None:
    microphone, say = made()
    heard: list[bytes] = []

    async def story() -> None:
        say(b"before")
        assert await microphone.listen(heard.append) is None
        say(b"one")
        say(b"two")
        await microphone.stop()
        say(b"after")

    asyncio.run(story())
    assert heard == [b"one", b"two"]


@pytest.mark.parametrize(
    ("microphone", "trouble"),
    [
        (recorded(SaidRecorder(allowed=False)), MicrophoneTrouble.DENIED),
        (recorded(SaidRecorder(RuntimeError("NotAllowedError: Permission denied"))), MicrophoneTrouble.DENIED),
        (recorded(SaidRecorder(RuntimeError("NotAllowedError"))), MicrophoneTrouble.DENIED),
        (recorded(SaidRecorder(RuntimeError("NotFoundError"))), MicrophoneTrouble.ABSENT),
        (recorded(SaidRecorder(begins=False)), MicrophoneTrouble.FAILED),
        (FixedMicrophone(MicrophoneTrouble.DENIED), MicrophoneTrouble.DENIED),
    ],
)
def test_microphone_that_cannot_listen_says_why_and_hears_nothing(
    microphone: Microphone, trouble: MicrophoneTrouble
) -> None:
    heard: list[bytes] = []
    assert asyncio.run(microphone.listen(heard.append)) is trouble
    assert heard == []


class SaidPlayer:
    """A player of Flet's that loads or not."""

    def __init__(self, loads: bool, **events: Any) -> None:
        self._events = events
        if loads:
            asyncio.get_running_loop().call_soon(events["on_loaded"], None)

    async def play(self) -> None:
        return None

    async def release(self) -> None:
        return None

    def come_to_the_end(self) -> None:
        self._events["on_state_change"](SimpleNamespace(state=SimpleNamespace(value="completed"), control=self))


@pytest.fixture
def players(monkeypatch: pytest.MonkeyPatch) -> list[SaidPlayer]:
    made: list[SaidPlayer] = []

    def make(src: bytes, **events: Any) -> SaidPlayer:
        made.append(SaidPlayer(src != b"broken", **events))
        return made[-1]

    monkeypatch.setattr("flet_audio.Audio", make)
    monkeypatch.setattr("fieldapp.device.flet_voice.CALL_S_MAX", 0.05)
    return made


async def ends(speaker: Speaker, come_to_the_end: Callable[[], None]) -> list[str]:
    said: list[str] = []
    assert await speaker.play(b"first", lambda: said.append("first"))
    come_to_the_end()
    assert await speaker.play(b"second", lambda: said.append("second"))
    await speaker.stop()
    come_to_the_end()
    return said


def test_speaker_tells_the_end_of_what_was_not_stopped(players: list[SaidPlayer]) -> None:
    def end() -> None:
        players[-1].come_to_the_end()

    assert asyncio.run(ends(FletSpeaker(), end)) == ["first"]
    fixed = FixedSpeaker()
    assert asyncio.run(ends(fixed, fixed.end)) == ["first"]


def test_speaker_says_what_it_cannot_play(players: list[SaidPlayer]) -> None:
    assert asyncio.run(FletSpeaker().play(b"broken", lambda: None)) is False
    assert asyncio.run(FixedSpeaker(can_play=False).play(b"broken", lambda: None)) is False
