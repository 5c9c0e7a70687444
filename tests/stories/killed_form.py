"""A form that is killed at moments drawn with a seed, comes back each time where it was, and is sent once.

What is a second old is kept (DOMAIN F 4). The seed says how much of the note is written, and how long after a gesture
the battery is empty. `python -m tests.stories.killed_form --kills 20` goes through as many kills as one likes, half of
them in other forms (`killed_words`).
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fieldapp.ui import routes
from fieldapp.ui.gallery_photos import sample_photo
from tests.browser_driver import HALF, TABLET, Browser, Screen
from tests.stories import new_report
from tests.stories.client import Client, pill_until, sign_in, switched_on
from tests.stories.killed_words import forms_survive, words_in
from tests.stories.people import KARIM
from tests.stories.pill_watch import PillWatch, too_early
from tests.stories.town_server import TownServer

KEPT_MS = 1_000
"""What is so old is on the disk."""
LATER_MS_MAX = 700
NOTE = "Trou profond devant l’école, à droite du portail vert, une roue de poussette y est restée."
STEP_MS = 60_000
REPORT = Path(__file__).parents[2] / "build" / "kills.md"
Kill = tuple[str, str]
"""Where a tablet was killed, and what was there afterwards."""


@dataclass
class Tablet:
    """A device whose process may end at any moment, and the page that shows it."""

    client: Client
    browser: Browser
    chance: Random
    screen: Screen

    def let_it_be_kept(self) -> None:
        """Let a second pass, and a little more."""
        self.screen.page.wait_for_timeout(KEPT_MS + self.chance.randrange(LATER_MS_MAX))

    def is_killed(self) -> None:
        """End the process, start it again, and open the form as its agent."""
        self.client.kill()
        self.screen.page.close()
        self.client.start()
        self.screen = signed_in(self.client, self.browser)


def signed_in(client: Client, browser: Browser) -> Screen:
    screen = client.open(browser, TABLET, routes.NEW_REPORT)
    new_report.stand_in_the_street(screen)
    sign_in(screen, "karim")
    return screen


@contextmanager
def tablet_of(folder: Path, town: TownServer, seed: int) -> Iterator[Tablet]:
    client = Client(folder / "tablet", town.url)
    with Browser(density=HALF) as browser, switched_on(client):
        yield Tablet(client, browser, Random(seed), signed_in(client, browser))


def is_selected(screen: Screen, identifier: str) -> bool:
    """Tell whether a choice is the chosen one."""
    node = screen.wait_for(identifier)
    return node.locator("xpath=descendant-or-self::*[@aria-current='true' or @aria-selected='true']").count() > 0


def takes_photos(tablet: Tablet) -> str:
    new_report.pick_photos(tablet.screen, [sample_photo(0)])
    new_report.pick_photos(tablet.screen, [sample_photo(1)], before=1)
    tablet.is_killed()
    tablet.screen.wait_for("draft-photo-2")
    return "2 of 2 photos"


def chooses_the_category(tablet: Tablet) -> str:
    tablet.screen.tap("primary")
    new_report.choose_category(tablet.screen)
    tablet.let_it_be_kept()
    tablet.is_killed()
    tablet.screen.wait_for("report-note")
    tablet.screen.wait_text("Nid-de-poule · 2 photos")
    return "the category, 2 of 2 photos"


def is_cut_within_the_note(tablet: Tablet) -> str:
    cut = tablet.chance.randrange(len(NOTE) // 4, len(NOTE) // 2)
    tablet.screen.type("report-note", NOTE[:cut])
    tablet.let_it_be_kept()
    tablet.screen.page.keyboard.insert_text(NOTE[cut:])
    tablet.screen.page.wait_for_timeout(tablet.chance.randrange(LATER_MS_MAX))
    tablet.is_killed()
    kept = words_in(tablet.screen, "report-note")
    assert kept in (NOTE[:cut], NOTE), "all of it, or as much as was a second old"
    return f"{len(kept)} of {len(NOTE)} letters, {cut} were a second old"


def says_how_bad_it_is(tablet: Tablet) -> str:
    tablet.screen.type("report-note", NOTE)
    tablet.screen.tap("priority-tres-genant")
    tablet.screen.wait_text("Position bonne")
    tablet.let_it_be_kept()
    tablet.is_killed()
    tablet.screen.wait_text("Position bonne")
    chosen = [name for name in ("genant", "tres-genant", "dangereux") if is_selected(tablet.screen, f"priority-{name}")]
    assert chosen == ["tres-genant"]
    assert words_in(tablet.screen, "report-note") == NOTE
    return "the severity, the position, the whole note"


MOMENTS: tuple[Callable[[Tablet], str], ...] = (
    takes_photos,
    chooses_the_category,
    is_cut_within_the_note,
    says_how_bad_it_is,
)


def form_survives(folder: Path, seed: int) -> list[Kill]:
    """Fill one form, killed at each of its moments, and send it: nothing is lost, nothing arrives twice."""
    town = TownServer(folder)
    with town.alive(), tablet_of(folder, town, seed) as tablet:
        kept = [(moment.__name__.replace("_", " "), moment(tablet)) for moment in MOMENTS]
        pill = PillWatch(tablet.screen)
        new_report.send(tablet.screen)
        pill_until(tablet.screen, "à envoyer", STEP_MS)
        pill_until(tablet.screen, "À jour", STEP_MS)
        work = town.work_of(KARIM)
        assert too_early(pill.said, work) == []
        assert [one.kind for one in work] == ["report", "attachment", "attachment"]
        (report,) = town.fields("report")
        assert (report["description"], report["priority"]) == (NOTE, "tres_genant")
        photos = town.fields("attachment")
        assert all(town.has_photo(one["sha256"]) for one in photos)
        tablet.screen.tap("place-report")
        tablet.screen.wait_text("Aucune photo pour l’instant")
    return [(f"{routes.NEW_REPORT} {moment}", found) for moment, found in kept]


def kills_of(kills: int, seed: int) -> Iterator[Kill]:
    """Kill as often as is asked: half in reports up to the town hall, half in every other form."""
    forms = -(-kills // 2 // len(MOMENTS))
    for number in range(forms):
        with tempfile.TemporaryDirectory() as folder:
            yield from form_survives(Path(folder), seed + number)
    with tempfile.TemporaryDirectory() as folder:
        yield from forms_survive(Path(folder), kills - forms * len(MOMENTS), seed)


def main() -> None:
    """Kill as often as is asked, say what came back each time, and keep that as `build/kills.md`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    lines = [f"# Kills in the middle of forms, seed {asked.seed}", "", "| kill | where | kept |", "|--:|---|---|"]
    REPORT.parent.mkdir(exist_ok=True)
    for number, (where, kept) in enumerate(kills_of(asked.kills, asked.seed), 1):
        print(f"killed {number} times, {where}: kept {kept}", flush=True)
        lines.append(f"| {number} | {where} | {kept} |")
        REPORT.write_text("\n".join([*lines, ""]))
    print(f"nothing lost; told in build/{REPORT.name}")


if __name__ == "__main__":
    main()
