"""A peer's client half: a process that does one step, says how long it took, and waits to be let go on."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.bench.peers.installing import NotHereError, last_line
from tests.bench.processes import Started

CLIENT_S_MAX: Final = 900.0
"""Of 100,000 reports, the slowest peer."""


def steps(
    program: str | Path, *words: str | Path, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, float]]:
    """Give each step's name and seconds as the client tells them; raise `NotHereError` if it fails.

    The client stands still until the next one is asked for, so that what went over the line can be counted by step.
    """
    command = [str(program), *(str(word) for word in words)]
    told = {**os.environ, "PYTHONPATH": "", "PYTHONUNBUFFERED": "1", **(environment or {})}
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=told
        )
    patience = threading.Timer(CLIENT_S_MAX, process.kill)
    patience.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                step = json.loads(line)
                yield step["step"], step["seconds"]
                process.stdin.write("\n")
                process.stdin.flush()
        if process.wait(CLIENT_S_MAX):
            raise NotHereError(f"its client failed: {last_line(log.read_text()) or process.returncode}")
    except BrokenPipeError:
        raise NotHereError(f"its client failed: {last_line(log.read_text())}") from None
    finally:
        patience.cancel()
        Started(process, "").stop()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
