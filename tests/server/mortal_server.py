"""A server that kills itself after the commit of the n-th push: the answer is never sent.

Usage: python -m tests.server.mortal_server <n> <port> <data folder>; port 0 takes a free one
"""

import os
import signal
import sys
from pathlib import Path

from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.service import Committed
from sync.server.serving import Address, listening, serve


def main(deaths_at: int, port: int, folder: Path) -> None:
    """Serve until the n-th commit."""
    commits = 0

    def after_commit(told: Committed) -> None:
        nonlocal commits
        commits += 1
        if commits == deaths_at:
            os.kill(os.getpid(), signal.SIGKILL)

    address = Address("127.0.0.1", port)
    with opened(DataFolder(folder), after_commit=after_commit) as parts, listening(address) as listener:
        serve(parts, listener, on_ready=lambda url: print(f"ready {url}", flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
