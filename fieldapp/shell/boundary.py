"""The boundary of drawing: a component that cannot be drawn is told on its page, and ends nothing else.

Flet 1.0.5 draws components from one task per page and lets an exception out of it: the task ends, and the page is
dead although it still shows. Here every rendering passes `_drawn`; a fault becomes a `Fault` with its code, told to
the frame of the page, which shows what is safe and what to do. (Handlers and queries: see `fieldapp.ui.boundary`.)
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakKeyDictionary

import flet as ft
from flet.components.component import Renderer
from flet.messaging.session import Session

from fieldapp.ui.boundary import Fault, fault_code

_LOG = logging.getLogger("fieldapp.shell")
_told: "WeakKeyDictionary[ft.Page, Callable[[Fault], None]]" = WeakKeyDictionary()
_PLAIN_RENDER: Final = Renderer.render
_PLAIN_ERROR: Final = Session.error


def guard() -> None:
    """Put the boundary round every rendering of this process; twice does no harm."""
    Renderer.render = _drawn  # type: ignore[assignment]
    Session.error = _survived


def tell_faults(page: ft.Page, told: Callable[[Fault], None]) -> Callable[[], None]:
    """Let the frame of a page hear of its faults, until the given function is called."""
    _told[page] = told
    return lambda: _told.pop(page, None) and None


def _drawn(renderer: Renderer, root_fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    boundary = _Boundary(getattr(root_fn, "__name__", "?"))
    with boundary:
        return _PLAIN_RENDER(renderer, root_fn, *args, **kwargs)
    return _stand_in(boundary.fault)


class _Boundary:
    """Let no fault of ours out of its `with`; what asks the task to end passes."""

    def __init__(self, where: str) -> None:
        self.fault = Fault("")
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> bool:
        if not isinstance(error, Exception):
            return False
        self.fault = report(error, self._where)
        return True


def report(error: BaseException, where: str) -> Fault:
    """Log a fault without its message, which may hold a name or an address, and tell the page."""
    fault = Fault(fault_code(error))
    _LOG.error("drawing fault %s: %s in %s", fault.code, type(error).__name__, where)
    told = _told.get(ft.context.page)
    if told is not None:
        told(fault)
    return fault


def _stand_in(fault: Fault) -> ft.Control:
    """Stand where the component would be; the frame covers it with words as soon as it draws."""
    return ft.Semantics(identifier="fault", label=fault.code, content=ft.Container())


def _survived(session: Session, message: str) -> None:
    """Take what Flet would show as a crash of the whole page, with the message it would show."""
    error = sys.exc_info()[1]
    if error is None:
        _PLAIN_ERROR(session, message)
        return
    report(error, "handler")
