"""The tour itself: it leaves no place out, and sees what it is there to see."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageChops

from fieldapp.shell.places import PATTERNS
from fieldapp.ui import routes
from tests.browser_driver import TABLET
from tests.fieldapp.tour.nodes import Node, nameless, outside, overlapping
from tests.fieldapp.tour.pictures import SHARE_MAX, reference_of, share_of_difference
from tests.fieldapp.tour.stops import STOPS


def test_tour_stops_at_every_place() -> None:
    seen = {routes.locate(stop.route, PATTERNS).pattern for stop in STOPS if stop.route.startswith("/")}
    assert set(PATTERNS) - seen == set(), "add a stop in tests/fieldapp/tour/stops.py, then: make pictures"


def test_stops_have_names_of_their_own() -> None:
    assert len({stop.name for stop in STOPS}) == len(STOPS)


def test_sheet_lies_above_a_stop_of_its_own_place() -> None:
    named = {stop.name: stop for stop in STOPS}
    for sheet in (stop for stop in STOPS if stop.above):
        below = named[sheet.above]
        assert STOPS.index(below) < STOPS.index(sheet)
        assert (below.pattern, below.agent, below.density) == (sheet.pattern, sheet.agent, sheet.density)
        assert sheet.taps[:-1] == below.taps, "one tap opens it"


def node(name: str, **more: object) -> Node:
    """Give a node of 100 × 40 in the corner."""
    whole: dict[str, object] = {"identifier": "", "role": "", "acts": False, "above": -1, "x": 0, "y": 0}
    return Node(name=name, **{**whole, "width": 100, "height": 40, **more})  # type: ignore[arg-type]


def test_control_without_a_name_is_found() -> None:
    assert nameless([node("", acts=True, identifier="save")]) == ["save ''"]
    assert nameless([node("Garder", acts=True)]) == []


def test_name_of_what_holds_a_tap_is_its_name() -> None:
    held = [node("Garder", identifier="save"), node("", acts=True, above=0)]
    assert nameless(held) == []


def test_text_beyond_the_side_is_found() -> None:
    assert outside([node("loin", x=750)], TABLET) == ["text 'loin'"]
    assert outside([node("là", x=700)], TABLET) == []


def test_texts_that_cover_each_other_are_found() -> None:
    assert list(overlapping([node("un"), node("deux", y=30)])) == ["text 'un' and text 'deux'"]
    assert list(overlapping([node("un"), node("deux", y=40)])) == []


def _moved(picture: Image.Image) -> Image.Image:
    card = picture.crop((12, 200, 388, 300))
    picture.paste(card, (12, 202))
    return picture


def _tinted(picture: Image.Image) -> Image.Image:
    """Give the pill another tint, as a token would."""
    pill = picture.crop((290, 14, 340, 34))
    picture.paste(ImageChops.add(pill, Image.new("RGB", pill.size, (0, 0, 40))), (290, 14))
    return picture


@pytest.mark.parametrize("plant", [_moved, _tinted], ids=["card moved by 4 dp", "another tint"])
def test_planted_change_is_seen(plant: Callable[[Image.Image], Image.Image]) -> None:
    with Image.open(reference_of("today-light")) as reference:
        picture = reference.convert("RGB")
    assert share_of_difference(picture, picture) == 0
    assert share_of_difference(picture, plant(picture.copy())) > SHARE_MAX
