"""The lanes answer `busy` when they cannot take more, full or closed: a request is never a fault of ours."""

import asyncio
import threading

import pytest

from sync.protocol.problems import ProblemError
from sync.server import lanes
from sync.server.lanes import Lane, Lanes


def code_of(trouble: pytest.ExceptionInfo[ProblemError]) -> str:
    return trouble.value.kind.code


def test_lane_that_is_closed_is_busy() -> None:
    lane = Lane("test", 1)
    lane.close()
    with pytest.raises(ProblemError) as trouble:
        asyncio.run(lane.run(lambda: 1))
    assert code_of(trouble) == "busy"


def test_lane_that_closes_under_a_request_is_busy() -> None:
    """What waited in the queue is cancelled when the server stops; its asker hears that he may come again."""

    async def asked() -> None:
        lane, go_on = Lane("test", 1), threading.Event()
        first = asyncio.create_task(lane.run(go_on.wait))
        second = asyncio.create_task(lane.run(lambda: 1))
        await asyncio.sleep(0)
        lane.close()
        go_on.set()
        assert await first
        await second

    with pytest.raises(ProblemError) as trouble:
        asyncio.run(asked())
    assert code_of(trouble) == "busy"


def test_lane_that_is_too_long_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "WAITING_MAX", 0)
    lane = Lane("test", 1)
    with pytest.raises(ProblemError) as trouble:
        asyncio.run(lane.run(lambda: 1))
    lane.close()
    assert code_of(trouble) == "busy"


@pytest.mark.parametrize(("has_one_writer", "patience_s"), [(False, 30.0), (True, 0.1)])
def test_town_whose_turn_is_held_keeps_others_waiting_only_where_there_is_one_writer(
    has_one_writer: bool, patience_s: float
) -> None:
    """One town's work waits for another's: in one lane that can only come after it has given up."""

    async def asked() -> bool:
        town_lanes, go_on = Lanes(has_one_writer=has_one_writer), threading.Event()
        held = asyncio.create_task(town_lanes.writes_of("held").run(lambda: go_on.wait(patience_s)))
        other = asyncio.create_task(town_lanes.writes_of("other").run(go_on.set))
        was_let_go = await held
        await other
        town_lanes.close()
        return was_let_go

    assert asyncio.run(asked()) is not has_one_writer
