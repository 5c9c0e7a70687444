"""Looks of the field and of the desk, and what is below a control, for tests of components."""

from typing import Any

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Density, Measures


def nothing(*_: Any) -> None:
    """Do nothing."""


def field(**measures: Any) -> Look:
    """Give a look of the field."""
    return Look(measures=Measures(**measures))


def desk(**measures: Any) -> Look:
    """Give a look of the desk."""
    return Look(measures=Measures(density=Density.DESK, **measures))


def inside(control: Any) -> list[Any]:
    """Give a control and everything below it."""
    found = [control]
    for name in ("content", "controls"):
        below = getattr(control, name, None)
        for child in below if isinstance(below, list) else [below] if below is not None else []:
            found += inside(child)
    return found


def words_in(control: Any) -> list[str]:
    """Give every text below a control, icons apart."""
    return [one.value for one in inside(control) if isinstance(one, ft.Text) and ord(one.value[:1] or " ") < 0xE000]
