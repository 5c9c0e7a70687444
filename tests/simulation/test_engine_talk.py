"""The engine on a scripted server: gaps, restores, work and news meanwhile, a stop, digests."""

from dataclasses import replace

import pytest

from sync.client.ports import EpochDiffers, NumbersDiffer, NumberTaken
from sync.core.digest import Digest
from sync.core.session import Halt, Link, Phase, Trouble, Wake
from tests.simulation.device_store import at_once
from tests.simulation.engine_bench import SECOND_MS, EngineBench, in_contact, status_of

MINUTE_MS = 60 * SECOND_MS


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


def test_verdicts_before_a_taken_number_are_fetched_before_sending_stops() -> None:
    bench = in_contact()
    for _ in range(3):
        bench.write()
    bench.server.steps += [NumberTaken(3), lambda: None, NumberTaken(3)]
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["push [1, 2, 3]", "push [1, 2]", "push [3]"]
    assert (status_of(bench).halt, status_of(bench).link) == (Halt.COPIED, Link.ONLINE)
    assert [change.n for change in at_once(bench.store.unsent(9))] == [3]


def test_number_that_was_never_given_stops_once_nothing_waits() -> None:
    bench = in_contact()
    bench.write()
    bench.server.steps.append(EpochDiffers())
    bench.server.pages.append(replace(bench.server.page(), opened=replace(bench.server.page().opened, next_n=9)))
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert status_of(bench).halt is None, "what waits goes up first"
    assert bench.server.asked == ["push [1]", "pull", "push [1]", "pull"]
    bench.server.next_n = 9
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert status_of(bench).halt is Halt.COPIED
