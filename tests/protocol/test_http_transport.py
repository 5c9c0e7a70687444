"""The one door to the network: one origin, limits, and a typed failure for everything that may come back."""

import asyncio
import gzip
import ssl
from collections.abc import Callable

import httpx
import pytest

from sync.client.http_transport import (
    ANSWER_BYTES_MAX,
    GZIP_FROM_BYTES,
    RETRY_AFTER_S_MAX,
    Answer,
    Ask,
    Traffic,
)
from sync.client.ports import TransportTrouble
from sync.core.session import Trouble
from sync.protocol.problems import CATALOGUE, PROBLEM_MEDIA_TYPE, ProblemError
from tests.protocol.fake_wire import FakeWire, Parts, bytes_saying, connection_over, json_of, refusing, saying

LOGIN_PAGE = b"<html><body>Bienvenue au Grand Hotel : connectez-vous</body></html>"


def asked(wire: FakeWire, ask: Ask | None = None, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
    """Ask once over a wire."""

    async def play() -> Answer:
        connection = connection_over(wire)
        try:
            return await connection.asked(ask or Ask("POST", "/v1/push", {"a": 1}), bytes_max=bytes_max)
        finally:
            await connection.close()

    return asyncio.run(play())


def trouble_of(wire: FakeWire, bytes_max: int = ANSWER_BYTES_MAX) -> TransportTrouble:
    """Ask, and give the trouble that it must end in."""
    with pytest.raises(TransportTrouble) as caught:
        asked(wire, bytes_max=bytes_max)
    return caught.value


def failing_later(failure: Exception) -> Callable[[httpx.Request], httpx.Response]:
    """Answer well, then break in the middle of the body."""
    headers = {"Content-Type": "application/json"}
    return lambda request: httpx.Response(200, headers=headers, stream=Parts(b'{"a":', failure), request=request)


def test_answer_is_read_whole() -> None:
    assert asked(FakeWire([saying({"b": 2})])).document() == {"b": 2}


def test_what_goes_over_the_line_is_counted_and_taken_once() -> None:
    async def play() -> None:
        connection = connection_over(FakeWire([saying({"b": 2}), saying({"b": 2})]))
        await connection.asked(Ask("POST", "/v1/push", content=b"12345"))
        await connection.asked(Ask("GET", "/v1/me"))
        taken = connection.traffic.take()
        assert taken.sent_bytes == 5
        assert taken.received_bytes >= 2 * len(b'{"b":2}')
        assert connection.traffic == Traffic()
        await connection.close()

    asyncio.run(play())


def test_small_message_goes_plain_and_large_one_packed() -> None:
    wire = FakeWire([saying({})])
    asked(wire, Ask("POST", "/v1/push", {"a": "x"}))
    asked(wire, Ask("POST", "/v1/push", {"a": "x" * GZIP_FROM_BYTES}))
    assert [request.headers.get("Content-Encoding") for request in wire.asked] == [None, "gzip"]
    assert json_of(wire.asked[1]) == {"a": "x" * GZIP_FROM_BYTES}
    assert len(wire.asked[1].content) < 200


def test_packed_answer_is_unpacked() -> None:
    packed = gzip.compress(b'{"b":2}')
    wire = FakeWire([bytes_saying(packed, media_type="application/json", headers={"Content-Encoding": "gzip"})])
    assert asked(wire).document() == {"b": 2}


def test_answer_that_unpacks_into_too_much_is_strange() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    wire = FakeWire([bytes_saying(bomb, media_type="application/json", headers={"Content-Encoding": "gzip"})])
    assert trouble_of(wire).trouble is Trouble.STRANGE


def test_answer_longer_than_its_limit_is_strange() -> None:
    wire = FakeWire([saying({"a": "x" * 100})])
    assert trouble_of(wire, bytes_max=50).trouble is Trouble.STRANGE


def test_packed_answer_that_was_cut_is_unreachable() -> None:
    packed = gzip.compress(b'{"b":2}' * 100)[:-9]
    wire = FakeWire([bytes_saying(packed, media_type="application/json", headers={"Content-Encoding": "gzip"})])
    assert trouble_of(wire).trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate"])
def test_encoding_that_was_not_asked_for_is_strange(encoding: str) -> None:
    wire = FakeWire([bytes_saying(b"x", media_type="application/json", headers={"Content-Encoding": encoding})])
    assert trouble_of(wire).trouble is Trouble.STRANGE


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 407, 500, 502, 504, 511])
def test_page_of_a_stranger_is_strange_whatever_its_status(status: int) -> None:
    wire = FakeWire([bytes_saying(LOGIN_PAGE, status, headers={"Location": "https://elsewhere.example/"})])
    assert trouble_of(wire).trouble is Trouble.STRANGE
    assert len(wire.asked) == 1


def test_login_page_with_status_200_is_strange_once_it_is_read() -> None:
    with pytest.raises(TransportTrouble) as caught:
        asked(FakeWire([bytes_saying(LOGIN_PAGE)])).document()
    assert caught.value.trouble is Trouble.STRANGE


def test_broken_json_of_our_media_type_is_strange() -> None:
    with pytest.raises(TransportTrouble) as caught:
        asked(FakeWire([bytes_saying(b"{", media_type="application/json")])).document()
    assert caught.value.trouble is Trouble.STRANGE


def test_proxy_that_takes_no_large_message_asks_for_smaller_ones() -> None:
    assert trouble_of(FakeWire([bytes_saying(b"<html>413</html>", 413)])).trouble is Trouble.TOO_LARGE


@pytest.mark.parametrize(("told", "waited"), [("30", 30_000), ("99999999", RETRY_AFTER_S_MAX * 1_000), ("soon", 0)])
def test_stranger_may_ask_for_patience_within_limits(told: str, waited: int) -> None:
    trouble = trouble_of(FakeWire([bytes_saying(LOGIN_PAGE, 503, headers={"Retry-After": told})]))
    assert (trouble.trouble, trouble.retry_after_ms) == (Trouble.STRANGE, waited)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_problem_of_the_server_is_raised_as_it_is(code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        asked(FakeWire([refusing(code, {"Retry-After": "7"}, next_n=3)]))
    assert caught.value.kind.code == code
    assert caught.value.members == {"next_n": 3, "retry_after_ms": 7_000}


@pytest.mark.parametrize(
    "document",
    [
        {"type": "urn:fieldapp:problem:problem-of-the-future"},
        {"type": "about:blank", "title": "x"},
        {"title": "no type"},
    ],
)
def test_problem_that_is_not_in_our_catalogue_is_strange(document: dict[str, str]) -> None:
    assert trouble_of(FakeWire([saying(document, 400, PROBLEM_MEDIA_TYPE)])).trouble is Trouble.STRANGE


@pytest.mark.parametrize(("status", "code"), [(401, "not-signed-in"), (404, "not-found"), (503, "busy")])
def test_refusal_without_a_body_is_read_from_its_status(status: int, code: str) -> None:
    wire = FakeWire([bytes_saying(b"", status, PROBLEM_MEDIA_TYPE)])
    with pytest.raises(ProblemError) as caught:
        asked(wire, Ask("HEAD", "/v1/photos/x"))
    assert caught.value.kind.code == code


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (httpx.ConnectError("refused"), Trouble.UNREACHABLE),
        (httpx.ConnectTimeout("no answer"), Trouble.UNREACHABLE),
        (httpx.ReadError("reset"), Trouble.UNREACHABLE),
        (httpx.RemoteProtocolError("closed"), Trouble.UNREACHABLE),
        (httpx.ReadTimeout("silence"), Trouble.TIMED_OUT),
        (httpx.WriteTimeout("silence"), Trouble.TIMED_OUT),
        (httpx.PoolTimeout("busy"), Trouble.TIMED_OUT),
        (TimeoutError(), Trouble.TIMED_OUT),
    ],
)
def test_failure_of_the_wire_is_typed(failure: Exception, trouble: Trouble) -> None:
    assert trouble_of(FakeWire([failure])).trouble is trouble


def test_failure_in_the_middle_of_an_answer_is_typed() -> None:
    assert trouble_of(FakeWire([failing_later(httpx.ReadError("reset"))])).trouble is Trouble.UNREACHABLE


def test_wrong_certificate_is_a_stranger() -> None:
    failure = httpx.ConnectError("tls")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert trouble_of(FakeWire([failure])).trouble is Trouble.STRANGE
