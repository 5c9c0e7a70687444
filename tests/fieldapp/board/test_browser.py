"""The board in real Chromium: a task is dragged with the mouse to another day, and taken back with the keyboard."""

from pathlib import Path

import pytest

from fieldapp.ui import routes
from tests.browser_driver import DESK, HALF, Browser, Screen
from tests.fieldapp.served import served
from tests.fieldapp.town import uid
from tests.stories.client import await_rest

pytestmark = pytest.mark.browser

BOLLARD = f"job-{uid('Potelet arraché')}"
TUESDAY, WEDNESDAY = (f"Potelet arraché · À prendre · {day} novembre" for day in ("Mardi 24", "Mercredi 25"))
SPOT_PADDING_DP = 12
"""What a day is wider than the card in it, both sides together."""
STEPS = 12
BEGUN_DP = 24
"""Further than a hand trembles: from there on it is a drag, no click."""


def left_of(screen: Screen, card: str) -> float:
    await_rest(screen, card)
    box = screen.wait_for(card).bounding_box()
    assert box is not None
    return box["x"]


def drag_by_a_day(screen: Screen, card: str) -> None:
    """Take a card in its middle and let it go as far to the right as the next day is."""
    await_rest(screen, card)
    box = screen.wait_for(card).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = screen.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + BEGUN_DP, y, steps=STEPS)
    mouse.move(x + box["width"] + SPOT_PADDING_DP, y, steps=STEPS)
    mouse.up()


def test_task_is_dragged_to_the_next_day_and_taken_back(tmp_path: Path) -> None:
    with Browser(density=HALF) as browser, served(tmp_path, "--agent", "sylvie") as running:
        screen = browser.open(f"{running.address}{routes.BOARD}?look=desk", DESK)
        screen.wait_text(TUESDAY)
        before = left_of(screen, BOLLARD)
        drag_by_a_day(screen, BOLLARD)
        screen.wait_text(WEDNESDAY)
        assert left_of(screen, BOLLARD) > before + SPOT_PADDING_DP
        screen.press("Control+z")
        screen.wait_text(TUESDAY)
        assert left_of(screen, BOLLARD) == pytest.approx(before, abs=1)
        screen.page.close()
