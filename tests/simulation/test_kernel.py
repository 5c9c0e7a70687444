"""The simulated clock: waits end in their order, rings are kept, kills end a task where it stands."""

import pytest

from tests.simulation.kernel import START_MS, Kernel, Kill, Signal, Task


def ignore(how: BaseException | None) -> None:
    """Hear how a task ended, and do nothing."""


def test_pauses_end_in_the_order_of_time() -> None:
    kernel, seen = Kernel(0), list[str]()

    async def sleeper(name: str, duration_ms: int) -> None:
        await kernel.pause(duration_ms)
        seen.append(name)

    for name, duration_ms in (("c", 30), ("a", 10), ("b", 20)):
        kernel.spawn(name, sleeper(name, duration_ms), ignore)
    kernel.run(START_MS + 25)
    assert (seen, kernel.now_ms) == (["a", "b"], START_MS + 25)
    kernel.run(START_MS + 100)
    assert seen == ["a", "b", "c"]


def test_ring_ends_a_wait_and_is_kept_for_the_next() -> None:
    kernel, signal, moments = Kernel(0), Signal(), list[int]()

    async def waiter() -> None:
        for _ in range(3):
            await kernel.rung(signal, kernel.now_ms + 1_000)
            moments.append(kernel.now_ms - START_MS)
            await kernel.pause(10)

    kernel.spawn("waiter", waiter(), ignore)
    kernel.call_at(START_MS + 50, lambda: kernel.ring(signal))
    kernel.call_at(START_MS + 55, lambda: kernel.ring(signal))
    kernel.run(START_MS + 5_000)
    assert moments == [50, 60, 1_070]


def test_killed_task_never_goes_on() -> None:
    kernel, seen = Kernel(0), list[str]()

    async def worker() -> None:
        try:
            await kernel.pause(100)
            seen.append("went on")
        finally:
            seen.append("cleaned up")

    task: Task = kernel.spawn("worker", worker(), ignore)
    kernel.run(START_MS + 10)
    task.kill()
    kernel.run(START_MS + 1_000)
    assert seen == ["cleaned up"]


def test_kill_inside_a_task_is_heard() -> None:
    kernel, heard = Kernel(0), list[BaseException | None]()

    async def mortal() -> None:
        await kernel.pause(1)
        raise Kill("at a write")

    kernel.spawn("mortal", mortal(), heard.append)
    kernel.run(START_MS + 10)
    assert [str(how) for how in heard] == ["at a write"]


def test_fault_inside_a_task_is_not_swallowed() -> None:
    kernel = Kernel(0)

    async def faulty() -> None:
        raise ValueError("a fault of ours")

    kernel.spawn("faulty", faulty(), ignore)
    with pytest.raises(ValueError, match="a fault of ours"):
        kernel.run(START_MS + 10)


def test_trace_hash_sees_every_line_and_its_moment() -> None:
    def hash_of(*lines: tuple[int, str]) -> str:
        kernel = Kernel(0)
        for moment_ms, line in lines:
            kernel.run(START_MS + moment_ms)
            kernel.note(line)
        return kernel.trace_hash

    assert hash_of((1, "a"), (2, "b")) == hash_of((1, "a"), (2, "b"))
    assert len({hash_of((1, "a"), (2, "b")), hash_of((1, "a"), (3, "b")), hash_of((2, "b"), (2, "a"))}) == 3
