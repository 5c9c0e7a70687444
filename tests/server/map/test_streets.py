"""Streets gathered from an extract and from the address files of the national base."""

import gzip
from pathlib import Path

import pytest

from sync.records.addresses.words import HouseNumber
from sync.records.geometry import Box
from sync.server.map.address_files import LINE_BYTES_MAX, Imported, import_addresses
from sync.server.map.streets import House, Street, Streets, gather_houses, gather_lines, numbers_in
from sync.server.map.towns import Towns, quarters_of
from sync.server.map.trouble import MapTrouble
from tests.server.map.extract_in_hand import Village, untold, village

BOX = Box(47.0, 2.0, 48.0, 3.0)
BAN = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles\n"
)
BAL = (
    "cle_interop;commune_insee;commune_nom;voie_nom;lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;"
    "cad_parcelles;source;date_der_maj;certification_commune\n"
)


def ban(number: str, rep: str, street: str, place: str = "2.5;47.5", kind: str = "entrée") -> str:
    return f"72001_{number};;{number};{rep};{street};72100;72001;Clairville;;;;;{place};{kind};;;;;;;1;\n"


def bal(number: str, street: str, kind: str = "entrée", place: str = "2.5;47.5", hamlet: str = "") -> str:
    return f"72001_{number};72001;Clairville;{street};{hamlet};{number};;{kind};;;{place};;commune;2026-01-01;1\n"


def imported(folder: Path, text: str | bytes, streets: Streets | None = None) -> tuple[Imported, list[Street]]:
    path = folder / "adresses.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    streets = streets or Streets()
    return import_addresses(path, streets, BOX, untold), list(streets)


def test_ban_file_is_read(tmp_path: Path) -> None:
    counts, (street,) = imported(tmp_path, BAN + ban("12", "bis", "Rue de la Gare") + ban("14", "", "Rue de la Gare"))
    assert counts == Imported(2, 0)
    assert (street.name, street.town, street.postcode) == ("Rue de la Gare", "Clairville", "72100")
    assert street.houses[HouseNumber(12, "bis")] == House(HouseNumber(12, "bis"), (2.5, 47.5), "72001_12")


def test_bal_file_is_read_and_the_entrance_is_the_house(tmp_path: Path) -> None:
    rows = (
        bal("3", "Rue Haute", "parcelle", "2.51;47.5")
        + bal("3", "Rue Haute")
        + bal("3", "Rue Haute", "segment", "2.52;47.5")
    )
    counts, (street,) = imported(tmp_path, "\ufeff" + BAL + rows)
    assert counts.houses == 1
    assert street.houses[HouseNumber(3)].position == (2.5, 47.5)


def test_columns_may_stand_in_any_order_with_commas_and_packed(tmp_path: Path) -> None:
    text = "lat,lon,numero,nom_voie\n47.5,2.5,7,Rue Basse\n"
    counts, (street,) = imported(tmp_path, gzip.compress(text.encode()))
    assert counts == Imported(1, 0)
    assert HouseNumber(7) in street.houses


def test_lines_without_a_place_and_places_without_numbers_are_counted(tmp_path: Path) -> None:
    rows = bal("99999", "Le Moulin") + bal("5", "Rue Haute", place=";") + bal("6", "Rue Haute", place="9.0;47.5")
    rows += bal("x", "Rue Haute") + bal("7", "", hamlet="La Fontaine") + "short;line\n"
    counts, (street,) = imported(tmp_path, BAL + rows)
    assert counts == Imported(1, 5)
    assert street.name == "La Fontaine"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "neither a BAN nor a BAL"),
        ("a;b;c\n1;2;3\n", "voie_nom or nom_voie"),
        (BAN.encode() + ban("1", "", "Rue de l'Été").encode("latin-1"), "UTF-8"),
        (gzip.compress(BAN.encode() * 50, mtime=0)[:60], "cut off"),
        (BAN + "x" * (LINE_BYTES_MAX + 10), "longer than any address"),
    ],
    ids=["empty", "other columns", "not UTF-8", "cut off", "endless line"],
)
def test_file_that_is_no_address_file_is_refused_in_plain_words(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(MapTrouble, match=says):
        imported(tmp_path, text)


def test_missing_file_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MapTrouble, match="cannot be read"):
        import_addresses(tmp_path / "none.csv", Streets(), BOX, untold)


def test_houses_join_the_street_of_the_map_whatever_the_writing(tmp_path: Path) -> None:
    streets = Streets()
    streets.add_line("Boulevard du Général Leclerc", ((2.5, 47.5), (2.501, 47.5)))
    _, found = imported(tmp_path, BAN + ban("4", "", "Bd Gal Leclerc"), streets)
    assert [street.name for street in found] == ["Boulevard du Général Leclerc", "Bd Gal Leclerc"]
    _, found = imported(tmp_path, BAN + ban("4", "", "Bd du Gal Leclerc"), streets)
    assert HouseNumber(4) in found[0].houses


def test_same_name_in_another_village_is_another_street() -> None:
    streets = Streets()
    streets.add_line("Rue de la Gare", ((2.0, 47.0), (2.001, 47.0)))
    streets.add_line("rue de la gare", ((2.002, 47.0), (2.003, 47.0)))
    streets.add_line("Rue de la Gare", ((2.5, 47.5), (2.501, 47.5)))
    assert [len(street.lines) for street in streets] == [2, 1]
    streets.add_house("Rue de la Gare", House(HouseNumber(1), (2.5, 47.5)), "Ailleurs", "")
    streets.add_house("Rue de la Gare", House(HouseNumber(2), (2.5, 47.5)), "Clairville", "")
    assert [(street.town, len(street.houses)) for street in streets] == [("", 0), ("Ailleurs", 1), ("Clairville", 1)]


def test_first_word_about_a_number_stands() -> None:
    streets = Streets()
    for long in (2.1, 2.1001):
        streets.add_house("Rue Haute", House(HouseNumber(1), (long, 47.0)), "", "")
    (street,) = streets
    assert street.houses[HouseNumber(1)].position == (2.1, 47.0)


def test_addresses_of_buildings_and_relations_are_gathered(tmp_path: Path) -> None:
    made = village()
    street = made.way([(0, 40), (20, 40)], highway="residential", name="Rue des Lilas")
    house = made.node(5, 41, addr_housenumber="5-7")
    made.relation([("way", street, "street"), ("node", house, "house")], type="associatedStreet", name="Rue des Lilas")
    extract = made.extract(tmp_path)
    streets = Streets()
    gather_lines(streets, extract)
    gather_houses(streets, extract)
    told = {street.name: sorted(map(str, street.houses)) for street in streets}
    assert told == {
        "Rue de l'Église": ["12 bis"],
        "Boulevard du Maréchal Foch": [],
        "Rue des Lilas": ["5", "7"],
    }


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("12", ["12"]),
        ("12;14, 16", ["12", "14", "16"]),
        ("12-18", ["12", "18"]),
        ("12 bis", ["12 bis"]),
        ("tour A", []),
    ],
)
def test_numbers_of_a_door_are_read(written: str, numbers: list[str]) -> None:
    assert [str(number) for number in numbers_in(written)] == numbers


def test_commune_is_found_by_place_name_and_code(tmp_path: Path) -> None:
    made = village()
    other = made.way([(100, 0), (200, 0), (200, 100)])
    rest = made.way([(200, 100), (100, 100), (100, 0)])
    made.relation(
        [("way", other, "outer"), ("way", rest, "outer")],
        type="boundary",
        boundary="administrative",
        admin_level="8",
        name="Sainte-Aldegonde",
        **{"ref:INSEE": "72999"},
    )
    made.area([(0, 0), (9, 0), (9, 9)], boundary="administrative", admin_level="10", name="Le Centre")
    extract = made.extract(tmp_path)
    towns = Towns(extract)
    assert towns.at((2.0, 47.0)) == "Saint-Clair"
    assert towns.at((2.015, 47.002)) == "Sainte-Aldegonde"
    assert towns.at((3.0, 47.0)) == ""
    for asked in ("72999", "ste aldegonde", "Sainte-Aldegonde"):
        town = towns.called(asked)
        assert town is not None
        assert town.box.west == pytest.approx(2.01)
    assert towns.called("Nulle-Part") is None
    assert [spot.name for spot in quarters_of(extract)] == ["Le Centre"]


def test_empty_extract_has_no_town(tmp_path: Path) -> None:
    made = Village()
    made.node(0, 0)
    assert Towns(made.extract(tmp_path)).at((2.0, 47.0)) == ""
