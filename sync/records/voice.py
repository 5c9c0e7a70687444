"""A voice note: speech as plain samples in a WAV file (RIFF, one channel, 16 bits), small enough for the street."""

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


def voice_seconds(size_bytes: int) -> int:
    """Give how long a note of this size lasts, in whole seconds and at least one."""
    return max(1, round((size_bytes - WAV_HEAD_BYTES) / VOICE_BYTES_PER_S))
