"""A run that is killed at any commit is finished by the next: each thing once, one line of audit."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sync.server import audit
from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.data_folder import DataFolder
from sync.server.opening import database_of, made, opened
from sync.server.rows_privacy import FILE, ErasureRow
from sync.server.sql_store import SqlServerStore
from tests.server import process_in_hand
from tests.server.device_in_hand import World
from tests.server.privacy.citizens_in_hand import Citizens, told_in, words_in
from tests.server.process_in_hand import ROOT
from tests.server.town_in_hand import Town

KILLS = int(os.environ.get("RETENTION_KILLS", "1"))
COMMITS = (2, 1, 3, 4)
"""All commits of a run of this town: its one batch, each of the two files, its end; the first is struck always."""
REPORTS = 3
RUN_S_MAX = 120


def ran(folder: Path, deaths_at: int) -> subprocess.CompletedProcess[str]:
    """Run the policy in a process of its own that dies before its n-th commit; 0 lives."""
    words = [sys.executable, "-m", "tests.server.privacy.mortal_run", str(deaths_at), str(folder)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=RUN_S_MAX, check=False)


@pytest.mark.parametrize("deaths_at", COMMITS[:KILLS])
def test_killed_run_is_finished_by_the_next(tmp_path: Path, deaths_at: int) -> None:
    folder = tmp_path / "data"
    with made(DataFolder(folder), process_in_hand.new_database()) as parts:
        town = Town(parts.store, World())
    town.store = town.service.store = SqlServerStore(database_of(DataFolder(folder)))
    town.world.now -= 1_000 * 24 * 3_600_000
    citizens = Citizens(town, folder / "photos")
    # Sealed under this test's key: what is asked here is that they go, not that they can be read.
    reports = [citizens.reported() for _ in range(REPORTS)]
    for report in reports:
        citizens.called(report)
        citizens.close(report)
    struck = ran(folder, deaths_at)
    assert struck.returncode == -signal.SIGKILL, struck.stderr
    ended = ran(folder, 0)
    assert ended.returncode == 0, ended.stderr
    counts = {"contacts": 2 * REPORTS, "photos": REPORTS, "words": REPORTS, "files": 2}
    assert {name: json.loads(ended.stdout)[name] for name in counts} == counts
    with opened(DataFolder(folder)) as parts, parts.store.reading(town.tenant) as unit:
        lines = [line for line in audit.read(unit) if line.what == "retention-run"]
        (told,) = [json.loads(line.told_json) for line in lines]
        assert {name: told[name] for name in counts} == {name: str(count) for name, count in counts.items()}
        assert all(row.done_at for row in unit.every(ErasureRow) if row.kind == FILE)
        assert check_town(unit, town.service.kinds, BlobFiles(folder / "photos"), lambda what, count: None) == []
        assert words_in(told_in(parts.store, town.tenant)) == []
    assert citizens.files() == []
