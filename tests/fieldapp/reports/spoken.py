"""What is said in the tests of voice notes, so that each second can be told from the others."""

from array import array
from typing import Any, Final

from fieldapp.device.ports import MICROPHONE_RATE_HZ, Fix
from sync.records.voice import VOICE_BYTES_PER_S, VOICE_RATE_HZ, WAV_HEAD_BYTES
from tests.fieldapp.town import CENTRE

HERE: Final = Fix(*CENTRE, 4.0)
FORM: Final[dict[str, Any]] = {
    "step": 2,
    "category": "encombrants",
    "lat": CENTRE[0],
    "long": CENTRE[1],
    "source": "gps",
    "accuracy_m": 4.0,
}
_STEP: Final = 100


def spoken_second(number: int) -> bytes:
    """Give a second of the microphone whose samples tell its number."""
    return _level(number) * MICROPHONE_RATE_HZ


def heard_seconds(content: bytes) -> int:
    """Count the seconds of a note that holds `spoken_second` 0, 1, 2 … in their order, and nothing else."""
    samples = content[WAV_HEAD_BYTES:]
    whole, rest = divmod(len(samples), VOICE_BYTES_PER_S)
    assert rest == 0, "whole seconds were said"
    for number in range(whole):
        second = samples[number * VOICE_BYTES_PER_S : (number + 1) * VOICE_BYTES_PER_S]
        assert second == _level(number) * VOICE_RATE_HZ, f"second {number} is another one"
    return whole


def _level(number: int) -> bytes:
    return array("h", [_STEP * (number + 1)]).tobytes()
