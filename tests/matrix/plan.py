"""What one run does to whom and when: drawn from its seed, so that it can be drawn again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DEVICES_MIN, DEVICES_MAX = 2, 10
WRITES_PER_S_MIN, WRITES_PER_S_MAX = 10, 40
WORK_S: Final = 6.0
"""How long the devices write; blows fall in this time."""
MORE_BLOWS_MAX: Final = 3


class Fault(StrEnum):
    """What can befall a run."""

    KILL_SERVER = "kill-server"
    KILL_DEVICE = "kill-device"
    FREEZE_SERVER = "freeze-server"
    FREEZE_DEVICE = "freeze-device"
    CUT = "cut"
    """Every connection of a device ends, and none comes through."""
    HALF_OPEN = "half-open"
    """Connections stay open, and nothing comes through in either direction."""
    LOST_ANSWER = "lost-answer"
    """The server has done its work; its answer gets lost."""
    SLOW = "slow"
    """50 kbit/s, 600 ms there and back, one piece in twenty comes late as if lost and sent again."""
    FULL_DEVICE = "full-device"
    FULL_SERVER = "full-server"
    """No room is left on the disk."""


DISK_FAULTS: Final = frozenset({Fault.FULL_DEVICE, Fault.FULL_SERVER})


@dataclass(frozen=True, slots=True)
class Blow:
    """One fault: when it begins, how long it lasts, and which device it meets (if one)."""

    at_s: float
    lasts_s: float
    fault: Fault
    device: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    devices: int
    writes_per_s: int
    """Of each device."""
    blows: tuple[Blow, ...]

    def meets(self, fault: Fault, device: int | None = None) -> bool:
        """Say whether a fault befalls this run, or this device of it."""
        return any(blow.fault is fault and device in (None, blow.device) for blow in self.blows)


def plan_of(seed: int, faults: Sequence[Fault] = tuple(Fault)) -> Plan:
    """Draw a run: each fault has its turn, and up to three more fall at random."""
    chance = random.Random(f"matrix {seed}")
    devices = chance.randint(DEVICES_MIN, DEVICES_MAX)
    more = chance.randint(0, MORE_BLOWS_MAX)
    struck = [faults[seed % len(faults)], *(chance.choice(faults) for _ in range(more))]
    blows = tuple(_blow(chance, fault, devices) for fault in struck)
    return Plan(seed, devices, chance.randint(WRITES_PER_S_MIN, WRITES_PER_S_MAX), blows)


def _blow(chance: random.Random, fault: Fault, devices: int) -> Blow:
    return Blow(chance.uniform(0.5, WORK_S - 2.0), chance.uniform(0.3, 3.0), fault, chance.randrange(devices))
