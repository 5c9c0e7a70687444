"""Where a toast lies: what was just done must not hide what is done next."""

import flet as ft
import pytest

from fieldapp.ui.look import Look
from fieldapp.ui.toasts import toast_place
from fieldapp.ui.widgets import THREE_PANES_MIN, TWO_PANES_MIN
from tests.fieldapp.ui.looks import desk, field

KEYS_DP = 44
"""The line of keys at the foot of a desk."""
BAR_BREATH_DP = 24
"""Above and below the buttons of a bar, at the desk."""


@pytest.mark.parametrize("width", [TWO_PANES_MIN, 1280, THREE_PANES_MIN - 1])
def test_toast_lies_above_bar_and_keys_where_no_map_is_in_the_middle(width: int) -> None:
    look = desk(width=width, height=800)
    assert bottom(look) >= KEYS_DP + look.measures.action + BAR_BREATH_DP


def test_toast_lies_above_the_bar_of_a_tablet() -> None:
    look = field(width=800, height=1280)
    assert bottom(look) >= look.measures.action + BAR_BREATH_DP


def bottom(look: Look) -> float:
    found = toast_place(look, ft.Container()).bottom
    assert isinstance(found, int | float), "it is placed from below"
    return float(found)
