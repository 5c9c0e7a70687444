"""The simulated network: messages are lost, doubled, late, cut short, or answered by somebody else.

A late request is handled after its sender gave up and tried again: that is how requests change their order. Answers
cannot: a client that gave up no longer listens, as with HTTP.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar, cast

from sync.client.account import raise_meaning
from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.codec import lines_of_page, page_of_lines, read_json, write_json
from sync.protocol.exchange_codec import (
    pull_of_json,
    pull_to_json,
    push_answer_of_json,
    push_answer_to_json,
    push_of_json,
    push_to_json,
)
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.protocol.problems import ProblemError
from tests.simulation.device_node import DeviceNode
from tests.simulation.kernel import Kernel
from tests.simulation.oracle import Oracle
from tests.simulation.server_node import ServerDown, ServerNode

HOP_MS_MAX = 150
GIVE_UP_MS = 30_000
LATE_MS_MAX = 90_000
RETRY_AFTER_MS_MAX = 20_000
HELD_BACK_MAX = 4
"""Requests that a proxy before the server keeps, to send them once more when the server is back."""

ROWS_MAX = (1, 5, 20, 100)
"""Rows that a page may hold: small ones are cut often, large ones reach the head at once."""

CODED_ONE_IN = 4
T = TypeVar("T")


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
    """What lies between the devices and the server.

    Where it is `coded`, messages pass as the bytes of the real codecs; elsewhere as values, which is twice as fast.
    """

    def __init__(self, kernel: Kernel, server: ServerNode) -> None:
        self.kernel = kernel
        self.server = server
        self.weather = Weather()
        self.cut_off: set[str] = set()
        self.is_coded = kernel.seed % CODED_ONE_IN == 0
        self._held_back: deque[tuple[DeviceNode, Callable[[], object]]] = deque(maxlen=HELD_BACK_MAX)

    async def push(self, node: DeviceNode, request: PushRequest) -> PushAnswer:
        """Carry a push there and its answer back; raise what the device would meet."""
        if not self.is_coded:
            return await self._exchange(node, "push", lambda: self.server.push(node.caller, request))
        body = write_json(push_to_json(request))

        def handled() -> bytes:
            return write_json(push_answer_to_json(self.server.push(node.caller, push_of_json(read_json(body)))))

        answer = await self._exchange(node, "push", handled)
        return _understood(lambda: push_answer_of_json(read_json(answer)))

    async def pull(self, node: DeviceNode, request: PullRequest) -> PullPage:
        """Carry a pull there and its page back; raise what the device would meet."""
        if not self.is_coded:
            return await self._exchange(node, "pull", lambda: self.server.pull(node.caller, request))
        body = write_json(pull_to_json(request))

        def handled() -> bytes:
            return b"".join(lines_of_page(self.server.pull(node.caller, pull_of_json(read_json(body)))))

        answer = await self._exchange(node, "pull", handled)
        return _understood(lambda: page_of_lines(answer.split(b"\n")))

    def send_again_what_was_held_back(self) -> None:
        """Deliver the last requests once more, as a proxy does when the server behind it is back."""
        for node, handled in self._held_back:
            self.server.counts["request sent again after a restore"] += 1
            self._handle_later(node, handled)

    async def _exchange(self, node: DeviceNode, name: str, handled: Callable[[], T]) -> T:
        kernel = self.kernel
        self._held_back.append((node, handled))
        mishap = self.weather.draw(kernel)
        if mishap is not None:
            self.server.counts[mishap] += 1
            kernel.note(f"{node.name} {name}: {mishap}")
        await self._there(node, handled, mishap)
        try:
            answer = handled()
        except ServerDown:
            await kernel.pause(self._hop_ms())
            raise TransportTrouble(Trouble.UNREACHABLE) from None
        except ProblemError as problem:
            raise_meaning(problem)
        return await self._back(node, answer, mishap)

    async def _there(self, node: DeviceNode, handled: Callable[[], object], mishap: Mishap | None) -> None:
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
                    self._handle_later(node, handled)
                await kernel.pause(GIVE_UP_MS)
                raise TransportTrouble(Trouble.TIMED_OUT)
            case Mishap.DUPLICATED:
                self._handle_later(node, handled)

    async def _back(self, node: DeviceNode, answer: T, mishap: Mishap | None) -> T:
        kernel = self.kernel
        if mishap is Mishap.LOST_ANSWER or node.name in self.cut_off:
            await kernel.pause(GIVE_UP_MS)
            raise TransportTrouble(Trouble.TIMED_OUT)
        await kernel.pause(self._hop_ms())
        if mishap is not Mishap.CUT_SHORT:
            return answer
        if not isinstance(answer, bytes):
            raise TransportTrouble(Trouble.STRANGE)
        return cast(T, answer[: kernel.chance.randrange(len(answer))])

    def _handle_later(self, node: DeviceNode, handled: Callable[[], object]) -> None:
        def handle() -> None:
            try:
                handled()
            except (ServerDown, ProblemError) as nobody_listens:
                self.kernel.note(f"{node.name}, late: {type(nobody_listens).__name__}")

        self.kernel.call_at(self.kernel.now_ms + self.kernel.chance.randrange(LATE_MS_MAX), handle)

    def _hop_ms(self) -> int:
        return self.kernel.chance.randrange(1, HOP_MS_MAX)


def _understood(read: Callable[[], T]) -> T:
    try:
        return read()
    except ProblemError:
        raise TransportTrouble(Trouble.STRANGE) from None


class SimulatedTransport:
    """The engine's `Transport` over the simulated network."""

    def __init__(self, network: Network, node: DeviceNode, oracle: Oracle) -> None:
        self._network = network
        self._node = node
        self._oracle = oracle

    async def push(self, request: PushRequest) -> PushAnswer:
        """Send changes and read their verdicts."""
        self._network.kernel.note(f"{self._node.name} pushes {[change.n for change in request.changes]}")
        return await self._network.push(self._node, request)

    async def pull(self, request: PullRequest) -> PullPage:
        """Read the next page."""
        self._oracle.told_purges(self._node, request)
        request = replace(request, rows_max=self._network.kernel.chance.choice(ROWS_MAX))
        at = sorted(set(request.cursors.values()))
        self._network.kernel.note(f"{self._node.name} pulls {len(request.cursors)} scopes from {at}")
        return await self._network.pull(self._node, request)
