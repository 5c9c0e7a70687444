"""The journal brings back what the database lost, and the other way round; nothing of it is silent."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import Session, select

from fieldapp.replica import mirror
from fieldapp.replica.engine_tables import IncidentRow
from fieldapp.replica.incidents import IncidentCode
from fieldapp.replica.outbox import read_entries
from fieldapp.replica.replica import Replica
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.vault import DATABASE_FILE, JOURNAL_FILE
from sync.client.rows import EntryState
from tests.contract.store_in_hand import accepted, answer, page, put, rejected, task_id
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Server, Tablet, entries, report, shown


def reports_written(replica: Replica, count: int) -> list[str]:
    """Write so many reports, each in a gesture of its own; give their ids."""
    return [replica.write_now(lambda unit: unit.create("report", report())) for _ in range(count)]


def journal_numbers(tablet: Tablet) -> list[int]:
    """Give the numbers of the changes in the journal."""
    assert tablet.vault is not None
    return [link.change.n for link in read_entries(tablet.vault.journal.entries()).links]


def incident_codes(replica: Replica) -> list[str]:
    """Give the incidents that are kept."""
    return list(replica.read_now(lambda session: session.exec(select(IncidentRow.code)).all()))


def kept_database(tablet: Tablet, to: Path) -> None:
    """Keep the database file of a tablet that is stopped."""
    shutil.copy(tablet.folder / DATABASE_FILE, to)


def old_database(tablet: Tablet, kept: Path) -> None:
    """Put an older database file in the place of the present one."""
    for suffix in ("-wal", "-shm"):
        (tablet.folder / (DATABASE_FILE + suffix)).unlink(missing_ok=True)
    shutil.copy(kept, tablet.folder / DATABASE_FILE)


def test_each_gesture_is_in_the_journal(started: Tablet) -> None:
    reports_written(started.opened, 3)
    assert journal_numbers(started) == [1, 2, 3]


def test_quiet_start_finds_nothing(started: Tablet) -> None:
    reports_written(started.opened, 3)
    assert started.restart().opening == mirror.Reconciled()


def test_rolled_back_database_gets_its_work_back(started: Tablet, tmp_path: Path) -> None:
    first = reports_written(started.opened, 1)[0]
    started.stop()
    kept_database(started, tmp_path / "old.db")
    replica = started.start()
    replica.write_now(lambda unit: unit.update("report", first, {"description": "Après"}))
    second = reports_written(replica, 1)[0]
    started.stop()
    old_database(started, tmp_path / "old.db")
    replica = started.start()
    assert replica.opening.brought_back == (2, 3)
    assert incident_codes(replica) == [IncidentCode.WORK_BROUGHT_BACK]
    assert (shown(replica, "report", first) or {})["description"] == "Après"
    assert shown(replica, "report", second) is not None
    assert [(entry.change.n, entry.state) for entry in entries(replica)] == [(n, EntryState.WAITING) for n in (1, 2, 3)]
    assert started.restart().opening == mirror.Reconciled()


def test_photo_and_sent_draft_come_back_with_the_work(started: Tablet, tmp_path: Path) -> None:
    draft = started.opened.write_now(lambda unit: unit.save_draft("report", report()))
    photo = started.opened.write_now(lambda unit: unit.add_draft_photo(draft, shot(), "ensemble"))
    started.stop()
    kept_database(started, tmp_path / "old.db")
    started.start().write_now(lambda unit: unit.send_draft(draft, "report", report()))
    started.stop()
    old_database(started, tmp_path / "old.db")
    replica = started.start()
    assert shown(replica, "attachment", photo) is not None
    assert replica.files.read(photo, photo) == shot().jpeg
    assert replica.write_now(lambda unit: unit.draft(draft)) is None


def test_empty_database_is_filled_from_the_journal(started: Tablet, tmp_path: Path) -> None:
    fresh = Tablet(tmp_path / "fresh", started.secret)
    started.stop()
    kept_database(started, tmp_path / "empty.db")
    created = reports_written(started.start(), 2)
    started.stop()
    old_database(started, tmp_path / "empty.db")
    replica = started.start()
    assert all(shown(replica, "report", one) is not None for one in created)
    assert reports_written(replica, 1)
    assert [entry.change.n for entry in entries(replica)] == [1, 2, 3]
    assert not fresh.folder.exists()


def test_work_brought_back_lies_on_top_of_the_servers_word(started: Tablet, server: Server, tmp_path: Path) -> None:
    server.tells(put(1, title="Mot du serveur", priority="genant"))
    started.stop()
    kept_database(started, tmp_path / "old.db")
    started.start().write_now(lambda unit: unit.update("task", task_id(1), {"title": "Le mien"}))
    started.stop()
    old_database(started, tmp_path / "old.db")
    replica = started.start()
    assert (shown(replica, "task", task_id(1)) or {})["title"] == "Le mien"
    server.tells(put(1, rv=2, title="Mot du serveur", priority="dangereux"))
    fields = shown(replica, "task", task_id(1)) or {}
    assert (fields["title"], fields["priority"]) == ("Le mien", "dangereux")
    server.answers(answer(rejected(1)))
    assert (shown(replica, "task", task_id(1)) or {})["title"] == "Mot du serveur"


def test_lost_journal_is_written_anew(started: Tablet) -> None:
    reports_written(started.opened, 2)
    started.stop()
    (started.folder / JOURNAL_FILE).write_bytes(b"")
    replica = started.start()
    assert [incident.code for incident in replica.opening.incidents] == [IncidentCode.JOURNAL_REBUILT]
    assert journal_numbers(started) == [1, 2]
    assert started.restart().opening == mirror.Reconciled()


def test_older_journal_is_written_anew(started: Tablet, tmp_path: Path) -> None:
    reports_written(started.opened, 1)
    started.stop()
    shutil.copy(started.folder / JOURNAL_FILE, tmp_path / "old.log")
    reports_written(started.start(), 1)
    started.stop()
    shutil.copy(tmp_path / "old.log", started.folder / JOURNAL_FILE)
    assert [incident.code for incident in started.start().opening.incidents] == [IncidentCode.JOURNAL_REBUILT]
    assert journal_numbers(started) == [1, 2]


def test_cut_journal_loses_nothing(started: Tablet) -> None:
    reports_written(started.opened, 3)
    started.stop()
    path = started.folder / JOURNAL_FILE
    path.write_bytes(path.read_bytes()[:-200])
    assert [entry.change.n for entry in entries(started.start())] == [1, 2, 3]
    assert journal_numbers(started) == [1, 2, 3]


def test_failed_commit_cuts_the_journal_back(started: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    reports_written(started.opened, 1)

    def full(session: Session) -> None:
        raise DiskFull("no room left")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", full)
        with pytest.raises(DiskFull):
            reports_written(started.opened, 1)
    assert journal_numbers(started) == [1]
    reports_written(started.opened, 1)
    assert journal_numbers(started) == [1, 2]
    assert started.restart().opening == mirror.Reconciled()


def test_failed_journal_leaves_no_gesture(started: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    assert started.vault is not None

    def full(entry: bytes) -> None:
        raise DiskFull("no room left")

    with monkeypatch.context() as patched:
        patched.setattr(started.vault.journal, "append", full)
        with pytest.raises(DiskFull):
            reports_written(started.opened, 1)
    assert entries(started.opened) == []
    assert reports_written(started.opened, 1)


def settled(server: Server, numbers: Sequence[int], durable_n: int) -> None:
    """Let the server take these changes, tell their words, and say what is durable."""
    server.answers(answer(*(accepted(n) for n in numbers)))
    server.tells(durable_n=durable_n)


def test_journal_lets_go_of_what_is_durable(started: Tablet, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "COMPACT_AFTER", 3)
    reports_written(started.opened, 5)
    settled(server, [1, 2, 3, 4], durable_n=2)
    server.tells(durable_n=2)
    assert journal_numbers(started) == [1, 2, 3, 4, 5]
    server.tells(durable_n=4)
    server.hears()
    assert journal_numbers(started) == [5]
    replica = started.restart()
    assert replica.opening == mirror.Reconciled()
    reports_written(replica, 1)
    assert [entry.change.n for entry in entries(replica)] == [5, 6]


def test_database_older_than_a_compaction_gets_back_what_is_not_durable(
    started: Tablet, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "COMPACT_AFTER", 2)
    reports_written(started.opened, 1)
    started.stop()
    kept_database(started, tmp_path / "old.db")
    reports_written(started.start(), 3)
    settled(server, [1, 2, 3], durable_n=3)
    server.hears()
    assert journal_numbers(started) == [4]
    started.stop()
    old_database(started, tmp_path / "old.db")
    replica = started.start()
    assert replica.opening.brought_back == (4,)
    assert [entry.change.n for entry in entries(replica)] == [1, 4]
    reports_written(replica, 1)
    assert [entry.change.n for entry in entries(replica)] == [1, 4, 5]


def test_refused_change_is_kept_when_it_is_durable(started: Tablet, server: Server) -> None:
    reports_written(started.opened, 2)
    server.answers(answer(rejected(1), accepted(2)))
    server.tells(durable_n=2)
    assert [(entry.change.n, entry.state) for entry in entries(started.opened)] == [(1, EntryState.REJECTED)]
    replica = started.restart()
    assert replica.opening == mirror.Reconciled()
    reports_written(replica, 1)
    assert [entry.change.n for entry in entries(replica)] == [1, 3]


def test_page_of_another_epoch_is_told(started: Tablet, server: Server) -> None:
    server.tells(put(1))
    server.tells(put(1), epoch="epoch-2")
    assert incident_codes(started.opened) == [IncidentCode.SERVER_RESTORED]
    assert page().opened.epoch == "epoch-1"
