"""The simulated network: messages are lost, doubled, late, cut short, damaged, or answered by somebody else.

A late request is handled after its sender gave up and tried again: that is how requests change their order. Answers
cannot: a client that gave up no longer listens, as with HTTP. Behind a half-open connection requests arrive, and no
answer ever comes back.
"""

import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
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
from sync.protocol.tables import page_of_sections, sections_of_page
from tests.simulation.device_node import DeviceNode
from tests.simulation.kernel import Kernel
from tests.simulation.mortal import ServerDown
from tests.simulation.server_node import ServerNode

HOP_MS_MAX = 150
GIVE_UP_MS = 10_000
LATE_MS_MAX = 40_000
RETRY_AFTER_MS_MAX = 10_000
TURNED_AWAY = ("busy", "busy", "too-many-tries")
"""A waiting room that is full (503), or a server that counts tries (429): each names an hour."""
HELD_BACK_MAX = 4
"""Requests that a proxy before the server keeps, to send them once more when the server is back."""

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
    FLIPPED_REQUEST = "bit of a request flipped"
    FLIPPED_ANSWER = "bit of an answer flipped"


@dataclass(frozen=True, slots=True)
class Weather:
    """How likely each mishap is, per message; drawn once per seed."""

    likely: tuple[tuple[Mishap, float], ...] = ()

    @staticmethod
    def of(kernel: Kernel) -> "Weather":
        """Draw the weather of a run: some are calm, some wild, each in its own way."""
        wildness = kernel.chance.choice((0.02, 0.06, 0.15))
        return Weather(tuple((mishap, kernel.chance.random() * wildness) for mishap in Mishap))

    def draw(self, kernel: Kernel) -> Mishap | None:
        """Say what happens to the next message."""
        toss = kernel.chance.random()
        for mishap, probability in self.likely:
            toss -= probability
            if toss < 0:
                return mishap
        return None

    def without(self, mishaps: frozenset[str]) -> "Weather":
        """Give the same weather without some mishaps; the other ones stay where they were."""
        return Weather(tuple((one, 0.0 if one in mishaps else likely) for one, likely in self.likely))


class Network:
    """What lies between the devices and the server.

    Where it is `coded`, messages pass as the bytes of the real codecs; elsewhere as values, which is twice as fast.
    """

    def __init__(self, kernel: Kernel, server: ServerNode) -> None:
        self.kernel = kernel
        self.server = server
        self.weather = Weather()
        self.cut_off: set[str] = set()
        self.half_open: set[str] = set()
        self.is_coded = kernel.seed % CODED_ONE_IN == 0
        self._held_back: deque[tuple[DeviceNode, Callable[[], object]]] = deque(maxlen=HELD_BACK_MAX)

    async def push(self, node: DeviceNode, request: PushRequest) -> PushAnswer:
        """Carry a push there and its answer back; raise what the device would meet."""
        caller = node.caller
        if not self.is_coded:
            return await self.exchange(node, "push", lambda: self.server.push(caller, request))
        body = write_json(push_to_json(request))

        def handled() -> bytes:
            return write_json(push_answer_to_json(self.server.push(caller, push_of_json(read_json(body)))))

        answer = await self.exchange(node, "push", handled)
        return _understood(lambda: push_answer_of_json(read_json(answer)))

    async def pull(self, node: DeviceNode, request: PullRequest) -> PullPage:
        """Carry a pull there and its page back; raise what the device would meet."""
        caller = node.caller
        if not self.is_coded:
            return await self.exchange(node, "pull", lambda: self.server.pull(caller, request))
        body = write_json(pull_to_json(request))

        def handled() -> bytes:
            page = self.server.pull(caller, pull_of_json(read_json(body)))
            return sections_of_page(page) if page.tables else b"".join(lines_of_page(page))

        answer = await self.exchange(node, "pull", handled)
        is_lines = answer.startswith(b"{")
        return _understood(lambda: page_of_lines(answer.split(b"\n")) if is_lines else page_of_sections(answer))

    async def both(self, node: DeviceNode, push: PushRequest, pull: PullRequest) -> tuple[PushAnswer, PullPage | None]:
        """Carry a push and the question for the page after it; a page that may not be read is left out."""
        caller = node.caller

        def handled() -> tuple[PushAnswer, PullPage | None]:
            answer = self.server.push(caller, push)
            try:
                return answer, self.server.pull(caller, pull)
            except ProblemError:
                return answer, None

        return await self.exchange(node, "sync", handled)

    def send_again_what_was_held_back(self) -> None:
        """Deliver the last requests once more, as a proxy does when the server behind it is back."""
        for node, handled in self._held_back:
            self.server.counts["request sent again after a restore"] += 1
            self._handle_later(node, handled)

    async def exchange(self, node: DeviceNode, name: str, handled: Callable[[], T]) -> T:
        """Carry a request there, have it handled, and carry the answer back."""
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
            self._meant(problem)
        return await self._back(node, answer, mishap)

    def _meant(self, problem: ProblemError) -> None:
        if problem.kind.code in ("number-reused", "revoked", "schema-too-old"):
            self.server.counts[f"problem {problem.kind.code}"] += 1
        raise_meaning(problem)

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
                asked_ms = kernel.chance.randrange(RETRY_AFTER_MS_MAX)
                raise_meaning(ProblemError(kernel.chance.choice(TURNED_AWAY), retry_after_ms=asked_ms))
            case Mishap.FLIPPED_REQUEST:
                self._refuse_damaged()
            case Mishap.LOST_REQUEST | Mishap.LATE:
                if mishap is Mishap.LATE:
                    self._handle_later(node, handled)
                await kernel.pause(GIVE_UP_MS)
                raise TransportTrouble(Trouble.TIMED_OUT)
            case Mishap.DUPLICATED:
                self._handle_later(node, handled)

    def _refuse_damaged(self) -> None:
        """Answer a packed body with a wrong bit as the server does: it does not unpack, and nothing is stored."""
        if self.server.is_up:
            raise_meaning(ProblemError("not-json"))

    async def _back(self, node: DeviceNode, answer: T, mishap: Mishap | None) -> T:
        kernel = self.kernel
        if node.name in self.half_open:
            self.server.counts["half-open connection"] += 1
        if mishap is Mishap.LOST_ANSWER or node.name in self.cut_off | self.half_open:
            await kernel.pause(GIVE_UP_MS)
            raise TransportTrouble(Trouble.TIMED_OUT)
        await kernel.pause(self._hop_ms())
        if mishap not in (Mishap.CUT_SHORT, Mishap.FLIPPED_ANSWER):
            return answer
        if not isinstance(answer, bytes) or not answer:
            raise TransportTrouble(Trouble.STRANGE)
        if mishap is Mishap.FLIPPED_ANSWER:
            return cast(T, self._flipped(answer))
        return cast(T, answer[: kernel.chance.randrange(len(answer))])

    def _flipped(self, answer: bytes) -> bytes:
        """Pack an answer, flip a bit of it, and read what comes out: the packing's checksum is what tells."""
        packed = bytearray(zlib.compress(answer, 1))
        bit = self.kernel.chance.randrange(len(packed) * 8)
        packed[bit // 8] ^= 1 << bit % 8
        try:
            return zlib.decompress(packed)
        except zlib.error:
            raise TransportTrouble(Trouble.STRANGE) from None

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
