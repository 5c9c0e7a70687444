"""What an action may do to records: shown at once, in the outbox, checked before anything is written."""

from typing import Any

import pytest
from sqlmodel import select

from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, NotValid, RecordAbsent
from fieldapp.replica.replica import Replica
from fieldapp.replica.tables import Report, Task
from fieldapp.replica.unit import Unit
from sync.core.model import Edit, Op
from sync.protocol.messages import Put
from sync.records.report import ReportStatus
from tests.contract.store_in_hand import AGENT, COLLEAGUE, DESK, DEVICE, SERVER_TIME, put, task, task_id
from tests.fieldapp.replica.town import Server, entries, field_agent, report, shown


def test_created_record_is_shown_with_its_defaults(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report(description="Trou")))
    fields = shown(replica, "report", created)
    assert fields is not None
    assert (fields["description"], fields["status"], fields["priority"]) == ("Trou", "nouveau", "genant")


def test_change_of_a_create_tells_who_when_and_all_its_fields(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report()))
    (entry,) = entries(replica)
    change = entry.change
    assert (change.device, change.agent, change.n, change.op, change.id) == (DEVICE, AGENT, 1, Op.CREATE, created)
    assert change.edits["status"] == Edit("nouveau")
    assert "description" not in change.edits


def test_enumeration_is_written_as_its_value(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report(status=ReportStatus.NOUVEAU)))
    assert type((shown(replica, "report", created) or {})["status"]) is str


def test_update_tells_now_and_was_of_what_differs_only(replica: Replica, server: Server) -> None:
    server.tells(put(1, title="Avant", priority="genant"))
    changed = replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Après", "priority": "genant"}))
    assert changed
    assert entries(replica)[0].change.edits == {"title": Edit("Après", "Avant")}


def test_update_that_changes_nothing_leaves_no_change(replica: Replica, server: Server) -> None:
    server.tells(put(1, title="Avant"))
    assert not replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Avant"}))
    assert entries(replica) == []


def test_none_empties_a_field(replica: Replica, server: Server) -> None:
    server.tells(put(1, description="Longue"))
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"description": None}))
    assert "description" not in (shown(replica, "task", task_id(1)) or {})
    assert entries(replica)[0].change.edits["description"] == Edit(None, "Longue")


def test_position_travels_whole_when_one_part_changes(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report(address="1 rue du Bac", accuracy_m=4.0)))
    replica.write_now(lambda unit: unit.update("report", created, {"lat": 48.86}))
    edits = entries(replica)[1].change.edits
    assert edits["lat"] == Edit(48.86, 48.85)
    assert (edits["long"], edits["address"]) == (Edit(2.35, 2.35), Edit("1 rue du Bac", "1 rue du Bac"))


def test_appended_entry_gets_id_agent_and_moment(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    entry_id = replica.write_now(lambda unit: unit.append("task", task_id(1), "comments", {"text": "Vu"}))
    (entry,) = (shown(replica, "task", task_id(1)) or {})["comments"]
    assert entry == {"id": entry_id, "agent": AGENT, "at": entries(replica)[0].change.made_at, "text": "Vu"}
    assert entries(replica)[0].change.op is Op.APPEND


def test_growing_list_given_whole_sends_its_new_entries_only(replica: Replica, server: Server) -> None:
    server.tells(put(1, comments=[{"id": "a", "text": "Ancien"}]))
    whole = [{"id": "a", "text": "Ancien"}, {"id": "b", "text": "Nouveau"}]
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"comments": whole}))
    assert entries(replica)[0].change.edits["comments"] == Edit([{"id": "b", "text": "Nouveau"}])


def test_removed_record_leaves_the_screen(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    replica.write_now(lambda unit: unit.remove("task", task_id(1)))
    assert shown(replica, "task", task_id(1)) is None
    assert entries(replica)[0].change.op is Op.REMOVE


def test_writes_of_one_gesture_share_its_txn_and_are_numbered(replica: Replica) -> None:
    def twice(unit: Unit) -> None:
        first = unit.create("report", report())
        unit.update("report", first, {"description": "Encore"})

    replica.write_now(twice)
    replica.write_now(twice)
    made = [entry.change for entry in entries(replica)]
    assert [change.n for change in made] == [1, 2, 3, 4]
    assert [made[0].txn == made[1].txn, made[1].txn == made[2].txn] == [True, False]


def test_record_of_a_given_id_cannot_be_created_twice(replica: Replica) -> None:
    replica.write_now(lambda unit: unit.create("report", report(), record_id=task_id(5)))
    with pytest.raises(NotValid):
        replica.write_now(lambda unit: unit.create("report", report(), record_id=task_id(5)))


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"service_code": ""}, "/fields/service_code", "required"),
        ({"lat": 91}, "/fields/lat", "out-of-range"),
        ({"status": "perdu"}, "/fields/status", "not-valid"),
        ({"description": "x" * 4001}, "/fields/description", "too-long"),
        ({"number": "A2026"}, "/fields/number", "server-field"),
    ],
)
def test_what_is_not_valid_is_refused_with_its_place(
    replica: Replica, fields: dict[str, object], pointer: str, code: str
) -> None:
    with pytest.raises(NotValid) as refused:
        replica.write_now(lambda unit: unit.create("report", report(**fields)))
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]


def test_refused_gesture_leaves_no_trace(replica: Replica) -> None:
    def half(unit: Unit) -> None:
        unit.create("report", report())
        unit.create("report", report(lat=91))

    with pytest.raises(NotValid):
        replica.write_now(half)
    assert entries(replica) == []
    assert replica.read_now(lambda session: session.exec(select(Report)).all()) == []
    replica.write_now(lambda unit: unit.create("report", report()))
    assert [entry.change.n for entry in entries(replica)] == [1]


def test_unknown_record_is_refused(replica: Replica) -> None:
    with pytest.raises(RecordAbsent):
        replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Après"}))


def test_what_the_role_may_not_do_is_refused_on_the_spot(replica: Replica, server: Server) -> None:
    server.tells(field_agent(), put(1))
    with pytest.raises(NotAllowed):
        replica.write_now(lambda unit: unit.update("task", task_id(1), {"assignee": COLLEAGUE}))
    with pytest.raises(NotAllowed):
        replica.write_now(lambda unit: unit.create("task", task(assignee=COLLEAGUE)))
    assert entries(replica) == []


def test_rights_are_the_servers_affair_while_the_directory_is_empty(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    assert replica.write_now(lambda unit: unit.update("task", task_id(1), {"assignee": COLLEAGUE}))


def test_impossible_move_is_refused_with_both_ends(replica: Replica, server: Server) -> None:
    server.tells(field_agent(), put(1, status="annulee"))
    with pytest.raises(MoveNotAllowed) as refused:
        replica.write_now(lambda unit: unit.update("task", task_id(1), {"status": "faite"}))
    assert (refused.value.from_status, refused.value.to_status) == ("annulee", "faite")


def test_legal_move_is_taken(replica: Replica, server: Server) -> None:
    server.tells(field_agent(), put(1))
    assert replica.write_now(lambda unit: unit.update("task", task_id(1), {"status": "faite", "done_at": SERVER_TIME}))


def test_row_changed_past_the_unit_is_refused(replica: Replica, server: Server) -> None:
    server.tells(put(1, title="Avant"))

    def sneak(unit: Unit) -> None:
        held = unit.session.exec(select(Task)).one()
        held.title = "Sans l’outbox"
        unit.session.flush()

    with pytest.raises(AssertionError):
        replica.write_now(sneak)
    assert (shown(replica, "task", task_id(1)) or {})["title"] == "Avant"


def test_row_held_by_an_action_shows_what_the_unit_wrote(replica: Replica, server: Server) -> None:
    server.tells(put(1, title="Avant"))

    def look_twice(unit: Unit) -> tuple[str, str]:
        held = unit.session.exec(select(Task)).one()
        before = held.title
        unit.update("task", held.id, {"title": "Après"})
        return before, held.title

    assert replica.write_now(look_twice) == ("Avant", "Après")


def test_unknown_fields_are_kept_and_not_sent_back_changed(replica: Replica, server: Server) -> None:
    newer: dict[str, Any] = {"from_a_newer_version": {"a": [1, 2]}}
    server.tells(put(1, **newer))
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Après"}))
    assert (shown(replica, "task", task_id(1)) or {})["from_a_newer_version"] == {"a": [1, 2]}
    assert set(entries(replica)[0].change.edits) == {"title"}
    server.tells(put(1, rv=2, other=3, **newer))
    fields = shown(replica, "task", task_id(1)) or {}
    assert (fields["title"], fields["other"], fields["from_a_newer_version"]) == ("Après", 3, {"a": [1, 2]})


def test_unknown_field_that_an_action_writes_travels(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report(of_tomorrow=1)))
    assert entries(replica)[0].change.edits["of_tomorrow"] == Edit(1)
    assert (shown(replica, "report", created) or {})["of_tomorrow"] == 1


def test_numbers_keep_their_value_through_the_table(replica: Replica, server: Server) -> None:
    server.tells(put(1, lat=48, long=2.123456789012345, checklist=[{"id": "a", "label": "é", "mandatory": True}]))
    fields = shown(replica, "task", task_id(1)) or {}
    assert (fields["lat"], fields["long"]) == (48, 2.123456789012345)
    assert fields["checklist"] == [{"id": "a", "label": "é", "mandatory": True}]
    assert fields["photo_proof"] is False


def test_default_that_the_server_never_wrote_is_shown_and_not_told_as_written(replica: Replica, server: Server) -> None:
    from_the_web = report(status="nouveau", priority="genant", channel="web", position_source="carte")
    server.tells(Put("report", task_id(1), 1, (DESK,), from_the_web))
    assert replica.read_now(lambda session: session.exec(select(Report.position_mocked)).one()) is False
    replica.write_now(lambda unit: unit.update("report", task_id(1), {"lat": 48.9, "position_mocked": True}))
    edits = entries(replica)[0].change.edits
    assert edits["position_mocked"] == Edit(True, None)
    assert "reopened" not in (shown(replica, "report", task_id(1)) or {})
