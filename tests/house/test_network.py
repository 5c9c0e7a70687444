"""No test leaves this machine: the guard in tests/conftest.py stops every look-up and connection."""

import socket

import pytest


def test_connection_to_another_host_is_stopped() -> None:
    with socket.socket() as door, pytest.raises(AssertionError, match="tried to reach"):
        door.connect(("192.0.2.1", 80))


def test_look_up_of_another_host_is_stopped() -> None:
    with pytest.raises(AssertionError, match="tried to reach"):
        socket.getaddrinfo("town.invalid", 80)


def test_connection_to_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
