"""Whether anybody can see a page: the one place that hears it, and stops what runs in the dark.

    what Flet tells of the app     page
    show, resume                   seen
    inactive, restart              as it was: without the focus, beside a dialog of the system, a window is still seen
    hide                           dark on a tablet (screen off, another app) and in a browser (another tab, minimised);
                                   a desk's minimised window stays as it is: its work goes on behind the mail
    pause, detach                  dark

Flutter tells a change step by step: a tablet that is locked says inactive, hide, pause; unlocked, it says restart,
show, resume. On a desktop and in a browser there is no pause (AppLifecycleState of Flet 1.0.5).
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.ui.effects import End, use_span, use_task

_State = ft.AppLifecycleState
_SEEN: Final = frozenset({_State.SHOW, _State.RESUME})
_DARK: Final = frozenset({_State.PAUSE, _State.DETACH})
_DESKTOPS: Final = frozenset({ft.PagePlatform.LINUX, ft.PagePlatform.WINDOWS, ft.PagePlatform.MACOS})


def is_dark_after(state: ft.AppLifecycleState, *, was_dark: bool, hidden_is_dark: bool) -> bool:
    """Tell whether a page is dark after what its client told."""
    if state in _SEEN:
        return False
    return was_dark or state in _DARK or (state is _State.HIDE and hidden_is_dark)


class Light:
    """Whether anybody can see one page; `besides` is what else hears the page's event."""

    def __init__(self, *, hidden_is_dark: bool, besides: Callable[[Any], Any] | None = None) -> None:
        self.is_dark = False
        self._hidden_is_dark = hidden_is_dark
        self._besides = besides
        self._followers: list[Callable[[bool], Any]] = []
        self._returns: list[Callable[[], Any]] = []

    def follow(self, told: Callable[[bool], Any]) -> End:
        """Tell at each change whether it is dark; give the way to end it."""
        return _added(self._followers, told)

    def follow_return(self, do: Callable[[], Any]) -> End:
        """Do something each time the app has the focus again, dark before or not; give the way to end it."""
        return _added(self._returns, do)

    def heard(self, event: ft.AppLifecycleStateChangeEvent) -> None:
        """Take what the client tells: the handler of the page's event."""
        self._become(is_dark_after(event.state, was_dark=self.is_dark, hidden_is_dark=self._hidden_is_dark))
        if event.state is _State.RESUME:
            for do in list(self._returns):
                do()
        if self._besides is not None:
            self._besides(event)

    def loaded(self) -> None:
        """Take note that a browser has loaded the page again: a new client tells only what changes."""
        self._become(False)

    def _become(self, is_dark: bool) -> None:
        if is_dark != self.is_dark:
            self.is_dark = is_dark
            for told in list(self._followers):
                told(is_dark)


_lights: "WeakKeyDictionary[ft.Page, Light]" = WeakKeyDictionary()


def light_of(page: ft.Page) -> Light:
    """Give the light of a page; the first call begins to listen."""
    if page not in _lights:
        is_window = not page.web and page.platform in _DESKTOPS
        besides: Any = page.on_app_lifecycle_state_change
        _lights[page] = Light(hidden_is_dark=not is_window, besides=besides)
        page.on_app_lifecycle_state_change = _lights[page].heard
    return _lights[page]


def use_seen() -> bool:
    """Tell whether anybody can see this page, inside a component."""
    light = light_of(ft.context.page)
    is_dark, set_dark = ft.use_state(light.is_dark)
    use_span(lambda: light.follow(set_dark), [])
    return not is_dark


def use_seen_task(run: Callable[[], Coroutine[Any, Any, None]], dependencies: Sequence[Any]) -> None:
    """Run a coroutine while a component is shown and its page seen; anew when it is seen again."""
    is_seen = use_seen()

    async def while_seen() -> None:
        if is_seen:
            await run()

    use_task(while_seen, [*dependencies, is_seen])


def use_seen_span(begin: Callable[[], End], dependencies: Sequence[Any]) -> None:
    """Begin something as `use_span` does, and end it while the page is dark."""
    is_seen = use_seen()
    use_span(lambda: begin() if is_seen else _nothing, [*dependencies, is_seen])


def _added(listeners: list[Any], told: Any) -> End:
    listeners.append(told)
    return lambda: listeners.remove(told) if told in listeners else None


def _nothing() -> None:
    """Have begun nothing."""
