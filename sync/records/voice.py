"""A voice note: speech as plain samples in a WAV file (RIFF, one channel, 16 bits), small enough for the street."""

import struct
from typing import Final

VOICE_MEDIA_TYPE: Final = "audio/wav"
VOICE_RATE_HZ: Final = 16_000
"""Wideband speech (ITU-T G.722): names and street numbers are understood, a minute is 1.9 MB."""
VOICE_S_MAX: Final = 120
VOICE_S_MIN: Final = 0.5
"""Shorter is a tap that slipped."""
SAMPLE_BYTES: Final = 2
WAV_HEAD_BYTES: Final = 44
VOICE_BYTES_PER_S: Final = VOICE_RATE_HZ * SAMPLE_BYTES
_HEAD = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM, _FORMAT_BYTES, _BEFORE_SIZE_BYTES = 1, 16, 8


def wav_of(samples: bytes) -> bytes:
    """Give the file of samples of a note's rate: little-endian, 16 bits, one channel."""
    rates = (VOICE_RATE_HZ, VOICE_BYTES_PER_S, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    told = (b"RIFF", WAV_HEAD_BYTES - _BEFORE_SIZE_BYTES + len(samples), b"WAVE", b"fmt ", _FORMAT_BYTES, _PCM, 1)
    return _HEAD.pack(*told, *rates, b"data", len(samples)) + samples


def voice_seconds(size_bytes: int) -> int:
    """Give how long a note of this size lasts, in whole seconds and at least one."""
    return max(1, round((size_bytes - WAV_HEAD_BYTES) / VOICE_BYTES_PER_S))
