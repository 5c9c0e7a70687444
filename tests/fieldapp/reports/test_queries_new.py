"""What a new report is offered: categories, the place in words, what is already reported there."""

import pytest

from fieldapp.replica.twins import twins_at
from fieldapp.reports import queries_new
from fieldapp.reports.queries_new import COUNTED_MIN, found_categories
from sync.records.base import Role
from sync.records.categories import CATEGORIES
from sync.records.geometry import Point
from tests.fieldapp.town import CENTRE, EAST, KARIM, SYLVIE, Town

HERE = Point(*CENTRE)
IN_EAST = Point(CENTRE[0], CENTRE[1] + 0.004)


def offered(town: Town, role: Role = Role.AGENT_TERRAIN) -> queries_new.Offer:
    return town.replica.read_now(queries_new.offered, KARIM, role)


def codes(text: str, role: Role = Role.AGENT_TERRAIN) -> list[str]:
    return [category.code for category in found_categories(text, role)]


def test_six_usual_categories_come_from_the_taxonomy_while_little_is_known(town: Town) -> None:
    town.report("one", service_code="fuite")
    usual = offered(town).usual
    assert len(usual) == 6
    assert "fuite" not in usual
    assert usual[0] in ("encombrants", "graffiti_mur")


def test_usual_categories_are_those_of_the_town_once_it_is_known(town: Town) -> None:
    for number in range(COUNTED_MIN):
        town.report(f"leak {number}", service_code="fuite")
    assert offered(town).usual[0] == "fuite"


def test_recent_categories_are_mine_and_not_usual_ones(town: Town) -> None:
    town.report("a", service_code="abri", author=KARIM, requested_datetime="2026-11-22T09:00:00.000Z")
    town.report("b", service_code="fuite", author=KARIM, requested_datetime="2026-11-23T09:00:00.000Z")
    town.report("c", service_code="encombrants", author=KARIM)
    town.report("d", service_code="rats", author=SYLVIE)
    assert offered(town).recent == ("fuite", "abri")


@pytest.mark.parametrize("text", ["egout", "ÉGOUT", "avaloir bouché", "drain", "cani"])
def test_search_finds_by_synonym_without_accents_in_both_languages(text: str) -> None:
    assert "avaloir" in codes(text)


def test_search_wants_every_word() -> None:
    assert "branche" in codes("arbre branche")
    assert "pied_arbre" not in codes("arbre branche")


def test_search_for_nothing_finds_nothing() -> None:
    assert codes("  ") == []


def test_search_shows_a_deflection_first() -> None:
    assert codes("gaz")[0] == "danger_immediat"


def test_staff_categories_are_kept_from_an_elu() -> None:
    assert "constat" in codes("constat")
    assert "constat" not in codes("constat", Role.ELU)


def test_deflections_are_never_offered() -> None:
    assert not any(category.deflection for category in queries_new.categories_for(Role.AGENT_TERRAIN))


def test_place_is_told_by_zone_team_and_known_address(town: Town) -> None:
    town.report("hole", lat=IN_EAST.lat, long=IN_EAST.long + 0.0002, address="31 rue Grimaldi")
    place = town.replica.read_now(queries_new.whereabouts, IN_EAST, "nid_de_poule")
    assert place is not None
    assert (place.zone, place.zone_name, place.team_name) == (EAST, "Les Moneghetti", "équipe nord")
    assert place.address == "31 rue Grimaldi"


def test_place_outside_the_town_has_no_zone_and_no_team(town: Town) -> None:
    place = town.replica.read_now(queries_new.whereabouts, Point(0, 0), "nid_de_poule")
    assert place is not None
    assert (place.zone, place.zone_name, place.team_name, place.address) == (None, "", "", "")


def test_twins_are_open_near_and_of_the_same_category(town: Town) -> None:
    near = town.report("near", lat=HERE.lat + 0.0002)
    town.report("other category", service_code="trottoir")
    town.report("closed", status="resolu")
    town.report("too far", lat=HERE.lat + 0.001)
    found = town.replica.read_now(twins_at, HERE, "nid_de_poule", KARIM)
    assert [twin.id for twin in found] == [near]
    assert found[0].metres <= CATEGORIES["nid_de_poule"].radius_m


def test_twin_that_i_wrote_is_told_as_followed(town: Town) -> None:
    town.report("mine", author=KARIM)
    found = town.replica.read_now(twins_at, HERE, "nid_de_poule", KARIM)
    assert [twin.is_followed for twin in found] == [True]


def test_known_addresses_hold_each_word_once_each(town: Town) -> None:
    town.report("a", address="31 rue Grimaldi")
    town.report("b", address="31 rue Grimaldi")
    town.task("c", address="Rue Grimaldi, angle rue Suffren", lat=HERE.lat, long=HERE.long)
    found = town.replica.read_now(queries_new.known_addresses, "grimaldi rue")
    assert [known.address for known in found] == ["31 rue Grimaldi", "Rue Grimaldi, angle rue Suffren"]
