"""The parts of a window that F6 leads to, one after the other: places, page, list, map, detail.

Tab takes the whole window line by line (Flet 1.0.5 has no group of focus): with F6 one need not walk through a list to
reach what stands beside it.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import flet as ft

C = TypeVar("C", bound=ft.Control)


class Zone(IntEnum):
    """The parts, in the order in which F6 takes those that are there."""

    PLACES = 0
    PAGE = 1
    LIST = 2
    MAP = 3
    DETAIL = 4


@dataclass(frozen=True, slots=True)
class _Mark:
    zone: Zone


_PARTS: Final = ("_b", "content", "controls")
"""Where Flet's controls and components hold what is inside of them."""

_landed: "WeakKeyDictionary[ft.Page, Zone]" = WeakKeyDictionary()


def zone(which: Zone, control: C) -> C:
    """Say which part of the window a control is."""
    control.data = _Mark(which)
    return control


async def next_zone(page: ft.Page) -> None:
    """Give the focus to the first control of the next part that has one; after the last comes the first."""
    firsts = {}
    for control in list(page.session.index.values()):
        if isinstance(control.data, _Mark):
            first = next(takers(control), None)
            if first is not None:
                firsts[control.data.zone] = first
    if not firsts:
        return
    last = _landed.get(page)
    after = [one for one in sorted(firsts) if last is not None and one > last]
    landed = after[0] if after else min(firsts)
    _landed[page] = landed
    focus: Callable[[], Awaitable[None]] = firsts[landed].focus
    await focus()


def takers(inside: Any) -> Iterator[ft.TextButton | ft.TextField]:
    """Give what can take the focus, in the order of the tree, without what is a part of its own."""
    for name in _PARTS:
        held = getattr(inside, name, None)
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ft.TextButton | ft.TextField):
                if not child.disabled:
                    yield child
            elif isinstance(child, ft.BaseControl) and not isinstance(child.data, _Mark):
                yield from takers(child)
