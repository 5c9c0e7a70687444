"""A map on its tiles in real Chromium, with no network but the loopback: what is drawn, and who was asked."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.ui import routes
from tests.browser_driver import TABLET, Browser, Screen
from tests.fieldapp.served import served
from tests.fieldapp.town import CENTRE
from tests.server.map.pack_in_hand import village_pack

pytestmark = pytest.mark.browser

LOOKS_MAX = 60
LOOK_MS = 250


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return village_pack(tmp_path_factory.mktemp("pack"), *CENTRE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as chromium:
        yield chromium


def tiles_asked(screen: Screen, theme: str) -> int:
    return sum(f"/{theme}/1" in url and url.endswith(".png") for url in screen.requests)


def colours_of_map(screen: Screen) -> int:
    """Count the colours below the middle of the map: paper and sectors with their names are a few dozen."""
    box = screen.wait_for("map").bounding_box()
    assert box is not None
    with Image.open(BytesIO(screen.page.screenshot())) as picture:
        left, top = int(box["x"] + 20), int(box["y"] + box["height"] * 0.55)
        part = picture.convert("RGB").crop((left, top, left + 300, top + 250))
        return len(part.getcolors(maxcolors=part.width * part.height) or [])


def test_map_shows_streets_and_asks_nobody_but_the_loopback(browser: Browser, pack: Path, tmp_path: Path) -> None:
    theme = "dark"
    with served(tmp_path, "--pack", str(pack)) as running:
        screen = browser.open(f"{running.address}{routes.NEAR_ME}?look={theme}", TABLET)
        screen.tap("view-map")
        screen.tap("map-here")
        for _ in range(LOOKS_MAX):
            if tiles_asked(screen, theme) and colours_of_map(screen) > 200:
                break
            screen.page.wait_for_timeout(LOOK_MS)
        assert tiles_asked(screen, theme) > 0
        assert colours_of_map(screen) > 200
        assert screen.hosts() == {"127.0.0.1"}
        assert not screen.is_broken()
        screen.page.close()
