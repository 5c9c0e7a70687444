"""What each gesture on a round writes, there and at its stop, and how it is taken back."""

from typing import Any

import pytest

from fieldapp.replica.errors import NotAllowed, WriteRefused
from fieldapp.replica.rounds import visit_draft_id
from fieldapp.replica.rows import shown_fields
from fieldapp.rounds import actions, queries
from fieldapp.rounds.actions import NotFinished, Visit
from fieldapp.rounds.queries import RoundPage
from sync.core.ids import is_id
from sync.records.geometry import Point
from sync.records.round import StopResult
from tests.fieldapp.day import placed
from tests.fieldapp.photos import photo
from tests.fieldapp.rounds.walk import WALK, walk
from tests.fieldapp.town import CENTRE, KARIM, NORD, SYLVIE, Town, uid

HERE = Point(*CENTRE)
DONE, LOST, LATER = StopResult.FAITE, StopResult.INTROUVABLE, StopResult.REPORTEE


def page(town: Town, round_id: str = WALK) -> RoundPage:
    found = town.replica.read_now(queries.round_page, round_id)
    assert found is not None
    return found


def results(town: Town) -> dict[str, StopResult | None]:
    return {stop.id: stop.result for stop in page(town).stops}


def ids(town: Town) -> list[str]:
    return [stop.id for stop in page(town).stops]


def listed(town: Town) -> list[str]:
    return [card.id for card in town.replica.read_now(queries.round_lists, "2026-11-23", "2026-10-24").all]


def fields(town: Town, kind: str, record_id: str) -> dict[str, Any]:
    return town.replica.read_now(shown_fields, kind, record_id) or {}


def write(town: Town, action: Any, *args: Any) -> Any:
    return town.replica.write_now(lambda unit: action(unit, WALK, *args))


def test_visit_begins_the_round_and_is_kept_with_its_word_hour_and_author(town: Town) -> None:
    walk(town, status="prevue", started_at=None, visits=None)
    write(town, actions.visit, Visit("s1", LATER, " Portail fermé "))
    entry = fields(town, "round", WALK)["visits"][0]
    assert (entry["stop"], entry["result"], entry["note"], entry["agent"]) == ("s1", "reportee", "Portail fermé", KARIM)
    assert is_id(entry["id"])
    card = page(town).card
    assert (card.status, card.progress.postponed, card.progress.left) == ("en_cours", 1, 7)


def test_visit_taken_back_leaves_the_stop_open_and_its_word_in_the_field(town: Town) -> None:
    walk(town)
    write(town, actions.take_visit_back, "s1")
    assert results(town)["s1"] is None
    assert page(town).notes_drafted == {"s1": "Joint refait, gardien prévenu"}


def test_word_is_kept_while_it_is_written_and_gone_once_it_is_said(town: Town) -> None:
    walk(town)
    write(town, actions.draft_word, "s7", "Deux barr")
    write(town, actions.draft_word, "s7", "Deux barrières seulement")
    assert page(town).notes_drafted == {"s7": "Deux barrières seulement"}
    write(town, actions.visit, Visit("s7", DONE, "Deux barrières seulement"))
    assert page(town).notes_drafted == {}
    assert town.replica.write_now(lambda unit: unit.draft(visit_draft_id(WALK, "s7"))) is None


def test_done_at_a_report_lets_the_desk_check_it_and_taking_back_reopens_it(town: Town) -> None:
    report = town.report("hole")
    walk(town, stops=[{"id": "r", "kind": "report", "record": report}], visits=None, order=None)
    write(town, actions.visit, Visit("r", DONE))
    assert fields(town, "report", report)["status"] == "fait_a_controler"
    write(town, actions.take_visit_back, "r")
    assert fields(town, "report", report)["status"] == "en_cours"


def test_done_at_a_task_without_checks_closes_it_and_its_report(town: Town) -> None:
    report = town.report("hole", status="en_cours")
    task = town.task("sweep", assignee=None, team=NORD, report=report)
    walk(town, stops=[{"id": "t", "kind": "task", "record": task}], visits=None, order=None)
    write(town, actions.visit, Visit("t", DONE))
    closed = fields(town, "task", task)
    assert (closed["status"], closed["assignee"]) == ("faite", KARIM)
    assert fields(town, "report", report)["status"] == "fait_a_controler"
    write(town, actions.take_visit_back, "t")
    assert fields(town, "task", task)["status"] == "en_cours"
    assert fields(town, "report", report)["status"] == "en_cours"


@pytest.mark.parametrize("wants", [{"checklist": [{"id": "c1", "label": "Zone balisée"}]}, {"photo_proof": True}])
def test_done_at_a_task_that_wants_more_is_refused_whole_and_told_before(town: Town, wants: dict[str, Any]) -> None:
    task = town.task("hole", **wants)
    walk(town, stops=[{"id": "t", "kind": "task", "record": task}], visits=None, order=None)
    assert page(town).stops[0].leads_on
    with pytest.raises(NotFinished):
        write(town, actions.visit, Visit("t", DONE))
    assert results(town) == {"t": None}
    assert fields(town, "task", task)["status"] == "a_faire"


def test_task_with_its_after_photo_no_longer_leads_on(town: Town) -> None:
    task = town.task("hole", photo_proof=True)
    walk(town, stops=[{"id": "t", "kind": "task", "record": task}], visits=None, order=None)
    town.replica.write_now(lambda unit: unit.attach("task", task, photo("after"), "apres"))
    assert not page(town).stops[0].leads_on
    write(town, actions.visit, Visit("t", DONE))
    assert results(town) == {"t": DONE}


def test_not_found_leaves_its_word_with_the_record_and_moves_nothing(town: Town) -> None:
    report = town.report("hole")
    walk(town, stops=[{"id": "r", "kind": "report", "record": report}], visits=None, order=None)
    write(town, actions.visit, Visit("r", LOST, "Rien au 12", "Tournée, pas trouvé : Rien au 12"))
    found = fields(town, "report", report)
    assert (found["status"], found["comments"][0]["text"]) == ("nouveau", "Tournée, pas trouvé : Rien au 12")


def test_stop_whose_record_is_elsewhere_is_marked_on_the_round_alone(town: Town) -> None:
    walk(town)
    write(town, actions.visit, Visit("s6", LOST, "", "Tournée : pas trouvé sur place."))
    assert results(town)["s6"] is LOST


def test_stop_moves_up_and_down_and_never_beyond_the_ends(town: Town) -> None:
    walk(town)
    write(town, actions.move_stop, "s2", -1)
    assert ids(town)[:3] == ["s2", "s1", "s3"]
    write(town, actions.move_stop, "s2", -1)
    assert ids(town)[:2] == ["s2", "s1"]
    write(town, actions.move_stop, "s8", 3)
    assert ids(town)[-1] == "s8"


def test_nearest_first_keeps_what_was_seen_in_front_and_can_be_taken_back(town: Town) -> None:
    walk(town)
    before = write(town, actions.order_by_nearness, HERE)
    assert ids(town)[:3] == ["s1", "s2", "s5"]
    assert ids(town)[-1] == "s8", "what has no place comes last"
    write(town, actions.take_back, before)
    assert [stop.id for stop in page(town).stops] == [f"s{n}" for n in range(1, 9)]


def test_nearest_first_goes_to_where_a_report_is_by_now(town: Town) -> None:
    moved_to = placed(2_000, 0)
    report = town.report("hole", **moved_to)
    near, far = {"id": "a", "kind": "place", **placed(500, 0)}, {"id": "r", "kind": "report", "record": report}
    walk(town, stops=[{**far, **placed(10, 0)}, near], visits=None, order=None)
    write(town, actions.order_by_nearness, HERE)
    assert [stop.id for stop in page(town).stops] == ["a", "r"]


def test_round_ends_with_its_word_and_can_be_gone_on_with(town: Town) -> None:
    walk(town)
    write(town, actions.end, " Benne pleine ")
    ended = page(town)
    assert (ended.card.status, ended.note_after) == ("terminee", "Benne pleine")
    assert ended.ended_at is not None
    write(town, actions.begin)
    again = page(town)
    assert (again.card.status, again.ended_at, again.started_at) == ("en_cours", None, "2026-11-23T12:10:00.000Z")


def test_field_agent_neither_takes_out_a_stop_nor_calls_the_round_off(town: Town) -> None:
    walk(town)
    with pytest.raises(NotAllowed):
        write(town, actions.leave_out, "s4")
    with pytest.raises(WriteRefused):
        write(town, actions.call_off)


def test_desk_takes_a_stop_out_and_puts_it_back(desk: Town) -> None:
    walk(desk, author=SYLVIE)
    before = write(desk, actions.leave_out, "s4")
    assert "s4" not in results(desk)
    write(desk, actions.take_back, before)
    assert "s4" in results(desk)


def test_desk_calls_a_round_off_and_it_leaves_the_list(desk: Town) -> None:
    walk(desk)
    before = write(desk, actions.call_off)
    assert listed(desk) == []
    write(desk, actions.take_back, before)
    assert listed(desk) == [WALK]


def test_round_that_is_not_here_is_told_by_none(town: Town) -> None:
    assert town.replica.read_now(queries.round_page, uid("elsewhere")) is None
