"""Visiting the stops in one Chromium: pictures in three themes, then what can be read, then the text at 200 %."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import flet as ft

from fieldapp.ui.preferences import Preferences, ThemeChoice
from tests.browser_driver import FRAME_MS, TABLET, Browser, Screen, Size
from tests.fieldapp.tour import pictures
from tests.fieldapp.tour.boxes import Box
from tests.fieldapp.tour.guide import Guide, served_guide
from tests.fieldapp.tour.nodes import Node, nodes_of
from tests.fieldapp.tour.ruler import Ruler, hearing
from tests.fieldapp.tour.seed import seed
from tests.fieldapp.tour.stops import STOPS, Stop
from tests.fieldapp.town import town_replica

T = TypeVar("T")

THEMES: Final = (ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.OUTDOOR)
DENSITY: Final = 0.5
"""Device pixels of a dp: a picture is a quarter of the work and of the repository."""
PATIENCE_S, PATIENCE_SPENT_S = 15.0, 1.5
"""How long a picture may take to become like its reference, and how long once many did not."""
MISSES_PATIENT: Final = 6
CALM_SHOTS, CALM_SHOTS_FIRST, LARGE_LOOKS = 3, 9, 4
_LOOK_S: Final = FRAME_MS / 1000
"""Between two looks a page that moves has been drawn."""


@dataclass
class Visit:
    """What was found at one stop: nodes, nodes and texts at 200 %, how far each picture is from its own."""

    stop: Stop
    nodes: tuple[Node, ...] = ()
    large: tuple[Node, ...] = ()
    boxes: tuple[Box, ...] = ()
    too_full: tuple[str, ...] = ()
    differences: dict[str, float] = field(default_factory=dict)
    drawn: frozenset[str] = frozenset()
    """The components that were drawn."""


class Visitor:
    """One browser page and the guide that moves it."""

    def __init__(self, guide: Guide, screen: Screen, ruler: Ruler) -> None:
        """Take the page, and the sizes that its texts tell."""
        self.guide, self.screen, self.ruler = guide, screen, ruler
        self._misses = 0

    def visit(self, stop: Stop) -> Visit:
        """Look at a stop in every way."""
        visit = Visit(stop)
        self.guide.drawn.clear()
        self._go(stop)
        for theme in THEMES:
            name = f"{stop.name}-{theme}"
            self.guide.dress(_dressed(theme))
            self.guide.echo()
            visit.differences[name] = self._compared(name)
        visit.nodes = self._still(lambda: nodes_of(self.screen.page))
        with self.ruler.measuring(), self._text_at(2.0):
            self.guide.echo()
            # While sizes are still told, the page is still laid out.
            visit.large, _ = self._still(lambda: (nodes_of(self.screen.page), self.ruler.times_told), LARGE_LOOKS)
            drawn = self.guide.controls(ft.LayoutControl)
            visit.boxes, visit.too_full = self.ruler.boxes(drawn, 2.0), self.ruler.too_full(drawn)
            # Once more at its first size, and at that of the next stop, it would be drawn for nobody.
            self.guide.clear()
        visit.drawn = frozenset(self.guide.drawn)
        return visit

    def take(self, stop: Stop) -> None:
        """Make what a stop shows its references."""
        self._go(stop)
        # What comes late comes now: a reference that was taken too early makes every later run red.
        self._still(self._shot, CALM_SHOTS_FIRST)
        for theme in THEMES:
            self.guide.dress(_dressed(theme))
            self.guide.echo()
            pictures.kept(f"{stop.name}-{theme}", pictures.picture_of(self._still(self._shot, CALM_SHOTS)))

    def pass_by(self, stop: Stop) -> None:
        """Do what a visit does to the town, and look at nothing."""
        self._go(stop)
        self._still(self._shot)

    def open(self, stop: Stop) -> tuple[Node, ...]:
        """Go to a stop and give what can be read there, once nothing moves."""
        self._go(stop)
        self._still(self._shot, CALM_SHOTS)
        return self._still(lambda: nodes_of(self.screen.page), LARGE_LOOKS)

    def disabled(self) -> set[str]:
        """Give the identifiers of the controls that can be read and not used."""
        found = self.screen.page.locator("[flt-semantics-identifier][aria-disabled=true]").all()
        return {node.get_attribute("flt-semantics-identifier") or "" for node in found}

    def _go(self, stop: Stop) -> None:
        self.guide.clear()
        self._resize(stop.size)
        self.guide.show(stop, _dressed(ThemeChoice.LIGHT))
        if stop.touches:
            # What is touched has no name: it must have come to the place where it is looked for.
            self._still(self._shot, CALM_SHOTS)
            for at in stop.touches:
                self.screen.page.mouse.click(*at)
            # Left there, it would lie over a row of the next stops.
            self.screen.page.mouse.move(0, 0)

    def _resize(self, size: Size) -> None:
        """Give the page its size before anything is shown: with another number of panes a screen begins anew."""
        self.screen.page.set_viewport_size({"width": size.width, "height": size.height})
        deadline = time.monotonic() + PATIENCE_S
        while self.guide.window != size:
            assert time.monotonic() < deadline, f"the page never was {size}"
            time.sleep(_LOOK_S)

    def _compared(self, name: str) -> float:
        deadline = time.monotonic() + (PATIENCE_S if self._misses < MISSES_PATIENT else PATIENCE_SPENT_S)
        while True:
            picture = pictures.picture_of(self._shot())
            share = pictures.difference(name, picture)
            if share <= pictures.SHARE_MAX:
                return share
            if time.monotonic() > deadline or not pictures.reference_of(name).exists():
                self._misses += 1
                pictures.lay_out(name, picture)
                return share
            time.sleep(_LOOK_S)

    def _shot(self) -> bytes:
        return self.screen.page.screenshot()

    def _still(self, look: Callable[[], T], times: int = 2) -> T:
        """Look until nothing is read any more and so many looks in a row found the same."""
        deadline, found, same = time.monotonic() + PATIENCE_S, look(), 1
        while (same < times or self.guide.is_reading()) and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
            again = look()
            same = same + 1 if again == found else 1
            found = again
        return found

    @contextmanager
    def _text_at(self, scale: float) -> Iterator[None]:
        self._scale(scale)
        try:
            yield
        finally:
            self._scale(1.0)

    def _scale(self, scale: float) -> None:
        self.screen.page.locator("html").evaluate(
            "(html, px) => { html.style.fontSize = px }", f"{round(16 * scale)}px"
        )
        deadline = time.monotonic() + PATIENCE_S
        while self.guide.text_scale != scale:
            assert time.monotonic() < deadline, f"the text never had {scale} of its size"
            time.sleep(_LOOK_S)


def _dressed(theme: ThemeChoice) -> Preferences:
    return Preferences(theme=theme, motion=False)


@contextmanager
def visiting() -> Iterator[Visitor]:
    """Open the tour in a browser."""
    with (
        tempfile.TemporaryDirectory(prefix="fieldapp-tour-") as folder,
        town_replica(Path(folder)) as town,
        Browser(density=DENSITY, frame_ms=FRAME_MS) as browser,
    ):
        seed(town)
        with served_guide(town) as (guide, address):
            screen = browser.open(address, TABLET)
            guide.echo()
            with hearing(guide.session) as ruler:
                yield Visitor(guide, screen, ruler)


def renew(names: Sequence[str]) -> None:
    """Take the references of these stops anew, or all, and forget those that no stop has any more."""
    unknown = set(names) - {stop.name for stop in STOPS}
    assert not unknown, f"no stop is called {sorted(unknown)}"
    with visiting() as visitor:
        for stop in STOPS:
            if names and stop.name not in names:
                # What a stop writes (a note that was opened, a draft) is seen at later ones.
                visitor.pass_by(stop)
                continue
            visitor.take(stop)
            sys.stdout.write(f"{stop.name}\n")
    wanted = {f"{stop.name}-{theme}" for stop in STOPS for theme in THEMES}
    for left in pictures.FOLDER.glob("*.png"):
        if left.stem not in wanted:
            left.unlink()
