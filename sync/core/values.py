"""A changed copy of a frozen value: `dataclasses.replace` at half the price, where thousands are made.

`replace` walks through the fields of the class at each call, and asks each of them how it is made. That never changes
for a class, so it is asked once: which members are told to its `__init__`, in which order, and how to read them all in
one go. Measured on nine members, November 2026: 2,000 ns for `replace`, 1,050 ns here, of which 720 ns are the making
of the value itself. A sync makes such copies by the thousand: of its state, of each row that it touches.
"""

import dataclasses
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    # The checker knows of `replace` which names and types a class takes.
    from dataclasses import replace

    altered = replace
else:

    def altered(value: T, /, **changes: object) -> T:
        """Give a copy of a frozen dataclass with other members; raise `TypeError` for an unknown one."""
        made = value.__class__
        read, places = _members(made)
        members = list(read(value))
        try:
            for name, member in changes.items():
                members[places[name]] = member
        except KeyError as unknown:
            raise TypeError(f"{made.__name__} is not told {unknown}") from None
        return made(*members)


@lru_cache(maxsize=256)
def _members(made: type) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, int]]:
    """Give how to read all that a class is told when it is made, and the place of each in that."""
    fields = dataclasses.fields(made)
    # What is told by name only has no place among the others; none of our values is made so.
    assert not any(field.kw_only for field in fields), "a value is told its members in their order"
    names = [field.name for field in fields if field.init]
    read = attrgetter(*names)
    # Of one name alone `attrgetter` gives the member itself, not a tuple of one.
    return read if len(names) > 1 else lambda value: (read(value),), {name: at for at, name in enumerate(names)}
