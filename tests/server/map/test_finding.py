"""The index of a town: found by accents, short forms and slips, with its houses; and the address of a position."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.records.addresses import PlaceKind, find, nearest
from sync.records.addresses.words import HouseNumber
from sync.records.geometry import Point
from sync.server.map.extract_files import read_extract
from sync.server.map.index_writing import write_index
from sync.server.map.spots import Spot, spots_of
from sync.server.map.streets import House, Streets, gather_lines
from tests.server.map.extract_in_hand import MONTE_CARLO, untold

STREETS = """Boulevard des Moulins|Rue Grimaldi|Rue Bosio|Avenue du Maréchal Foch|Rue du Général-Leclerc
Place d'Armes|Rue du 8 Mai 1945|Rue du 11 Novembre|Allée Guillaume Apollinaire|Boulevard Rainier III
Faubourg Saint-Jean|Rue Sainte-Dévote|Impasse du Castelleretto|Rue de l'Œillet|Route d'Angers
Chemin des Écoliers|Square Théodore Gastaud|Rue R. Poincaré"""


@pytest.fixture(scope="module")
def pack() -> Iterator[sqlite3.Connection]:
    streets = Streets()
    for i, name in enumerate(STREETS.replace("\n", "|").split("|")):
        lat = 43.7 + i / 100
        streets.add_line(name, ((7.4, lat), (7.402, lat)))
        for number in (1, 2, 5, 12):
            streets.add_house(name, House(HouseNumber(number), (7.4 + number / 1e4, lat), f"x_{i}_{number}"), "", "")
    streets.add_house("Rue Grimaldi", House(HouseNumber(12, "bis"), (7.4013, 43.71)), "Monaco", "98000")
    spots = [
        Spot(PlaceKind.SCHOOL, "Jules Ferry", (7.41, 43.7), 16, "ecole college school"),
        Spot(PlaceKind.TOWN_HALL, "Mairie", (7.41, 43.71), 15, "hotel de ville"),
    ]
    connection = sqlite3.connect(":memory:")
    write_index(connection, streets, spots)
    connection.commit()
    yield connection
    connection.close()


def first(pack: sqlite3.Connection, asked: str) -> str:
    return next((found.address for found in find(pack, asked)), "")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("bd moulins", "Boulevard des Moulins"),
        ("boulevard des moulins", "Boulevard des Moulins"),
        ("BD MOULIN", "Boulevard des Moulins"),
        ("boulvard des mulins", "Boulevard des Moulins"),
        ("moulins bd", "Boulevard des Moulins"),
        ("moul", "Boulevard des Moulins"),
        ("rue bozio", "Rue Bosio"),
        ("r grimladi", "Rue Grimaldi"),
        ("av mal foch", "Avenue du Maréchal Foch"),
        ("gral leclerc", "Rue du Général-Leclerc"),
        ("pl darmes", "Place d'Armes"),
        ("8 mai 1945", "Rue du 8 Mai 1945"),
        ("rue du onze novembre", "Rue du 11 Novembre"),
        ("all apolinaire", "Allée Guillaume Apollinaire"),
        ("rainier 3", "Boulevard Rainier III"),
        ("fg st jean", "Faubourg Saint-Jean"),
        ("ste devote", "Rue Sainte-Dévote"),
        ("imp castelereto", "Impasse du Castelleretto"),
        ("oeillet", "Rue de l'Œillet"),
        ("rte angers", "Route d'Angers"),
        ("chem ecolier", "Chemin des Écoliers"),
        ("sq gasto", "Square Théodore Gastaud"),
        ("r poincare", "Rue R. Poincaré"),
        ("ecole ferry", "Jules Ferry"),
        ("hotel de ville", "Mairie"),
    ],
)
def test_what_people_type_is_found_first(pack: sqlite3.Connection, asked: str, name: str) -> None:
    assert first(pack, asked) == name


@pytest.mark.parametrize(
    ("asked", "address", "is_exact"),
    [
        ("12 rue grimaldi", "12 Rue Grimaldi", True),
        ("rue grimaldi 12bis", "12 bis Rue Grimaldi", True),
        ("12 ter r grimaldi", "12 Rue Grimaldi", False),
        ("9 grimaldi", "5 Rue Grimaldi", False),
        ("10 grimaldi", "12 Rue Grimaldi", False),
        ("2 rue du 8 mai 1945", "2 Rue du 8 Mai 1945", True),
    ],
)
def test_house_is_found_or_the_next_on_its_side(
    pack: sqlite3.Connection, asked: str, address: str, is_exact: bool
) -> None:
    found = find(pack, asked)[0]
    assert (found.address, found.is_exact_number) == (address, is_exact)


def test_house_carries_the_key_of_the_national_base(pack: sqlite3.Connection) -> None:
    assert find(pack, "12 rue grimaldi")[0].ban_id == "x_1_12"


@pytest.mark.parametrize("asked", ["", "   ", "'\"*()", "xyzzyq", "12", "AND OR NOT", "rue*", "NEAR(a b)"])
def test_question_without_an_answer_gives_none_and_breaks_nothing(pack: sqlite3.Connection, asked: str) -> None:
    assert all(found.kind is PlaceKind.STREET for found in find(pack, asked))


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_may_be_asked(pack: sqlite3.Connection, asked: str) -> None:
    found = find(pack, asked, limit=5)
    assert len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_every_name_finds_itself_with_one_slip(pack: sqlite3.Connection) -> None:
    missed = []
    for name in STREETS.replace("\n", "|").split("|"):
        long_word = max(name.split(), key=len)
        for i in range(1, len(long_word)):
            slipped = name.replace(long_word, long_word[:i] + long_word[i + 1 :])
            if len(long_word) > 4 and "Œ" not in name and name not in [found.name for found in find(pack, slipped)[:2]]:
                missed.append(slipped)
    assert not missed


def test_nearer_of_two_alike_comes_first() -> None:
    streets = Streets()
    streets.add_line("Rue de la Gare", ((7.0, 43.0), (7.001, 43.0)))
    streets.add_line("Rue de la Gare", ((7.2, 43.2), (7.201, 43.2)))
    connection = sqlite3.connect(":memory:")
    write_index(connection, streets, [])
    for lat, long in ((43.0, 7.0), (43.2, 7.2)):
        found = find(connection, "rue de la gare", near=Point(lat, long))
        assert len(found) == 2
        assert found[0].point.lat == lat
    connection.close()


def test_index_is_asked_through_the_device_library_too(pack: sqlite3.Connection, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "pack") as copy:
        pack.backup(copy)
    copy.close()
    other = apsw.Connection(str(tmp_path / "pack"), flags=apsw.SQLITE_OPEN_READONLY)
    assert [found.address for found in find(other, "bd moulins")] == ["Boulevard des Moulins"]
    assert nearest(other, Point(43.71, 7.4012)) == nearest(pack, Point(43.71, 7.4012))
    other.close()


def test_position_gets_the_address_of_the_nearest_house(pack: sqlite3.Connection) -> None:
    near = nearest(pack, Point(43.71005, 7.4013))
    assert near is not None
    assert near.address == "12 bis Rue Grimaldi"
    assert near.distance_m < 10


def test_position_without_a_house_gets_its_street_and_far_out_none(pack: sqlite3.Connection) -> None:
    near = nearest(pack, Point(43.7005, 7.4022))
    assert near is not None
    assert near.address == "Boulevard des Moulins"
    assert nearest(pack, Point(43.5, 7.4)) is None


def test_real_extract_answers() -> None:
    extract = read_extract(MONTE_CARLO, untold)
    streets = Streets()
    gather_lines(streets, extract)
    connection = sqlite3.connect(":memory:")
    write_index(connection, streets, spots_of(extract))
    assert find(connection, "bd moulins")[0].name == "Boulevard des Moulins"
    assert find(connection, "ecole st charles")[0].kind is PlaceKind.SCHOOL
    assert find(connection, "monte carlo")[0].kind is PlaceKind.QUARTER
    connection.close()


def test_search_asks_a_bounded_number_of_times() -> None:
    streets = Streets()
    for i in range(3000):
        streets.add_line(f"Rue Numéro{i} des Moulins", ((7 + i / 100, 43.0), (7.001 + i / 100, 43.0)))
    connection = sqlite3.connect(":memory:")
    write_index(connection, streets, [])
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    assert find(connection, "12 bd des moulons")
    # Five roads to candidates and their rows, for each of two readings, then one look per answer.
    assert len([one for one in asked if not one.startswith("--")]) <= 40
    connection.close()
