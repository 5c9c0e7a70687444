"""With the keyboard alone at a desk: Tab reaches every control that can be used, from above to below.

Flutter takes the whole window line by line: beside a control comes what stands in the next column. Flet 1.0.5 has no
group of focus that would keep a pane together, and what a bar holds at the foot comes again as the page scrolls.
"""

from collections.abc import Iterator

import pytest

from tests.fieldapp.tour.focus import FocusNote, against_the_order, noting_focus
from tests.fieldapp.tour.guide import STEP_S
from tests.fieldapp.tour.nodes import Node
from tests.fieldapp.tour.stops import STOPS
from tests.fieldapp.tour.visits import Visitor, visiting


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    """Open the tour once for this module."""
    with visiting() as found:
        yield found


@pytest.fixture
def note(visitor: Visitor) -> Iterator[FocusNote]:
    """Hear what takes the focus."""
    with noting_focus(visitor.guide.session) as found:
        yield found


WALKED = (
    "desk-intake desk-compose desk-sign-in desk-today desk-board desk-dashboard desk-tasks desk-task desk-news "
    "desk-search desk-reconcile desk-account"
).split()
"""Screens of the desk that hold no list which is walked by its own keys."""


@pytest.mark.browser
@pytest.mark.parametrize("name", WALKED)
def test_tab_reaches_every_control_from_above_to_below(visitor: Visitor, note: FocusNote, name: str) -> None:
    stop = next(one for one in STOPS if one.name == name)
    nodes = visitor.open(stop)
    controls = {node.identifier for node in nodes if node.acts and node.identifier and node.height}
    wanted = controls - visitor.disabled()
    walked = note.walk(visitor.screen, wanted)
    assert wanted <= set(walked)
    assert list(against_the_order(walked, nodes)) == []


@pytest.mark.browser
def test_f6_leads_from_part_to_part_and_enter_presses_what_it_led_to(visitor: Visitor, note: FocusNote) -> None:
    visitor.open(next(one for one in STOPS if one.name == "desk-triage"))
    parts = [note.press(visitor.screen, "F6", STEP_S) for _ in range(6)]
    assert [part.partition("-")[0] for part in parts] == ["place", "search", "filter", "map", "mark", "place"]
    visitor.screen.press("Enter")
    visitor.screen.wait_gone("filter")


def node(identifier: str, x: float, y: float) -> Node:
    return Node(identifier, "button", "", acts=True, above=-1, x=x, y=y, width=100, height=40)


def test_what_takes_the_focus_before_what_stands_above_it_is_found() -> None:
    nodes = (node("first", 0, 0), node("second", 0, 50), node("beside", 120, 0))
    assert list(against_the_order(["first", "beside", "second"], nodes)) == []
    assert list(against_the_order(["second", "beside", "first"], nodes)) == ["second before first"]
