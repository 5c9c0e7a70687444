"""A round in real Chromium: made on the tablet from start to end, planned and printed at the desk, and its room."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from fieldapp.ui import routes
from tests.browser_driver import DESK, DESK_SMALL, HALF, TABLET, TABLET_WIDE, Browser, Screen, Size
from tests.fieldapp.rounds.walk import WALK
from tests.fieldapp.served import Served, outside, served
from tests.fieldapp.town import KARIM, uid
from tests.stories.client import await_rest

pytestmark = pytest.mark.browser

SETTLE_MS = 1_500
ROUND = routes.round_page(WALK)
PICKED = ("Nid-de-poule, 40 × 60 cm", "Dépôt sauvage, gravats", "Candélabre EP-0417 éteint")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this module."""
    with Browser(density=HALF) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve Karim's tablet for the tests that only look."""
    with served(tmp_path_factory.mktemp("field"), "--rounds") as running:
        yield running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the desk for the tests that only look."""
    with served(tmp_path_factory.mktemp("office"), "--agent", "sylvie", "--rounds") as running:
        yield running


def test_round_is_made_on_the_tablet_from_its_card_to_its_end(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, "--rounds") as running:
        screen = browser.open(f"{running.address}/", TABLET)
        screen.tap(f"round-{WALK}")
        screen.wait_text("Étape 3 sur 8")
        screen.tap("nearest-first")
        screen.wait_text("Nid-de-poule, trou dans la chaussée")
        screen.type("stop-word", "Trou rebouché, à revoir après la pluie")
        screen.tap("primary")
        screen.wait_text("2 faites, 1 pas trouvée, 5 restantes")
        screen.tap("mark-introuvable")
        screen.wait_text("2 faites, 2 pas trouvées, 4 restantes")
        screen.tap("undo")
        screen.wait_text("2 faites, 1 pas trouvée, 5 restantes")
        for left in (4, 3, 2, 1):
            screen.tap("mark-reportee")
            screen.wait_text(f"{left} restante")
        screen.tap("mark-reportee")
        screen.wait_text("Terminer la tournée")
        screen.tap("primary")
        screen.type("note-after", "Benne pleine, vidée au dépôt")
        screen.tap("primary")
        screen.wait_for("reopen")
        screen.wait_text("Benne pleine, vidée au dépôt")
        screen.page.close()


def test_desk_plans_a_round_puts_it_in_order_and_prints_it(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, "--agent", "sylvie", "--real-device") as running:
        screen = browser.open(f"{running.address}{routes.ROUNDS}?look=desk", DESK_SMALL)
        thrown: list[str] = []
        screen.page.on("pageerror", lambda error: thrown.append(str(error)))
        screen.wait_for("new-round")
        screen.press("n")
        screen.tap(f"maker-{uid('team nord')}")
        screen.tap(f"maker-{KARIM}")
        for title in PICKED:
            screen.tap(f"pick-{uid(title)}")
        screen.wait_for("nearest-first")
        screen.tap("nearest-first")
        tap_first_down(screen)
        screen.wait_text(f"Étape 2 sur 3, {PICKED[0]}")
        assert not thrown, "Flutter threw while it told what the page says"
        screen.tap("primary")
        screen.wait_for("print")
        screen.wait_text("Tournée, Karim Benali")
        screen.press("j")
        screen.press("Alt+j")
        with screen.page.expect_download() as kept:
            screen.press("p")
        assert kept.value.suggested_filename == "tournee-2026-11-23-karim-benali.pdf"
        assert Path(kept.value.path()).read_bytes().startswith(b"%PDF-")
        screen.page.close()


def tap_first_down(screen: Screen) -> None:
    """Move the first stop down by its key: it is told where it is drawn, below all that stands before it."""
    key = next(one for one in screen.identifiers() if one.startswith("down-"))
    await_rest(screen, key)
    tools, place = screen.wait_for("add-place").bounding_box(), screen.wait_for(key).bounding_box()
    assert tools is not None
    assert place is not None
    assert place["y"] >= tools["y"] + tools["height"]
    screen.tap_at(key)


class View(NamedTuple):
    """How a screen is looked at."""

    path: str
    size: Size
    look: str
    text_scale: float = 1.0


IN_FIELD = (
    View(ROUND, TABLET, "en.outdoor.gloves", 2.0),
    View(routes.ROUNDS, TABLET, "dark", 2.0),
    View(ROUND, TABLET_WIDE, "dark.left"),
    View(ROUND, TABLET_WIDE, "en", 2.0),
)
AT_DESK = (
    View(ROUND, DESK_SMALL, "desk"),
    View(ROUND, DESK_SMALL, "desk.en", 2.0),
    View(ROUND, DESK, "desk.dark"),
    View(routes.NEW_ROUND, DESK_SMALL, "desk"),
    View(routes.NEW_ROUND, DESK_SMALL, "desk.en", 2.0),
    View(routes.NEW_ROUND, TABLET, "light"),
)


def keeps_within(browser: Browser, running: Served, view: View) -> None:
    screen = browser.open(f"{running.address}{view.path}?look={view.look}", view.size, text_scale=view.text_scale)
    screen.wait_for("sync-pill")
    screen.page.wait_for_timeout(SETTLE_MS)
    assert not screen.has("fault")
    assert not screen.is_broken()
    assert not outside(screen, view.size)
    screen.page.close()


@pytest.mark.parametrize("view", IN_FIELD)
def test_tablet_s_screen_keeps_within_its_window(browser: Browser, field: Served, view: View) -> None:
    keeps_within(browser, field, view)


@pytest.mark.parametrize("view", AT_DESK)
def test_desk_s_screen_keeps_within_its_window(browser: Browser, office: Served, view: View) -> None:
    keeps_within(browser, office, view)
