"""What a storm is played with, and what it gives: plants, cuts, parts, outcomes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sync.client.engine import Engine
from sync.core.judge import Case, Judgement, judge
from sync.server.callers import Caller
from sync.server.service import Service
from sync.server.store import ServerStore
from tests.simulation.device_node import DeviceNode
from tests.simulation.device_store import SimulatedStore
from tests.simulation.kernel import Kernel
from tests.simulation.mortal import MortalStore

OLD_CLIENTS = 0.2
"""The share of tablets that begin with an older version of the app."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave."""

    seed: int
    trace_hash: str
    violations: tuple[str, ...]
    counts: Counter[str]
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault planted on purpose: other classes for the run, or functions replaced by `patch`."""

    name: str
    patch: Callable[[pytest.MonkeyPatch], None] = lambda patch: None
    store: type[SimulatedStore] = SimulatedStore
    engine: type[Engine] = Engine
    service: type[Service] = Service
    judge: Callable[[Case], Judgement] = judge


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a storm is left: steps by number (None: all), and the mishaps that do not happen."""

    steps: frozenset[int] | None = None
    mishaps: frozenset[str] = frozenset()

    def has(self, step: int) -> bool:
        """Say whether a step is left."""
        return self.steps is None or step in self.steps


class Parts:
    """What a storm is made of: stores in memory, unless `real_parts` gives others."""

    likely_old = OLD_CLIENTS

    def server_store(self) -> ServerStore:
        """Give an empty store that may die before a commit."""
        return MortalStore()

    def node(self, kernel: Kernel, caller: Caller, name: str) -> DeviceNode:
        """Give a tablet with an empty disk."""
        return DeviceNode(kernel, caller, name)


SOUND, WHOLE = Plant("nothing"), Cut()
