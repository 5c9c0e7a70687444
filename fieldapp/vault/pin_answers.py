"""What a PIN is and what is answered to one: one home for the vault, the door and the screens.

Nothing is imported here: the sign-in is drawn before the ciphers of the vault are there.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

PIN_DIGITS: Final = 6
_WELL_KNOWN: Final = frozenset(
    {"112233", "332211", "123321", "159753", "147258", "258369", "789456", "142536", "246810"}
)
"""Those that stand high in every published list of leaked codes and follow none of the rules below."""


class PinStanding(StrEnum):
    """Say whether a PIN would be taken."""

    NONE = "none"
    """There is none, or no longer: wrong five times, or its file was altered."""
    READY = "ready"
    STALE = "stale"
    """The passphrase was last given a shift ago: it is asked once more."""


@dataclass(frozen=True, slots=True)
class WrongPin:
    """The answer to a wrong PIN: how many tries are left; after none the passphrase opens, as ever."""

    left: int


@dataclass(frozen=True, slots=True)
class PinShut:
    """The answer to a PIN where none is taken: nothing was tried."""

    standing: PinStanding


def is_pin(typed: str) -> bool:
    """Tell whether this is six digits."""
    return len(typed) == PIN_DIGITS and typed.isascii() and typed.isdigit()


def is_weak(pin: str) -> bool:
    """Tell whether a PIN is among those tried first: repetitions, sequences, patterns of the pad."""
    repeats = any(pin == pin[:length] * (PIN_DIGITS // length) for length in (1, 2, 3))
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return repeats or steps in ({1}, {9}) or pin in _WELL_KNOWN
