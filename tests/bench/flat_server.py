"""One change at a server that holds a thousand records, and at one that holds a million: it costs the same.

Each town is a process of its own; both do the same in turn, so that noise of the machine hits both. Counted are the
server's CPU time (the system's part included), the bytes of the line, and the most memory that each process took.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from tests.bench.copied_reports import fill_with_reports
from tests.bench.figures import Figure, Setting
from tests.bench.flat_town import Spent
from tests.bench.processes import ROOT
from tests.bench.town_server import found_town

FEW: Final = 1_000
MANY, MANY_QUICK = 1_000_000, 20_000
ROUNDS, ROUNDS_QUICK = 300, 30
WARM_UP: Final = 10
"""Changes that are not counted: the first ones read their pages from the disk."""
END_S_MAX: Final = 30.0


class Town:
    """A town's process, asked line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Take a process that is starting."""
        self._process = process
        assert self._line() == "ready", "the town's process is ready, or tells why not"

    def does(self, what: str) -> Spent:
        """Let it do one thing and give what that cost."""
        self._say(what)
        return Spent(**json.loads(self._line()))

    def memory(self) -> int:
        """End it and give the most memory that it took (kB)."""
        self._say("end")
        kilobytes = int(self._line())
        self._process.wait(END_S_MAX)
        return kilobytes

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def flat_server(setting: Setting) -> Iterator[Figure]:
    """Measure one change, and none, at a small and at a large server in turn."""
    many = setting.size(MANY, MANY_QUICK)
    rounds = WARM_UP + setting.size(ROUNDS, ROUNDS_QUICK)
    changes: list[list[Spent]] = [[], []]
    idle: list[list[Spent]] = [[], []]
    folders = [_filled(setting, count) for count in (FEW, many)]
    with _town(folders[0]) as small, _town(folders[1]) as large:
        for n in range(rounds):
            setting.tell("one change at a small and a large server", n, rounds)
            for place, town in enumerate((small, large)):
                changes[place].append(town.does("change"))
                idle[place].append(town.does("nothing"))
        few_kb, many_kb = small.memory(), large.memory()
    told = f"with {many} records at the server; peer: with {FEW}"
    yield _cost(f"server's work, one change, CPU, {told}", changes, "flat_server_1k_1m")
    yield _cost(f"server's work, empty sync, CPU, {told}", idle, "flat_server_noop_1k_1m")
    few, large_bytes = (median(spent.bytes for spent in one[WARM_UP:]) for one in changes)
    yield Figure(f"one change over the line, packed, {told}", large_bytes, "bytes", few, "flat_server_bytes_1k_1m")
    yield Figure(f"server's memory, {told}", many_kb / 1_024, "MB", few_kb / 1_024, "flat_server_memory_1k_1m")


def _cost(name: str, spent: list[list[Spent]], code: str) -> Figure:
    few, many = (median(one.milliseconds for one in town[WARM_UP:]) for town in spent)
    return Figure(name, many, "ms", few, code)


def _filled(setting: Setting, count: int) -> DataFolder:
    data = DataFolder(setting.folder / str(count))
    found_town(data)
    with opened(data) as parts:
        fill_with_reports(parts, count, setting.tell)
    return data


@contextmanager
def _town(data: DataFolder) -> Iterator[Town]:
    """Start a town's process; its tablet's token lives a quarter of an hour."""
    words = [sys.executable, "-m", "tests.bench.flat_town", str(data.path)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield Town(process)
    finally:
        process.kill()
        process.wait(END_S_MAX)
