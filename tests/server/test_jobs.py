"""The queue of jobs: asked for once, done once, later after a failure, dead after too many, taken over."""

from collections.abc import Callable, Iterable

import pytest

from sync.core.instants import instant_of_ms
from sync.server.job_running import JobRunner
from sync.server.jobs import (
    ATTEMPTS_MAX,
    LEASE_S,
    JobTrouble,
    NewJob,
    ask,
    call_off,
    fail,
    forget_done,
    is_held,
    retry,
    set_hour,
    take,
)
from sync.server.rows import SeriesRow
from sync.server.rows_jobs import NEVER, JobRow, JobState
from sync.server.service import Committed
from sync.server.store import Unit
from tests.server.town_in_hand import Town

DAY_MS = 86_400_000


def now(town: Town) -> str:
    return instant_of_ms(town.world.now)


def asked(town: Town, *names: str, work: str = "count", in_s: float = 0) -> list[bool]:
    at = instant_of_ms(town.world.now + round(in_s * 1_000))
    with town.store.writing(town.tenant) as unit:
        return [ask(unit, NewJob(name, work, at, {"to": name})) for name in names]


def job(town: Town, name: str) -> JobRow | None:
    with town.store.reading(town.tenant) as unit:
        return unit.get(JobRow, [(name,)]).get((name,))


def count(unit: Unit, taken: JobRow) -> Iterable[Committed]:
    """Be a work that would be seen to have been done twice."""
    rows = unit.get(SeriesRow, [(taken.name,)])
    unit.put([SeriesRow(taken.name, (rows[(taken.name,)].last if rows else 0) + 1)])
    return ()


def counted(town: Town, name: str) -> int:
    with town.store.reading(town.tenant) as unit:
        rows = unit.get(SeriesRow, [(name,)])
        return rows[(name,)].last if rows else 0


def runner(town: Town, **works: Callable[[Unit, JobRow], Iterable[Committed]]) -> JobRunner:
    return JobRunner(town.service, {"count": count, **works})


def test_job_is_done_at_its_hour_and_once(town: Town) -> None:
    runs = runner(town)
    asked(town, "a", "b", in_s=60)
    assert not runs.waits(town.tenant)
    assert runs.run(town.tenant) == 0
    town.world.now += 60_000
    assert runs.waits(town.tenant)
    assert runs.run(town.tenant) == 2
    assert runs.run(town.tenant) == 0
    assert (counted(town, "a"), counted(town, "b")) == (1, 1)


def test_same_job_is_asked_for_once_also_after_it_was_done(town: Town) -> None:
    assert asked(town, "a", "a") == [True, False]
    runner(town).run(town.tenant)
    assert asked(town, "a") == [False]
    assert runner(town).run(town.tenant) == 0
    assert counted(town, "a") == 1


def test_work_that_fails_leaves_nothing_and_comes_back_later_each_time(town: Town) -> None:
    def fails(unit: Unit, taken: JobRow) -> Iterable[Committed]:
        count(unit, taken)
        raise JobTrouble("not-now")

    runs = runner(town, fails=fails)
    asked(town, "a", work="fails")
    waits: list[int] = []
    for attempt in range(1, ATTEMPTS_MAX + 1):
        begun = town.world.now
        assert runs.run(town.tenant) == 0
        kept = job(town, "a")
        assert kept is not None
        assert (kept.attempts, kept.trouble, counted(town, "a")) == (attempt, "not-now", 0)
        while not runs.waits(town.tenant) and town.world.now - begun < 2 * 3_600_000:
            town.world.now += 14_000
        waits.append(round((town.world.now - begun) / 30_000))
    assert waits[:3] == [1, 2, 4]
    kept = job(town, "a")
    assert kept is not None
    assert (kept.state, kept.turn_at) == (JobState.DEAD, NEVER)


def test_dead_job_is_tried_again_when_a_person_says_so(town: Town) -> None:
    asked(town, "a", work="nobody's")
    with town.store.writing(town.tenant) as unit:
        assert not retry(unit, "a", now(town))
        (taken,) = take(unit, instant_of_ms(town.world.now + DAY_MS), "me")
        unit.put([JobRow(**{**{name: getattr(taken, name) for name in taken.__slots__}, "attempts": ATTEMPTS_MAX})])
        worn = unit.get(JobRow, [("a",)])[("a",)]
        assert fail(unit, worn, "unknown-work", now(town))
        assert retry(unit, "a", now(town))
    kept = job(town, "a")
    assert kept is not None
    assert (kept.state, kept.attempts, kept.trouble) == (JobState.WAITING, 0, "unknown-work")


def test_unknown_work_waits_for_who_knows_it(town: Town) -> None:
    asked(town, "a", work="of-tomorrow")
    assert runner(town).run(town.tenant) == 0
    town.world.now += 3_600_000
    assert runner(town, **{"of-tomorrow": count}).run(town.tenant) == 1


def test_lease_that_ended_is_another_s_and_who_comes_late_does_nothing(town: Town) -> None:
    asked(town, "a")
    late = runner(town)
    with town.store.writing(town.tenant) as unit:
        (taken,) = take(unit, instant_of_ms(town.world.now + 1_000), "late")
    assert not late.waits(town.tenant), "it is held"
    town.world.now += (LEASE_S + 2) * 1_000
    assert runner(town).run(town.tenant) == 1
    assert not late._done(town.tenant, taken)
    assert counted(town, "a") == 1


def test_who_holds_a_job_lets_go_when_its_hour_is_set_anew(town: Town) -> None:
    asked(town, "a")
    with town.store.writing(town.tenant) as unit:
        (taken,) = take(unit, instant_of_ms(town.world.now + 1_000), "me")
        assert is_held(unit, taken)
        set_hour(unit, NewJob("a", "count", NEVER))
        assert not is_held(unit, taken)
        call_off(unit, "a")
        assert not is_held(unit, taken)


def test_job_that_kills_its_process_each_time_is_dead_in_the_end(town: Town) -> None:
    asked(town, "a")
    for _ in range(ATTEMPTS_MAX):
        with town.store.writing(town.tenant) as unit:
            assert len(take(unit, now(town), "killed")) == 1
        town.world.now += (LEASE_S + 1) * 1_000
    with town.store.writing(town.tenant) as unit:
        assert take(unit, now(town), "killed") == []
    kept = job(town, "a")
    assert kept is not None
    assert kept.state == JobState.DEAD


def test_fault_in_one_job_keeps_no_other_from_being_done(town: Town) -> None:
    def stumbles(unit: Unit, taken: JobRow) -> Iterable[Committed]:
        raise ValueError("what a person wrote")

    asked(town, "a", work="stumbles")
    asked(town, "b")
    assert runner(town, stumbles=stumbles).run(town.tenant) == 1
    kept = job(town, "a")
    assert kept is not None
    assert kept.trouble == "ValueError"


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_what_was_done_is_known_for_thirty_days(town: Town, days: int, kept: bool) -> None:
    asked(town, "a")
    asked(town, "waits", in_s=86_400 * 90)
    runner(town).run(town.tenant)
    town.world.now += days * DAY_MS
    with town.store.writing(town.tenant) as unit:
        assert forget_done(unit, now(town)) == (not kept)
    assert (job(town, "a") is not None) is kept
    assert job(town, "waits") is not None
