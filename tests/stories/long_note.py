"""A note that is longer than its page, read as it wants to be read: to the end."""

from typing import Final

from tests.browser_driver import Screen

PAGES_MAX: Final = 20
TURN_MS: Final = 700


def read_to_the_end(screen: Screen) -> int:
    """Follow « Lire la suite » to the end and give how often it was asked."""
    for turn in range(PAGES_MAX):
        if screen.has("primary"):
            return turn
        screen.wait_for("read-on")
        screen.tap("read-on")
        screen.page.wait_for_timeout(TURN_MS)
    raise AssertionError("the end of the text never came")
