"""Numbers, gestures and receipts: (device, n) names a change for ever."""

import pytest

from sync.core.errors import RefusalCode
from sync.core.model import CHANGES_PER_GESTURE_MAX, Op, VerdictCode
from sync.protocol.messages import PUSH_CHANGES_MANY, PUSH_CHANGES_MAX, PUSH_CHANGES_UNTOLD, PushRequest
from sync.protocol.problems import ProblemError
from sync.server.rows import DeviceRow, JudgedRow
from sync.server.service import Caller
from tests.server.town_in_hand import Town


def problem(trouble: pytest.ExceptionInfo[ProblemError]) -> str:
    return trouble.value.kind.code


def test_push_gives_one_verdict_per_change_and_the_next_number(town: Town) -> None:
    device = town.device("terrain")
    changes = [device.make("report", town.world.new_id(), Op.CREATE, town.report_fields()) for _ in range(3)]
    answer = device.push(*changes)
    assert [verdict.n for verdict in answer.verdicts] == [1, 2, 3]
    assert {verdict.code for verdict in answer.verdicts} == {VerdictCode.ACCEPTED}
    assert (answer.next_n, answer.durable_n) == (4, 0)


@pytest.mark.parametrize("count", [1, PUSH_CHANGES_MANY - 1, PUSH_CHANGES_MANY])
def test_who_sends_many_is_told_how_many_the_next_push_may_hold(town: Town, count: int) -> None:
    device = town.device("terrain")
    answer = device.push(*(device.make("report", town.world.new_id(), Op.CREATE, {"lat": 1.0}) for _ in range(count)))
    assert answer.changes_max == (PUSH_CHANGES_MAX if count == PUSH_CHANGES_MANY else PUSH_CHANGES_UNTOLD)
    device.push(*(device.make("report", town.world.new_id(), Op.CREATE, {}) for _ in range(answer.changes_max)))


def test_empty_push_tells_the_next_number(town: Town) -> None:
    device = town.device("terrain")
    assert device.push().next_n == 1


def test_retry_gets_the_first_verdicts_and_changes_nothing(town: Town) -> None:
    device = town.device("terrain")
    change = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    first, second = device.push(change), device.push(change)
    assert first.verdicts == second.verdicts
    assert town.row("report", change.id).rv == 1
    assert len(town.committed) == len({id(one) for one in town.committed})


def test_retry_with_new_changes_judges_only_those(town: Town) -> None:
    device = town.device("terrain")
    changes = [device.make("report", town.world.new_id(), Op.CREATE, town.report_fields()) for _ in range(4)]
    first = device.push(*changes[:2])
    second = device.push(*changes)
    assert second.verdicts[:2] == first.verdicts
    assert [verdict.n for verdict in second.verdicts] == [1, 2, 3, 4]
    assert len({town.fields("report", change.id)["number"] for change in changes}) == 4


def test_retry_of_a_rejection_gets_the_rejection(town: Town) -> None:
    device = town.device("terrain")
    change = device.make("zone", town.world.new_id(), Op.CREATE, {"name": "Mienne", "code": "m", "polygon": []})
    first = device.push(change)
    assert first.verdicts[0].code is VerdictCode.REJECTED
    assert device.push(change).verdicts == first.verdicts


def test_number_reused_for_another_payload_is_a_problem(town: Town) -> None:
    device = town.device("terrain")
    device.create("report", town.report_fields())
    other = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(), n=1)
    with pytest.raises(ProblemError) as trouble:
        device.push(other)
    assert problem(trouble) == "number-reused"


def test_gap_is_a_problem_that_tells_the_next_number(town: Town) -> None:
    device = town.device("terrain")
    device.create("report", town.report_fields())
    late = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(), n=3)
    with pytest.raises(ProblemError) as trouble:
        device.push(late)
    assert (problem(trouble), trouble.value.members["next_n"]) == ("number-gap", 2)
    device.pull()
    assert not device.sees("report", late.id)


def test_numbers_out_of_order_are_refused_as_a_whole(town: Town) -> None:
    device = town.device("terrain")
    first, second = (
        device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(), n=number) for number in (1, 3)
    )
    with pytest.raises(ProblemError) as trouble:
        device.push(first, second)
    assert trouble.value.errors[0].pointer == "/changes/1/n"
    assert device.push().next_n == 1


def test_change_of_another_agent_or_device_is_refused_as_a_whole(town: Town) -> None:
    device, other = town.device("terrain"), town.device("bureau")
    fields = town.report_fields()
    for strange in ({"agent": other.caller.agent}, {"device": other.caller.device}):
        change = device.make("report", town.world.new_id(), Op.CREATE, fields, n=1, **strange)
        with pytest.raises(ProblemError) as trouble:
            device.push(change)
        assert problem(trouble) == "not-valid"


def test_push_in_the_name_of_another_device_is_refused(town: Town) -> None:
    device, other = town.device("terrain"), town.device("bureau")
    with pytest.raises(ProblemError) as trouble:
        town.service.push(device.caller, PushRequest(other.caller.device, "", ()))
    assert problem(trouble) == "not-valid"


def test_device_that_never_enrolled_is_not_signed_in(town: Town) -> None:
    caller = Caller(town.tenant, town.ids["terrain"], town.world.new_id())
    with pytest.raises(ProblemError) as trouble:
        town.service.push(caller, PushRequest(caller.device, "", ()))
    assert problem(trouble) == "not-signed-in"


def test_too_many_changes_are_refused_as_a_whole(town: Town) -> None:
    device = town.device("terrain")
    changes = [device.make("report", town.world.new_id(), Op.CREATE, {"lat": 1.0}) for _ in range(PUSH_CHANGES_MAX + 1)]
    with pytest.raises(ProblemError) as trouble:
        device.push(*changes)
    assert problem(trouble) == "not-valid"


def test_gesture_beyond_its_limit_is_refused_as_a_whole(town: Town) -> None:
    device = town.device("terrain")
    txn = town.world.new_id()
    changes = [
        device.make("report", town.world.new_id(), Op.CREATE, {"lat": 1.0}, txn=txn)
        for _ in range(CHANGES_PER_GESTURE_MAX + 1)
    ]
    with pytest.raises(ProblemError) as trouble:
        device.push(*changes)
    assert trouble.value.errors[0].code == "too-many"


def test_gesture_is_rejected_whole_when_one_change_is(town: Town) -> None:
    device = town.device("terrain")
    txn, report = town.world.new_id(), town.world.new_id()
    answer = device.push(
        device.make("report", report, Op.CREATE, town.report_fields(), txn=txn),
        device.make("attachment", town.world.new_id(), Op.CREATE, town.photo_fields(report), txn=txn),
        device.make("zone", town.world.new_id(), Op.CREATE, {"name": "x", "code": "x", "polygon": []}, txn=txn),
    )
    codes = [verdict.refusal.code if verdict.refusal else None for verdict in answer.verdicts]
    assert codes == [RefusalCode.BLOCKED, RefusalCode.BLOCKED, RefusalCode.FORBIDDEN]
    device.pull()
    assert not device.sees("report", report)


def test_rejected_gesture_blocks_nothing_but_what_depends_on_it(town: Town) -> None:
    device = town.device("terrain")
    lost, kept = town.world.new_id(), town.world.new_id()
    answer = device.push(
        device.make("report", lost, Op.CREATE, town.report_fields(lat=1_000.0)),
        device.make("report", lost, Op.PATCH, {"description": ("Plus", "Un trou devant l'école")}),
        device.make("attachment", town.world.new_id(), Op.CREATE, town.photo_fields(lost)),
        device.make("report", kept, Op.CREATE, town.report_fields()),
    )
    codes = [verdict.refusal.code if verdict.refusal else None for verdict in answer.verdicts]
    assert codes == [RefusalCode.INVALID, RefusalCode.UNKNOWN_RECORD, RefusalCode.UNKNOWN_PARENT, None]
    assert town.fields("report", kept)["number"].endswith("0001")


def test_later_changes_of_a_push_meet_the_record_as_the_earlier_ones_left_it(town: Town) -> None:
    device = town.device("terrain")
    report = town.world.new_id()
    answer = device.push(
        device.make("report", report, Op.CREATE, town.report_fields()),
        device.make("report", report, Op.PATCH, {"description": ("Deux", "Un trou devant l'école")}),
        device.make("report", report, Op.PATCH, {"description": ("Trois", "Deux")}),
    )
    assert [verdict.rv for verdict in answer.verdicts] == [1, 2, 3]
    assert town.fields("report", report)["description"] == "Trois"


def test_every_judged_change_is_kept_with_its_verdict(town: Town) -> None:
    device = town.device("terrain")
    device.create("report", town.report_fields())
    device.patch("zone", town.ids["nord"], name="À moi")
    with town.store.reading(town.tenant) as unit:
        rows = [row for row in unit.every(JudgedRow) if row.device == device.caller.device]
        last_n = unit.get(DeviceRow, [(device.caller.device,)])[(device.caller.device,)].last_n
    assert [row.n for row in rows] == [1, 2]
    assert last_n == 2
    assert '"rejected"' in rows[1].verdict_json


def test_backup_mark_is_told_and_never_goes_back(town: Town) -> None:
    device = town.device("terrain")
    for _ in range(3):
        device.create("report", town.report_fields())
    town.service.note_backup(town.tenant, {device.caller.device: 2, "unknown": 9})
    assert device.push().durable_n == 2
    town.service.note_backup(town.tenant, {device.caller.device: 1})
    assert device.pull().opened.durable_n == 2


def test_commit_is_told_with_its_scopes_and_positions(town: Town) -> None:
    device = town.device("terrain")
    town.committed.clear()
    device.create("report", town.report_fields())
    (told,) = town.committed
    assert told.device == device.caller.device
    assert town.scope("zone", "nord") in told.scopes
    with town.store.reading(town.tenant) as unit:
        assert (told.logged.first, told.logged.last) == (unit.head(), unit.head())


def test_push_written_for_the_server_as_it_was_before_a_restore_is_not_judged(town: Town) -> None:
    device = town.device("terrain")
    device.pull()
    change = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    town.service.begin_epoch(town.tenant)
    with pytest.raises(ProblemError) as trouble:
        device.push(change)
    assert problem(trouble) == "epoch-differs"
    device.pull()
    assert device.push(change).next_n == 2
