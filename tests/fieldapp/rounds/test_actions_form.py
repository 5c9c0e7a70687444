"""Planning a round: what is chosen is kept, and what others did meanwhile is not undone."""

from typing import Any

import pytest

from fieldapp.replica.errors import NotAllowed
from fieldapp.replica.leavings import keep_leaving, leaving_of
from fieldapp.replica.rounds import pick_for_round
from fieldapp.replica.rows import shown_fields
from fieldapp.rounds import actions_form, queries_form
from fieldapp.rounds.actions_form import NewPlace
from fieldapp.rounds.queries_form import RoundForm
from sync.records.geometry import Point
from sync.records.round import StopKind
from tests.fieldapp.day import placed
from tests.fieldapp.rounds.walk import WALK, walk
from tests.fieldapp.town import CENTRE, NORD, SYLVIE, VOIRIE, Town, uid

TODAY = "2026-11-23"


def write(town: Town, action: Any, *args: Any) -> Any:
    return town.replica.write_now(lambda unit: action(unit, *args))


def form(town: Town, draft: str) -> RoundForm:
    found = town.replica.read_now(queries_form.round_form, draft)
    assert found is not None
    return found


def titles(town: Town, draft: str) -> list[str]:
    return [stop.title for stop in form(town, draft).stops]


def kept(town: Town, round_id: str) -> dict[str, Any]:
    return town.replica.read_now(shown_fields, "round", round_id) or {}


def begun(town: Town, *records: tuple[StopKind, str]) -> str:
    draft = str(write(town, actions_form.open_form, TODAY, {"title": "Centre", "team": NORD, "service": VOIRIE}))
    for kind, record in records:
        write(town, actions_form.turn_stop, draft, kind, record)
    return draft


def test_choice_is_kept_and_turned_back(desk: Town) -> None:
    task, report = desk.task("drain"), desk.report("hole")
    draft = begun(desk, (StopKind.TASK, task), (StopKind.REPORT, report))
    assert [(stop.kind, stop.record) for stop in form(desk, draft).stops] == [("task", task), ("report", report)]
    write(desk, actions_form.turn_stop, draft, StopKind.TASK, task)
    assert form(desk, draft).records == {report}
    assert desk.replica.read_now(queries_form.begun_form) == draft


def test_given_round_carries_what_one_must_know_to_go_there_and_nothing_of_the_person(desk: Town) -> None:
    report = desk.report("hole", address="Rue Saige, 3", description="Mme Roux, 3e étage", priority="dangereux")
    draft = begun(desk, (StopKind.REPORT, report))
    round_id = write(desk, actions_form.give_round, draft)
    fields = kept(desk, round_id)
    (stop,) = fields["stops"]
    assert {"address": "Rue Saige, 3", "category": "nid_de_poule", "priority": "dangereux"}.items() <= stop.items()
    assert (stop["lat"], stop["long"]) == CENTRE
    assert "Roux" not in str(stop)
    assert (fields["author"], fields["team"], fields["order"]) == (SYLVIE, NORD, [stop["id"]])
    assert desk.replica.read_now(queries_form.round_form, draft) is None, "a form is never given twice"


def test_place_is_a_stop_with_its_note_and_position(desk: Town) -> None:
    draft = begun(desk)
    write(desk, actions_form.add_place, draft, NewPlace(" Dépôt ", "Rendre la clé", Point(*CENTRE)))
    (stop,) = form(desk, draft).stops
    assert (stop.kind, stop.title, stop.note, stop.point) == ("place", "Dépôt", "Rendre la clé", Point(*CENTRE))


def test_form_is_ordered_moved_and_emptied(desk: Town) -> None:
    places = [NewPlace(name, point=Point(**placed(metres, 0))) for name, metres in (("a", 0), ("b", 900), ("c", 300))]
    draft = begun(desk)
    for place in places:
        write(desk, actions_form.add_place, draft, place)
    write(desk, actions_form.order_form, draft, None)
    assert titles(desk, draft) == ["a", "c", "b"]
    write(desk, actions_form.move_in_form, draft, form(desk, draft).stops[2].id, -2)
    assert titles(desk, draft) == ["b", "a", "c"]
    write(desk, actions_form.drop_stop, draft, form(desk, draft).stops[1].id)
    assert titles(desk, draft) == ["b", "c"]
    write(desk, keep_leaving, actions_form.place_form_of(draft), {"title": "Banc"})
    aside = write(desk, actions_form.put_form_aside, draft)
    assert desk.replica.read_now(queries_form.round_form, draft) is None
    write(desk, actions_form.take_form_back, aside)
    assert titles(desk, draft) == ["b", "c"]
    assert desk.replica.read_now(leaving_of, actions_form.place_form_of(draft)) == {"title": "Banc"}


def test_form_is_completed_only_where_it_lacks(desk: Town) -> None:
    draft = begun(desk)
    write(desk, actions_form.complete, draft, {"title": "Autre", "planned_on": "2026-12-01", "assignee": SYLVIE})
    found = form(desk, draft)
    assert (found.title, found.planned_on, found.assignee) == ("Centre", TODAY, SYLVIE)


def test_tasks_picked_on_another_screen_begin_a_form(desk: Town) -> None:
    one, other = desk.task("one"), desk.task("other")
    draft = str(write(desk, pick_for_round, StopKind.TASK, (one, other)))
    assert [stop.record for stop in form(desk, draft).stops] == [one, other]


def test_change_writes_only_what_the_form_changed(desk: Town) -> None:
    walk(desk)
    before = kept(desk, WALK)
    draft = write(desk, actions_form.open_round, WALK)
    write(desk, actions_form.put, draft, {"note_before": "Prendre le camion"})
    assert write(desk, actions_form.give_round, draft) == WALK
    assert kept(desk, WALK) == {**before, "note_before": "Prendre le camion"}


def test_stop_added_and_one_taken_out_leave_the_order_alone(desk: Town) -> None:
    walk(desk)
    draft = write(desk, actions_form.open_round, WALK)
    write(desk, actions_form.drop_stop, draft, "s4")
    write(desk, actions_form.add_place, draft, NewPlace("Mairie"))
    write(desk, actions_form.give_round, draft)
    fields = kept(desk, WALK)
    assert (fields["left_out"], fields["order"]) == (["s4"], [f"s{n}" for n in range(1, 9)])
    assert fields["stops"][-1]["title"] == "Mairie"


def test_new_order_of_the_form_is_written(desk: Town) -> None:
    walk(desk)
    draft = write(desk, actions_form.open_round, WALK)
    write(desk, actions_form.move_in_form, draft, "s8", -7)
    write(desk, actions_form.give_round, draft)
    assert kept(desk, WALK)["order"][:3] == ["s8", "s1", "s2"]


def test_what_the_street_did_while_the_form_was_open_stands(desk: Town) -> None:
    walk(desk)
    draft = write(desk, actions_form.open_round, WALK)
    added = {"id": "s9", "kind": "place", "title": "Ajoutée entre-temps"}
    turned = [f"s{n}" for n in range(8, 0, -1)]
    walk(desk, order=turned, title="Renommée", stops=[*kept(desk, WALK)["stops"], added])
    write(desk, actions_form.put, draft, {"note_before": "Camion"})
    write(desk, actions_form.give_round, draft)
    fields = kept(desk, WALK)
    assert (fields["order"], fields["title"], fields.get("left_out")) == (turned, "Renommée", None)
    assert fields["stops"][-1] == added


def test_field_agent_cannot_give_a_round(town: Town) -> None:
    draft = begun(town, (StopKind.TASK, town.task("drain")))
    with pytest.raises(NotAllowed):
        write(town, actions_form.give_round, draft)


def test_candidates_are_open_work_and_say_in_which_round_they_are(desk: Town) -> None:
    task = desk.task("drain", team=NORD)
    desk.task("closed", status="faite")
    report = desk.report("hole")
    worked_on = desk.report("worked on")
    of_report = desk.task("its task", report=worked_on)
    desk.report("resolved", status="resolu")
    desk.round("Nord", stops=[{"id": "a", "kind": "task", "record": task}])
    found = desk.replica.read_now(queries_form.choices, TODAY)
    assert {one.id for one in found.candidates} == {task, report, of_report}
    assert {one.id: one.in_round for one in found.candidates if one.in_round} == {task: "Nord"}


def test_makers_are_teams_and_who_works_outside(desk: Town) -> None:
    desk.chief()
    found = desk.replica.read_now(queries_form.choices, TODAY).makers
    assert [(maker.name, maker.is_agent, maker.service) for maker in found] == [
        ("équipe nord", False, VOIRIE),
        ("Karim Benali", True, VOIRIE),
        ("Maud Ferrand", True, VOIRIE),
    ]
    assert uid("sylvie") not in {maker.id for maker in found}
