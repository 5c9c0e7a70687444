"""A backup that is killed is never taken for a whole one, and the next one goes on from what it brought.

`BACKUP_KILLS=100 pytest tests/server/test_backup_killed.py` kills as many.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from sync.protocol.parcel_keys import seal_public
from sync.server.backup.repository import NOTES
from sync.server.backup.verifying import verify
from tests.server.backup_in_hand import Hall, refused
from tests.server.process_in_hand import ROOT
from tests.server.test_backup import untold

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("BACKUP_KILLS", "1"))
PHOTOS = 120
LOOK_S = 0.001
START_S_MAX = 60.0


def killed_at(hall: Hall, lines: int) -> None:
    """Begin a backup as a process, and kill it once it has noted so many objects (or has ended before)."""
    seed = bytes.fromhex(hall.key.read_text().strip().partition(":")[2])
    words = ("backup", str(hall.backups), "--data", str(hall.data.path), "--recipient", seal_public(seed))
    left = set(hall.backups.glob("*.part"))
    command, silent = [sys.executable, "-m", "sync.server.cli", *words], subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, stdout=silent, stderr=silent)
    deadline = time.monotonic() + START_S_MAX
    while process.poll() is None and len(noted(hall, left)) < lines:
        assert time.monotonic() < deadline, "the backup goes on"
        time.sleep(LOOK_S)
    process.kill()
    process.wait()


def noted(hall: Hall, but: set[Path] | frozenset[Path] = frozenset()) -> list[str]:
    """Give the objects that backups which did not end noted as whole; a last line may be cut."""
    notes = [folder / NOTES for folder in set(hall.backups.glob("*.part")) - but]
    lines = [line for path in notes if path.is_file() for line in path.read_text().splitlines(keepends=True)]
    return [line.split()[0] for line in lines if line.endswith("\n")]


def objects(hall: Hall) -> dict[str, int]:
    """Give the whole objects, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in hall.backups.glob("objects/*/*") if path.suffix != ".part"}


def test_killed_backup_is_none_and_the_next_goes_on_from_it(tmp_path: Path) -> None:
    hall, chance = Hall.made(tmp_path), Random(5)
    folder = hall.data.photos / hall.town.tenant / "aa"
    folder.mkdir(parents=True, exist_ok=True)
    # No row tells of these: they are there to be copied, one after the other.
    for number in range(PHOTOS):
        (folder / f"extra-{number}").write_bytes(chance.randbytes(2_000))
    for _ in range(KILLS):
        killed_at(hall, chance.randrange(PHOTOS // 3, PHOTOS))
        for name in hall.repository.names():
            verify(hall.reading(name), tmp_path, untold)
    assert "no whole backup" in refused(hall.restored()) or hall.repository.names()
    whole, brought, there = len(hall.repository.names()), noted(hall), objects(hall)
    assert hall.back_up().exit_code == 0
    assert len(hall.repository.names()) == whole + 1
    verify(hall.reading(), tmp_path, untold)
    again = objects(hall)
    assert brought or whole
    assert {name: again[name] for name in brought} == {name: there[name] for name in brought}, "none is copied again"
    assert len(again) == PHOTOS + 2
