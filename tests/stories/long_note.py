"""A note that is longer than its page, read as it wants to be read: to the end."""

from contextlib import suppress
from typing import Final

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser_driver import Screen

PAGES_MAX: Final = 20
TURN_MS: Final = 700


def read_to_the_end(screen: Screen) -> int:
    """Follow « Lire la suite » to the end and give how often it was asked."""
    for turn in range(PAGES_MAX):
        screen.id("primary").or_(screen.id("read-on")).first.wait_for(state="attached")
        if screen.has("primary"):
            return turn
        # The end may come into sight by itself while the page still fills.
        with suppress(PlaywrightTimeout):
            screen.tap("read-on")
        screen.page.wait_for_timeout(TURN_MS)
    raise AssertionError("the end of the text never came")
