"""Processes that escalate are killed at every step; each report is told of once for each of its dates."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.postgresql_in_hand import ON_POSTGRESQL
from tests.server.process_in_hand import ROOT

KILLS = int(os.environ.get("JOB_KILLS", "5"))
"""`JOB_KILLS=200 pytest tests/server/test_job_kills.py` goes through every step many times."""


def test_killed_processes_tell_of_each_delay_just_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = str(tmp_path / "server.db")
    if ON_POSTGRESQL:
        from sync.server.postgresql_owner import prepare

        at = request.getfixturevalue("postgresql_server").new_database()
        prepare(at.owner, at.works)
        where = at.works
    command = [sys.executable, "-m", "tests.server.job_program", where, str(KILLS)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60 + 10 * KILLS)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kills"] >= KILLS
    assert told["told"] == [["alerte", "retard", told["reports"]]]
