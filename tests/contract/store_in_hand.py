"""What the suite of `SyncStore` needs of a store under test, and the small words in which its scenarios speak."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from sync.client.ports import SyncStore
from sync.client.rows import EntryState
from sync.core.digest import Digest, content_hash, digest_of, record_term
from sync.core.errors import Refusal, RefusalCode
from sync.core.instants import instant_of_ms
from sync.core.model import Fields, Verdict, VerdictCode
from sync.protocol.messages import Checkpoint, Gone, Opened, PullPage, PushAnswer, Put

NOW_MS = 1_795_000_000_000
"""The device's clock in every scenario; the server's is `OFFSET_MS` ahead."""
OFFSET_MS = 2_500
SERVER_TIME = instant_of_ms(NOW_MS + OFFSET_MS)
DEVICE = "018f0000-0000-7000-8000-00000000de01"
AGENT = "018f0000-0000-7000-8000-00000000a901"
"""The agent who writes: role `agent_bureau`, of the service `SERVICE`."""
SERVICE = "018f0000-0000-7000-8000-00000000ce01"
COLLEAGUE = "018f0000-0000-7000-8000-00000000a902"
DESK = f"desk:{SERVICE}"
MINE = f"agent:{AGENT}"
EPOCH = "epoch-1"


def task_id(number: int) -> str:
    """Name the task of a scenario."""
    return f"018f0000-0000-7000-8000-{number:012x}"


def task(title: str = "Balayer la place", **fields: Any) -> dict[str, Any]:
    """Give the fields of a task of our desk, with defaults spelled out as the server keeps them."""
    return {
        "title": title,
        "status": "a_faire",
        "priority": "genant",
        "photo_proof": False,
        "service": SERVICE,
    } | fields


def put(number: int, rv: int = 1, scopes: tuple[str, ...] = (DESK,), **fields: Any) -> Put:
    """Give the server's word on a task."""
    return Put("task", task_id(number), rv, scopes, task(**fields))


def gone(number: int, *scopes: str) -> Gone:
    """Say that a task left these scopes."""
    return Gone("task", task_id(number), scopes or (DESK,))


def digests_of(puts: tuple[Put, ...], scopes: tuple[str, ...]) -> dict[str, Digest]:
    """Add up what the server holds in each scope."""

    def term(row: Put) -> int:
        return record_term(row.id, row.rv, content_hash(row.fields))

    return {scope: digest_of(term(row) for row in puts if scope in row.scopes) for scope in scopes}


def page(
    *rows: Put | Gone,
    cursor: int = 1,
    granted: tuple[str, ...] = (DESK, MINE),
    digests: Mapping[str, Digest] | None = None,
    more: bool = False,
    **opened: Any,
) -> PullPage:
    """Give a page that brings all granted scopes to one cursor; it tells digests only where given."""
    defaults: dict[str, Any] = {"epoch": EPOCH, "scope_epoch": 1, "next_n": 1_000, "durable_n": 0}
    first = Opened(granted=granted, **({"server_time": SERVER_TIME} | defaults | opened))
    return PullPage(first, rows, Checkpoint(dict.fromkeys(granted, cursor), digests or {}, more))


def answer(*verdicts: Verdict, epoch: str = EPOCH, durable_n: int = 0, next_n: int = 1_000) -> PushAnswer:
    """Give the server's answer to a push."""
    return PushAnswer(epoch, verdicts, next_n, durable_n, SERVER_TIME)


def accepted(n: int, rv: int = 1, code: VerdictCode = VerdictCode.ACCEPTED) -> Verdict:
    """Give the verdict on a change that was taken."""
    return Verdict(n, code, rv, received_at=SERVER_TIME)


def rejected(n: int, code: RefusalCode = RefusalCode.FORBIDDEN) -> Verdict:
    """Give the verdict on a change that was refused."""
    return Verdict(n, VerdictCode.REJECTED, received_at=SERVER_TIME, refusal=Refusal(code))


class StoreInHand(Protocol):
    """A store under test, opened for `DEVICE` and `AGENT`, whose clock stands at `NOW_MS`."""

    @property
    def store(self) -> SyncStore:
        """The store itself."""
        ...

    async def create(self, fields: Fields) -> str:
        """Let the agent create a task in a gesture of its own; give its id."""
        ...

    async def update(self, record_id: str, **values: Any) -> None:
        """Let the agent change fields of a task that is shown, in a gesture of its own."""
        ...

    async def remove(self, record_id: str) -> None:
        """Let the agent remove a task that is shown."""
        ...

    async def update_together(self, record_ids: list[str], **values: Any) -> None:
        """Let the agent change several tasks in one gesture."""
        ...

    async def shown(self, record_id: str) -> Fields | None:
        """Give what the screens see of a task, empty fields left out; None when there is no such row."""
        ...

    async def state(self, n: int) -> EntryState | None:
        """Say where a change stands; None when it is forgotten."""
        ...

    async def put_away(self, n: int) -> None:
        """Let the agent be done with a rejected change."""
        ...

    async def digest(self, scope: str) -> Digest | None:
        """Give the digest kept for a scope; None when it is not followed."""
        ...

    async def killed_and_reopened(self) -> None:
        """Kill the process without notice, then open the store again from what was durable."""
        ...


Opening = Callable[[Path], AbstractAsyncContextManager[StoreInHand]]
Scenario = Callable[[StoreInHand], Awaitable[None]]


class StoreSuite:
    """Tell pytest how to open the store under test: see `tests.contract.sync_store`."""

    def opened(self, folder: Path) -> AbstractAsyncContextManager[StoreInHand]:
        """Open a new, empty store; `folder` is empty and its own."""
        raise NotImplementedError


def scenario(body: Callable[[Any, StoreInHand], Awaitable[None]]) -> Callable[[StoreSuite, Path], None]:
    """Make a test of a scenario: it plays on a store of its own, in a loop of its own."""

    def test(self: StoreSuite, tmp_path: Path) -> None:
        async def play() -> None:
            async with self.opened(tmp_path) as hand:
                await body(self, hand)

        asyncio.run(play())

    test.__name__, test.__doc__ = body.__name__, body.__doc__
    return test


async def numbers(hand: StoreInHand) -> list[int]:
    """Give the numbers of the changes that wait."""
    return [change.n for change in await hand.store.unsent(1_000)]


async def title_of(hand: StoreInHand, number: int) -> str | None:
    """Give the title that the screens see of a scenario's task."""
    fields = await hand.shown(task_id(number))
    return None if fields is None else str(fields["title"])
