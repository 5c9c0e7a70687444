"""The engine on a scripted server: what it asks in which order, how it stands, and what stops it."""

import logging

import pytest

from sync.client.engine import Status
from sync.client.memory_store import MemoryStore, WritePoint
from sync.client.ports import (
    ClientTooOld,
    DeviceRevoked,
    EpochDiffers,
    NumbersDiffer,
    NumberTaken,
    SignInNeeded,
    StoreFull,
    TransportTrouble,
)
from sync.core.digest import Digest
from sync.core.session import BACK_OFF_FIRST_MS, Halt, Link, Phase, Trouble, Wake
from sync.records import KINDS
from tests.simulation.engine_bench import DEVICE, SECOND_MS, EngineBench

MINUTE_MS = 60 * SECOND_MS


def refused(exception: Exception) -> EngineBench:
    """Start an engine whose first exchange ends in this."""
    bench = EngineBench()
    bench.server.steps.append(exception)
    return bench.start()


def status_of(bench: EngineBench) -> Status:
    """Give how the engine stands now."""
    return bench.engine.status


def in_contact() -> EngineBench:
    """Start an engine and let it have its first contact."""
    bench = EngineBench().start()
    bench.server.asked.clear()
    return bench


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
        (DeviceRevoked(), Halt.REVOKED),
        (NumberTaken(), Halt.BROKEN),
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


def test_gap_makes_the_engine_send_again_from_the_number_that_is_wanted() -> None:
    bench = in_contact()
    for _ in range(3):
        bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    bench.server.asked.clear()
    bench.server.next_n = 4
    bench.write()
    bench.server.steps.append(NumbersDiffer(2))
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked[:2] == ["push [4]", "push [2, 3, 4]"]
    assert status_of(bench).trouble is None


def test_gap_that_nothing_can_fill_is_strange_and_loses_nothing() -> None:
    bench = in_contact()
    bench.write()
    bench.server.steps += [NumbersDiffer(1)] * 40
    bench.engine.wake(Wake.WORK)
    bench.after_ms(10 * SECOND_MS)
    assert status_of(bench).trouble is Trouble.STRANGE
    assert len(bench.server.asked) < 12
    bench.server.steps.clear()
    bench.engine.wake(Wake.PERSON)
    bench.after_ms(SECOND_MS)
    assert bench.store.entry(1) is not None
    assert status_of(bench).trouble is None


def test_restored_server_is_read_and_then_gets_everything_again() -> None:
    bench = in_contact()
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    bench.server.asked.clear()
    bench.server.epoch, bench.server.next_n = "epoch-2", 1
    bench.write()
    bench.server.steps.append(EpochDiffers())
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["push [2]", "pull", "pull", "push [1, 2]", "pull"]


def test_server_that_lost_verdicts_gets_them_again_without_a_wake_up() -> None:
    bench = in_contact()
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    bench.server.asked.clear()
    bench.server.next_n = 1
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["pull", "push [1]", "pull"]


def test_work_written_while_sending_goes_up_before_the_reading() -> None:
    bench = in_contact()
    bench.write()
    bench.server.steps.append(bench.write)
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["push [1]", "push [2]", "pull"]


def test_news_while_reading_is_read_again() -> None:
    bench = in_contact()
    bench.server.steps.append(lambda: bench.engine.wake(Wake.NEWS))
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["pull", "pull"]


def test_agent_who_cuts_the_network_stays_cut_when_an_exchange_ends() -> None:
    bench = in_contact()
    bench.server.steps.append(lambda: bench.engine.halt(Halt.SWITCHED_OFF))
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(60 * MINUTE_MS)
    status = status_of(bench)
    assert (status.doing, status.halt, status.link) == (Phase.HALTED, Halt.SWITCHED_OFF, Link.OFFLINE)
    assert bench.server.asked == ["pull"]


def test_what_an_exchange_brought_is_kept_when_the_network_was_cut_meanwhile() -> None:
    bench = in_contact()
    bench.write()
    bench.server.steps.append(lambda: bench.engine.halt(Halt.SWITCHED_OFF))
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    entry = bench.store.entry(1)
    assert entry is not None
    assert entry.verdict is not None


def test_second_engine_on_a_store_is_a_broken_promise() -> None:
    bench = EngineBench().start()
    with pytest.raises(AssertionError, match="one engine per store"):
        bench.start(bench.another())


def test_store_is_free_again_after_a_stop() -> None:
    bench = EngineBench().start()
    bench.engine.stop()
    bench.after_ms(1)
    assert bench.ended == [None]
    other = bench.another()
    bench.start(other)
    assert other.status.link is Link.ONLINE


def test_stop_lets_the_exchange_under_way_end() -> None:
    bench = in_contact()
    bench.write()
    bench.server.steps.append(bench.engine.stop)
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.ended == [None]
    assert bench.server.asked == ["push [1]"]
    assert bench.store.entry(1) is not None


def test_digests_that_agree_are_told_with_their_moment() -> None:
    bench = EngineBench()
    bench.server.pages.append(bench.server.page(digests={"town": Digest()}))
    bench.start()
    assert (status_of(bench).mismatched, status_of(bench).agreed_ms is not None) == ((), True)


def test_digests_that_differ_are_told_and_read_again() -> None:
    bench = EngineBench()
    bench.server.pages.append(bench.server.page(digests={"town": Digest(1, 7)}))
    bench.start()
    assert bench.server.asked == ["pull", "pull"]
    assert status_of(bench).mismatched == ("town",)
    bench.server.pages.append(bench.server.page(digests={"town": Digest()}))
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert status_of(bench).mismatched == ()


def test_server_that_changes_its_epoch_at_every_page_is_strange() -> None:
    bench = in_contact()

    def other_epoch() -> None:
        bench.server.epoch += "x"

    bench.server.steps += [other_epoch] * 100
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert status_of(bench).trouble is Trouble.STRANGE
    assert len(bench.server.asked) < 15
