"""The engine's transport over the simulated network: what was begun, what came with it, and who asks for it."""

from dataclasses import dataclass, field, replace
from typing import cast

from sync.client.ports import (
    ClientTooOld,
    DeviceRevoked,
    EpochDiffers,
    NumbersDiffer,
    NumberTaken,
    SignInNeeded,
    TransportTrouble,
)
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest
from sync.protocol.problems import ProblemError
from tests.simulation.device_node import DeviceNode
from tests.simulation.kernel import Signal
from tests.simulation.network import Network
from tests.simulation.oracle import Oracle

ROWS_MAX = (1, 5, 20, 100)
"""Rows that a page may hold: small ones are cut often, large ones reach the head at once."""
BY_COLUMN_FROM = 100
"""A device that reads larger pages takes blocks of the log as well: in a quarter of its exchanges."""
APART_ONE_IN = 3
"""In one seed in three the devices push and pull one after the other, as before there were small exchanges."""


@dataclass(eq=False, slots=True)
class _Begun:
    """A push or a pull that is on its way while its device does something else."""

    request: PushRequest | PullRequest
    then: PullRequest | None = None
    come: Signal = field(default_factory=Signal)
    answer: PushAnswer | PullPage | None = None
    trouble: Exception | None = None


_TOLD = (
    TransportTrouble,
    SignInNeeded,
    DeviceRevoked,
    ClientTooOld,
    EpochDiffers,
    NumbersDiffer,
    NumberTaken,
    ProblemError,
)
"""What an exchange may raise: told where its answer is asked for."""


class SimulatedTransport:
    """The engine's `Transport` over the simulated network."""

    def __init__(self, network: Network, node: DeviceNode, oracle: Oracle) -> None:
        self._network = network
        self._node = node
        self._oracle = oracle
        self._begun: _Begun | None = None
        self._page: tuple[PullRequest, PullPage] | None = None
        self._may_do_both = network.kernel.seed % APART_ONE_IN != 0

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        """Ask now, while the device does something else; `push` or `pull` gives the answer."""
        self._begun, self._page = _Begun(request, then if self._may_do_both else None), None
        self._network.kernel.spawn(f"{self._node.name} asks", self._carry(self._begun), lambda how: None)

    async def _carry(self, begun: "_Begun") -> None:
        request = begun.request
        try:
            if isinstance(request, PushRequest) and begun.then is not None:
                begun.answer = await self._both(begun, request, begun.then)
            else:
                work = self._pushed(request) if isinstance(request, PushRequest) else self._pulled(request)
                begun.answer = await work
        except _TOLD as trouble:
            begun.trouble = trouble
        self._network.kernel.ring(begun.come)

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        """Give the answer to what was begun; else send changes and read their verdicts."""
        begun = self._taken(request)
        return await self._pushed(request) if begun is None else cast(PushAnswer, await self._come(begun))

    async def pull(self, request: PullRequest) -> PullPage:
        """Give the page that was begun, or that came with a push; else read the next one."""
        page, self._page = self._page, None
        if page is not None and page[0] is request:
            return page[1]
        begun = self._taken(request)
        return await self._pulled(request) if begun is None else cast(PullPage, await self._come(begun))

    def _taken(self, request: PushRequest | PullRequest) -> "_Begun | None":
        begun, self._begun, self._page = self._begun, None, None
        return begun if begun is not None and begun.request is request else None

    async def _come(self, begun: "_Begun") -> PushAnswer | PullPage:
        await self._network.kernel.rung(begun.come, None)
        if begun.trouble is not None:
            raise begun.trouble
        assert begun.answer is not None, "rung when one of both is there"
        return begun.answer

    async def _both(self, begun: "_Begun", push: PushRequest, then: PullRequest) -> PushAnswer:
        self._network.kernel.note(f"{self._node.name} pushes {[change.n for change in push.changes]} and pulls")
        answer, page = await self._network.both(self._node, push, self._asking(then))
        if page is not None and begun.request is push:
            self._network.server.counts["push and page in one exchange"] += 1
            self._page = then, page
        return answer

    async def _pushed(self, request: PushRequest) -> PushAnswer:
        self._network.kernel.note(f"{self._node.name} pushes {[change.n for change in request.changes]}")
        return await self._network.push(self._node, request)

    async def _pulled(self, request: PullRequest) -> PullPage:
        request = self._asking(request)
        at = sorted(set(request.cursors.values()))
        self._network.kernel.note(f"{self._node.name} pulls {len(request.cursors)} scopes from {at}")
        return await self._network.pull(self._node, request)

    def _asking(self, request: PullRequest) -> PullRequest:
        """Give the request as this device's app would ask it."""
        self._oracle.told_purges(self._node, request)
        rows_max = self._network.kernel.chance.choice(ROWS_MAX)
        by_column = rows_max >= BY_COLUMN_FROM
        return replace(request, rows_max=rows_max, schema=self._node.schema, takes_tables=by_column)
