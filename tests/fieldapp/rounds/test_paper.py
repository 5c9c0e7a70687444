"""The sheet of a round: whole blocks on pages, a map that keeps its shape, the same bytes for the same round."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldapp.replica.ground import ground
from fieldapp.rounds import queries
from fieldapp.rounds.screens_paper import Block, laid, paper_name, round_paper
from fieldapp.rounds.screens_paper_ink import ROOM, Ink, cut, line_height, wrapped
from fieldapp.rounds.screens_paper_map import projection
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.tokens import Face
from sync.core.instants import parse_instant
from sync.records.geometry import Point
from tests.fieldapp.day import placed
from tests.fieldapp.rounds.walk import WALK, walk
from tests.fieldapp.town import NOW, Town

FR, EN = Words(Language.FR), Words(Language.EN)
MOMENT: datetime = parse_instant(NOW).astimezone(ZoneInfo("Europe/Paris"))


def paper(town: Town, t: Words = FR, **fields: Any) -> bytes:
    walk(town, **fields)
    page = town.replica.read_now(queries.round_page, WALK)
    assert page is not None
    return round_paper(t, page, town.replica.read_now(ground), MOMENT)


def pages(sheet: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", sheet))


def place(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "kind": "place", "title": f"Lieu {number}", **placed(100 * number, 40), **more}


def test_sheet_is_a_pdf_with_our_fonts_and_the_same_for_the_same_round(town: Town) -> None:
    sheet = paper(town)
    assert sheet.startswith(b"%PDF-")
    assert b"Atkinson" in sheet
    assert b"Bricolage" in sheet
    assert sheet == paper(town)
    assert sheet != paper(town, EN)


def test_more_stops_take_more_pages(town: Town) -> None:
    assert pages(paper(town, stops=[place(1)], order=None, visits=None)) == 1
    assert pages(paper(town, stops=[place(n) for n in range(30)], order=None, visits=None)) >= 3


@pytest.mark.parametrize(
    "stops",
    [
        [],
        [{"id": "a", "kind": "place", "title": "Sans position"}],
        [place(1, title="Œuvre « à l’angle » " * 40, note="Longue note. " * 120)],
        [place(1, title="x" * 160, address="y" * 240)],
    ],
)
def test_sheet_is_made_whatever_the_stops_are(town: Town, stops: list[dict[str, Any]]) -> None:
    assert pages(paper(town, stops=stops, order=None, visits=None, note_before="Mot. " * 300)) >= 1


def test_name_of_the_file_is_made_of_letters_that_every_system_takes(town: Town) -> None:
    walk(town, title="Élagage / «place» d’Armes : n° 4")
    page = town.replica.read_now(queries.round_page, WALK)
    assert page is not None
    assert paper_name(FR, page) == "tournee-2026-11-23-elagage-place-darmes-n-4.pdf"
    assert paper_name(EN, page).startswith("round-2026-11-23-")


def test_name_of_the_file_says_round_once(town: Town) -> None:
    walk(town, title="Tournée, Karim Benali")
    page = town.replica.read_now(queries.round_page, WALK)
    assert page is not None
    assert paper_name(FR, page) == "tournee-2026-11-23-karim-benali.pdf"


def block(height: float) -> Block:
    return Block(height, lambda ink, top: None)


def test_no_block_is_cut_by_the_end_of_a_page() -> None:
    heights = [400.0, 300.0, 200.0, 900.0, 100.0]
    found = [[one.height for one in page] for page in laid([block(height) for height in heights])]
    assert found == [[400.0, 300.0], [200.0], [900.0], [100.0]]
    assert laid([]) == [[]]


def test_text_is_cut_into_lines_that_fit_and_loses_nothing() -> None:
    text = "Prendre six barrières au dépôt, puis " + "anticonstitutionnellement" * 12
    lines = wrapped(text, Face.TEXT, 12, ROOM / 3)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 4
    assert wrapped("", Face.TEXT, 12, 100) == [""]
    assert line_height(10) > 10


def test_map_keeps_its_shape_and_everything_inside_its_frame() -> None:
    corners = [Point(**placed(metres, turn)) for metres in (0, 900) for turn in (0, 90, 180, 270)]
    project, scale = projection(corners, (40, 100), (500, 200))
    for corner in corners:
        x, y = project(corner)
        assert 40 < x < 540
        assert 100 < y < 300
    middle, north, east = (project(Point(**placed(metres, turn))) for metres, turn in ((0, 0), (500, 0), (500, 90)))
    assert north[1] < middle[1], "north is up"
    assert middle[1] - north[1] == pytest.approx(east[0] - middle[0], rel=0.01)
    assert middle[1] - north[1] == pytest.approx(500 * scale, rel=0.01)


def test_one_place_alone_is_seen_from_a_street_s_width() -> None:
    project, scale = projection([Point(45.75, 4.85)], (0, 0), (500, 200))
    assert project(Point(45.75, 4.85)) == (250, 100)
    assert scale == pytest.approx((200 - 52) / 200)


def test_long_word_is_shortened_so_that_its_block_fits_a_page() -> None:
    lines = cut([f"ligne {n}" for n in range(90)], 40)
    assert (len(lines), lines[-1]) == (40, "ligne 39…")
    assert cut(["une"], 40) == ["une"]


def test_ink_ends_in_a_document() -> None:
    ink = Ink("Titre", "Saint-Aubin")
    ink.words("Œuvre, 4 × 4", (40, 40), 12)
    ink.next_page()
    ink.words("Page deux", (40, 40), 12)
    assert pages(ink.done()) == 2
