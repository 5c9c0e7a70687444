"""What is taken away is gone everywhere: rows, photos, thumbnails, search, and every readable byte."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.photo_files import small_name
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf
from fieldapp.replica.replica import Replica
from fieldapp.replica.search import search
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.vault import DATABASE_FILE
from sync.protocol.messages import Put, Tokens
from tests.contract.store_in_hand import AGENT, DESK, DEVICE, MINE, SERVER_TIME, accepted, answer, put, task_id
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.test_photo_shelf import incoming, others_photo
from tests.fieldapp.replica.town import Server, Tablet, entries, report, shown

TEAM = "team:018f0000-0000-7000-8000-0000000ea001"
ALL = (DESK, MINE, TEAM)
MARKER = "ZebreMarqueur"


def rows_naming(session: Session, word: str) -> list[str]:
    """Name the tables in which a word stands in any column."""
    connection = session.connection()
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    found = []
    for name in names:
        rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
        if any(word in str(value) for row in rows for value in row):
            found.append(name)
    return found


def team_photo(number: int) -> Put:
    """Give a colleague's photo in the team's scope."""
    whole = others_photo(number)
    return Put(whole.kind, whole.id, whole.rv, (TEAM,), whole.fields)


def test_withdrawn_scope_leaves_no_row_no_word_and_no_file(replica: Replica, server: Server) -> None:
    server.tells(put(1, scopes=(TEAM,), title=MARKER), team_photo(11), put(2), granted=ALL)
    shelf = ReplicaPhotoShelf(replica, DiskFull)
    (small,) = incoming(shelf)
    asyncio.run(shelf.keep(small, shot("photo 11").thumbnail))
    assert "task" in replica.read_now(rows_naming, MARKER)
    outcome = server.tells()
    assert outcome.purged_rows == 2
    assert replica.read_now(search, MARKER) == ()
    assert replica.read_now(rows_naming, MARKER) == []
    assert replica.read_now(rows_naming, task_id(11)) == []
    assert not replica.files.exists(small_name(task_id(11)))
    assert shown(replica, "task", task_id(2)) is not None


def test_purge_empties_the_write_ahead_log(started: Tablet, server: Server) -> None:
    server.tells(put(1, scopes=(TEAM,), title=MARKER), granted=ALL)
    server.tells()
    assert (started.folder / f"{DATABASE_FILE}-wal").stat().st_size == 0


def test_sealed_row_stands_in_the_outbox_only_until_its_verdict(replica: Replica, server: Server) -> None:
    server.tells(put(1, scopes=(TEAM,), title="Mot du serveur"), granted=ALL)
    replica.write_now(lambda unit: unit.update("task", task_id(1), {"description": MARKER}))
    server.tells()
    assert replica.read_now(search, MARKER) == ()
    assert replica.read_now(rows_naming, MARKER) == ["outbox"]
    assert replica.read_now(rows_naming, "Mot du serveur") == []
    server.answers(answer(accepted(1, rv=2)))
    server.tells(durable_n=1)
    assert replica.read_now(rows_naming, MARKER) == []
    assert entries(replica) == []


def test_interrupted_deletion_of_files_is_taken_up_at_the_next_start(started: Tablet, server: Server) -> None:
    server.tells(team_photo(11), granted=ALL)
    shelf = ReplicaPhotoShelf(started.opened, DiskFull)
    (small,) = incoming(shelf)
    asyncio.run(shelf.keep(small, shot("photo 11").thumbnail))
    connection_lost = text("INSERT INTO loose_file (name) VALUES (:name)")

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        session.execute(connection_lost, {"name": small_name(task_id(11))})
        return None, ()

    started.opened.transact_now(step)
    assert not started.restart().files.exists(small_name(task_id(11)))


def every_byte(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_marker_can_be_read_in_any_file(started: Tablet, server: Server) -> None:
    replica = started.opened
    server.tells(put(1, title=f"{MARKER} tâche", from_a_newer_version=MARKER), put(2, status=f"{MARKER} inconnu"))
    created = replica.write_now(lambda unit: unit.create("report", report(description=MARKER, address=MARKER)))
    replica.write_now(Unit.attach, "report", created, shot(MARKER), "ensemble")
    draft = replica.write_now(lambda unit: unit.save_draft(MARKER, {"description": MARKER}))
    replica.write_now(Unit.add_draft_photo, draft, shot(MARKER), "detail")
    tokens = Tokens("villers", AGENT, DEVICE, MARKER, SERVER_TIME, MARKER, "epoch-1")
    asyncio.run(ReplicaCredentials(replica).save(tokens))
    open_files = every_byte(started.profile)
    started.stop()
    for files in (open_files, every_byte(started.profile)):
        for marker in (MARKER.encode(), MARKER.encode("utf-16-le"), b"arqueur"):
            assert [name for name, content in files.items() if marker in content] == []
    assert len(open_files) >= 8
