"""One run: a storm of gestures and faults under one seed, then calm, then the oracle's verdict.

run(seed)            -> Outcome: trace hash, counts of faults and verdicts, violations (none, if all is well)
run(seed, plant)     the same with a fault planted into the code; it must end in a violation for some seed
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from sync.client.engine import Engine, Status
from sync.client.ports import Ports
from sync.client.rows import EntryState
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.judge import Case, Judgement, judge
from sync.core.session import Halt, Phase, Wake
from sync.server import judging
from sync.server.service import Committed, Service
from tests.simulation.device_node import DeviceNode, NoPhotos, SimulatedAlarm, SimulatedStore
from tests.simulation.faults import FAULTS
from tests.simulation.gestures import Hands
from tests.simulation.kernel import Kernel
from tests.simulation.network import Network, SimulatedTransport, Weather
from tests.simulation.oracle import Oracle
from tests.simulation.server_node import ServerNode
from tests.simulation.server_view import ServerView
from tests.simulation.town import PEOPLE

STEPS = 120
ROUND_MS = 60_000
ROUNDS_MAX = 8
"""Within so many minutes of calm everything must be everywhere."""
GAPS_MS = (20, 20, 200, 200, 2_000, 2_000, 20_000, 200_000)


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


SOUND = Plant("nothing")


def run(seed: int, plant: Plant = SOUND, *, keeps_trace: bool = False) -> Outcome:
    """Play one seed."""
    with pytest.MonkeyPatch.context() as patch:
        plant.patch(patch)
        storm = Storm(Kernel(seed, keeps_trace), plant)
        patch.setattr(judging, "judge", storm.watched(plant.judge))
        storm.play()
        return storm.outcome()


class Storm:
    """A town, its weather, and what happens to it."""

    def __init__(self, kernel: Kernel, plant: Plant) -> None:
        self.kernel = kernel
        self.oracle = Oracle()
        self.server = ServerNode(kernel, plant.service)
        self.server.listeners.append(self._committed)
        self.server.on_verdicts = self.oracle.given
        self.network = Network(kernel, self.server)
        self.counts = self.server.counts
        people = [PEOPLE[n % len(PEOPLE)] for n in range(kernel.chance.randint(2, 5))]
        self.nodes = [self._node(number, person.id, plant) for number, person in enumerate(people)]
        self.hands = [Hands(kernel, node, person) for node, person in zip(self.nodes, people, strict=True)]

    def watched(self, judge: Callable[[Case], Judgement]) -> Callable[[Case], Judgement]:
        """Give the judge under the oracle's eyes."""

        def judged(case: Case) -> Judgement:
            judgement = judge(case)
            self.oracle.judged(case, judgement)
            return judgement

        return judged

    def play(self) -> None:
        """Let the storm rage, then calm down."""
        for node in self.nodes:
            node.start()
        self.kernel.run(self.kernel.now_ms + 10_000)
        self.network.weather = Weather.of(self.kernel)
        for _ in range(STEPS):
            self._step()
            self.kernel.run(self.kernel.now_ms + self.kernel.chance.choice(GAPS_MS))
        self._calm_down()

    def outcome(self) -> Outcome:
        """Let the oracle look, and sum up."""
        self.oracle.at_end(ServerView(self.server.store, self.server.tenant, self.server.restores > 0), self.nodes)
        counts = self.counts + self.oracle.outcomes
        kernel = self.kernel
        return Outcome(kernel.seed, kernel.trace_hash, tuple(self.oracle.violations), counts, tuple(kernel.lines))

    def _node(self, number: int, agent: str, plant: Plant) -> DeviceNode:
        kernel = self.kernel
        device = uuid7(kernel.now_ms, kernel.random_bytes(RANDOM_BYTES))
        caller = self.server.service.enrol(self.server.tenant, agent=agent, device=device, name=f"tablet {number}")
        node = DeviceNode(kernel, caller, f"tablet {number}")
        node.make_store, node.make_engine = plant.store, plant.engine
        node.ports_of = self._ports
        node.on_kill = self._killed
        node.on_status = self._told
        node.watch = lambda which, store, what: self.oracle.looked_at(which, store)
        return node

    def _ports(self, node: DeviceNode, store: SimulatedStore) -> Ports:
        transport = SimulatedTransport(self.network, node, self.oracle)
        return Ports(store, transport, NoPhotos(), node, node, SimulatedAlarm(self.kernel))

    def _committed(self, what: Committed) -> None:
        for node in self.nodes:
            if what.logged.scopes & node.tables.follows.keys() and self.kernel.happens(0.5):
                self.later(5_000, partial(node.wake, Wake.NEWS))

    def _killed(self, node: DeviceNode, how: str) -> None:
        self.counts[f"tablet {how}"] += 1
        self.later(60_000, node.start)

    def _told(self, node: DeviceNode, status: Status) -> None:
        if status.halt is Halt.BROKEN:
            self.oracle.found(f"{node.name}: the engine broke a promise")
        if status.halt is Halt.SIGNED_OUT:
            self.later(60_000, lambda: self._sign_in(node))
        if status.mismatched:
            self.oracle.found(f"{node.name}: digests differ in {status.mismatched}")

    def _sign_in(self, node: DeviceNode) -> None:
        """Let the agent sign in again; a server back from a backup may have to enrol the device anew."""
        if not self.server.signs_in(node.caller, node.name):
            self.later(60_000, lambda: self._sign_in(node))
        node.wake(Wake.PERSON)

    def later(self, within_ms: int, what: Callable[[], Any]) -> None:
        """Let something happen within this time."""
        self.kernel.call_at(self.kernel.now_ms + self.kernel.chance.randrange(within_ms), what)

    def _step(self) -> None:
        if self.kernel.happens(0.62):
            hands = self.kernel.chance.choice(self.hands)
            if hands.may_act and hands.act():
                self.counts["gesture"] += 1
            return
        self.kernel.chance.choice(FAULTS)(self)

    def _calm_down(self) -> None:
        self.kernel.note("calm")
        self.network.weather = Weather()
        self.network.cut_off.clear()
        self.server.heal()
        for node in self.nodes:
            node.kill_at, node.disk_is_full = None, False
            node.start()
        for _ in range(ROUNDS_MAX):
            for node in self.nodes:
                node.wake(Wake.PERSON)
            self.kernel.run(self.kernel.now_ms + ROUND_MS)
            if all(self._is_quiet(node) for node in self.nodes):
                return
        self.oracle.found(f"after {ROUNDS_MAX} minutes of calm, something still moves")

    def _is_quiet(self, node: DeviceNode) -> bool:
        with self.server.store.reading(self.server.tenant) as unit:
            head = unit.head()
        tables = node.tables
        idle = node.engine is not None and node.engine.status.doing is Phase.IDLE
        at_head = all(follow.cursor == head for follow in tables.follows.values())
        waits = any(entry.state is EntryState.WAITING for entry in tables.entries.values())
        return idle and at_head and not waits and not tables.place.purges

    def some_node(self) -> DeviceNode:
        """Pick a device."""
        return self.kernel.chance.choice(self.nodes)
