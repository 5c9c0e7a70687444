"""What is typed on the pad of the PIN, digit by digit, by a wet finger: pure, the time of each touch is told."""

from dataclasses import dataclass, replace
from typing import Final

from fieldapp.vault.pin_answers import PIN_DIGITS

GUARD_S: Final = 0.12
"""Contacts of one key that follow each other faster are one touch: a wet finger bounces, a person does not."""
ERASE: Final = "erase"


@dataclass(frozen=True, slots=True)
class PinEntry:
    """The digits so far, and the contact before."""

    digits: str = ""
    key: str = ""
    at_s: float = float("-inf")

    @property
    def is_whole(self) -> bool:
        """Tell whether all digits are there."""
        return len(self.digits) == PIN_DIGITS

    def touched(self, key: str, at_s: float) -> "PinEntry":
        """Take a contact of a key, a digit or `ERASE`, at a moment of a clock that only goes forward."""
        contact = replace(self, key=key, at_s=at_s)
        if key == self.key and at_s - self.at_s < GUARD_S:
            return contact
        if key == ERASE:
            return replace(contact, digits=self.digits[:-1])
        return contact if self.is_whole else replace(contact, digits=self.digits + key)
