"""Names on the map: free of one another, upright, inside the map, said again where a street is long."""

from dataclasses import astuple
from itertools import pairwise
from math import cos, dist, pi, radians, sin
from pathlib import Path

import pytest

from sync.records.geometry import Box
from sync.server.map.extract_files import read_extract
from sync.server.map.ground import ground_of
from sync.server.map.label import Label, wrapped
from sync.server.map.label_lines import LabelLine, along
from sync.server.map.label_plan import SAME_NAME_PX, plan_labels, short_form
from sync.server.map.lettering import HALO_PX, SIGN_FACE, TEXT_FACE, Face, Letter, stamp
from sync.server.map.mercator import tiles_over
from sync.server.map.naming import Names, names_of
from sync.server.map.palettes import Tone
from sync.server.map.spots import spots_of
from sync.server.map.streets import Streets, gather_houses, gather_lines
from tests.server.map.extract_in_hand import LAT, LONG, MONTE_CARLO, Village, untold, village

FACE = Face(TEXT_FACE, 14.0)
MONACO = Box(43.7375, 7.4235, 43.7440, 7.4320)
ZOOMS = (14, 16, 17, 18)


def names_in(path: Path) -> Names:
    extract = read_extract(path, untold)
    streets = Streets()
    gather_lines(streets, extract)
    gather_houses(streets, extract)
    return names_of(extract, ground_of(extract), spots_of(extract), streets)


@pytest.fixture(scope="module")
def planned() -> dict[int, list[Label]]:
    names = names_in(MONTE_CARLO)
    return {zoom: plan_labels(names, tiles_over(MONACO, zoom)) for zoom in ZOOMS}


def place(points: list[tuple[float, float]], text: str = "Rue de la Gare", every_px: float = 1e9) -> list[Label]:
    return [settings[0] for settings in along(LabelLine(points), text, Tone.STREET, FACE, every_px) if settings]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_no_two_names_meet(planned: dict[int, list[Label]], zoom: int) -> None:
    boxed = [(label, box) for label in planned[zoom] for box in label.boxes(0)]
    for i, (label, a) in enumerate(boxed):
        for other, b in boxed[i + 1 :]:
            if other is not label:
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (label.text, other.text)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_name_lies_inside_the_map_and_reads_upright(planned: dict[int, list[Label]], zoom: int) -> None:
    tiles = tiles_over(MONACO, zoom)
    assert planned[zoom]
    for label in planned[zoom]:
        for box in label.boxes(HALO_PX):
            assert box[0] >= tiles.west * 256
            assert box[2] <= (tiles.east + 1) * 256
            assert box[1] >= tiles.north * 256
            assert box[3] <= (tiles.south + 1) * 256
        first, last = label.letters[0], label.letters[-1]
        assert last.x >= first.x - 1 or label.tone is not Tone.STREET
        assert all(abs(letter.angle) <= pi / 2 + 0.3 for letter in label.letters)


def test_well_known_street_is_named_at_street_level(planned: dict[int, list[Label]]) -> None:
    for zoom in (16, 17, 18):
        assert {"Boulevard des Moulins", "Bd des Moulins"} & {label.text for label in planned[zoom]}


@pytest.mark.parametrize("zoom", ZOOMS)
def test_one_name_is_not_said_twice_in_one_corner(planned: dict[int, list[Label]], zoom: int) -> None:
    by_name: dict[str, list[Letter]] = {}
    for label in planned[zoom]:
        if label.tone is Tone.STREET:
            by_name.setdefault(label.text, []).append(label.letters[len(label.letters) // 2])
    for letters in by_name.values():
        for a, b in pairwise(sorted(letters, key=lambda letter: (letter.x, letter.y))):
            assert dist((a.x, a.y), (b.x, b.y)) >= SAME_NAME_PX


def test_houses_are_numbered_at_the_deepest_zoom_only(tmp_path: Path) -> None:
    (tmp_path / "v.osm").write_bytes(village().xml())
    names = names_in(tmp_path / "v.osm")
    box = Box(LAT - 0.002, LONG - 0.003, LAT + 0.003, LONG + 0.004)
    told = {zoom: {label.text for label in plan_labels(names, tiles_over(box, zoom))} for zoom in (17, 18)}
    assert "12bis" in told[18] - told[17]
    assert {"Parc Georges Brassens", "Étang", "Rue de l'Église"} <= told[18]


def crowding(label: Label) -> float:
    """Give how near two letters of a name come, as a share of where they stand on a straight line."""
    middles = [
        (label.face.width(label.text[:i]) + label.face.width(label.text[: i + 1])) / 2
        for i, character in enumerate(label.text)
        if character != " "
    ]
    pairs = zip(pairwise(label.letters), pairwise(middles), strict=True)
    return min(dist((a.x, a.y), (b.x, b.y)) / (right - left) for (a, b), (left, right) in pairs)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_letters_keep_their_distance_round_a_bend(planned: dict[int, list[Label]], zoom: int) -> None:
    bent = [label for label in planned[zoom] if len(label.letters) > 1 and label.tone is Tone.STREET]
    assert bent
    for label in bent:
        assert crowding(label) > 0.85, label.text


def test_letters_keep_their_distance_at_a_corner() -> None:
    for turn in (10, 25, 40, 60):
        corner = [(0.0, 0.0), (70.0, 0.0), (70.0 + 70.0 * cos(radians(turn)), 70.0 * sin(radians(turn)))]
        for label in place(corner):
            assert crowding(label) > 0.85, turn


def test_gap_between_two_words_is_not_set_where_a_bend_closes_it() -> None:
    def heads(label: Label, i: int) -> list[tuple[float, float]]:
        half = FACE.px * 0.4
        return [
            (x + half * sin(angle), y - half * cos(angle)) for _, x, y, angle in map(astuple, label.letters[i : i + 2])
        ]

    for turn in range(20, 61, 5):
        # A bend upwards: the heads of the letters are on its inner side.
        bend = [(0.0, 0.0), (90.0, 0.0), (90.0 + 90.0 * cos(radians(turn)), -90.0 * sin(radians(turn)))]
        settings = [one for place in along(LabelLine(bend), "Cour Haute", Tone.STREET, FACE, 1e9) for one in place]
        assert settings
        for label in settings:
            if len(label.letters) > 1:
                last, first = label.letters[3], label.letters[4]
                assert dist(*heads(label, 3)) >= 0.9 * dist((last.x, last.y), (first.x, first.y)), turn


def test_straight_street_gets_its_name_in_one_piece_along_it() -> None:
    (label,) = place([(0, 0), (300, 300)])
    (letter,) = label.letters
    assert letter.angle == pytest.approx(pi / 4)
    assert (letter.x, letter.y) == pytest.approx((150, 150))


def test_name_reads_from_left_to_right_whichever_way_the_street_runs() -> None:
    (there,), (back,) = place([(0, 0), (300, 40)]), place([(300, 40), (0, 0)])
    assert there.letters[0].angle == pytest.approx(back.letters[0].angle)


def test_bent_street_gets_its_name_letter_by_letter() -> None:
    arc = [(200 * (1 - (1 - i / 20) ** 2), 8.0 * i) for i in range(21)]
    (label,) = place(arc)
    assert len(label.letters) == len("RuedelaGare")
    assert all(abs(b.angle - a.angle) < 0.3 for a, b in pairwise(label.letters))


def test_hairpin_and_short_street_get_no_name() -> None:
    assert not place([(0, 0), (60, 0), (60, 8), (0, 8)])
    assert not place([(0, 0), (40, 0)])
    assert not place([(5, 5), (5, 5)])


def test_long_street_is_named_again() -> None:
    assert len(place([(0, 0), (2000, 0)], every_px=400)) == 5


def test_short_street_gets_the_short_form() -> None:
    assert short_form("Boulevard des Moulins") == "Bd des Moulins"
    assert short_form("Boulevard") == "Boulevard"
    assert short_form("La Croisette") == "La Croisette"


def test_street_pieces_are_joined_before_they_are_named(tmp_path: Path) -> None:
    made = Village()
    for east in range(0, 40, 2):
        made.way([(east, 0), (east + 2, 0)], highway="residential", name="Rue de la Gare")
    numbers = {place: node for node, lat, long, _ in made.nodes for place in [(lat, long)]}
    made.ways = [(way, [numbers[made.nodes[ref - 1][1:3]] for ref in refs], tags) for way, refs, tags in made.ways]
    (tmp_path / "v.osm").write_bytes(made.xml())
    assert len(names_in(tmp_path / "v.osm").lines) == 1


def test_halo_surrounds_the_letters() -> None:
    mark = stamp(FACE, [Letter("Rue", 100, 100, 0.5)], 1)
    assert mark.ink.size == mark.halo.size
    ink, halo = mark.ink.getbbox(), mark.halo.getbbox()
    assert ink is not None
    assert halo is not None
    assert halo[0] < ink[0]
    assert halo[1] < ink[1]
    assert halo[2] > ink[2]
    assert halo[3] > ink[3]
    assert mark.left < 100 < mark.left + mark.ink.width


def test_character_that_the_face_has_not_is_written_plainly() -> None:
    assert FACE.spelled("Rue de Łódź") == "Rue de Łódź"
    assert FACE.spelled("Ĉe Ŝi") == "Ce Si"
    assert FACE.spelled("駅 Gare") == "Gare"
    assert Face(SIGN_FACE, 15.0).spelled("\ue6da") == "\ue6da"


def test_long_name_is_broken_at_spaces_only() -> None:
    assert wrapped("Groupe scolaire Jacques-Prévert", FACE, 110) == ["Groupe scolaire", "Jacques-Prévert"]
    assert wrapped("", FACE, 110) == []
