"""The simulated network: messages are lost, doubled, late, cut short, or answered by somebody else.

A late request is handled after its sender gave up and tried again: that is how requests change their order. Answers
cannot: a client that gave up no longer listens, as with HTTP.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from sync.client.account import raise_meaning
from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.codec import page_of_lines, read_json, write_json
from sync.protocol.exchange_codec import pull_to_json, push_answer_of_json, push_to_json
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.protocol.problems import ProblemError
from sync.server.service import Caller
from tests.simulation.device_node import DeviceNode
from tests.simulation.kernel import Kernel
from tests.simulation.oracle import Oracle
from tests.simulation.server_node import ServerDown, ServerNode

HOP_MS_MAX = 150
GIVE_UP_MS = 30_000
LATE_MS_MAX = 90_000
RETRY_AFTER_MS_MAX = 20_000
ROWS_MAX = (1, 5, 20, 100)
"""Rows that a page may hold: small ones are cut often, large ones reach the head at once."""

Handle = Callable[[Caller, bytes], bytes]


class Mishap(StrEnum):
    """What may happen to one message."""

    LOST_REQUEST = "request lost"
    LOST_ANSWER = "answer lost"
    DUPLICATED = "request duplicated"
    LATE = "request late and out of order"
    CUT_SHORT = "answer cut short"
    STRANGE = "answered by a stranger"
    BUSY = "server busy"


@dataclass(frozen=True, slots=True)
class Weather:
    """How likely each mishap is, per message; drawn once per seed."""

    likely: tuple[tuple[Mishap, float], ...] = ()

    @staticmethod
    def of(kernel: Kernel) -> "Weather":
        """Draw the weather of a run: some are calm, some wild, each in its own way."""
        wildness = kernel.chance.choice((0.02, 0.08, 0.2))
        return Weather(tuple((mishap, kernel.chance.random() * wildness) for mishap in Mishap))

    def draw(self, kernel: Kernel) -> Mishap | None:
        """Say what happens to the next message."""
        toss = kernel.chance.random()
        for mishap, probability in self.likely:
            toss -= probability
            if toss < 0:
                return mishap
        return None


class Network:
    """What lies between the devices and the server."""

    def __init__(self, kernel: Kernel, server: ServerNode) -> None:
        self.kernel = kernel
        self.server = server
        self.weather = Weather()
        self.cut_off: set[str] = set()

    async def exchange(self, node: DeviceNode, name: str, body: bytes) -> bytes:
        """Carry a request there and its answer back; raise what the device would meet."""
        kernel = self.kernel
        mishap = self.weather.draw(kernel)
        if mishap is not None:
            self.server.counts[mishap] += 1
            kernel.note(f"{node.name} {name}: {mishap}")
        await self._there(node, name, body, mishap)
        try:
            answer = self._handle(name)(node.caller, body)
        except ServerDown:
            await kernel.pause(self._hop_ms())
            raise TransportTrouble(Trouble.UNREACHABLE) from None
        except ProblemError as problem:
            raise_meaning(problem)
        return await self._back(node, answer, mishap)

    async def _there(self, node: DeviceNode, name: str, body: bytes, mishap: Mishap | None) -> None:
        kernel = self.kernel
        await kernel.pause(self._hop_ms())
        if node.name in self.cut_off:
            self.server.counts["partition"] += 1
            raise TransportTrouble(Trouble.UNREACHABLE)
        match mishap:
            case Mishap.STRANGE:
                raise TransportTrouble(Trouble.STRANGE)
            case Mishap.BUSY:
                raise TransportTrouble(Trouble.BUSY, kernel.chance.randrange(RETRY_AFTER_MS_MAX))
            case Mishap.LOST_REQUEST | Mishap.LATE:
                if mishap is Mishap.LATE:
                    self._deliver_later(node, name, body)
                await kernel.pause(GIVE_UP_MS)
                raise TransportTrouble(Trouble.TIMED_OUT)
            case Mishap.DUPLICATED:
                self._deliver_later(node, name, body)

    async def _back(self, node: DeviceNode, answer: bytes, mishap: Mishap | None) -> bytes:
        kernel = self.kernel
        if mishap is Mishap.LOST_ANSWER or node.name in self.cut_off:
            await kernel.pause(GIVE_UP_MS)
            raise TransportTrouble(Trouble.TIMED_OUT)
        await kernel.pause(self._hop_ms())
        return answer[: kernel.chance.randrange(len(answer))] if mishap is Mishap.CUT_SHORT else answer

    def _deliver_later(self, node: DeviceNode, name: str, body: bytes) -> None:
        def deliver() -> None:
            try:
                self._handle(name)(node.caller, body)
            except (ServerDown, ProblemError) as nobody_listens:
                self.kernel.note(f"{node.name} {name}, late: {type(nobody_listens).__name__}")

        self.kernel.call_at(self.kernel.now_ms + self.kernel.chance.randrange(LATE_MS_MAX), deliver)

    def _handle(self, name: str) -> Handle:
        return self.server.push if name == "push" else self.server.pull

    def _hop_ms(self) -> int:
        return self.kernel.chance.randrange(1, HOP_MS_MAX)


class SimulatedTransport:
    """The engine's `Transport`: the real codecs over the simulated network."""

    def __init__(self, network: Network, node: DeviceNode, oracle: Oracle) -> None:
        self._network = network
        self._node = node
        self._oracle = oracle

    async def push(self, request: PushRequest) -> PushAnswer:
        """Send changes and read their verdicts."""
        self._network.kernel.note(f"{self._node.name} pushes {[change.n for change in request.changes]}")
        answer = await self._network.exchange(self._node, "push", write_json(push_to_json(request)))
        try:
            return push_answer_of_json(read_json(answer))
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None

    async def pull(self, request: PullRequest) -> PullPage:
        """Read the next page."""
        self._oracle.told_purges(self._node, request)
        request = replace(request, rows_max=self._network.kernel.chance.choice(ROWS_MAX))
        body = write_json(pull_to_json(request))
        self._network.kernel.note(f"{self._node.name} pulls {body.decode()}")
        answer = await self._network.exchange(self._node, "pull", body)
        try:
            return page_of_lines(answer.split(b"\n"))
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None
