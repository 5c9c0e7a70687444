"""A pile of reports sorted in real Chromium with the keyboard alone.

    python -m tests.fieldapp.triage.sorting --reports 100      # says how long it took (DOMAIN AC-29: ten minutes)

Each gesture is made as a person makes it, key by key, and the next begins when the screen has counted it.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.browser_driver import DESK_SMALL, HALF, Browser, Screen
from tests.fieldapp.served import served

MODULE: Final = "tests.fieldapp.triage.desk"
GESTURES: Final[Sequence[Sequence[str]]] = (
    ("Enter",),
    ("Enter",),
    ("a", "type:nord", "Enter"),
    ("Enter",),
    ("x", "3", "Control+Enter"),
    ("Enter",),
    ("p", "Enter"),
    ("c", "Control+Enter"),
    ("Enter",),
    ("m", "2", "Control+Enter"),
)
"""What is done with ten reports: most go to who is proposed, some elsewhere, some nowhere."""
SHEETS: Final = {"a": "find-recipient", "x": "reject-confirm", "c": "schedule-confirm", "m": "aside-confirm"}
"""Key -> what shows that its sheet is open: a person looks before he answers."""


def sort_all(screen: Screen, count: int) -> None:
    """Sort so many reports; each is counted at the foot before the next."""
    screen.wait_for("primary")
    for number in range(count):
        for key in GESTURES[number % len(GESTURES)]:
            press(screen, key)
        said = "1 trié" if number == 0 else f"{number + 1} triés"
        screen.wait_text(said)


def press(screen: Screen, key: str) -> None:
    """Press one key of a gesture, and see the sheet that it opens."""
    if key.startswith("type:"):
        screen.page.keyboard.type(key.removeprefix("type:"), delay=30)
        screen.wait_text("équipe nord")
        return
    screen.press(key)
    if key in SHEETS:
        screen.wait_for(SHEETS[key])


def sort_a_pile(folder: Path, count: int) -> float:
    """Serve a desk with so many reports, sort them all, and give the seconds that took."""
    with served(folder, "--pile", str(count), module=MODULE) as desk, Browser(density=HALF) as browser:
        screen = browser.open(f"{desk.address}/triage?look=desk", DESK_SMALL)
        screen.wait_for("primary")
        begun = time.monotonic()
        sort_all(screen, count)
        took = time.monotonic() - begun
        screen.wait_text("Tout est trié")
        return took


def main() -> None:
    """Sort a pile and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100)
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        took = sort_a_pile(Path(folder), count)
    print(f"{count} reports sorted with the keyboard alone in {took:.1f} s, {took / count:.2f} s each")


if __name__ == "__main__":
    main()
