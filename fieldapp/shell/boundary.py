"""The boundary of drawing: a component that cannot be drawn is told on its page, and ends nothing else.

Flet 1.0.5 draws components from one task per page and lets an exception out of it: the task ends, and the page is
dead although it still shows. Here every rendering passes `_drawn`; a fault becomes a `Fault` with its code, told to
the frame of the page, which shows what is safe and what to do. (Handlers and queries: see `fieldapp.ui.boundary`.)
An answer of the client is another: for a control that has left the page Flet raises where it reads from the client,
and the line to the page is gone, with the agent's session.
"""

import sys
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakKeyDictionary

import flet as ft
from flet.components.component import Renderer
from flet.messaging.session import Session

from fieldapp.ui.boundary import Boundary, Fault

_told: "WeakKeyDictionary[ft.Page, Callable[[Fault], None]]" = WeakKeyDictionary()
_PLAIN_RENDER: Final = Renderer.render
_PLAIN_ERROR: Final = Session.error
_PLAIN_ANSWER: Final = Session.handle_invoke_method_results


def guard() -> None:
    """Put the boundary round every rendering and answer of this process; twice does no harm."""
    Renderer.render = _drawn  # type: ignore[assignment]
    Session.error = _survived
    Session.handle_invoke_method_results = _answered


def tell_faults(page: ft.Page, told: Callable[[Fault], None]) -> Callable[[], None]:
    """Let the frame of a page hear of its faults, until the given function is called."""
    _told[page] = told
    return lambda: _told.pop(page, None) and None


def _drawn(renderer: Renderer, root_fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with Boundary() as edge:
        return _PLAIN_RENDER(renderer, root_fn, *args, **kwargs)
    assert edge.fault is not None, "drawing ends with a control or a fault"
    _tell(edge.fault)
    # It stands where the component would be; the frame covers it with words at its next drawing.
    return ft.Semantics(identifier="fault", label=edge.fault.code, content=ft.Container())


def _survived(session: Session, message: str) -> None:
    """Take what Flet would show as a crash of the whole page, with a message that may hold a name."""
    error = sys.exc_info()[1]
    if error is None:
        _PLAIN_ERROR(session, message)
        return
    with Boundary() as edge:
        raise error
    assert edge.fault is not None, "an exception is a fault"
    _tell(edge.fault)


def _answered(session: Session, control_id: int, call_id: str, result: Any, error: str | None) -> None:
    """Take what a control of the client answers; who left the screen meanwhile no longer waits for it."""
    try:
        _PLAIN_ANSWER(session, control_id, call_id, result, error)
    except RuntimeError:
        # The one thing that it raises: a camera that opened after its screen was left, for one.
        return


def _tell(fault: Fault) -> None:
    told = _told.get(ft.context.page)
    if told is not None:
        told(fault)
