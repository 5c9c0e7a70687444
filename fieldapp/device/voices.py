"""A voice note made ready to travel: what the microphone gave, as a WAV file that plays everywhere."""

import hashlib
import sys
from array import array
from dataclasses import dataclass

from fieldapp.device.ports import MICROPHONE_BYTES_PER_S, MICROPHONE_RATE_HZ
from sync.records.voice import (
    SAMPLE_BYTES,
    VOICE_MEDIA_TYPE,
    VOICE_RATE_HZ,
    VOICE_S_MAX,
    VOICE_S_MIN,
    wav_of,
)

_LOUDEST = 32_768
_TAKEN_FROM = MICROPHONE_RATE_HZ // VOICE_RATE_HZ
"""Samples of the microphone for one of the file."""


@dataclass(frozen=True, slots=True)
class PreparedVoice:
    """A voice note as it is stored and sent."""

    content: bytes
    sha256: str
    media_type: str = VOICE_MEDIA_TYPE


def prepare_voice(samples: bytes) -> PreparedVoice | None:
    """Make a file of a microphone's samples; None of a tap that slipped."""
    if len(samples) < VOICE_S_MIN * MICROPHONE_BYTES_PER_S:
        return None
    content = wav_of(thinned(samples[: VOICE_S_MAX * MICROPHONE_BYTES_PER_S]))
    return PreparedVoice(content, hashlib.sha256(content).hexdigest())


def thinned(samples: bytes) -> bytes:
    """Give the file's rate: the mean of every three samples, a low pass that is good enough for speech.

    Parts that are cut at a multiple of three samples give the parts of the whole.
    """
    heard = _numbers(samples)
    thirds = zip(*(heard[start::_TAKEN_FROM] for start in range(_TAKEN_FROM)), strict=False)
    means = array("h", (sum(three) // _TAKEN_FROM for three in thirds))
    if sys.byteorder == "big":
        means.byteswap()
    return means.tobytes()


def loudness(samples: bytes) -> float:
    """Give the loudest of some samples, 0 to 1: whether the microphone hears anything."""
    heard = _numbers(samples)
    loudest = (max(heard), -min(heard)) if heard else (0,)
    return max(loudest) / _LOUDEST


def _numbers(samples: bytes) -> "array[int]":
    heard = array("h", samples[: len(samples) - len(samples) % SAMPLE_BYTES])
    if sys.byteorder == "big":
        heard.byteswap()
    return heard
