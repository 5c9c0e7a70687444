"""The town hall on a real socket of the loopback: uvicorn on a thread of its own, for what needs the live line."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn

from tests.stories.town_hall import TownHall

START_S_MAX = 20.0
STOP_S_MAX = 10.0
_LOOK_S = 0.02


@contextlib.contextmanager
def served(hall: TownHall) -> Iterator[str]:
    """Serve the town hall's app on a free port; give its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(hall.app, log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield address
        finally:
            server.should_exit = True
            thread.join(STOP_S_MAX)
            assert not thread.is_alive(), "the server stops"


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_S_MAX
    while not server.started:
        assert thread.is_alive(), "the server starts"
        assert time.monotonic() < deadline, "the server starts in time"
        time.sleep(_LOOK_S)
