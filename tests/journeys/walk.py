"""`Walk`: one journey under way on one page; it goes by identifiers, counts taps, and looks at each step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

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
SEEN_DP_MIN: Final = 1


@dataclass
class Walk:
    """A journey of one person: the page, how it is looked at, and what was wrong on the way."""

    journey: str
    screen: Screen
    view: View
    tongue: Tongue
    taps: int = 0
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

    def tap(self, identifier: str) -> None:
        """Tap what has come to rest."""
        await_rest(self.screen, identifier)
        self.screen.tap(identifier)
        self.taps += 1

    def type(self, identifier: str, text: str) -> None:
        """Type into a field that has come to rest."""
        self.tongue.hear_of([text])
        await_rest(self.screen, identifier)
        self.screen.type(identifier, text)

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
        self.screen.shot(FOLDER / f"{self.journey}-{self.view.language}-{self.view.window}-{self.steps}-{step}.png")
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
    """Give what reaches beyond the sides of the window, and what one could tap only below or above it."""
    yield from outside(nodes, view.size)
    for node in nodes:
        is_seen = node.width > SEEN_DP_MIN and node.height > SEEN_DP_MIN
        below = node.y + node.height > view.size.height + SLACK_DP
        if node.acts and is_seen and (below or node.y < -SLACK_DP):
            yield node.called
