"""The lines of an agent: two windows at once take in two calls, and each finds its own words again.

A window takes the first line that no other window of this app has; a call that was begun on another line and that no
window shows is offered above the form. A line is held for as long as its window is there, and no longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

import flet as ft

from fieldapp.intake import queries
from fieldapp.replica.calls import LINES_MAX
from fieldapp.replica.replica import Replica
from fieldapp.ui.app import App
from fieldapp.ui.effects import use_span
from fieldapp.ui.live import Filled, use_live


@dataclass(eq=False)
class _Hold:
    """A window's hold of a line."""

    page: ft.Page

    @property
    def is_there(self) -> bool:
        """Tell whether the window is; one that lost its browser comes back without its forms."""
        return self.page.session.expires_at is None


_OPEN: Final[WeakKeyDictionary[Replica, WeakValueDictionary[int, _Hold]]] = WeakKeyDictionary()
"""The lines that windows have open: their screens are all drawn by one thread."""


@dataclass(slots=True)
class _Held:
    """What one window holds."""

    line: int = -1
    hold: _Hold | None = None

    def take(self, page: ft.Page, replica: Replica, line: int | None = None) -> None:
        """Take a line, or the first that is free; with every line open the last one is shared."""
        taken = _taken(replica)
        self.line = next((n for n in range(LINES_MAX) if n not in taken), LINES_MAX - 1) if line is None else line
        self.hold = _Hold(page)
        _OPEN.setdefault(replica, WeakValueDictionary())[self.line] = self.hold

    def leave(self) -> None:
        """Let it go."""
        self.hold = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The line of this window, and those that wait."""

    own: int
    waiting: tuple[int, ...]
    turn: Callable[[int], Any]


def use_lines(app: App) -> Lines:
    """Give the line of this window, inside a component; it is free again once the window leaves."""
    kept: ft.MutableRef[_Held] = ft.use_ref(_Held)
    held, page = kept.current, ft.context.page
    _, draw = ft.use_state(0)
    if held.hold is None:
        held.take(page, app.replica)
    begun = use_live(queries.begun_lines, app.agent.id, kinds=("draft",))
    use_span(lambda: held.leave, [])

    def turn(line: int) -> None:
        held.leave()
        held.take(page, app.replica, line)
        draw(lambda before: before + 1)

    elsewhere = begun.value if isinstance(begun, Filled) else ()
    taken = _taken(app.replica)
    return Lines(held.line, tuple(line for line in elsewhere if line not in taken), turn)


def _taken(replica: Replica) -> frozenset[int]:
    """Give the lines of windows that are there."""
    return frozenset(line for line, hold in _OPEN.get(replica, {}).items() if hold.is_there)
