"""A voice note made ready to travel: what the microphone gave, as a WAV file that every browser and tablet plays."""

import hashlib
import io
import sys
import wave
from array import array
from dataclasses import dataclass

from sync.records.voice import (
    SAMPLE_BYTES,
    VOICE_BYTES_PER_S,
    VOICE_MEDIA_TYPE,
    VOICE_RATE_HZ,
    VOICE_S_MAX,
    VOICE_S_MIN,
)

_LOUDEST = 32_768


@dataclass(frozen=True, slots=True)
class PreparedVoice:
    """A voice note as it is stored and sent."""

    content: bytes
    sha256: str
    media_type: str = VOICE_MEDIA_TYPE


def prepare_voice(samples: bytes) -> PreparedVoice | None:
    """Make a file of samples (16 bits, little-endian, one channel); None of a tap that slipped."""
    whole = samples[: len(samples) - len(samples) % SAMPLE_BYTES][: VOICE_S_MAX * VOICE_BYTES_PER_S]
    if len(whole) < VOICE_S_MIN * VOICE_BYTES_PER_S:
        return None
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(VOICE_RATE_HZ)
        file.writeframes(whole)
    content = written.getvalue()
    return PreparedVoice(content, hashlib.sha256(content).hexdigest())


def loudness(samples: bytes) -> float:
    """Give the loudest of some samples, 0 to 1: whether the microphone hears anything."""
    heard = array("h", samples[: len(samples) - len(samples) % SAMPLE_BYTES])
    if sys.byteorder == "big":
        heard.byteswap()
    loudest = (max(heard), -min(heard)) if heard else (0,)
    return max(loudest) / _LOUDEST
