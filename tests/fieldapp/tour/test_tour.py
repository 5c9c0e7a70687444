"""Every screen in one browser: its pictures, the names of its controls, and its text at 200 %."""

from collections.abc import Iterator

import pytest

from tests.fieldapp.tour.boxes import misfits
from tests.fieldapp.tour.nodes import nameless, outside, overlapping
from tests.fieldapp.tour.parts import screen_parts
from tests.fieldapp.tour.pictures import FOUND, SHARE_MAX
from tests.fieldapp.tour.stops import FILLING, LEASE_ENDED, SIGN_IN, STOPS, UNSEEN, WHOLE, WHOLE_TASK, WIPING, Stop
from tests.fieldapp.tour.visits import THEMES, Visit, Visitor, visiting
from tests.fieldapp.ui.targets import TARGET_DP, TARGET_GLOVES_DP, too_near, too_small

# A test that is asked for alone waits for the visits of all stops before its own.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHOUT_OFFICE = (SIGN_IN, FILLING, LEASE_ENDED, WIPING)
"""What stands where no office is open: what waits is told there in its own words."""
_EACH = pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)


class Visits:
    """Every stop is visited once, in their order, when the first test asks for it."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._made: dict[str, Visit] = {}

    def __getitem__(self, name: str) -> Visit:
        for stop in STOPS[len(self._made) :]:
            if name in self._made:
                break
            self._made[stop.name] = self._visitor.visit(stop)
        return self._made[name]


@pytest.fixture(scope="module")
def visits() -> Iterator[Visits]:
    """Open the tour once."""
    with visiting() as visitor:
        yield Visits(visitor)


@_EACH
def test_every_control_has_a_name(visits: Visits, stop: Stop) -> None:
    visit = visits[stop.name]
    assert nameless(visit.nodes) == []
    assert not any(node.identifier == "fault" for node in visit.nodes), "a part of it could not be drawn"
    assert stop.route == FILLING or any(node.acts for node in visit.nodes), "nothing could be read"


@_EACH
def test_every_screen_has_its_help(visits: Visits, stop: Stop) -> None:
    names = {node.identifier for node in visits[_ground(stop)].nodes}
    assert stop.route == FILLING or names & {"help", "help-close", "sheet-close"}


@_EACH
def test_every_screen_has_its_pill(visits: Visits, stop: Stop) -> None:
    """A sheet dims the pill of the screen below it; a photo covers the screen, and brings its own."""
    names = {node.identifier for node in visits[stop.name if _is_photo(stop) else _ground(stop)].nodes}
    assert stop.route in WITHOUT_OFFICE or names & {"sync-pill", "help-close", "sheet-close"}


@pytest.mark.parametrize("stop", [one for one in STOPS if one.size in (WHOLE, WHOLE_TASK)], ids=lambda stop: stop.name)
def test_targets_of_a_whole_screen_are_large_and_apart(visits: Visits, stop: Stop) -> None:
    """What a list cuts at its edge cannot be measured: these windows are so high that nothing is cut."""
    nodes = visits[stop.name].nodes
    assert too_small(nodes, TARGET_GLOVES_DP if stop.gloves else TARGET_DP) == []
    assert list(too_near(nodes)) == []


@_EACH
def test_text_at_200_percent_is_neither_cut_nor_covered(visits: Visits, stop: Stop) -> None:
    large = visits[stop.name].large
    assert outside(large, stop.size) == []
    assert list(overlapping(large)) == []


@_EACH
def test_text_fits_into_its_own_box(visits: Visits, stop: Stop) -> None:
    """At 200 % every word is seen whole: what a line would end with an ellipsis wraps."""
    visit = visits[stop.name]
    assert stop.route == FILLING or visit.boxes, "no text told its size"
    assert misfits(visit.boxes) == []
    assert visit.too_full == ()


@_EACH
def test_pictures_are_like_their_references(visits: Visits, stop: Stop) -> None:
    apart = {name: round(share, 4) for name, share in visits[stop.name].differences.items() if share > SHARE_MAX}
    assert not apart, f"look at {FOUND}; where the change is wanted: make pictures"


def test_every_part_of_every_screen_is_seen_at_a_stop_in_every_theme(visits: Visits) -> None:
    """A sheet, a form or a step is a component of its own: one that no stop draws has no picture."""
    made = [visits[stop.name] for stop in STOPS]
    seen = {part for visit in made for part in visit.drawn}
    assert screen_parts() - seen == set(UNSEEN), "add a stop in tests/fieldapp/tour/stops.py, then: make pictures"
    pictures = {name for visit in made for name in visit.differences}
    assert pictures == {f"{stop.name}-{theme}" for stop in STOPS for theme in THEMES}


def _is_photo(stop: Stop) -> bool:
    return bool(stop.taps) and stop.taps[-1].startswith("photo-") and bool(stop.above)


def _ground(stop: Stop) -> str:
    """Name the stop on whose screen a sheet lies, or a sheet above another one."""
    named = {one.name: one for one in STOPS}
    while stop.above:
        stop = named[stop.above]
    return stop.name
