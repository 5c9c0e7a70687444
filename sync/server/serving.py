"""Runs the app on uvicorn until SIGTERM or SIGINT: ready when it says so, and gone without a request cut in two."""

import gc
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn

from sync.server import logs
from sync.server.app import create_app
from sync.server.data_folder import FolderTrouble
from sync.server.parts import Parts

GOODBYE_S = 10
"""How long running requests may take to end; live lines end at once."""
KEEP_ALIVE_S = 75
CONNECTIONS_MAX = 6_000
BACKLOG = 512
COLLECT_AFTER = 100_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 takes any free one."""

    host: str
    port: int


class _Server(uvicorn.Server):
    """Uvicorn, told what to do when it is ready and when it is asked to stop."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the live lines first: uvicorn waits for every answer, and theirs have no end.

        Its own handler would raise the signal again once all is over, and the process would die of it before the
        database is closed. Asked twice, it stops without waiting.
        """
        self._on_stop()
        self.force_exit = self.should_exit
        self.should_exit = True


def listening(address: Address) -> socket.socket:
    """Take the port; raise `FolderTrouble` with plain words when it is not to be had."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
    except OSError as trouble:
        listener.close()
        raise FolderTrouble(f"Port {address.port} on {address.host} cannot be used: {trouble.strerror}.") from None
    return listener


def serve(parts: Parts, listener: socket.socket, on_ready: Callable[[str], None]) -> None:
    """Answer on this socket until a signal; `on_ready` is told the URL once requests are answered."""
    spare_collector()
    host, port = listener.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{port}"
    _route_uvicorn_logs()
    config = uvicorn.Config(
        create_app(parts),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        limit_concurrency=CONNECTIONS_MAX,
        backlog=BACKLOG,
    )
    server = _Server(config, on_ready=lambda: on_ready(url), on_stop=parts.board.end_all)
    server.run(sockets=[listener])


def spare_collector() -> None:
    """Keep the search for reference cycles from reading all our code again while a batch is decoded.

    What stands now is left out of it for good, and it runs once per 100,000 new objects instead of 700: a push of
    500 reports makes 60,000 and then costs 40 % less (27 November 2026).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)


class _Quiet(logging.Handler):
    """Uvicorn's messages by their template: the arguments may be what a person sent."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a message of uvicorn's as an event of ours."""
        logs.event("uvicorn", level_name=record.levelname, says=str(record.msg))


def _route_uvicorn_logs() -> None:
    logger = logging.getLogger("uvicorn")
    logger.handlers[:] = [_Quiet(level=logging.WARNING)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
