"""The tour itself: it leaves no place out, and sees what it is there to see."""

from collections.abc import Callable

import flet as ft
import pytest
from PIL import Image, ImageChops

from fieldapp.shell.places import PATTERNS
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language
from fieldapp.ui.tokens import Face
from tests.browser_driver import DESK, DESK_SMALL, TABLET, TABLET_WIDE
from tests.fieldapp.tour.boxes import Box, misfits
from tests.fieldapp.tour.nodes import Node, nameless, outside, overlapping
from tests.fieldapp.tour.parts import screen_parts
from tests.fieldapp.tour.pictures import FOLDER, SHARE_MAX, reference_of, share_of_difference
from tests.fieldapp.tour.ruler import Ruler
from tests.fieldapp.tour.stops import STOPS
from tests.fieldapp.tour.visits import THEMES


def test_tour_stops_at_every_place() -> None:
    seen = {routes.locate(stop.route, PATTERNS).pattern for stop in STOPS if stop.route.startswith("/")}
    assert set(PATTERNS) - seen == set(), "add a stop in tests/fieldapp/tour/stops.py, then: make pictures"


def test_every_stop_has_its_picture_in_every_theme() -> None:
    wanted = {f"{stop.name}-{theme}" for stop in STOPS for theme in THEMES}
    assert wanted == {picture.stem for picture in FOLDER.glob("*.png")}, "make pictures"


def test_parts_of_the_screens_are_found_by_name() -> None:
    found = screen_parts()
    assert {"tasks.screens.tasks", "triage.screens_sheets.assign_sheet", "reports.screens_photo.photo_step"} <= found
    assert not any(part.startswith("ui.") for part in found)


def test_desk_is_seen_in_two_windows_and_the_tablet_in_both_ways() -> None:
    for language in Language:
        seen = {stop.size for stop in STOPS if stop.language is language}
        assert {TABLET, TABLET_WIDE, DESK, DESK_SMALL} <= seen


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


def box(words: str, **more: object) -> Box:
    """Give a text of 20 sp on one line of 200 dp."""
    whole: dict[str, object] = {"face": Face.TEXT, "size": 20.0, "line": 1.2, "width": 200.0, "height": 24.0}
    return Box(words=words, **{**whole, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        (box("Signaler", width=50.0, height=48.0), "broken in a word"),
        (box("Rapprocher", is_unbroken=True, width=60.0), "cut at its side"),
        (box("Un nid-de-poule au milieu de la rue Grimaldi", height=24.0), "cut at its foot, 3 lines"),
        (box("Un nid-de-poule au milieu de la rue Grimaldi", lines_max=1), "ended after 1 of 3 lines"),
    ],
)
def test_text_that_does_not_fit_is_found(planted: Box, reason: str) -> None:
    assert misfits([planted]) == [f"{reason}: {planted.words[:60]!r}"]


def test_text_that_fits_is_left_alone() -> None:
    wraps = box("Un nid-de-poule au milieu de la rue Grimaldi", height=72.0)
    address = box("https://mairie.example/avec/un/chemin/bien/long", width=150.0, height=72.0)
    assert misfits([box("Garder la mienne"), wraps, address]) == []


def told(words: str, size: tuple[float, float], ruler: Ruler) -> ft.Text:
    """Give a text that has told its size."""
    drawn = ft.Text(words)
    ruler.hear(drawn._i, size)
    return drawn


@pytest.mark.parametrize("height", [40, 56])
def test_lines_under_each_other_are_larger_than_a_fixed_height(height: int) -> None:
    ruler = Ruler()
    lines = ft.Column([told("Nid-de-poule", (180, 24), ruler), told("Rue Grimaldi", (180, 24), ruler)], spacing=4)
    shown = ft.Semantics(
        content=ft.Container(lines, height=height, padding=ft.Padding(left=0, right=0, top=2, bottom=2))
    )
    found = () if height >= 24 + 4 + 24 + 2 * 2 else ("larger than its place: 'Nid-de-poule Rue Grimaldi'",)
    assert ruler.too_full([shown, shown.content]) == found


@pytest.mark.parametrize(("given", "wraps"), [(300, False), (320, False), (300, True)])
def test_words_side_by_side_are_wider_than_their_row(given: int, wraps: bool) -> None:
    ruler = Ruler()
    line = ft.Row([told("À jour", (150, 24), ruler), told("3 à envoyer", (150, 24), ruler)], spacing=10, wrap=wraps)
    ruler.hear(line._i, (given, 24))
    found = ("larger than its place: 'À jour 3 à envoyer'",) if given < 150 + 10 + 150 and not wraps else ()
    assert ruler.too_full([line]) == found
