"""Rounds of the demo town: some for today, over real open work, in an order that somebody would walk."""

from typing import Any

import pytest

from sync.records import KINDS
from sync.records.geometry import Point
from sync.records.round import RoundStatus, last_visits, stops_in_order
from sync.records.task import OPEN_STATUSES
from sync.records.walks import way_metres
from sync.server.demo.moments import local_day
from tests.server.demo.parts import NOW, parts, replayed

TODAY = local_day(NOW).isoformat()


@pytest.fixture(scope="module")
def rounds() -> list[dict[str, Any]]:
    return [dict(replayed().fields[record.id]) for record in parts().of_kind("round")]


def test_several_rounds_are_for_today_and_one_is_karims(rounds: list[dict[str, Any]]) -> None:
    today = [one for one in rounds if one["planned_on"] == TODAY]
    karim = parts().people.named("Karim Belkacem").id
    assert len(today) >= 3
    assert [one["title"] for one in today if one.get("assignee") == karim] == ["Voirie nord, matinée"]
    assert {one["planned_on"] > TODAY for one in rounds} == {True, False}


def test_stops_are_open_work_of_the_team_with_a_copy_of_where_it_is(rounds: list[dict[str, Any]]) -> None:
    standing = replayed().fields
    for one in rounds:
        stops = stops_in_order(one)
        assert 3 <= len(stops) <= 9
        for stop in stops:
            if stop["kind"] == "task":
                task = standing[stop["record"]]
                assert (task["team"], task["status"] in OPEN_STATUSES) == (one["team"], True)
                assert (stop["lat"], stop["long"], stop["title"]) == (task["lat"], task["long"], task["title"])


def test_order_is_a_shorter_way_than_by_urgency(rounds: list[dict[str, Any]]) -> None:
    for one in rounds:
        stops = [stop for stop in stops_in_order(one) if stop["kind"] == "task"]
        by_name = sorted(stops, key=lambda stop: str(stop["title"]))
        way, other = ([Point(stop["lat"], stop["long"]) for stop in listed] for listed in (stops, by_name))
        assert way_metres(None, way) <= way_metres(None, other) + 1


def test_yesterday_s_round_was_made_to_its_end(rounds: list[dict[str, Any]]) -> None:
    (past,) = [one for one in rounds if one["planned_on"] < TODAY]
    assert past["status"] == RoundStatus.TERMINEE
    assert len(last_visits(past)) == len(stops_in_order(past))
    assert past["note_after"]


def test_rounds_pass_validation(rounds: list[dict[str, Any]]) -> None:
    assert not [one["title"] for one in rounds if KINDS["round"].validate(one)]
