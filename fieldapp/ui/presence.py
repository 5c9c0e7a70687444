"""Whether somebody is at this page: its touches and keys, and what must not be cut short.

Taps, typed letters, keys and scrolling all come through a few widgets, which tell it here; the shell listens.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.ui.effects import use_span

_listeners: "WeakKeyDictionary[ft.Page, Callable[[], None]]" = WeakKeyDictionary()
_at_work: "WeakKeyDictionary[ft.Page, int]" = WeakKeyDictionary()


def touched(_event: Any = None) -> None:
    """Take note of a touch or a key of this page; outside of a page there is nobody to touch."""
    try:
        told = _listeners.get(ft.context.page)
    except RuntimeError:
        return
    if told is not None:
        told()


def follow_touches(page: ft.Page, told: Callable[[], None]) -> Callable[[], None]:
    """Tell every touch of a page, to one listener; give the way to end it."""
    _listeners[page] = told

    def end() -> None:
        if _listeners.get(page) is told:
            del _listeners[page]

    return end


@contextmanager
def at_work() -> Iterator[None]:
    """Have something under way on this page that must not be cut short: a picture, a voice."""
    page = ft.context.page
    _at_work[page] = _at_work.get(page, 0) + 1
    try:
        yield
    finally:
        _at_work[page] -= 1


def is_at_work() -> bool:
    """Tell whether something is under way on any page of this process."""
    return any(_at_work.values())


def use_work(is_so: bool) -> None:
    """Have something under way for as long as it is so and the component is shown."""

    def begin() -> Callable[[], None]:
        if not is_so:
            return _nothing
        work = ExitStack()
        work.enter_context(at_work())
        return work.close

    use_span(begin, [is_so])


def _nothing() -> None:
    """End nothing."""
