"""What goes over the line, counted at the socket in both directions: bodies, headers of HTTP, and answers.

A turn of its own, through a relay that counts and is not timed.
"""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urlsplit

from tests.bench.figures import Figure, Setting
from tests.bench.peers import ours, sides
from tests.bench.peers.compared import NAMES
from tests.bench.peers.installing import NotHereError
from tests.bench.processes import started
from tests.matrix.line import Line, lines_to

CHANGES: Final = 5
Bytes = dict[str, float]
"""By step; of the changes the median."""


class Counter:
    """What has moved on each line since the last time."""

    def __init__(self) -> None:
        """Know no line yet."""
        self._lines: list[Line] = []
        self._before: list[int] = []
        self._moved: dict[str, list[Sequence[int]]] = defaultdict(list)

    def watch(self, lines: Sequence[Line]) -> None:
        """Count on these lines too."""
        self._lines += lines
        self._before += [0 for _ in lines]

    def note(self, step: str) -> None:
        """Note what moved in a step."""
        now = [line.moved_bytes for line in self._lines]
        self._moved[step].append([after - before for after, before in zip(now, self._before, strict=True)])
        self._before = now

    def moved(self, *lines: int) -> Bytes:
        """Give what moved on these lines together."""
        return {step: median(sum(one[line] for line in lines) for one in all_) for step, all_ in self._moved.items()}


def wire(setting: Setting, start: Path, rows: Path, count: int) -> Iterator[Figure]:
    """Count our bytes, and Anki's of the same steps; `rows` has some more than `count` for single changes."""
    with _turn(setting, "count bytes: ours") as folder:
        counter = asyncio.run(_ours(folder, start, count))
    writer, both = counter.moved(0), counter.moved(0, 1)
    with _turn(setting, "count bytes: Anki") as folder:
        anki, reason = _anki(folder, rows, len(rows.read_text().splitlines()) - count)
    told = "bytes on the wire, both directions, HTTP's headers too"

    def line(what: str, code: str, value: float, peer: Callable[[Bytes], float]) -> Figure:
        name = f"{told}: {what}; peer: {NAMES['anki']}"
        return Figure(
            name if anki else f"{name} (not here: {reason})", value, "bytes", peer(anki) if anki else None, code
        )

    yield line(f"one row up, of {count}", "bytes_per_row_up", writer["up"] / count, lambda by: by["up"] / count)
    yield line(f"one row down, of {count}", "bytes_per_row_down", both["down"] / count, lambda by: by["down"] / count)
    yield Figure(
        f"{told}: a single change, its writer's whole sync", writer["change"], "bytes", None, "bytes_single_change"
    )
    yield line("a single change, device to device", "bytes_change_to_device", both["change"], lambda by: by["change"])


@contextmanager
def _turn(setting: Setting, what: str) -> Iterator[Path]:
    setting.tell(what, 0, 0)
    folder = setting.folder / "counted"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


async def _ours(folder: Path, start: Path, count: int) -> Counter:
    shutil.copytree(start, folder, dirs_exist_ok=True)
    counter = Counter()
    with started("-m", "tests.bench.town_server", folder) as server, lines_to(_port(server.url), 2, 0) as lines:
        counter.watch(lines)
        urls = (_url(lines[0]), _url(lines[1]))
        async for step, _ in ours.steps(folder, urls, count, CHANGES):
            counter.note(step)
    return counter


def _anki(folder: Path, rows: Path, changes: int) -> tuple[Bytes, str]:
    counter = Counter()
    with ExitStack() as ends:

        def via(url: str) -> str:
            lines = ends.enter_context(lines_to(_port(url), 1, 0))
            counter.watch(lines)
            return _url(lines[0])

        try:
            for step, _ in sides.anki(folder, rows, changes, via):
                counter.note(step)
        except NotHereError as failure:
            return {}, str(failure)
    return counter.moved(0), ""


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None, "a server of ours tells its port"
    return port


def _url(line: Line) -> str:
    return f"http://127.0.0.1:{line.port}"
