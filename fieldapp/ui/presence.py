"""Whether somebody is at this page: its touches and keys, and what must not be cut short.

Taps, typed letters and keys come through a few widgets, which tell it here; what scrolls is wrapped in `hears`, any
other gesture's handler in `heard` (tests/fieldapp/ui/test_house_of_screens.py). The shell and the bell listen.

    return hears(ft.ListView(rows, expand=True))
    ft.GestureDetector(content=drawn, on_tap_up=heard(draw))
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.ui.effects import use_span

S = TypeVar("S", bound=ft.ScrollableControl)

SCROLL_TOLD_MS: Final = 1000
"""How often what scrolls says so: for who looks whether somebody is there, not for drawing."""

_listeners: "WeakKeyDictionary[ft.Page, list[Callable[[], None]]]" = WeakKeyDictionary()
_at_work: "WeakKeyDictionary[ft.Page, int]" = WeakKeyDictionary()


def touched(_event: Any = None) -> None:
    """Take note of a touch or a key of this page; outside of a page there is nobody to touch."""
    try:
        listeners = _listeners.get(ft.context.page, [])
    except RuntimeError:
        return
    for told in list(listeners):
        told()


def heard(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give Flet a handler of a gesture, async or not, that tells the touch first."""

    def told(event: Any) -> Any:
        touched()
        return handler(event)

    async def told_and_awaited(event: Any) -> Any:
        touched()
        return await handler(event)

    return told_and_awaited if inspect.iscoroutinefunction(handler) else told


def hears(scrolling: S) -> S:
    """Let what scrolls tell each scroll as a touch, if its own handler does not yet."""
    if scrolling.on_scroll is None:
        scrolling.on_scroll, scrolling.scroll_interval = touched, SCROLL_TOLD_MS
    return scrolling


def follow_touches(page: ft.Page, told: Callable[[], None]) -> Callable[[], None]:
    """Tell every touch of a page; give the way to end it."""
    listeners = _listeners.setdefault(page, [])
    listeners.append(told)

    def end() -> None:
        if told in listeners:
            listeners.remove(told)

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
