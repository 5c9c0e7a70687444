"""Beside what a town could install instead: Anki, PouchDB, Kinto and tus, in one run with us and the raw limit.

Everything of ours is on (encrypted replica, rights, merge by field, history, digests); the peers run as they come,
with the sizes of batches that suit them best. Runs take turns, so that noise of the machine hits all of them.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, Missing, Setting
from tests.bench.first_sync import Times, bare_loop
from tests.bench.peers import ours, sides
from tests.bench.peers.compared import OURS, PHOTOS, Measured, all_lines, rate
from tests.bench.peers.installing import NotHereError
from tests.bench.peers.rows import rows_file, small_fields
from tests.bench.peers.wire import wire
from tests.bench.processes import started

REPORTS, REPORTS_QUICK = 10_000, 1_000
RUNS, RUNS_QUICK = 3, 1
LARGE: Final = 50_000
"""From here on one run must do."""
CHANGES, CHANGES_QUICK = 15, 5
PHOTOS_UP, PHOTOS_QUICK = 50, 8
PHOTO_BYTES: Final = 2_000_000


def peers(setting: Setting) -> Iterator[Figure | Missing]:
    """Measure ourselves and each peer in turn; a peer that is not here gives no figure."""
    count = setting.reports or setting.size(REPORTS, REPORTS_QUICK)
    changes, runs = setting.size(CHANGES, CHANGES_QUICK), setting.size(RUNS, RUNS_QUICK)
    start, measured = setting.folder / "prepared", Measured()
    start.mkdir()
    rows = rows_file(setting.folder / "rows.jsonl", count + changes)
    only = rows_file(setting.folder / "only.jsonl", count)
    asyncio.run(ours.prepared(start, count, lambda n: setting.tell("write reports without network", n, count)))
    scene = _Scene(setting, measured)
    for run in range(1 if count >= LARGE else runs):
        with scene.turn(f"run {run + 1}: ours and raw") as folder:
            _ours_once(folder, start, measured, count, changes)
        scene.peer("anki", lambda folder: sides.anki(folder, rows, changes))
        scene.peer("pouchdb", lambda folder: sides.pouchdb(folder, only))
        scene.peer("kinto", lambda folder: sides.kinto(folder, only))
    yield from all_lines(measured, count)
    yield from wire(setting, start, rows, count)
    yield from _photos(scene)


class _Scene:
    """Folders of their own for each turn, and who fell out."""

    def __init__(self, setting: Setting, measured: Measured) -> None:
        self.setting = setting
        self.measured = measured

    @contextmanager
    def turn(self, what: str) -> Iterator[Path]:
        """Give an empty folder and take it away afterwards."""
        self.setting.tell(what, 0, 0)
        folder = self.setting.folder / "turn"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def peer(self, who: str, steps: Callable[[Path], Iterator[tuple[str, float]]]) -> None:
        """Let a peer do its steps, unless it is known not to be here."""
        if who in self.measured.absent:
            return
        with self.turn(who) as folder:
            try:
                for step, seconds in steps(folder):
                    self.measured.note(who, step, seconds)
            except NotHereError as failure:
                self.measured.leave_out(who, str(failure))


def _ours_once(folder: Path, start: Path, measured: Measured, count: int, changes: int) -> None:
    shutil.copytree(start, folder, dirs_exist_ok=True)
    times = Times()
    with started("-m", "tests.bench.town_server", folder) as server:
        asyncio.run(bare_loop(folder, server.url, count, times, small_fields))
        asyncio.run(_noted(ours.steps(folder, (server.url, server.url), count, changes), measured))
    measured.note("raw", "up", times.bare_up[0])
    measured.note("raw", "down", times.bare_down[0])


async def _noted(steps: ours.Steps, measured: Measured) -> None:
    async for step, seconds in steps:
        measured.note(OURS, step, seconds)


def _photos(scene: _Scene) -> Iterator[Figure | Missing]:
    """Upload the same photos both ways, in turn."""
    setting, measured = scene.setting, scene.measured
    count = setting.size(PHOTOS_UP, PHOTOS_QUICK)
    contents = list(ours.photo_contents(count, PHOTO_BYTES))
    paths = [setting.folder / f"photo-{n}.jpg" for n in range(count)]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    for _ in range(setting.size(RUNS, RUNS_QUICK)):
        with scene.turn("photos: ours") as folder, started("-m", "tests.bench.town_server", folder) as server:
            measured.note(OURS, "photos", asyncio.run(ours.photos(folder, server.url, contents)))
        scene.peer("tus", lambda folder: sides.tus(folder, paths))
    yield rate(measured, PHOTOS, count, "photos/s")
