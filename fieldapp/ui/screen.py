"""`@screen`: a component whose fault draws « Cet écran ne s’affiche pas » instead of ending the app.

Flet stops drawing for the whole session when a component raises. The component of every place is a
`@screen`; what is inside it may be plain `@ft.component`s only when they cannot fail.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import flet as ft

from fieldapp.ui.boundary import Boundary
from fieldapp.ui.look import use_look
from fieldapp.ui.widgets.states import trouble_state

P = ParamSpec("P")


def screen(draw: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """Make a component of a function, with the screens’ boundary around its drawing."""

    @ft.component
    @wraps(draw)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        # Asked before: a hook after a fault would take the place of another.
        look = use_look()
        with Boundary() as edge:
            return draw(*args, **kwargs)
        code = edge.fault.code if edge.fault else ""
        return ft.Container(trouble_state(look, "screen", code=code), padding=look.measures.margin)

    return guarded
