"""The engine's `Transport` over HTTP: push, pull, and the live line that says when to pull."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Protocol

from sync.client.account import Account
from sync.client.http_transport import ANSWER_BYTES_MAX, Answer, Ask, packed
from sync.client.ports import (
    Alarm,
    ClientTooOld,
    Clock,
    DeviceRevoked,
    Jitter,
    SignInNeeded,
    TransportTrouble,
)
from sync.client.small_exchanges import SmallExchanges
from sync.core.session import Trouble, Wake, appointed_ms, back_off_ms
from sync.protocol.addresses import (
    LINES_MEDIA_TYPE,
    LIVE,
    LIVE_EVENT,
    LIVE_MEDIA_TYPE,
    LIVE_SILENCE_S_MAX,
    PULL,
    PUSH,
    TABLES_MEDIA_TYPE,
)
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import pull_to_json, push_answer_of_json, push_text
from sync.protocol.messages import (
    PULL_LINE_BYTES_MAX,
    PULL_PAGE_BYTES_MAX,
    PullPage,
    PullRequest,
    PushAnswer,
    PushRequest,
)
from sync.protocol.problems import ProblemError
from sync.protocol.tables import page_of_sections

_logger = logging.getLogger(__name__)
_NOT_HERE = frozenset({"not-found", "forbidden"})


class HttpTransport:
    """One server, as seen by one signed-in device."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._small = SmallExchanges(account)
        self._begun: tuple[PushRequest | PullRequest, asyncio.Task[Any]] | None = None
        self._prepared: tuple[PushRequest, asyncio.Task[Ask]] | None = None
        self._come: tuple[PullRequest, PullPage] | None = None
        """The page that came with a push, and what it answers."""

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        """Ask now; `push` or `pull` gives the answer."""
        self._taken(request)
        work = self._sending(request, then) if isinstance(request, PushRequest) else self._pulled(request)
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        # Nobody may come for it: its trouble is then nobody's.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._begun = request, task

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        """Send changes and read their verdicts; a thread packs the next ones meanwhile."""
        asked = self._taken(request) or self._sending(request)
        if upcoming is not None:
            packing = asyncio.get_running_loop().create_task(asyncio.to_thread(_asking, upcoming))
            self._prepared = upcoming, packing
        answer: PushAnswer = await asked
        return answer

    async def pull(self, request: PullRequest) -> PullPage:
        """Read the next page; one that was cut short is no page."""
        come = self._come
        if come is not None and come[0] is request:
            self._come = None
            return come[1]
        page: PullPage = await (self._taken(request) or self._pulled(request))
        return page

    def _taken(self, request: PushRequest | PullRequest) -> asyncio.Task[Any] | None:
        """Give what was begun for this very request; what was begun for another is dropped."""
        begun, self._begun, self._come = self._begun, None, None
        if begun is None or begun[0] is request:
            return begun[1] if begun is not None else None
        begun[1].cancel()
        return None

    def _sending(self, request: PushRequest, then: PullRequest | None = None) -> Coroutine[Any, Any, PushAnswer]:
        prepared, self._prepared = self._prepared, None
        packing = prepared[1] if prepared is not None and prepared[0] is request else None
        return self._pushed(request, packing, then)

    async def _pushed(
        self, request: PushRequest, packing: asyncio.Task[Ask] | None, then: PullRequest | None
    ) -> PushAnswer:
        if then is not None and (both := await self._small.asked(then, request.changes)) is not None:
            self._come = (then, both.page) if both.page is not None else None
            return both.pushed
        answer = await self._asked(await packing if packing is not None else _asking(request))
        document = answer.document()
        try:
            return push_answer_of_json(document)
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None

    async def _pulled(self, request: PullRequest) -> PullPage:
        small = await self._small.asked(request)
        if small is not None and small.page is not None:
            return small.page
        message = pull_to_json(replace(self._small.introduced(request), takes_tables=True))
        answer = await self._asked(Ask("POST", PULL, message), bytes_max=PULL_PAGE_BYTES_MAX)
        try:
            page = _page_of(answer)
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None
        self._small.hear(page)
        return page

    async def _asked(self, ask: Ask, *, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        try:
            return await self._account.asked(ask, bytes_max=bytes_max)
        except ProblemError as problem:
            if problem.kind.code in _NOT_HERE:
                # The protocol has no such answer to a push or a pull: what answers is not the server of our town.
                raise TransportTrouble(Trouble.STRANGE) from None
            raise


def _asking(request: PushRequest) -> Ask:
    return packed(Ask("POST", PUSH, push_text(request)))


class Sleeper(Protocol):
    """Whoever the live line wakes: the engine."""

    def wake(self, why: Wake) -> None:
        """Try soon."""
        ...


class LiveLine:
    """The server's hint that there is news. A dead line costs freshness only: the engine pulls anyway."""

    def __init__(self, account: Account, engine: Sleeper, clock: Clock, jitter: Jitter, alarm: Alarm) -> None:
        self._account = account
        self._engine = engine
        self._clock = clock
        self._jitter = jitter
        self._alarm = alarm
        self._asked_to_wait_ms = 0

    async def run(self) -> None:
        """Listen until cancelled; after a failure come back later each time, never all at the same second."""
        failures = 0
        while True:
            self._asked_to_wait_ms = 0
            try:
                if await self._listen():
                    failures = 0
            except (SignInNeeded, DeviceRevoked, ClientTooOld):
                await self._alarm.wait(None)
            failures += 1
            jitter = self._jitter.random()
            wait_ms = max(back_off_ms(failures, jitter), appointed_ms(self._asked_to_wait_ms, jitter))
            await self._alarm.wait(self._clock.monotonic_ms() + wait_ms)

    def retry(self) -> None:
        """Try again now: the agent has signed in, or the network came back."""
        self._alarm.ring()

    async def _listen(self) -> bool:
        """Pass on each hint; give whether anything was heard before the line went."""
        heard = False
        ask = Ask("GET", LIVE, headers={"Accept": LIVE_MEDIA_TYPE})
        try:
            async with self._account.listened(ask, LIVE_MEDIA_TYPE, silence_s_max=LIVE_SILENCE_S_MAX) as lines:
                async for line in lines:
                    heard = True
                    if line.strip() == f"event: {LIVE_EVENT}":
                        self._engine.wake(Wake.NEWS)
        except TransportTrouble as failure:
            self._asked_to_wait_ms = failure.retry_after_ms
            _logger.info("the live line is down: %s", failure.trouble)
        return heard


def _page_of(answer: Answer) -> PullPage:
    """Read a page, in lines or in sections; raise `not-json` or `not-valid`."""
    if answer.media_type == TABLES_MEDIA_TYPE:
        return page_of_sections(answer.body)
    if answer.media_type != LINES_MEDIA_TYPE:
        raise TransportTrouble(Trouble.STRANGE)
    lines = answer.body.split(b"\n")
    if any(len(line) > PULL_LINE_BYTES_MAX for line in lines):
        raise TransportTrouble(Trouble.STRANGE)
    return page_of_lines(lines)
