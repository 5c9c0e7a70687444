"""Addresses of this device's records, found through the search's index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from fieldapp.replica import known_places
from fieldapp.replica.known_places import READ_MAX
from tests.fieldapp.town import CENTRE, Town, town_replica

THERE = {"lat": CENTRE[0], "long": CENTRE[1]}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path) as town:
        yield town


def found(town: Town, typed: str, places_max: int = 6) -> list[str]:
    places = town.replica.read_now(known_places.known_places, typed, places_max)
    return [place.address for place in places]


def test_each_word_begins_a_word_of_the_address_without_accents(town: Town) -> None:
    town.report("a", address="12 place de l’Église")
    town.report("b", address="12 place Foch")
    assert found(town, "eglise 12") == ["12 place de l’Église"]
    assert found(town, "PLACE ÉGL") == ["12 place de l’Église"]
    assert set(found(town, "pla 1")) == {"12 place de l’Église", "12 place Foch"}
    assert found(town, "glise") == []


def test_each_address_once_reports_before_tasks_the_newest_first(town: Town) -> None:
    town.task("t", address="9 rue Grimaldi", **THERE)
    town.report("old", address="31 rue Grimaldi")
    town.report("new", address="40 rue Grimaldi")
    town.report("again", address="31 rue Grimaldi")
    assert found(town, "grimaldi") == ["31 rue Grimaldi", "40 rue Grimaldi", "9 rue Grimaldi"]
    assert found(town, "grimaldi", 1) == ["31 rue Grimaldi"]


def test_words_that_stand_elsewhere_on_a_record_are_no_address(town: Town) -> None:
    town.report("a", address="31 rue Grimaldi", description="Trou devant le portail")
    town.task("t", title="Trou à boucher", address="9 rue Grimaldi", **THERE)
    assert found(town, "trou") == []


def test_task_without_a_place_cannot_place_anything(town: Town) -> None:
    town.task("t", address="9 rue Grimaldi")
    assert found(town, "grimaldi") == []


@pytest.mark.parametrize("typed", ["", "r", "  ", '"', 'rue" OR "', "body : rue*", "rue NOT NEAR("])
def test_whatever_is_typed_is_no_language_of_the_index(town: Town, typed: str) -> None:
    town.report("a", address="31 rue Grimaldi")
    assert found(town, typed) in ([], ["31 rue Grimaldi"])


def test_no_letter_reads_all_reports_and_tasks(town: Town) -> None:
    def plan(session: Session) -> list[str]:
        given = {"match": 'body : ("rue" *)', "read_max": READ_MAX}
        plans = (text(f"EXPLAIN QUERY PLAN {statement}") for statement in known_places._STATEMENTS)
        return [row.detail for one in plans for row in session.execute(one, given)]

    steps = town.replica.read_now(plan)
    assert any("VIRTUAL TABLE" in step for step in steps), steps
    assert [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step] == []
    assert [step for step in steps if "TEMP B-TREE" in step] == []
