"""Push and pull over HTTP: what is asked, what is understood, and what is taken for a stranger's."""

import asyncio
from dataclasses import replace

import pytest

from sync.client.exchanges import HttpTransport
from sync.client.ports import EpochDiffers, TransportTrouble
from sync.core.instants import instant_of_ms
from sync.core.session import Trouble
from sync.protocol.addresses import LINES_MEDIA_TYPE
from sync.protocol.codec import lines_of_page
from sync.protocol.exchange_codec import push_answer_to_json, push_to_json
from sync.protocol.messages import (
    PULL_LINE_BYTES_MAX,
    Checkpoint,
    Opened,
    PullPage,
    PullRequest,
    PushAnswer,
    PushRequest,
    Put,
)
from sync.protocol.problems import ProblemError
from tests.protocol.fake_wire import DEVICE, FakeWire, account_over, bytes_saying, json_of, refusing, saying

NOW = instant_of_ms(1_795_000_000_000)
ANSWER = PushAnswer("e", (), 1, 0, NOW)
PUSH = PushRequest(DEVICE, "e", ())
PULL = PullRequest(DEVICE, "e", {"town": 3}, purged={"team:x": 2})
PAGE = PullPage(
    Opened("e", 1, ("town",), NOW, 1, 0),
    (Put("town", DEVICE, 1, ("town",), {"name": "Sainte-Aldegonde"}),),
    Checkpoint({"town": 4}, {}, more=False),
)
LINES = b"".join(lines_of_page(PAGE))


def transport(wire: FakeWire) -> HttpTransport:
    """Give the transport of a signed-in device."""
    return HttpTransport(account_over(wire))


def trouble_of_pull(*script: object) -> Trouble:
    """Pull, and give the trouble that it must end in."""
    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(transport(FakeWire(list(script))).pull(PULL))  # type: ignore[arg-type]  # steps of a script
    return caught.value.trouble


def test_push_sends_its_changes_and_reads_the_verdicts() -> None:
    wire = FakeWire([saying(push_answer_to_json(ANSWER))])
    assert asyncio.run(transport(wire).push(PUSH)) == ANSWER
    assert wire.addresses == ["POST /v1/push"]
    assert json_of(wire.asked[0]) == {"device": DEVICE, "epoch": "e", "changes": []}


def test_pull_tells_where_it_stands_and_reads_the_page() -> None:
    wire = FakeWire([bytes_saying(LINES, media_type=LINES_MEDIA_TYPE + "; charset=utf-8")])
    assert asyncio.run(transport(wire).pull(PULL)) == PAGE
    told = json_of(wire.asked[0])
    assert (told["cursors"], told["purged"], told["schema"]) == ({"town": 3}, {"team:x": 2}, 1)


def test_page_that_was_cut_short_is_no_page() -> None:
    for length in range(0, len(LINES) - 1, 7):
        assert trouble_of_pull(bytes_saying(LINES[:length], media_type=LINES_MEDIA_TYPE)) is Trouble.STRANGE


def test_page_of_a_login_portal_is_strange() -> None:
    assert trouble_of_pull(bytes_saying(b"<html>Bienvenue</html>")) is Trouble.STRANGE


def test_line_longer_than_its_limit_is_strange() -> None:
    long = LINES.replace(b"Sainte-Aldegonde", b"x" * PULL_LINE_BYTES_MAX)
    assert trouble_of_pull(bytes_saying(long, media_type=LINES_MEDIA_TYPE)) is Trouble.STRANGE


@pytest.mark.parametrize("document", [{}, {"verdicts": 7}, []])
def test_push_answer_that_cannot_be_read_is_strange(document: object) -> None:
    with pytest.raises(TransportTrouble) as caught:
        asyncio.run(transport(FakeWire([saying(document)])).push(PUSH))
    assert caught.value.trouble is Trouble.STRANGE


@pytest.mark.parametrize("code", ["not-found", "forbidden"])
def test_answer_that_no_server_of_ours_gives_is_strange(code: str) -> None:
    assert trouble_of_pull(refusing(code)) is Trouble.STRANGE


def test_message_that_the_server_cannot_read_is_our_own_fault() -> None:
    with pytest.raises(ProblemError):
        asyncio.run(transport(FakeWire([refusing("not-valid")])).push(PUSH))


def test_restored_server_is_told_apart() -> None:
    with pytest.raises(EpochDiffers):
        asyncio.run(transport(FakeWire([refusing("epoch-differs")])).push(PUSH))


OTHER_PUSH = PushRequest(DEVICE, "f", ())


async def begun(wire: FakeWire) -> HttpTransport:
    """Let a push be on its way, and do something else."""
    line = transport(wire)
    line.begin(PUSH)
    for _ in range(100):
        await asyncio.sleep(0)
    return line


def test_push_that_was_begun_is_sent_once() -> None:
    wire = FakeWire([saying(push_answer_to_json(ANSWER))])

    async def pushed() -> PushAnswer:
        line = await begun(wire)
        assert len(wire.asked) == 1, "it is on its way before anybody asks"
        return await line.push(PUSH)

    assert asyncio.run(pushed()) == ANSWER
    assert len(wire.asked) == 1


@pytest.mark.parametrize(("upcoming", "sent"), [(OTHER_PUSH, OTHER_PUSH), (OTHER_PUSH, PUSH)])
def test_push_that_was_made_ready_is_sent_only_as_the_one_that_it_is(upcoming: PushRequest, sent: PushRequest) -> None:
    wire = FakeWire([saying(push_answer_to_json(ANSWER)) for _ in range(3)])

    async def pushed() -> None:
        line = transport(wire)
        await line.push(PUSH, upcoming)
        await asyncio.sleep(0.01)
        assert len(wire.asked) == 1, "nothing is sent by making it ready"
        line.begin(sent)
        await line.push(sent)
        await line.push(sent)

    asyncio.run(pushed())
    assert [json_of(asked) for asked in wire.asked] == [push_to_json(one) for one in (PUSH, sent, sent)]


def test_push_that_was_begun_answers_no_other() -> None:
    wire = FakeWire([saying(push_answer_to_json(ANSWER)), saying(push_answer_to_json(ANSWER))])

    async def pushed() -> None:
        await (await begun(wire)).push(OTHER_PUSH)

    asyncio.run(pushed())
    assert [json_of(asked)["epoch"] for asked in wire.asked] == ["e", "f"]


def test_push_that_was_begun_is_dropped_by_a_pull() -> None:
    page = bytes_saying(LINES, media_type=LINES_MEDIA_TYPE)
    wire = FakeWire([saying(push_answer_to_json(ANSWER)), page, saying(push_answer_to_json(ANSWER))])

    async def pushed() -> None:
        line = await begun(wire)
        await line.pull(PULL)
        await line.push(PUSH)

    asyncio.run(pushed())
    assert wire.addresses == ["POST /v1/push", "POST /v1/pull", "POST /v1/push"]


def test_trouble_of_a_push_that_was_begun_is_told_when_its_answer_is_asked_for() -> None:
    async def pushed() -> None:
        line = await begun(FakeWire([refusing("epoch-differs")]))
        with pytest.raises(EpochDiffers):
            await line.push(PUSH)

    asyncio.run(pushed())


async def begun_pull(wire: FakeWire) -> HttpTransport:
    """Let a page be on its way, and do something else."""
    line = transport(wire)
    line.begin(PULL)
    for _ in range(100):
        await asyncio.sleep(0)
    return line


def test_page_that_was_begun_is_asked_for_once() -> None:
    wire = FakeWire([bytes_saying(LINES, media_type=LINES_MEDIA_TYPE)])

    async def pulled() -> PullPage:
        return await (await begun_pull(wire)).pull(PULL)

    assert asyncio.run(pulled()).opened.epoch
    assert wire.addresses == ["POST /v1/pull"]


def test_page_that_was_begun_is_dropped_by_another_pull_and_by_a_push() -> None:
    page = bytes_saying(LINES, media_type=LINES_MEDIA_TYPE)
    wire = FakeWire([page, page, saying(push_answer_to_json(ANSWER)), page])

    async def pulled() -> None:
        line = await begun_pull(wire)
        # Equal is not the same: an answer that has waited since another time would not differ either.
        await line.pull(replace(PULL))
        await line.push(PUSH)
        await line.pull(PULL)

    asyncio.run(pulled())
    assert wire.addresses == ["POST /v1/pull", "POST /v1/pull", "POST /v1/push", "POST /v1/pull"]
