"""The field's screens in real Chromium: a report through a `kill -9`, a task to its end, their room."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from fieldapp.ui import routes
from tests.browser_driver import DESK_SMALL, HALF, TABLET, TABLET_WIDE, Browser, Screen, Size
from tests.fieldapp.served import Served, outside, served
from tests.fieldapp.town import uid
from tests.stories.client import await_rest

pytestmark = pytest.mark.browser
# A page whose stand has ended looks for it for ever, with a wheel that turns: each test shuts its own.

SETTLE_MS = 1_500
MARKER = "portail vert derrière le gymnase"
TASK = routes.task(uid("Nid-de-poule, 40 × 60 cm"))
REPORT = routes.report(uid("hole"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this module."""
    with Browser(density=HALF) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve one filled town for the tests that only look."""
    with served(tmp_path_factory.mktemp("town")) as running:
        yield running


def test_draft_comes_back_at_its_step_after_the_process_was_killed(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as running:
        screen = browser.open(f"{running.address}{routes.NEW_REPORT}", TABLET)
        screen.tap("gallery")
        screen.wait_for("draft-photo-2")
        screen.tap("primary")
        screen.tap("cat-panneau")
        screen.type("report-note", MARKER)
        screen.page.wait_for_timeout(SETTLE_MS)
        running.kill()
        screen.page.close()
    with served(tmp_path) as running:
        screen = browser.open(f"{running.address}{routes.NEW_REPORT}", TABLET)
        screen.wait_for("report-note")
        # Flutter puts the text into its own input once that has the focus.
        screen.id("report-note").locator("textarea").click()
        expect(screen.id("report-note").locator("textarea")).to_have_value(MARKER)
        screen.wait_text("Panneau abîmé · 2 photos")
        screen.tap("primary")
        screen.wait_for("place-report")
        screen.tap("place-map")
        screen.tap("show-mine")
        expect(screen.page.get_by_role("button", name="Panneau abîmé, tourné ou absent").first).to_be_attached()
        screen.page.close()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]


def test_face_is_covered_with_the_finger_before_the_photo_leaves(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as running:
        screen = browser.open(f"{running.address}{routes.NEW_REPORT}", TABLET)
        screen.tap("gallery")
        screen.tap("draft-photo-1")
        screen.tap("photo-cover")
        await_rest(screen, "cover-canvas")
        box = screen.id("cover-canvas").bounding_box()
        assert box is not None, "the picture has its place"
        for share in (0.2, 0.5):
            screen.page.mouse.click(box["x"] + share * box["width"], box["y"] + share * box["height"])
        screen.wait_text("Masquer 1 zone")
        screen.tap("primary")
        screen.wait_text("1 zone masquée")
        screen.wait_for("photo-cover")
        screen.page.close()


def test_task_is_checked_proven_and_closed(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as running:
        screen = browser.open(f"{running.address}{TASK}", TABLET)
        screen.tap("check-c2-ok")
        screen.tap("check-c3-ok")
        screen.wait_text("Manque\u00a0: 1 photo de contrôle, 1 photo après")
        screen.tap("check-photo-c1")
        picks_the_photo(screen)
        screen.wait_text("Manque\u00a0: 1 photo après")
        screen.tap("primary")
        # It leads to the photos: what is tapped while the page still scrolls takes the tap for its end.
        await_rest(screen, "take-after")
        screen.tap("take-after")
        picks_the_photo(screen)
        screen.tap("primary")
        screen.wait_for("reopen")
        screen.page.close()


def picks_the_photo(screen: Screen) -> None:
    """Take a picture of the gallery for the photo that is asked for, and keep it."""
    screen.tap("gallery")
    screen.wait_for("retake")
    screen.tap("primary")
    screen.wait_for("check-c2-ok")


def test_pin_on_the_map_opens_its_task(browser: Browser, stand: Served) -> None:
    screen = browser.open(f"{stand.address}/", TABLET)
    screen.tap("view-map")
    screen.tap(f"pin-{uid('Avaloir bouché')}")
    screen.wait_for("primary")
    screen.page.close()


class View(NamedTuple):
    """How a screen is looked at."""

    path: str
    size: Size
    look: str
    text_scale: float = 1.0


LARGE = tuple(View(path, TABLET, "en.outdoor.gloves", 2.0) for path in (routes.TODAY, TASK, routes.NEW_REPORT, REPORT))
WIDE = tuple(View(path, TABLET_WIDE, "dark") for path in (routes.TODAY, TASK, routes.NEAR_ME))
AT_DESK = tuple(View(path, DESK_SMALL, "desk") for path in (routes.TASKS, REPORT))


@pytest.mark.parametrize("view", [*LARGE, *WIDE, *AT_DESK])
def test_screen_keeps_within_its_window(browser: Browser, stand: Served, view: View) -> None:
    screen = browser.open(f"{stand.address}{view.path}?look={view.look}", view.size, text_scale=view.text_scale)
    screen.wait_for("sync-pill")
    screen.page.wait_for_timeout(SETTLE_MS)
    assert not screen.has("fault")
    assert not outside(screen, view.size)
    screen.page.close()
