"""The app's command line under a watcher that writes down whom the process looks up, connects to or starts.

    python -m tests.stories.watched_app NOTES run --profile DIR --server URL --web PORT

The notes are JSON lines `[event, address]`, written by an audit hook: it cannot be taken off again, and sees every
thread and library of the process that goes through Python's own sockets. An event loop of another make would go past
it: whoever reads the notes checks first that the town hall is in them.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

CONNECTS: Final = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
"""Event -> where its address stands among the arguments."""
LOOKS_UP: Final = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.getnameinfo"})
STARTS: Final = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system", "os.fork", "os.forkpty"})


def watch(notes: Path) -> None:
    """Write down from now on, for as long as this process lives."""
    file = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def hook(event: str, arguments: Sequence[Any]) -> None:
        if event in CONNECTS:
            address: Any = arguments[CONNECTS[event]]
        elif event in LOOKS_UP:
            address = arguments[0] if event == "socket.getnameinfo" else arguments[:2]
        elif event in STARTS:
            address = [str(part) for part in arguments[:1]]
        else:
            return
        os.write(file, json.dumps([event, address], default=_plain).encode() + b"\n")

    sys.addaudithook(hook)


def noted(notes: Path) -> list[tuple[str, tuple[Any, ...]]]:
    """Give what was written down."""
    return [(event, tuple(address)) for event, address in map(json.loads, notes.read_text().splitlines())]


def strangers(notes: Path, host: str, port: int) -> list[tuple[str, tuple[Any, ...]]]:
    """Give what went anywhere but to this host and port, and every process that was started."""
    return [(event, address) for event, address in noted(notes) if address[:2] not in ((host, port), (host, str(port)))]


def _plain(part: object) -> str:
    return part.decode(errors="replace") if isinstance(part, bytes) else str(part)


def main() -> None:
    """Watch, then be the app."""
    watch(Path(sys.argv.pop(1)))
    from fieldapp.cli import main as app

    app()


if __name__ == "__main__":
    main()
