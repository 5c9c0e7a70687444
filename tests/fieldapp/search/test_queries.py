"""Finding tasks, reports and news by any of their words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.search.queries import HITS_PER_GROUP_MAX, About, find
from tests.fieldapp.town import Town, town_replica


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path) as town:
        yield town


def kinds(town: Town, typed: str) -> dict[str, int]:
    found = town.replica.read_now(find, typed)
    return {group.kind: len(group.hits) for group in found.groups}


def test_hits_are_grouped_by_kind_in_order(town: Town) -> None:
    town.news("Platane malade place d’Armes")
    town.report("r1", description="un platane penche", service_code="arbre")
    town.task("Élagage du platane")
    assert list(kinds(town, "platane")) == ["task", "report", "news"]


def test_round_is_found_by_its_stops_and_by_what_was_said(town: Town) -> None:
    stops = [{"id": "a", "kind": "place", "title": "Borne escamotable", "address": "Rue Suffren"}]
    visits = [{"id": "v", "stop": "a", "result": "faite", "note": "gardien prévenu"}]
    town.round("Centre", stops=stops, visits=visits, note_after="Benne pleine")
    for typed in ("centre", "borne", "suffren", "gardien", "benne"):
        assert kinds(town, typed) == {"round": 1}, typed


def test_accents_and_case_do_not_matter(town: Town) -> None:
    town.task("Élagage du platane")
    assert kinds(town, "ELAGAGE") == {"task": 1}


@pytest.mark.parametrize("typed", ["", " ", "p", '"', "'; drop", "🙂", "platane AND NOT"])
def test_odd_texts_find_nothing_and_break_nothing(town: Town, typed: str) -> None:
    town.task("Élagage")
    assert kinds(town, typed) == {}


def test_too_many_hits_are_cut_and_said_so(town: Town) -> None:
    for number in range(HITS_PER_GROUP_MAX + 5):
        town.task(f"Platane {number}")
    (group,) = town.replica.read_now(find, "platane").groups
    assert (len(group.hits), group.is_cut) == (HITS_PER_GROUP_MAX, True)


def test_work_of_this_device_is_found_before_it_was_sent(town: Town) -> None:
    town.replica.write_now(
        lambda unit: unit.create(
            "report",
            {
                "service_code": "arbre",
                "description": "souche pourrie",
                "lat": 45.75,
                "long": 4.85,
                "requested_datetime": unit.now,
                "author": unit.agent,
            },
        )
    )
    assert kinds(town, "souche") == {"report": 1}


def test_hit_tells_what_it_is_of_and_how_it_stands(town: Town) -> None:
    report = town.report("r1", description="un platane penche", service_code="elagage", number="A2026K0412")
    task = town.task("Élagage du platane", category="elagage", status="en_cours")
    found = {group.kind: group.about for group in town.replica.read_now(find, "platane").groups}
    assert found["report"][report] == About("elagage", "nouveau", "A2026K0412")
    assert found["task"][task] == About("elagage", "en_cours", "")
