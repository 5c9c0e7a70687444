"""The process is killed at every bad moment; what was acknowledged is there, once, and so is the form."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.incidents import IncidentCode
from fieldapp.replica.photo_files import thumbnail_bytes
from fieldapp.replica.replica import Replica
from fieldapp.replica.tables import Report
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Tablet, entries, shown

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("crash_program.py")
ROUNDS = 3
LINES_MAX = 15


@contextmanager
def another_process(tablet: Tablet, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program on a tablet that is not open here; it is gone at the end."""
    assert tablet.cipher_engine is not None
    told = (str(tablet.profile), tablet.secret.obtain().hex(), tablet.cipher_engine.value)
    command = [sys.executable, str(PROGRAM), *told, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def said_until_killed(process: subprocess.Popen[str], lines: int | None = None) -> list[list[str]]:
    """Give all acknowledgements; the kill comes after so many (None: the process sees to it itself)."""
    assert process.stdout is not None
    said = [process.stdout.readline().split() for _ in range(1 if lines is None else lines + 1)]
    if lines is not None:
        process.kill()
    said += [line.split() for line in process.stdout]
    assert said[0] == ["ready"]
    return [words for words in said[1:] if words]


@pytest.fixture
def tablet(tmp_path: Path, cipher_engine: CipherEngine) -> Iterator[Tablet]:
    found = Tablet(tmp_path / "profile", HeldSecret(os.urandom(32)), cipher_engine)
    yield found
    found.stop()


def report_ids(replica: Replica) -> set[str]:
    """Give the ids of the reports that are shown."""
    return set(replica.read_now(lambda session: session.exec(select(Report.id)).all()))


def test_gesture_killed_between_journal_and_commit_comes_back(tablet: Tablet) -> None:
    with another_process(tablet, "reports", "between") as process:
        assert said_until_killed(process) == []
    replica = tablet.start()
    assert replica.opening.brought_back == (1,)
    assert [incident.code for incident in replica.opening.incidents] == [IncidentCode.WORK_BROUGHT_BACK]
    assert len(report_ids(replica)) == 1


def test_gesture_killed_after_the_commit_is_there_once(tablet: Tablet) -> None:
    with another_process(tablet, "reports", "after") as process:
        assert said_until_killed(process) == []
    replica = tablet.start()
    assert replica.opening.incidents == ()
    assert len(report_ids(replica)) == 1
    assert [entry.change.n for entry in entries(replica)] == [1]


def test_acknowledged_work_survives_kills_at_random_moments(tablet: Tablet) -> None:
    chance = random.Random(20261123)
    acknowledged: set[str] = set()
    for _ in range(ROUNDS):
        with another_process(tablet, "reports") as process:
            acknowledged |= {words[0] for words in said_until_killed(process, chance.randrange(1, LINES_MAX))}
        replica = tablet.start()
        codes = {incident.code for incident in replica.opening.incidents}
        assert codes <= {IncidentCode.WORK_BROUGHT_BACK}
        assert acknowledged <= report_ids(replica)
        numbers = [entry.change.n for entry in entries(replica)]
        assert numbers == list(range(1, len(numbers) + 1))
        photos = [entry.change.id for entry in entries(replica) if entry.change.kind == "attachment"]
        assert all(thumbnail_bytes(replica.files, photo) is not None for photo in photos)
        assert len(photos) >= len(acknowledged)
        tablet.stop()


@pytest.mark.parametrize("lines", [2, 7])
def test_form_is_back_with_its_last_field_and_photos(tablet: Tablet, lines: int) -> None:
    with another_process(tablet, "form") as process:
        said = said_until_killed(process, lines)
    replica = tablet.start()
    (draft,) = replica.read_now(drafts_of, "report")
    fields = {name: int(number) for _, what, name, number in said if what == "field"}
    assert all(int(draft.fields[name].split()[1]) >= number for name, number in fields.items())
    photos = {photo: int(number) for _, what, photo, number in said if what == "photo"}
    assert set(photos) <= {photo.id for photo in draft.photos}
    assert all(replica.files.read(one, one) == shot(f"photo {number}").jpeg for one, number in photos.items())
    assert shown(replica, "report", draft.id) is None
