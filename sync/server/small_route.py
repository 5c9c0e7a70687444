"""The route of small exchanges: the changes are judged, then the page after them is read, in one piece of work."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.addresses import SYNC
from sync.protocol.messages import PUSH_BYTES_MAX, PullRequest, PushAnswer, PushRequest
from sync.protocol.packing import pack, unpack
from sync.protocol.problems import ProblemError
from sync.protocol.small_exchange import (
    STAND_BYTES,
    Stand,
    answer_text,
    asked_of_text,
    page_head,
)
from sync.server.bodies import read_body
from sync.server.callers import Caller
from sync.server.handles import Asked
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.pulling import StoredPage


@dataclass(frozen=True, slots=True)
class SmallRoute:
    """The handler, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def route(self) -> Route:
        """Give the route."""
        return Route(SYNC, self.exchange, methods=["POST"])

    async def exchange(self, request: Request) -> Response:
        """Judge changes, if there are any, and read the next page."""
        body = await read_body(request, PUSH_BYTES_MAX)
        asked = self.parts.handles.look_up(body, STAND_BYTES)
        caller = asked.handed.signed.caller
        request.state.device = caller.device
        with self.lanes.room.entered(caller.device):
            stand, pull, push = await self.lanes.reads.run(lambda: self._understood(asked))
            lane = self.lanes.writes_of(caller.tenant) if push is not None else self.lanes.reads
            return await self.lanes.room.working(lane.run(lambda: self._answered(caller, stand, pull, push)))

    def _understood(self, asked: Asked) -> tuple[Stand, PullRequest, PushRequest | None]:
        """Read what is asked; raise `not-found` or `not-proven` when its device stands elsewhere than it says."""
        caller = self.parts.auth.check(asked.handed.signed)
        stand = Stand(caller.device, caller.agent, *self.parts.service.follows(caller))
        if asked.head is not None:
            self.parts.handles.prove(asked, stand.text())
        elif asked.mark != stand.mark():
            raise ProblemError("not-found")
        pull, push = asked_of_text(unpack(asked.text, stand.words(), PUSH_BYTES_MAX), stand)
        return stand, replace(pull, schema=asked.handed.schema), push

    def _answered(self, caller: Caller, stand: Stand, pull: PullRequest, push: PushRequest | None) -> Response:
        pushed = self.parts.service.push(caller, push) if push is not None else None
        page = self._page(caller, pull, may_fail=pushed is not None)
        if pushed is None:
            assert page is not None, "read, or raised"
            opened = page.opened
            pushed = PushAnswer(opened.epoch, (), opened.next_n, opened.durable_n, opened.server_time)
        is_page = page is not None and _is_of(page, stand, pushed)
        head = page_head(page.opened, page.checkpoint, page.moved) if page is not None and is_page else None
        if page is not None and is_page:
            self.parts.reaching.hear(caller, page.opened, pull)
            self.parts.receipts.hear(caller, page.opened, pull)
            self.parts.board.has_read(caller, page.checkpoint)
            self.parts.metrics.pulled(page.rows_told)
        rows = page.row_lines() if page is not None and is_page else ()
        return Response(pack(answer_text(pushed, head, rows), stand.words()))

    def _page(self, caller: Caller, pull: PullRequest, *, may_fail: bool) -> StoredPage | None:
        try:
            return self.parts.service.read(caller, pull)
        except ProblemError:
            # What was judged is told; the device asks for the page as ever, and hears what is wrong.
            if not may_fail:
                raise
            return None


def _is_of(page: StoredPage, stand: Stand, pushed: PushAnswer) -> bool:
    """Say whether nothing that the answer leaves out has changed since it was compared."""
    opened = page.opened
    return (opened.epoch, opened.granted, opened.next_n) == (stand.epoch, stand.scopes, pushed.next_n)
