"""A window of its own only where Flet's client is on the disk; a free port where it is not."""

import asyncio
import importlib.util
from pathlib import Path

import pytest

from fieldapp.device import windows
from fieldapp.device.windows import LOOPBACK, free_port, is_port_free, no_window_because

DISPLAY = {"DISPLAY": ":0"}


@pytest.fixture
def _with_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "find_spec", lambda name: importlib.util.find_spec("flet"))
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.usefixtures("_with_package")
def test_window_is_there_when_the_client_is_unpacked(tmp_path: Path) -> None:
    client = tmp_path / ".flet" / "client" / "flet-desktop-light-1.0.5"
    client.mkdir(parents=True)
    (client / "flet").touch()
    assert no_window_because(DISPLAY, tmp_path) == ""


@pytest.mark.usefixtures("_with_package")
def test_window_is_there_when_a_client_is_named(tmp_path: Path) -> None:
    assert no_window_because({**DISPLAY, "FLET_VIEW_PATH": str(tmp_path)}, tmp_path) == ""


@pytest.mark.usefixtures("_with_package")
@pytest.mark.parametrize(("environ", "reason"), [({}, "no display"), (DISPLAY, "not on this machine")])
def test_window_is_missing_for_a_reason(environ: dict[str, str], reason: str, tmp_path: Path) -> None:
    assert reason in no_window_because(environ, tmp_path)


def test_window_is_missing_without_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(windows, "find_spec", lambda name: None)
    assert "not installed" in no_window_because(DISPLAY, tmp_path)


def test_free_port_steps_over_one_that_is_taken() -> None:
    async def taken() -> tuple[int, int, bool]:
        server = await asyncio.start_server(lambda reader, writer: None, LOOPBACK, 0)
        port = int(server.sockets[0].getsockname()[1])
        found = await asyncio.to_thread(free_port, port)
        free = await asyncio.to_thread(is_port_free, port)
        server.close()
        return port, found, free

    port, found, free = asyncio.run(taken())
    assert found > port
    assert not free
