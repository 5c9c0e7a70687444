"""Killed, or without power, at any write of its climb, a database climbs to the end at the next start.

`KILL_POINTS=1` for every point; the suite takes some.
"""

import os
import random
from pathlib import Path

import pytest

from fieldapp.replica.migrations import LADDER, database_version, migrate
from fieldapp.vault import page_vfs
from fieldapp.vault.database import close_database, open_database
from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.replica.keep_version import FILES, KEY
from tests.fieldapp.vault.recording import Disk, RecordingVfs

EVERY = int(os.environ.get("KILL_POINTS", "40"))
NAME = "replica.db"


@pytest.fixture(scope="module")
def climbed(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """Give every deed of a climb, below our own pages."""
    path = tmp_path_factory.mktemp("climb") / NAME
    path.write_bytes((FILES / "version_1.db").read_bytes())
    disk = Disk(begin={NAME: path.read_bytes()})
    below = RecordingVfs(disk)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page_vfs, "_system_vfs", lambda: below.name)
        engine = open_database(path, KEY, CipherEngine.PAGES)
        migrate(engine)
        close_database(engine)
    below.unregister()
    return disk


def climbs_from(files: dict[str, bytes], folder: Path) -> int:
    """Lay out what was left, climb, look at everything; give at which version it stood."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    engine = open_database(folder / NAME, KEY, CipherEngine.LIBRARY)
    try:
        with engine.connect() as connection:
            stood = database_version(connection)
            assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar_one() > 0
        assert migrate(engine) == len(LADDER) - stood
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    finally:
        close_database(engine)
    return stood


def test_killed_at_any_write_it_climbs_to_the_end(climbed: Disk, tmp_path: Path) -> None:
    points = range(len(climbed.events) + 1)
    assert len(points) >= 50
    stood = [climbs_from(climbed.after_kill(at), tmp_path) for at in [*points[::EVERY], points[-1]]]
    assert stood == sorted(stood), "no step is taken back"
    assert (stood[0], stood[-1]) == (1, len(LADDER))


def test_without_power_at_any_write_it_climbs_to_the_end(climbed: Disk, tmp_path: Path) -> None:
    chance = random.Random(7)
    points = range(0, len(climbed.events) + 1, EVERY)
    assert {climbs_from(climbed.after_cut(at, chance), tmp_path) for at in points} <= {*range(1, len(LADDER) + 1)}
