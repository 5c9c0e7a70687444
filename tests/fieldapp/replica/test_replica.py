"""Opening, reading, writing and announcing: one database thread, nothing lost when nobody waits any more."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlmodel import Session, select, text

from fieldapp.replica.announcements import OUTBOX
from fieldapp.replica.errors import NotEnrolled, ReplicaClosed
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.replica.tables import Report, Task
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import StorageFailed
from tests.contract.store_in_hand import put
from tests.fieldapp.replica.town import IDENTITY, Server, Tablet, report, world


def reports(session: Session) -> int:
    """Count the reports."""
    return len(session.exec(select(Report)).all())


def test_identity_is_kept(started: Tablet) -> None:
    assert started.restart().identity == IDENTITY


def test_writing_before_the_first_sign_in_is_refused(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    replica = tablet.replica = Replica.open_now(tablet.unlock(), world())
    assert not replica.is_enrolled
    with pytest.raises(NotEnrolled):
        replica.write_now(lambda unit: unit.create("report", report()))
    tablet.stop()


def test_replica_of_one_agent_takes_no_other(replica: Replica) -> None:
    with pytest.raises(AssertionError):
        replica.enrol_now(Identity(IDENTITY.device, IDENTITY.device, IDENTITY.tenant))


def test_query_and_action_run_on_the_one_database_thread(replica: Replica) -> None:
    async def both() -> tuple[str, str]:
        return (
            await replica.read(lambda session: threading.current_thread().name),
            await replica.write(lambda unit: threading.current_thread().name),
        )

    read_on, written_on = asyncio.run(both())
    assert read_on == written_on
    assert read_on != threading.current_thread().name


def test_arguments_reach_query_and_action(replica: Replica) -> None:
    def action(unit: Unit, first: int, *, second: int) -> int:
        return first + second

    async def both() -> tuple[int, int]:
        return await replica.write(action, 1, second=2), await replica.read(lambda session, number: number, 4)

    assert asyncio.run(both()) == (3, 4)


def test_query_cannot_write(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    with pytest.raises(StorageFailed):
        replica.read_now(lambda session: session.exec(text("DELETE FROM task")))  # type: ignore[call-overload]
    assert len(replica.read_now(lambda session: session.exec(select(Task)).all())) == 1
    replica.write_now(lambda unit: unit.create("report", report()))


def test_work_survives_a_restart(started: Tablet) -> None:
    started.opened.write_now(lambda unit: unit.create("report", report()))
    assert started.restart().read_now(reports) == 1


def test_change_is_announced_after_the_commit_on_the_loop_that_listens(replica: Replica) -> None:
    async def listen() -> tuple[list[frozenset[str]], str, int]:
        heard: list[frozenset[str]] = []
        threads: list[str] = []

        def listener(kinds: frozenset[str]) -> None:
            heard.append(kinds)
            threads.append(threading.current_thread().name)

        replica.subscribe({"report", "task", OUTBOX}, listener)
        await replica.write(lambda unit: unit.create("report", report()))
        count = await replica.read(reports)
        return heard, threads[0], count

    heard, thread, count = asyncio.run(listen())
    assert heard == [frozenset({"report", OUTBOX})]
    assert thread == threading.current_thread().name
    assert count == 1


def test_listener_of_other_kinds_or_unsubscribed_hears_nothing(replica: Replica) -> None:
    heard: list[frozenset[str]] = []
    replica.subscribe({"news"}, heard.append)
    replica.subscribe({"report"}, heard.append)()
    replica.write_now(lambda unit: unit.create("report", report()))
    assert heard == []


def test_failed_write_announces_nothing(replica: Replica) -> None:
    heard: list[frozenset[str]] = []
    replica.subscribe({"report"}, heard.append)
    with pytest.raises(ZeroDivisionError):
        replica.write_now(lambda unit: (unit.create("report", report()), 1 // 0))
    assert heard == []


def test_listener_whose_loop_ended_is_forgotten(replica: Replica) -> None:
    async def listen() -> None:
        replica.subscribe({"report"}, lambda kinds: None)

    asyncio.run(listen())
    replica.write_now(lambda unit: unit.create("report", report()))
    assert replica.read_now(reports) == 1


def test_write_that_nobody_waits_for_any_more_is_done_and_announced(replica: Replica) -> None:
    begun, may_go = threading.Event(), threading.Event()

    def slow(unit: Unit) -> None:
        begun.set()
        may_go.wait(10)
        unit.create("report", report())

    async def give_up() -> list[frozenset[str]]:
        heard: list[frozenset[str]] = []
        replica.subscribe({"report"}, heard.append)
        writing = asyncio.ensure_future(replica.write(slow))
        await asyncio.to_thread(begun.wait, 10)
        writing.cancel()
        may_go.set()
        with pytest.raises(asyncio.CancelledError):
            await writing
        await replica.read(reports)
        return heard

    assert asyncio.run(give_up()) == [frozenset({"report"})]
    assert replica.read_now(reports) == 1


def test_closed_replica_says_so(started: Tablet) -> None:
    replica = started.opened
    started.stop()
    with pytest.raises(ReplicaClosed):
        replica.read_now(reports)
    assert started.start().read_now(reports) == 0


def test_opening_asynchronously_gives_the_same_replica(tmp_path: Path) -> None:
    async def open_and_close() -> bool:
        tablet = Tablet(tmp_path)
        replica = await Replica.open(tablet.unlock(), world())
        await replica.enrol(IDENTITY)
        enrolled = replica.is_enrolled
        await replica.close()
        tablet.stop()
        return enrolled

    assert asyncio.run(open_and_close())
