"""An engine on a scripted server, driven by the simulated clock: what the engine's own tests play on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.client.engine import Engine, Status
from sync.client.memory_store import MemoryStore
from sync.client.ports import Ports
from sync.client.writing import Wish
from sync.core.instants import instant_of_ms
from sync.core.model import Op, Verdict, VerdictCode
from sync.protocol.messages import Checkpoint, Opened, PullPage, PullRequest, PushAnswer, PushRequest
from sync.records import KINDS
from tests.simulation.device_store import SimulatedAlarm
from tests.simulation.kernel import Kernel
from tests.simulation.town import known_id

AGENT, DEVICE, EPOCH = known_id("agent 1"), known_id("device"), "epoch-1"
NOW = instant_of_ms(1_795_000_000_000)
SECOND_MS = 1_000
Step = Callable[[], object]


@dataclass
class ScriptedServer:
    """Answers well; a step put in front raises, or does something, before an exchange is answered."""

    asked: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    purges: list[dict[str, int]] = field(default_factory=list)
    on_its_way: PushRequest | PullRequest | None = None
    then: PullRequest | None = None
    together: int = 0
    """Pages that came with the verdicts before them."""
    steps: list[Step | Exception] = field(default_factory=list)
    next_n: int = 1
    epoch: str = EPOCH
    pages: list[PullPage] = field(default_factory=list)
    delay_ms: int = 10
    kernel: Kernel = field(default_factory=lambda: Kernel(0))

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        """Note it, and wait for the engine to ask."""
        self.then = then
        changes = [change.n for change in request.changes] if isinstance(request, PushRequest) else None
        self.begun.append(f"push {changes}" if changes else "pull")
        self.on_its_way = request

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        """Accept everything."""
        self.asked.append(f"push {[change.n for change in request.changes]}")
        await self._step()
        self.next_n = request.changes[-1].n + 1
        verdicts = (Verdict(change.n, VerdictCode.ACCEPTED, 1, "h", NOW) for change in request.changes)
        return PushAnswer(self.epoch, tuple(verdicts), self.next_n, 0, NOW)

    async def pull(self, request: PullRequest) -> PullPage:
        """Give the next page of the script, else an empty one at the head."""
        self.purges.append(dict(request.purged))
        self.asked.append("pull that was begun" if request is self.on_its_way else "pull")
        self.together += request is self.then
        await self._step()
        return self.pages.pop(0) if self.pages else self.page()

    def page(self, **checkpoint: object) -> PullPage:
        """Give an empty page."""
        told: dict[str, object] = {"cursors": {"town": 1}, "digests": {}, "more": False, **checkpoint}
        opened = Opened(self.epoch, 1, ("town",), NOW, self.next_n, 0)
        return PullPage(opened, (), Checkpoint(**told))  # type: ignore[arg-type]  # members by name

    async def _step(self) -> None:
        await self.kernel.pause(self.delay_ms)
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            step()


@dataclass
class ScriptedPhotos:
    """Has some chunks to move."""

    chunks: int = 0
    moved: int = 0

    async def step(self) -> bool:
        """Move one."""
        if not self.chunks:
            return False
        self.chunks, self.moved = self.chunks - 1, self.moved + 1
        return True


class EngineBench:
    """The engine, its parts, and all that it told."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.kernel = Kernel(1)
        self.server = ScriptedServer(kernel=self.kernel)
        self.photos = ScriptedPhotos()
        self.store = store or MemoryStore(DEVICE, KINDS, self.now_ms)
        self.told: list[Status] = []
        self.ended: list[BaseException | None] = []
        self.wall_offset_ms = 5_000_000
        self.engine = self.another()
        self.engine.subscribe(self.told.append)

    def another(self) -> Engine:
        """Give one more engine on the same store."""
        return Engine(Ports(self.store, self.server, self.photos, self, self, SimulatedAlarm(self.kernel)))

    def now_ms(self) -> int:
        """Give the wall clock, which is wrong by a fixed amount."""
        return self.kernel.now_ms + self.wall_offset_ms

    def monotonic_ms(self) -> int:
        """Give the clock that never jumps."""
        return self.kernel.now_ms

    def random(self) -> float:
        """Give no chance at all."""
        return 0.0

    def start(self, engine: Engine | None = None) -> "EngineBench":
        """Start the engine and let it come to rest."""
        self.kernel.spawn("engine", (engine or self.engine).run(), self.ended.append)
        return self.after_ms(SECOND_MS)

    def after_ms(self, duration_ms: int) -> "EngineBench":
        """Let time pass."""
        self.kernel.run(self.kernel.now_ms + duration_ms)
        return self

    def write(self) -> None:
        """Let the agent create a task."""
        n = self.store.tables.last_n + 1
        wish = Wish(Op.CREATE, "task", known_id(f"written {n}"), {"title": "x", "status": "a_faire"})
        self.store.write(AGENT, known_id(f"gesture {n}"), NOW, [wish])


def status_of(bench: EngineBench) -> Status:
    """Give how the engine stands now."""
    return bench.engine.status


def in_contact() -> EngineBench:
    """Start an engine and let it have its first contact."""
    bench = EngineBench().start()
    bench.server.asked.clear()
    return bench
