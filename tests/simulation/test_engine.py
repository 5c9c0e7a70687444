"""The engine on a scripted server: what it asks in which order, how it stands, and what stops it."""

import logging

import pytest

from sync.client.memory_store import MemoryStore, WritePoint
from sync.client.ports import (
    ClientTooOld,
    DeviceRevoked,
    NumberTaken,
    SignInNeeded,
    StoreFull,
    TransportTrouble,
)
from sync.core.session import BACK_OFF_FIRST_MS, Halt, Link, Phase, Trouble, Wake
from sync.records import KINDS
from tests.simulation.engine_bench import DEVICE, SECOND_MS, EngineBench, in_contact, status_of

MINUTE_MS = 60 * SECOND_MS


def refused(exception: Exception) -> EngineBench:
    """Start an engine whose first exchange ends in this."""
    bench = EngineBench()
    bench.server.steps.append(exception)
    return bench.start()


def test_first_contact_reads_before_it_sends() -> None:
    bench = EngineBench()
    bench.write()
    bench.start()
    assert bench.server.asked[0] == "pull"
    bench.after_ms(20 * MINUTE_MS)
    assert "push [1]" in bench.server.asked


def test_work_is_sent_before_anything_is_read() -> None:
    bench = in_contact()
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["push [1]", "pull"]


def test_idle_engine_reads_again_by_itself() -> None:
    bench = in_contact()
    bench.after_ms(16 * MINUTE_MS)
    assert bench.server.asked == ["pull"]


def test_photos_move_after_rows() -> None:
    bench = EngineBench()
    bench.photos.chunks = 3
    bench.start()
    assert (bench.photos.moved, status_of(bench).doing) == (3, Phase.IDLE)


def test_status_tells_the_contact_by_the_devices_clock() -> None:
    bench = EngineBench()
    assert (status_of(bench).link, status_of(bench).last_contact_ms) == (Link.UNKNOWN, None)
    bench.start()
    status = status_of(bench)
    assert (status.link, status.doing, status.trouble) == (Link.ONLINE, Phase.IDLE, None)
    assert status.last_contact_ms is not None
    assert bench.now_ms() - SECOND_MS <= status.last_contact_ms <= bench.now_ms()


def test_status_is_told_only_when_it_differs() -> None:
    bench = EngineBench().start()
    assert all(before != after for before, after in zip(bench.told, bench.told[1:], strict=False))
    bench.told.clear()
    bench.engine.wake(Wake.WORK)
    assert bench.told[-1] == status_of(bench)


def test_listener_that_left_hears_no_more() -> None:
    bench = EngineBench()
    heard: list[object] = []
    leave = bench.engine.subscribe(heard.append)
    leave()
    leave()
    bench.start()
    assert heard == []


@pytest.mark.parametrize("trouble", list(Trouble))
def test_trouble_is_told_and_tried_again(trouble: Trouble) -> None:
    bench = refused(TransportTrouble(trouble))
    status = status_of(bench)
    assert (status.doing, status.trouble) == (Phase.WAIT, trouble)
    assert status.next_try_ms is not None
    assert 0 < status.next_try_ms - bench.now_ms() <= BACK_OFF_FIRST_MS
    bench.after_ms(BACK_OFF_FIRST_MS)
    assert (status_of(bench).trouble, status_of(bench).next_try_ms) == (None, None)
    assert status_of(bench).link is Link.ONLINE


def test_server_that_asks_for_patience_gets_it() -> None:
    bench = refused(TransportTrouble(Trouble.BUSY, retry_after_ms=10 * MINUTE_MS))
    bench.after_ms(9 * MINUTE_MS)
    assert bench.server.asked == ["pull"]
    bench.after_ms(2 * MINUTE_MS)
    assert bench.server.asked == ["pull", "pull"]


@pytest.mark.parametrize(
    ("exception", "halt"),
    [
        (SignInNeeded(), Halt.SIGNED_OUT),
        (NumberTaken(1), Halt.COPIED),
        (AssertionError("a promise"), Halt.BROKEN),
        (KeyError("Anne Le Goff"), Halt.BROKEN),
    ],
)
def test_refusal_halts_until_a_person_helps(exception: Exception, halt: Halt) -> None:
    bench = refused(exception)
    assert (status_of(bench).doing, status_of(bench).halt) == (Phase.HALTED, halt)
    bench.engine.wake(Wake.NETWORK)
    bench.after_ms(60 * MINUTE_MS)
    assert bench.server.asked == ["pull"]
    bench.engine.wake(Wake.PERSON)
    bench.after_ms(SECOND_MS)
    assert (status_of(bench).halt, status_of(bench).doing) == (None, Phase.IDLE)
    assert bench.ended == []


def test_withdrawn_device_tries_again_later_and_reads_once_it_may() -> None:
    bench = refused(DeviceRevoked())
    assert (status_of(bench).doing, status_of(bench).halt) == (Phase.IDLE, Halt.REVOKED)
    bench.after_ms(14 * MINUTE_MS)
    assert bench.server.asked == ["pull"]
    bench.after_ms(2 * MINUTE_MS)
    assert bench.server.asked == ["pull", "pull"]
    assert (status_of(bench).doing, status_of(bench).halt) == (Phase.IDLE, None)


def test_broken_promise_is_logged_by_its_place_and_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        refused(KeyError("Anne Le Goff, 12 rue Haute"))
    assert "KeyError" in caplog.text
    assert "engine_bench.py" in caplog.text
    assert "Anne" not in caplog.text


def test_client_that_is_too_old_still_sends() -> None:
    bench = in_contact()
    bench.photos.chunks = 1
    bench.server.steps.append(ClientTooOld())
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert (status_of(bench).halt, bench.photos.moved) == (Halt.TOO_OLD, 1)
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert "push [1]" in bench.server.asked


def test_full_disk_is_tried_again_and_nothing_is_lost() -> None:
    class FullOnce(MemoryStore):
        is_full = True

        def _hook(self, point: WritePoint) -> None:
            if self.is_full and point is WritePoint.BEFORE_COMMIT:
                self.is_full = False
                raise StoreFull

    store = FullOnce(DEVICE, KINDS, lambda: 0)
    store._at_write = store._hook
    bench = EngineBench(store).start()
    assert status_of(bench).trouble is Trouble.FULL
    assert status_of(bench).link is Link.ONLINE
    bench.after_ms(BACK_OFF_FIRST_MS)
    assert status_of(bench).trouble is None
    assert store.tables.place.epoch
