"""The engine while the screen is dark: hours go by and the server is not asked, unless something was written."""

from sync.client.ports import TransportTrouble
from sync.core.session import Phase, Trouble, Wake
from tests.simulation.engine_bench import SECOND_MS, EngineBench, in_contact, status_of

HOUR_MS = 3_600 * SECOND_MS


def darkened() -> EngineBench:
    """Give a bench that rests and is dark."""
    bench = in_contact()
    bench.engine.look(is_dark=True)
    return bench


def test_dark_engine_asks_nothing_for_hours() -> None:
    bench = darkened()
    bench.after_ms(10 * HOUR_MS)
    assert bench.server.asked == []


def test_dark_engine_sends_what_is_written_and_reads_nothing() -> None:
    bench = darkened()
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(HOUR_MS)
    assert bench.server.asked == ["push [1]"]


def test_dark_engine_does_not_try_again_what_failed() -> None:
    bench = darkened()
    bench.server.steps.append(TransportTrouble(Trouble.UNREACHABLE))
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(HOUR_MS)
    assert bench.server.asked == ["push [1]"]
    bench.engine.look(is_dark=False)
    bench.after_ms(10 * SECOND_MS)
    assert bench.server.asked == ["push [1]", "push [1]", "pull"]


def test_photos_stop_after_the_chunk_under_way_and_go_on_when_seen() -> None:
    bench = in_contact()
    bench.photos.chunks = 9
    # Dark while the page is read: the photos that would follow wait.
    bench.server.steps.append(lambda: bench.engine.look(is_dark=True))
    bench.engine.wake(Wake.NETWORK)
    bench.after_ms(HOUR_MS)
    assert (bench.photos.moved, status_of(bench).doing) == (0, Phase.IDLE)
    bench.engine.look(is_dark=False)
    bench.after_ms(10 * SECOND_MS)
    assert bench.photos.moved == 9


def test_engine_that_is_seen_again_reads_at_once() -> None:
    bench = darkened()
    bench.after_ms(HOUR_MS)
    bench.engine.look(is_dark=False)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["pull"]
