"""A long run goes on where it stopped and sums up what it saw; a broken seed shrinks to what breaks it."""

import io
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation import campaign as campaigns
from tests.simulation.campaign import CHUNK_SEEDS, State, campaign
from tests.simulation.network import Mishap
from tests.simulation.outcome import SOUND, Cut, Outcome
from tests.simulation.plants import PLANTS
from tests.simulation.progress import Pace, line, told_to
from tests.simulation.shrink import shrink
from tests.simulation.storm import STEPS, run

PLANTED = "list overwritten instead of appended"


def outcome(seed: int, *violations: str) -> Outcome:
    return Outcome(seed, "hash", violations, Counter({"gesture": 1}))


def done(state: State, start: int) -> None:
    state.add(
        range(start, start + CHUNK_SEEDS), [outcome(seed) for seed in range(start, start + CHUNK_SEEDS)], (1.0, 0.5)
    )


def test_state_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "build" / "state.json"
    state = State(first=100, seeds=90, sources="a")
    done(state, 100)
    done(state, 160)
    state.broken[101] = ["something"]
    state.keep(path)
    found = State(100, 90, "a").found(path)
    assert found == state
    assert [chunk.start for chunk in found.chunks_left()] == [120, 140, 180]
    assert found.finished == 40
    done(found, 120)
    done(found, 140)
    assert (found.done, found.apart) == (80, [])


@pytest.mark.parametrize(
    "other", [State(0, 90, "a"), State(100, 91, "a"), State(100, 90, "b"), State(100, 90, "a", real_one_in=0)]
)
def test_other_range_sources_or_parts_begin_anew(tmp_path: Path, other: State) -> None:
    path = tmp_path / "state.json"
    state = State(100, 90, "a")
    done(state, 100)
    state.keep(path)
    assert other.found(path) is other


def test_each_range_keeps_its_own_state() -> None:
    states = (State(0, 90, "a"), State(0, 91, "a"), State(1, 90, "a"), State(0, 90, "a", real_one_in=0))
    assert len({state.path for state in states}) == len(states)


def test_state_tells_apart_what_ran_on_real_parts() -> None:
    state = State(first=0, seeds=90, sources="a", real_one_in=10)
    done(state, 20)
    assert (state.real, state.seconds, state.real_seconds) == (2, 1.0, 0.5)


@pytest.mark.parametrize("text", ["", "{", '{"first": 100}', "[]"])
def test_damaged_state_begins_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    assert State(100, 90, "a").found(path) == State(100, 90, "a")


def test_last_chunk_may_be_short() -> None:
    state = State(first=0, seeds=CHUNK_SEEDS + 3, sources="a")
    done(state, 0)
    (last,) = state.chunks_left()
    state.add(last, [outcome(seed) for seed in last], (1.0, 0.0))
    assert (len(last), state.finished, list(state.chunks_left())) == (3, CHUNK_SEEDS + 3, [])


@pytest.mark.slow
def test_campaign_runs_what_is_left_and_tells_what_is_broken() -> None:
    state = State(first=0, seeds=CHUNK_SEEDS, sources="a", real_one_in=0)
    heard: list[int] = []
    campaign(state, 1, lambda state: heard.append(state.finished), plant=PLANTED)
    assert heard == [CHUNK_SEEDS]
    assert state.broken
    assert state.counts["gesture"]


def test_pace_is_that_of_this_run_alone() -> None:
    state, moment = State(first=0, seeds=100, sources="a"), [1_000.0]
    done(state, 0)
    pace = Pace(state, lambda: moment[0])
    assert "not known" in line(state, pace)
    done(state, 20)
    moment[0] += 10.0
    assert line(state, pace) == "storms: 40 of 100, 0 broken, 2.0 a second, 0:00:30 left"


def test_line_is_told_where_there_is_no_terminal() -> None:
    state, stream = State(first=0, seeds=2 * CHUNK_SEEDS, sources="a"), io.StringIO()
    with told_to(stream, state) as show:
        done(state, 0)
        show(state)
        show(state)
        done(state, CHUNK_SEEDS)
        show(state)
    assert [text.split(",")[0] for text in stream.getvalue().splitlines()] == ["storms: 20 of 40", "storms: 40 of 40"]


def test_sources_are_told_apart() -> None:
    assert campaigns.sources_hash() == campaigns.sources_hash()
    assert len(campaigns.sources_hash()) == 16


@pytest.mark.slow
def test_broken_seed_shrinks_to_the_steps_that_break_it() -> None:
    plant = PLANTS[PLANTED]
    seed = next(seed for seed in range(100) if run(seed, plant).violations)
    found = shrink(seed, plant)
    assert found is not None
    cut, outcome = found
    assert cut.steps is not None
    assert len(cut.steps) <= STEPS // 20
    assert cut.mishaps == frozenset(Mishap)
    assert outcome.violations
    assert outcome.trace
    # No step is left over: without any of them the promise is kept.
    assert not any(run(seed, plant, cut=Cut(cut.steps - {step}, cut.mishaps)).violations for step in cut.steps)


def test_seed_that_keeps_every_promise_does_not_shrink() -> None:
    assert shrink(0, SOUND) is None


def test_storm_without_steps_is_calm() -> None:
    outcome = run(0, cut=Cut(frozenset(), frozenset(Mishap)))
    assert not outcome.violations
    assert not any(outcome.counts[mishap] for mishap in Mishap)
