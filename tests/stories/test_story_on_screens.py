"""The first story on real parts: a server process that dies at the worst moment, two devices, real Chromium.

The tablet works without network, the server is killed after it has stored the push and before it answers, the desk
sees the report with its photos and gives it to the agent, whose tablet shows the receipt. Nothing is lost, nothing is
there twice, and no pill says « À jour » before the store of the town hall holds it all.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldapp.device.photos import prepare_photo
from fieldapp.ui import routes
from fieldapp.ui.gallery_photos import sample_photo
from tests.browser_driver import DESK, HALF, TABLET, Browser, Screen
from tests.stories import new_report
from tests.stories.client import (
    Client,
    await_rest,
    cut_network,
    open_sheet,
    pill_until,
    shut_sheet,
    sign_in,
    switched_on,
)
from tests.stories.people import KARIM, SYLVIE
from tests.stories.pill_watch import PillWatch, Said, too_early
from tests.stories.town_server import NEVER_MS, TownServer, Work

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STEP_MS = 60_000
"""A device that waits before its next try waits longer than a screen takes to draw."""
DIES_S_MAX = 60.0
NOTE = "Nid-de-poule profond devant l’école, la roue d’une poussette y est restée."


@dataclass
class Seen:
    """A page of a device, and what its pill says."""

    screen: Screen
    pill: PillWatch


@dataclass
class Scene:
    """The town hall, the tablet in the street and the desk, both signed in."""

    town: TownServer
    tablet: Seen
    desk: Seen


@contextmanager
def opening(folder: Path) -> Iterator[Scene]:
    """Found the town, sign both in while the server lives, and give what is there once it is gone."""
    town = TownServer(folder)
    tablet, desk = (Client(folder / name, town.url) for name in ("tablet", "desk"))
    with Browser(density=HALF) as browser, switched_on(tablet), switched_on(desk):
        with town.alive():
            street = tablet.open(browser, TABLET)
            sign_in(street, "karim")
            office = desk.open(browser, DESK, routes.TRIAGE)
            sign_in(office, "sylvie")
            scene = Scene(town, Seen(street, PillWatch(street)), Seen(office, PillWatch(office)))
            cut_network(street)
        yield scene


def report_hole(screen: Screen) -> None:
    """Fill in the form and send it."""
    new_report.stand_in_the_street(screen)
    screen.tap("place-report")
    new_report.pick_photos(screen, [sample_photo(0), sample_photo(1)])
    screen.tap("primary")
    new_report.choose_category(screen)
    screen.type("report-note", NOTE)
    new_report.send(screen)


def waiting_items(screen: Screen) -> list[str]:
    """Give the ids of what the pill's sheet lists."""
    open_sheet(screen)
    screen.wait_text("éléments attendent")
    found = [name.removeprefix("item-") for name in screen.identifiers() if name.startswith("item-")]
    shut_sheet(screen)
    return found


def give_network_back(scene: Scene) -> None:
    """Let the tablet send to a server that dies with the answer on its lips."""
    screen = scene.tablet.screen
    with scene.town.dying(at_commit=1) as server:
        open_sheet(screen)
        screen.tap("cut-network")
        assert server.process.wait(DIES_S_MAX) == -signal.SIGKILL
    shut_sheet(screen)


def assign_to_karim(screen: Screen, report: str) -> None:
    """Open the report at the desk, see its photos, and give it to Karim."""
    screen.wait_for(f"row-{report}", STEP_MS)
    screen.tap(f"row-{report}")
    screen.wait_text("Photo 1, ensemble", STEP_MS)
    screen.wait_text("Photo 2, détail", STEP_MS)
    screen.tap("assign")
    screen.tap(f"agent-{KARIM}")
    screen.wait_text("Affecté à Karim Benali")


def read_receipt(screen: Screen, report: str) -> None:
    """Open one's own report on the tablet: it is given to Karim, and the town hall has received it."""
    screen.tap("place-map")
    screen.tap("show-mine")
    await_rest(screen, f"report-{report}")
    screen.tap(f"report-{report}")
    screen.wait_text("Reçu par la mairie")
    screen.wait_text("Confié à", STEP_MS)


def test_report_reaches_the_desk_through_a_server_that_dies_before_its_answer(tmp_path: Path) -> None:
    with opening(tmp_path) as scene:
        street, town = scene.tablet.screen, scene.town
        report_hole(street)
        pill_until(street, "Hors ligne · 3 à envoyer")
        waiting = waiting_items(street)
        assert town.work_of(KARIM) == []
        give_network_back(scene)
        lost = town.work_of(KARIM)
        assert [one.n for one in lost] == [1, 2, 3], "the push was stored, and nobody was told"
        pill_until(street, "Hors ligne · 3 à envoyer")
        with town.alive():
            pill_until(street, "À jour", STEP_MS)
            assert too_early(scene.tablet.pill.said, town.work_of(KARIM)) == []
            (report,) = town.rows("report")
            assert report.fields()["description"] == NOTE
            assert sorted(waiting) == sorted({one.record_id for one in lost}), "the sheet listed these very items"
            assert town.work_of(KARIM)[0] == lost[0], "the verdict of the first time, moment included"
            photos = town.fields("attachment")
            whole = [prepare_photo(sample_photo(seed)).sha256 for seed in range(2)]
            assert sorted(one["sha256"] for one in photos) == sorted(whole)
            assert all(town.has_photo(one["sha256"]) and town.has_photo(one["thumbnail_sha256"]) for one in photos)
            assign_to_karim(scene.desk.screen, report.id)
            read_receipt(street, report.id)
            assert [one.n for one in town.work_of(KARIM)] == [1, 2, 3], "no number twice, none left out"
            pill_until(scene.desk.screen, "À jour", STEP_MS)
            for seen, agent in ((scene.tablet, KARIM), (scene.desk, SYLVIE)):
                work = town.work_of(agent)
                assert work, "there was something to confirm"
                assert too_early(seen.pill.said, work) == []
                assert all(one.confirmed_ms < NEVER_MS for one in work)
        assert not any(seen.screen.is_broken() for seen in (scene.tablet, scene.desk))


def test_pill_that_spoke_too_early_is_found() -> None:
    work = [Work("report", "hole", 1, made_ms=100, confirmed_ms=300), Work("attachment", "p", 2, 100, NEVER_MS)]
    honest = [Said(50, "État d’envoi : À jour 14:36"), Said(150, "Hors ligne · 2 à envoyer")]
    assert too_early(honest, work) == []
    assert too_early([*honest, Said(299, "À jour 14:36")], work[:1]) == [Said(299, "À jour 14:36")]
    assert too_early([Said(300, "À jour 14:36")], work[:1]) == []
    assert too_early([Said(900, "État d’envoi : À jour 14:37")], work), "its photo never arrived"
