"""One run: a storm of gestures and faults under one seed, then calm, then the oracle's verdict.

run(seed)                  -> Outcome: trace hash, counts of faults and verdicts, violations (none, if all is well)
run(seed, plant)           the same with a fault planted into the code; it must end in a violation for some seed
run(seed, cut=Cut(…))      the same with steps or faults left out: what `shrink` looks for
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sync.client import uploads
from sync.client.engine import Status
from sync.client.ports import Ports
from sync.client.rows import EntryState
from sync.client.uploads import PhotoPolicy, PhotoQueue
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.judge import Case, Judgement
from sync.core.model import SCHEMA
from sync.core.session import Halt, Phase, Wake
from sync.server import judging, logs
from sync.server.callers import Caller
from sync.server.service import Committed
from tests.simulation.device_node import Copied, DeviceNode
from tests.simulation.device_store import SimulatedAlarm, SimulatedStore
from tests.simulation.gestures import act
from tests.simulation.hands import Hands
from tests.simulation.kernel import Kernel
from tests.simulation.network import Network, Weather
from tests.simulation.old_kinds import OLD_KINDS
from tests.simulation.oracle import Oracle
from tests.simulation.oracle_end import broken_at_end, photos_broken
from tests.simulation.outcome import SOUND, WHOLE, Cut, Outcome, Parts, Plant
from tests.simulation.photo_node import CHUNK_BYTES, SimulatedShelf
from tests.simulation.photo_wire import SimulatedAccount
from tests.simulation.quiet import quiet
from tests.simulation.rare_faults import FAULTS
from tests.simulation.server_node import ServerNode
from tests.simulation.server_view import ServerView
from tests.simulation.town import PEOPLE, Person
from tests.simulation.transport import SimulatedTransport

STEPS = 200
GESTURES = 0.62
"""The share of steps in which somebody works; in the others something goes wrong."""
ROUND_MS = 60_000
ROUNDS_MAX = 8
"""Within so many minutes of calm every row must be everywhere; a photo that arrives is news, and counts anew."""
PHOTO_ROUNDS_MAX = 45
"""Photos have longer: one that could not move waits for ten minutes, and may meet damage of two kinds after it."""
GAPS_MS = (20, 20, 200, 200, 1_000, 1_000, 4_000, 15_000)
HEARD = 0.3
"""How often a tablet hears at once that there is news for it."""
SETUP_STEP, CALM_STEP = 1 << 19, (1 << 19) + 1


def run(
    seed: int, plant: Plant = SOUND, *, cut: Cut = WHOLE, keeps_trace: bool = False, parts: Parts | None = None
) -> Outcome:
    """Play one seed."""
    with pytest.MonkeyPatch.context() as patch, quiet():
        patch.setattr(uploads, "CHUNK_BYTES", CHUNK_BYTES)
        patch.setattr(logs, "event", lambda name, **members: None)
        plant.patch(patch)
        storm = Storm(Kernel(seed, keeps_trace), plant, parts or Parts())
        patch.setattr(judging, "judge", storm.watched(plant.judge))
        storm.play(cut)
        outcome = storm.outcome()
        storm.end()
        return outcome


class Storm:
    """A town, its weather, and what happens to it."""

    def __init__(self, kernel: Kernel, plant: Plant, parts: Parts) -> None:
        kernel.begin_step(SETUP_STEP)
        self.kernel = kernel
        self.oracle = Oracle()
        self.server = ServerNode(kernel, plant.service, parts.server_store())
        self.server.listeners.append(self._committed)
        self.server.on_verdicts = self.oracle.given
        self.network = Network(kernel, self.server)
        self.counts = self.server.counts
        self.folders: dict[str, Copied] = {}
        """Folders of tablets that were copied aside."""
        self.is_copied = False
        self._plant, self._parts = plant, parts
        people = [PEOPLE[n % len(PEOPLE)] for n in range(kernel.chance.randint(2, 5))]
        self.nodes: list[DeviceNode] = []
        self.hands: list[Hands] = []
        for number, person in enumerate(people):
            self._add(self._node(self._enrolled(person.id, number), f"tablet {number}"), person)

    def watched(self, judge: Callable[[Case], Judgement]) -> Callable[[Case], Judgement]:
        """Give the judge under the oracle's eyes."""

        def judged(case: Case) -> Judgement:
            judgement = judge(case)
            self.oracle.judged(case, judgement)
            return judgement

        return judged

    def play(self, cut: Cut) -> None:
        """Let the storm rage, then calm down."""
        for node in self.nodes:
            node.start()
        self.kernel.run(self.kernel.now_ms + 10_000)
        self.network.weather = Weather.of(self.kernel).without(cut.mishaps)
        for step in range(STEPS):
            self.kernel.begin_step(step)
            gap_ms = self.kernel.chance.choice(GAPS_MS)
            if cut.has(step):
                self._step(step)
            self.kernel.run(self.kernel.now_ms + gap_ms)
        self.kernel.begin_step(CALM_STEP)
        self._calm_down()

    def outcome(self) -> Outcome:
        """Let the oracle look, and sum up."""
        view = self._view()
        for broken in (*broken_at_end(view, self.nodes), *photos_broken(self.nodes, view, self._whole)):
            self.oracle.found(broken)
        counts = self.counts + self.oracle.outcomes
        kernel = self.kernel
        return Outcome(kernel.seed, kernel.trace_hash, tuple(self.oracle.violations), counts, tuple(kernel.lines))

    def end(self) -> None:
        """Take everything apart: in one piece it would give the collector a tenth of a storm to do."""
        for node in self.nodes:
            node.kill("taken apart")
        self.kernel.end()
        for part in (*self.nodes, self.server.service, self.server, self.network, self.oracle, self):
            part.__dict__.clear()

    def add_copy(self, node: DeviceNode) -> None:
        """Let another tablet start with this one's folder."""
        person = next(hands.person for hands in self.hands if hands.node is node)
        copy = self._node(node.caller, f"{node.name} copy")
        copy.kinds = node.kinds
        copy.become_copy_of(node.folder())
        self._add(copy, person)
        copy.start()

    def update_schema(self, node: DeviceNode) -> None:
        """Give a tablet a version of the app that the server answers."""
        if node.schema != SCHEMA:
            node.schema = SCHEMA
            node.wake(Wake.PERSON)

    def _add(self, node: DeviceNode, person: Person) -> None:
        self.nodes.append(node)
        self.hands.append(Hands(self.kernel, node, person))

    def _enrolled(self, agent: str, number: int) -> Caller:
        device = uuid7(self.kernel.now_ms, self.kernel.random_bytes(RANDOM_BYTES))
        return self.server.service.enrol(self.server.tenant, agent=agent, device=device, name=f"tablet {number}")

    def _node(self, caller: Caller, name: str) -> DeviceNode:
        node = self._parts.node(self.kernel, caller, name)
        node.make_engine = self._plant.engine
        node.use_store(self._plant.store)
        node.ports_of = self._ports
        node.on_kill = self._killed
        node.on_status = self._told
        node.watch = self._looked_at
        if self.kernel.happens(self._parts.likely_old):
            node.kinds = OLD_KINDS
            self.counts["old client"] += 1
        return node

    def _ports(self, node: DeviceNode, store: SimulatedStore) -> Ports:
        transport = SimulatedTransport(self.network, node, self.oracle)
        shelf = SimulatedShelf(self.kernel, node.photos, lambda: node.tables)
        photos = PhotoQueue(SimulatedAccount(self.network, node), shelf, node, lambda: PhotoPolicy.EVERYTHING)
        return Ports(store, transport, photos, node, node, SimulatedAlarm(self.kernel))

    def _looked_at(self, node: DeviceNode, store: SimulatedStore, what: str) -> None:
        self.oracle.looked_at(node, store)

    def _committed(self, what: Committed) -> None:
        for node in self.nodes:
            if what.logged.scopes & node.tables.follows.keys() and self.kernel.happens(HEARD):
                self.later(5_000, partial(node.wake, Wake.NEWS))

    def _killed(self, node: DeviceNode, how: str) -> None:
        self.counts[f"tablet {how}"] += 1
        self.later(20_000, node.start)

    def _told(self, node: DeviceNode, status: Status) -> None:
        if status.halt is not None and status.doing is Phase.HALTED:
            self.oracle.halted(node, status.halt)
        if status.halt in (Halt.SIGNED_OUT, Halt.COPIED):
            self.later(20_000, lambda: self._sign_in(node))
        if status.mismatched:
            self.oracle.found(f"{node.name}: digests differ in {status.mismatched}")

    def _sign_in(self, node: DeviceNode) -> None:
        """Let the agent sign in again; a server back from a backup may have to enrol the device anew."""
        if not node.is_up or node.is_lost:
            return
        if node.halt is Halt.COPIED:
            device = uuid7(node.now_ms(), self.kernel.random_bytes(RANDOM_BYTES))
            caller = Caller(node.caller.tenant, node.caller.agent, device)
            if self.server.signs_in(caller, node.name):
                node.enrol_anew(caller)
                self.counts["device enrolled anew"] += 1
            else:
                self.later(20_000, lambda: self._sign_in(node))
        elif not self.server.signs_in(node.caller, node.name):
            self.later(20_000, lambda: self._sign_in(node))
        node.wake(Wake.PERSON)

    def later(self, within_ms: int, what: Callable[[], Any]) -> None:
        """Let something happen within this time."""
        self.kernel.call_at(self.kernel.now_ms + self.kernel.chance.randrange(within_ms), what)

    def _step(self, step: int) -> None:
        if self.kernel.happens(GESTURES):
            hands = self.kernel.chance.choice(self.hands)
            if hands.may_act:
                self.kernel.note(f"step {step}: {hands.node.name} works")
                self.counts["gesture"] += act(hands)
                hands.open_photo()
            return
        fault = self.kernel.chance.choice(FAULTS)
        self.kernel.note(f"step {step}: {fault.__name__}")
        fault(self)

    def _calm_down(self) -> None:
        self.kernel.note("calm")
        self.network.weather = Weather()
        self.network.cut_off.clear()
        self.network.half_open.clear()
        self.server.heal()
        for node in self.nodes:
            node.kill_at, node.disk_is_full = None, False
            self.update_schema(node)
            node.start()
        restless = 0
        for _ in range(PHOTO_ROUNDS_MAX):
            for node in self.nodes:
                node.wake(Wake.PERSON)
            self.kernel.run(self.kernel.now_ms + ROUND_MS)
            rows_rest = all(self._is_quiet(node) for node in self.nodes)
            if rows_rest and all(self._photos_rest(node) for node in self.nodes):
                return
            restless = 0 if rows_rest else restless + 1
            if restless > ROUNDS_MAX:
                break
        self.oracle.found("after minutes of calm, " + ("rows" if restless else "photos") + " are still under way")

    def _is_quiet(self, node: DeviceNode) -> bool:
        if node.is_withdrawn:
            return True
        with self.server.store.reading(self.server.tenant) as unit:
            head = unit.head()
        tables = node.tables
        idle = node.engine is not None and node.engine.status.doing is Phase.IDLE
        at_head = all(follow.cursor == head for follow in tables.follows.values())
        waits = any(entry.state is EntryState.WAITING for entry in tables.entries.values())
        return idle and at_head and not waits and not tables.place.purges

    def _photos_rest(self, node: DeviceNode) -> bool:
        if node.is_withdrawn:
            # It never hears that a photo arrived: the oracle looks at the town hall's own word.
            return not list(photos_broken([node], self._view(), self._whole))
        shown, unheard = node.tables.shown, node.photos.mine - node.photos.received
        return not any(("attachment", one) in shown for one in unheard)

    def _view(self) -> ServerView:
        written = (change for node in self.nodes for change in node.written.values())
        texts = {change.text: change for change in written if change.text is not None}
        return ServerView(self.server.store, self.server.tenant, self.server.restores > 0, texts)

    def _whole(self, sha256: str) -> bytes | None:
        path = self.server.files.whole(self.server.tenant, sha256)
        return path.read_bytes() if path.exists() else None

    def some_node(self) -> DeviceNode:
        """Pick a device."""
        return self.kernel.chance.choice(self.nodes)
