"""`Walk`: one journey under way on one page; it goes by identifiers, counts taps, and looks at each step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from fieldapp.ui import routes
from fieldapp.ui.i18n import Words
from tests.browser_driver import Screen
from tests.fieldapp.tour.nodes import SLACK_DP, Node, nodes_of, outside
from tests.journeys.tongues import Tongue
from tests.journeys.views import View
from tests.stories.client import await_rest, visit

FOLDER: Final = Path(__file__).parents[2] / "build" / "journeys"
LOOKS_MAX: Final = 60
LOOK_MS: Final = 120
SHOTS_MAX: Final = 5
WHEEL_MS: Final = 600
TAPS_TRIED, TRY_MS = 3, 4_000
_CLICK: Final = "node => (node.matches('[flt-tappable]') ? node : node.querySelector('[flt-tappable]') ?? node).click()"
_CHOSEN: Final = "xpath=descendant-or-self::*[@aria-current='true' or @aria-selected='true' or @aria-checked='true']"
TURNS_MAX, TURNS_PATIENT, TURN_PX = 30, 12, 300
"""How often one looks for what is to be tapped, and from when on one scrolls: a page may still be on its way."""
ALWAYS_SEEN: Final = ("primary", "sync-pill", "place-")


@dataclass
class Walk:
    """A journey of one person: the page, how it is looked at, and what was wrong on the way."""

    journey: str
    screen: Screen
    view: View
    tongue: Tongue
    taps: int = 0
    keys: int = 0
    """Keys that were pressed, and letters that were typed."""
    steps: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def words(self) -> Words:
        """Give what the app says in this language."""
        return Words(self.view.language)

    def begin(self) -> None:
        """Stand on the first place, with nothing open above it."""
        visit(self.screen, routes.TODAY)
        self.screen.wait_for("sync-pill")
        # The page that leaves has a pill too, and takes a tap with it.
        self._still()

    def tap(self, identifier: str, leads_to: str = "") -> None:
        """Tap what has come to rest, again where a page that still scrolled took the tap for itself."""
        for _ in range(TAPS_TRIED):
            self._find(identifier)
            await_rest(self.screen, identifier)
            self.screen.tap(identifier)
            self.taps += 1
            if not leads_to or self._comes(self.screen.id(leads_to).first):
                return
        raise AssertionError(f"{identifier} never led to {leads_to}")

    def choose(self, identifier: str) -> None:
        """Tap a choice; where the tap was lost while the page scrolled, as a screen reader does."""
        self.tap(identifier)
        if not self._comes(self.chosen(identifier)):
            self.screen.wait_for(identifier).evaluate(_CLICK)
            self._comes(self.chosen(identifier))

    def chosen(self, identifier: str) -> Locator:
        """Give the node of a choice that is chosen."""
        return self.screen.id(identifier).locator(_CHOSEN).first

    def _comes(self, node: Locator) -> bool:
        try:
            node.wait_for(state="attached", timeout=TRY_MS)
        except PlaywrightTimeoutError:
            return False
        return True

    def type(self, identifier: str, text: str) -> None:
        """Type into a field that has come to rest."""
        self.tongue.hear_of([text])
        self._find(identifier)
        await_rest(self.screen, identifier)
        self.screen.type(identifier, text)
        self.keys += len(text)

    def go_to(self, place: str) -> None:
        """Go to a place of the rail, or to one that a small window keeps under « Plus »."""
        self.screen.wait_for("place-news")
        if self.screen.has(f"place-{place}"):
            self.tap(f"place-{place}")
        else:
            self.tap("place-more")
            self.tap(f"more-{place}")

    def say(self, key: str, **values: object) -> None:
        """Wait until the screen says a sentence of the catalogue; give '' for what varies at its end."""
        self.screen.wait_text(self.words(key, **values).strip(" ·,.\u00a0"))

    def look(self, step: str) -> None:
        """Once the page is still, take its picture; note what reaches out of it or is not our language."""
        nodes = self._still()
        self.steps += 1
        self._shot(FOLDER / f"{self.journey}-{self.view.language}-{self.view.window}-{self.steps}-{step}.png")
        wrong = [*(f"beyond the window: {one}" for one in beyond(nodes, self.view))]
        wrong += [f"not in {self.view.language}: {one!r}" for one in self.tongue.foreign(node.name for node in nodes)]
        if any(node.identifier == "fault" for node in nodes) or self.screen.is_broken():
            wrong.append("a part of it could not be drawn")
        self.faults += [f"{step}: {one}" for one in wrong]

    def end(self) -> None:
        """Fail if anything was wrong on the way."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something has happened elsewhere, a bounded time."""
        for _ in range(4 * LOOKS_MAX):
            if seen():
                return
            self.screen.page.wait_for_timeout(2 * LOOK_MS)
        raise AssertionError(f"never happened: {what}")

    def _shot(self, path: Path) -> None:
        """Take a picture once two in a row are the same: what can be read may be drawn a moment later."""
        before = b""
        for _ in range(SHOTS_MAX):
            now = self.screen.shot(path).read_bytes()
            if now == before:
                return
            before = now

    def _find(self, identifier: str) -> None:
        """Scroll with the wheel, as a person does, until what is looked for is there and in sight.

        A scroll by script, which Playwright does before a click, is not heard by Flutter for a moment after the wheel:
        the page would be read in one place and drawn in another.
        """
        across, down = self.view.size.width / 2, self.view.size.height / 2
        before = None
        for turn in range(TURNS_MAX):
            box = self.screen.id(identifier).first.bounding_box() if self.screen.has(identifier) else None
            if box is not None:
                across = box["x"] + box["width"] / 2
                is_seen = box["y"] >= 0 and box["y"] + box["height"] <= self.view.size.height
                # What no wheel moves stands where it stands.
                if is_seen or box == before:
                    return
                before = box
            if box is not None or turn >= TURNS_PATIENT:
                self.screen.page.mouse.move(across, down)
                self.screen.page.mouse.wheel(0, -TURN_PX if box is not None and box["y"] < 0 else TURN_PX)
                self.screen.page.wait_for_timeout(WHEEL_MS)
            self.screen.page.wait_for_timeout(2 * LOOK_MS)

    def _still(self) -> tuple[Node, ...]:
        found, waits = nodes_of(self.screen.page), self.words("loading.label")
        for _ in range(LOOKS_MAX):
            self.screen.page.wait_for_timeout(LOOK_MS)
            again = nodes_of(self.screen.page)
            if again == found and not any(node.name == waits for node in again):
                break
            found = again
        return found


def beyond(nodes: tuple[Node, ...], view: View) -> Iterator[str]:
    """Give what reaches beyond the sides of the window, and what must always be in sight and is not.

    The rest may lie above or below: one scrolls there.
    """
    yield from outside(nodes, view.size)
    for node in nodes:
        is_cut = node.y < -SLACK_DP or node.y + node.height > view.size.height + SLACK_DP
        if is_cut and node.identifier.startswith(ALWAYS_SEEN):
            yield node.called
