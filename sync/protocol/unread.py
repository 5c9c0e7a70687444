"""A change that is known by its text, and read only if somebody asks what it says.

An outbox is sent as the text that it keeps: to read ten thousand changes only to write them again took more than all
else that a device does for them (21 of 89 us each, 27 November 2026).
"""

from dataclasses import fields
from typing import Any, Final

from sync.core.model import Change
from sync.protocol.codec import change_of_kept

_READ: Final = tuple(field.name for field in fields(Change) if field.name not in ("n", "text"))


class UnreadChange(Change):
    """As the change that its text says; it is this side's own text, from its own sealed storage."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """Read the text: asked for a member that is not there yet."""
        if name not in _READ or self.text is None:
            raise AttributeError(name)
        read = change_of_kept(self.text)
        for member in _READ:
            object.__setattr__(self, member, getattr(read, member))
        return getattr(read, name)

    def __eq__(self, other: object) -> bool:
        """Compare what both say, read or not."""
        if not isinstance(other, Change):
            return NotImplemented
        return self.n == other.n and all(getattr(self, name) == getattr(other, name) for name in _READ)

    __hash__ = Change.__hash__


def unread(n: int, text: str, **known: str) -> Change:
    """Give the change of this text; the number may be another than it says, `known` are members of it."""
    change = UnreadChange.__new__(UnreadChange)
    object.__setattr__(change, "n", n)
    object.__setattr__(change, "text", text)
    for name, value in known.items():
        object.__setattr__(change, name, value)
    return change
