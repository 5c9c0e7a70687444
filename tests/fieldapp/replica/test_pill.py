"""The pill tells the truth: what waits, item by item, and « À jour » only when everything has arrived."""

from sqlmodel import Session, col, update

from fieldapp.replica.engine_tables import PhotoRow
from fieldapp.replica.pill import Circumstances, PillCounts, WaitingItem, WaitReason, pill_counts, waiting_items
from fieldapp.replica.reconciling import put_away
from fieldapp.replica.replica import Replica
from fieldapp.replica.unit import Unit
from sync.core.instants import instant_of_ms
from sync.core.model import Fields
from sync.protocol.messages import Put
from tests.contract.store_in_hand import (
    AGENT,
    COLLEAGUE,
    DESK,
    MINE,
    NOW_MS,
    accepted,
    answer,
    put,
    rejected,
    task_id,
)
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Server, entries, report, shown

ONLINE, OFFLINE = Circumstances(online=True), Circumstances(online=False)


def counts(replica: Replica) -> PillCounts:
    """Give what the pill shows to the agent."""
    return replica.read_now(pill_counts, AGENT)


def items(replica: Replica, circumstances: Circumstances = OFFLINE) -> tuple[WaitingItem, ...]:
    """Give the list behind the pill."""
    return replica.read_now(waiting_items, circumstances)


def report_with_photo(unit: Unit) -> tuple[str, str]:
    """Write a report with a photo in one gesture."""
    created = unit.create("report", report(address="1 rue du Bac"))
    return created, unit.attach("report", created, shot(), "ensemble")


def uploaded(replica: Replica, photo: str, **values: object) -> None:
    """Say how far a photo has gone."""

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        session.exec(update(PhotoRow).where(col(PhotoRow.id) == photo).values(**values))
        return None, ("photo",)

    replica.transact_now(step)


def test_nothing_is_up_to_date_before_the_first_contact(replica: Replica, server: Server) -> None:
    assert counts(replica) == PillCounts(0, 0, None)
    assert not counts(replica).is_up_to_date
    server.tells()
    assert counts(replica) == PillCounts(0, 0, instant_of_ms(NOW_MS))
    assert counts(replica).is_up_to_date


def test_items_are_exactly_those_counted(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    replica.write_now(report_with_photo)
    for title in ("Un", "Deux"):
        replica.write_now(Unit.update, "task", task_id(1), {"title": title})
    assert counts(replica).to_send == len(items(replica)) == 3
    assert {item.kind: item.changes for item in items(replica)} == {"report": 1, "attachment": 1, "task": 2}


def test_item_tells_what_it_is_and_what_it_belongs_to(replica: Replica) -> None:
    created, photo = replica.write_now(report_with_photo)
    by_kind = {item.kind: item for item in items(replica)}
    of_report, of_photo = by_kind["report"], by_kind["attachment"]
    assert (of_report.category, of_report.place) == ("nid_de_poule", "1 rue du Bac")
    assert of_report.made_at == instant_of_ms(NOW_MS)
    assert (of_photo.record_id, of_photo.subject_kind, of_photo.subject_id) == (photo, "report", created)
    assert of_photo.category == "nid_de_poule"


def test_removed_record_is_still_an_item(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    replica.write_now(lambda unit: unit.remove("task", task_id(1)))
    assert [item.record_id for item in items(replica)] == [task_id(1)]


def test_verdict_makes_a_change_arrive(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Un"}))
    server.answers(answer(accepted(1, rv=2)))
    assert counts(replica).is_up_to_date


def test_edit_during_a_sync_keeps_its_record_waiting(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Un"}))
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"title": "Deux"}))
    server.answers(answer(accepted(1, rv=2)))
    assert counts(replica).to_send == 1


def test_photo_waits_until_all_its_bytes_are_confirmed(replica: Replica, server: Server) -> None:
    server.tells()
    _, photo = replica.write_now(report_with_photo)
    server.answers(answer(accepted(1), accepted(2)))
    assert counts(replica).to_send == 1
    assert not counts(replica).is_up_to_date
    uploaded(replica, photo, uploaded_bytes=len(shot().jpeg))
    assert not counts(replica).is_up_to_date
    uploaded(replica, photo, is_received=True)
    assert counts(replica).is_up_to_date


def test_reasons_follow_the_circumstances(replica: Replica, server: Server) -> None:
    _, photo = replica.write_now(report_with_photo)
    reasons = {item.kind: item.reason for item in items(replica)}
    assert reasons == {"report": WaitReason.NO_NETWORK, "attachment": WaitReason.NO_NETWORK}
    reasons = {item.kind: item.reason for item in items(replica, ONLINE)}
    assert reasons == {"report": WaitReason.NEXT_EXCHANGE, "attachment": WaitReason.AFTER_TEXT}
    server.answers(answer(accepted(1), accepted(2)))
    assert items(replica, Circumstances(online=True, photos_may_go=False))[0].reason is WaitReason.NO_WIFI
    assert items(replica, Circumstances(online=True, spares_charge=True))[0].reason is WaitReason.LOW_BATTERY
    uploaded(replica, photo, uploaded_bytes=len(shot().jpeg) // 2)
    (item,) = items(replica, ONLINE)
    assert (item.reason, item.sent_share) == (WaitReason.SENDING, 0.5)


def test_refused_gesture_is_one_thing_to_reconcile_until_it_is_put_away(replica: Replica, server: Server) -> None:
    server.tells()
    created, photo = replica.write_now(report_with_photo)
    server.answers(answer(rejected(1), rejected(2)))
    assert counts(replica) == PillCounts(0, 1, instant_of_ms(NOW_MS))
    assert shown(replica, "report", created) is None
    assert replica.files.read(photo, photo) == shot().jpeg

    def put_both_away(unit: Unit) -> None:
        put_away(unit.session, 1)
        put_away(unit.session, 2)
        unit.kinds.add("outbox")

    replica.write_now(put_both_away)
    assert counts(replica).to_reconcile == 0
    assert not replica.files.exists(photo)
    assert len(entries(replica)) == 2


def conflict(number: int, agent: str, status: str = "ouvert") -> Put:
    """Give a conflict in which this agent has a side."""
    fields: Fields = {
        "record_kind": "task",
        "record_id": task_id(1),
        "names": ["title"],
        "status": status,
        "sides": [{"agent": agent, "values": {"title": "Le mien"}}],
    }
    return Put("conflict", task_id(number), 1, (MINE, DESK), fields)


def test_open_conflicts_of_mine_are_counted(replica: Replica, server: Server) -> None:
    server.tells(conflict(0xA, AGENT), conflict(0xB, COLLEAGUE), conflict(0xC, AGENT, "regle"))
    assert counts(replica).to_reconcile == 1
