"""What stands around a component, also for one in a sheet that has just been closed.

A sheet stays on the page until the client has taken it away, and a part of it may still draw itself: its picture has
been read. Flet 1.0.5 looks for contexts through the component that opened the sheet, which is gone by then, and one
fault in such a drawing ends all drawing of the session (`flet/messaging/session.py`).
"""

from typing import Any

import flet as ft


def use_around(context: Any) -> Any:
    """Give the value of a context, inside a component; what it was before where it is gone."""
    found = ft.use_context(context)
    known: ft.MutableRef[Any] = ft.use_ref(lambda: found)
    if found is not context.default_value:
        known.current = found
    return known.current
