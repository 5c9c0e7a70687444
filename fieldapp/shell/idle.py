"""When an office that nobody touches is locked: a rule over a clock that is told, and that clock."""

import time
from typing import Final

MINUTES: Final = (1, 5, 15)
USUAL_MIN: Final = 5
WITHOUT_PIN_MIN: Final = 15
"""Where only a passphrase opens: asked too often, people write it on the tablet."""


def awake_s() -> float:
    """Give seconds that nobody sets; they go on while the device sleeps where the system counts so."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class IdleLock:
    """The time of one office since the last touch; what is under way puts the lock off, not away."""

    def __init__(self, now_s: float, after_s: float = USUAL_MIN * 60) -> None:
        self.after_s = after_s
        self._touched_s = now_s

    def touched(self, now_s: float) -> None:
        """Take note of a touch or a key; a clock that went back counts from where it is."""
        self._touched_s = now_s

    def left_s(self, now_s: float) -> float:
        """Give how long until the lock; 0 when it is due."""
        if now_s < self._touched_s:
            self._touched_s = now_s
        return max(0.0, self._touched_s + self.after_s - now_s)

    def overdue_s(self, now_s: float) -> float:
        """Give for how long the lock has been due."""
        return max(0.0, now_s - self._touched_s - self.after_s)

    def tick(self, now_s: float, *, is_busy: bool) -> bool:
        """Tell whether to lock now: due, and nothing under way."""
        return self.left_s(now_s) == 0 and not is_busy
