"""The gestures of a new report on a tablet's screen: photos from the gallery, category, position, note."""

from collections.abc import Sequence
from typing import Final

from playwright.sync_api import FilePayload

from tests.browser_driver import Screen
from tests.stories.attaching import choose
from tests.stories.client import await_rest
from tests.stories.people import CENTRE

ACCURACY_M: Final = 4
CATEGORY: Final = "nid-de-poule"


def stand_in_the_street(screen: Screen) -> None:
    """Let the browser know where it is, precisely enough to be taken at once."""
    context = screen.page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": CENTRE[0], "longitude": CENTRE[1], "accuracy": ACCURACY_M})


def pick_photos(screen: Screen, pictures: Sequence[bytes], before: int = 0) -> None:
    """Choose pictures; done when the form shows them beside the `before` that it had."""
    choose_files(screen, pictures)
    screen.wait_for(f"draft-photo-{before + len(pictures)}")


def choose_files(screen: Screen, pictures: Sequence[bytes]) -> None:
    """Give pictures to whatever page asks for photos."""
    files = [FilePayload(name=f"{n}.jpg", mimeType="image/jpeg", buffer=one) for n, one in enumerate(pictures)]
    choose(screen, "gallery", files)


def choose_category(screen: Screen) -> None:
    """Find the category by its everyday words and take it; the position comes next."""
    screen.type("category-search", "trou goudron")
    await_rest(screen, f"found-{CATEGORY}")
    screen.tap(f"found-{CATEGORY}")
    screen.wait_for("report-note")


def send(screen: Screen) -> None:
    """Send once the position is there; done when the tablet says that it keeps it."""
    screen.wait_text("Position bonne")
    screen.tap("primary")
    screen.wait_text("Signalement enregistré sur la tablette")
