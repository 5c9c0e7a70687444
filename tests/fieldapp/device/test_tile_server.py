"""The tile server: tiles to who knows the word, nothing to anybody else, on the loopback alone."""

import http.client
import socket
from collections.abc import Iterator

import pytest

from fieldapp.device.tile_server import CLEAR, LOOPBACK, TileServer

TILE = b"\x89PNG a tile"


def tile_of(theme: str, zoom: int, x: int, y: int) -> bytes | None:
    return TILE if (theme, zoom, x, y) == ("dark", 15, 17, 12) else None


@pytest.fixture
def server() -> Iterator[TileServer]:
    made = TileServer()
    yield made
    made.close()


def parts_of(address: str) -> tuple[int, str]:
    port, _, word = address.removeprefix(f"http://{LOOPBACK}:").partition("/")
    return int(port), word


def asked(address: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """Ask for a path below the word; `/x` at its beginning leaves the word out."""
    port, word = parts_of(address)
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    line.request(method, path if path.startswith("/") else f"/{word}/{path}", headers=headers)
    answer = line.getresponse()
    answer.content = answer.read()  # type: ignore[attr-defined]  # kept beside it: the line closes
    line.close()
    return answer


def content(answer: http.client.HTTPResponse) -> bytes:
    found: bytes = answer.content  # type: ignore[attr-defined]
    return found


def test_tile_is_given_to_a_page_of_another_origin(server: TileServer) -> None:
    answer = asked(server.serve(tile_of), "dark/15/17/12.png")
    assert (answer.status, content(answer)) == (200, TILE)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_place_without_tile_is_clear_so_that_the_paper_shows(server: TileServer) -> None:
    assert content(asked(server.serve(tile_of), "light/15/17/12.png")) == CLEAR


@pytest.mark.parametrize(
    "path",
    [
        "/dark/15/17/12.png",
        "/" + "A" * 43 + "/dark/15/17/12.png",
        "dark/15/17/12.jpg",
        "neon/15/17/12.png",
        "dark/15/17/12.png?x=1",
        "dark/15/-1/12.png",
        "dark/15/17/../12.png",
        "../../etc/passwd",
        "",
        "/",
        "dark/" + "9" * 400 + "/1/1.png",
    ],
)
def test_nothing_but_tiles_is_reachable(server: TileServer, path: str) -> None:
    answer = asked(server.serve(tile_of), path)
    assert (answer.status, content(answer)) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_but_get_is_answered(server: TileServer, method: str) -> None:
    assert asked(server.serve(tile_of), "dark/15/17/12.png", method).status == 404


def test_page_that_came_by_another_name_gets_nothing(server: TileServer) -> None:
    assert asked(server.serve(tile_of), "dark/15/17/12.png", Host="evil.example").status == 404


def test_source_that_was_withdrawn_is_gone(server: TileServer) -> None:
    address, other = server.serve(tile_of), server.serve(tile_of)
    server.withdraw(address)
    assert asked(address, "dark/15/17/12.png").status == 404
    assert asked(other, "dark/15/17/12.png").status == 200


def test_word_is_another_each_time(server: TileServer) -> None:
    words = {parts_of(server.serve(tile_of))[1] for _ in range(20)}
    assert len(words) == 20
    assert all(len(word) == 43 for word in words)


def test_connection_is_kept_and_does_not_wait_for_more_bytes(server: TileServer) -> None:
    address = server.serve(tile_of)
    line = http.client.HTTPConnection(LOOPBACK, parts_of(address)[0], timeout=10)
    for _ in range(50):
        line.request("GET", f"/{parts_of(address)[1]}/dark/15/17/12.png")
        assert line.getresponse().read() == TILE
    (writer,) = server._connections
    assert writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    line.close()


def test_head_without_end_is_let_go(server: TileServer) -> None:
    port, _ = parts_of(server.serve(tile_of))
    with socket.create_connection((LOOPBACK, port), timeout=10) as line:
        line.sendall(b"GET /" + b"a" * 40_000)
        assert line.recv(100) == b""


def test_server_listens_on_the_loopback_only(server: TileServer) -> None:
    server.serve(tile_of)
    assert [one.getsockname()[0] for one in server._server.sockets] == [LOOPBACK]


def test_closed_server_answers_nobody(server: TileServer) -> None:
    address = server.serve(tile_of)
    server.close()
    server._thread.join(10)
    with pytest.raises(OSError):
        asked(address, "dark/15/17/12.png")
