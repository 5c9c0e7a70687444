"""Many live lines: a word to the whole town is passed on at a pace; who has read all is not woken."""

import asyncio
from functools import partial
from itertools import islice

import httpx
import pytest
from starlette.requests import Request

from sync.core.model import Op
from sync.protocol.addresses import LIVE, PULL
from sync.protocol.exchange_codec import pull_to_json
from sync.protocol.messages import PullRequest, Tokens
from sync.protocol.problems import ProblemError
from sync.server import admission, wake
from sync.server.lanes import Lanes
from sync.server.live import live_answer
from sync.server.routes import SyncRoutes
from sync.server.wake import Listener
from tests.server.server_in_hand import ServerInHand, bearer

FIRST, CROWD = 3, 20


@pytest.mark.parametrize(("per_s", "heard"), [(0.001, FIRST), (1e6, CROWD)])
def test_hint_to_a_whole_town_is_passed_on_at_a_pace(
    server: ServerInHand, monkeypatch: pytest.MonkeyPatch, per_s: float, heard: int
) -> None:
    monkeypatch.setattr(wake, "RUNG_AT_ONCE", FIRST)
    monkeypatch.setattr(wake, "RUNG_PER_S", per_s)
    board = server.parts.board

    async def play() -> int:
        watching = asyncio.create_task(board.watch())
        device, _ = server.signed_in("terrain")
        crowd = [await board.open_line(device.caller) for _ in range(CROWD)]
        for listener in crowd:
            listener.rung.clear()
        await asyncio.to_thread(server.town.write, "zone", server.town.ids["nord"], Op.PATCH, name="Nord-Ouest")
        hearing = [asyncio.create_task(listener.rung.wait()) for listener in crowd]
        for first in islice(asyncio.as_completed(hearing), heard):
            await first
        for task in (*hearing, watching):
            task.cancel()
        return rung(crowd)

    assert asyncio.run(play()) == heard


def rung(listeners: list[Listener]) -> int:
    """Count who has heard."""
    return sum(listener.rung.is_set() for listener in listeners)


async def read_all(client: httpx.AsyncClient, server: ServerInHand, tokens: Tokens) -> None:
    """Pull as a device does, until there is no more."""
    cursors: dict[str, int] = {}
    more = True
    while more:
        asked = pull_to_json(PullRequest(tokens.device, tokens.epoch, cursors))
        answer = await client.post(PULL, json=asked, headers=bearer(tokens))
        page = server.parts.service.pull(
            server.parts.auth.read(tokens.access_token).caller, PullRequest(tokens.device, tokens.epoch, cursors)
        )
        assert answer.is_success
        cursors, more = dict(page.checkpoint.cursors), page.checkpoint.more


async def first_word(server: ServerInHand, tokens: Tokens) -> bytes:
    """Open a line and give what it says first."""
    signed = server.parts.auth.read(tokens.access_token)
    listener = await server.parts.board.open_line(signed.caller)
    pieces = live_answer(server.parts.board, signed, listener, server.parts.now_ms).body_iterator
    word = await anext(aiter(pieces))
    server.parts.board.close_line(listener)
    assert isinstance(word, bytes)
    return word


def test_line_of_a_device_that_has_read_all_begins_without_a_hint(server: ServerInHand) -> None:
    async def play() -> list[bytes]:
        _, tokens = server.signed_in("terrain")
        words = [await first_word(server, tokens)]
        async with server.client() as client:
            await read_all(client, server, tokens)
        words.append(await first_word(server, tokens))
        await asyncio.to_thread(
            partial(server.town.write, "zone", server.town.ids["nord"], Op.PATCH, name="Nord-Ouest")
        )
        return [*words, await first_word(server, tokens)]

    pull, alive = b"event: pull\ndata: {}\n\n", b": alive\n\n"
    assert asyncio.run(play()) == [pull, alive, pull]


def test_line_for_which_there_is_no_room_is_told_its_hour(
    server: ServerInHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "INSIDE_MAX", 0)
    _, tokens = server.signed_in("terrain")
    lanes = Lanes()

    async def ask() -> ProblemError:
        scope = {"type": "http", "method": "GET", "path": LIVE, "query_string": b"", "headers": []}
        scope["headers"] = [(name.lower().encode(), value.encode()) for name, value in bearer(tokens).items()]
        with pytest.raises(ProblemError) as trouble:
            await SyncRoutes(server.parts, lanes).live(Request(scope))
        return trouble.value

    trouble = asyncio.run(ask())
    lanes.close()
    assert (trouble.kind.code, trouble.members["retry_after_s"] >= 1) == ("busy", True)
