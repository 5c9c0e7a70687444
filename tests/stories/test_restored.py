"""A town hall burns down under load and comes back from its backup: the tablets bring what the backup lacks."""

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest
from sqlmodel import Session, select

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.engine_tables import OutboxRow, ScopeRow
from fieldapp.replica.ports import World
from fieldapp.reports.actions import add_comment, add_photo
from fieldapp.shell.line import HeldCredentials
from fieldapp.ui.widgets.pill import UpToDate
from sync.client.account import Account
from sync.client.http_transport import Connection
from sync.core.digest import Digest
from sync.core.session import Wake
from sync.protocol.messages import SignIn
from sync.records.attachment import PhotoRole
from sync.server.rows import ScopeRow as ServerScopeRow
from tests.fieldapp.photos import SmallPhoto
from tests.matrix.device import new_report
from tests.server.postgresql_in_hand import ON_POSTGRESQL, postgresql
from tests.server.process_in_hand import ROOT
from tests.stories.machine import Machine
from tests.stories.people import PASSPHRASE
from tests.stories.town_server import TownServer

pytestmark = pytest.mark.slow
PHRASE: Final = b"une-phrase-de-secours\n"
PAUSE_S: Final = 0.02


async def commanded(*words: str) -> str:
    """Give a command as a person does, beside whatever runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sync.server.cli", *words),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate(PHRASE)
    assert process.returncode == 0, told.decode()
    return told.decode()


def held(session: Session) -> dict[str, Digest]:
    return {row.scope: Digest.of_hex(row.held_rows, row.sum_hex) for row in session.exec(select(ScopeRow))}


def journal(session: Session) -> int:
    return len(session.exec(select(OutboxRow.n)).all())


def digests(town: TownServer) -> dict[str, Digest]:
    with town.reading() as unit:
        return {row.scope: row.digest() for row in unit.every(ServerScopeRow)}


async def sign_in_again(machine: Machine, url: str) -> None:
    """Sign in as the agent does whose tokens are younger than the backup."""
    connection = Connection(url)
    asked = SignIn(machine.account, PASSPHRASE, machine.id, "machine")
    tokens = await Account(connection, HeldCredentials()).sign_in(asked)
    await connection.close()
    await ReplicaCredentials(machine.replica).save(tokens)


async def write_until(machine: Machine, over: asyncio.Event) -> list[str]:
    """Write without a pause worth the name, and send it."""
    reports = []
    while not over.is_set():
        reports.append(await machine.write(new_report, f"sous charge {len(reports)}"))
        machine.engine.wake(Wake.WORK)
        await asyncio.sleep(PAUSE_S)
    return reports


async def play(folder: Path, town: TownServer, restore_words: tuple[str, ...]) -> None:
    karim, sylvie = (
        Machine(folder / name, name, lambda: Connection(town.url), World()) for name in ("karim", "sylvie")
    )
    backups, fresh = str(folder / "backups"), folder / "fresh"
    with town.alive():
        for machine in (karim, sylvie):
            await machine.start()
        early = await karim.write(new_report, "avant")
        await karim.sync()
        # The backup, while two devices never stop writing.
        over = asyncio.Event()
        writers = [asyncio.create_task(write_until(machine, over)) for machine in (karim, sylvie)]
        await asyncio.sleep(0.2)
        told = await commanded("backup", backups, "--data", str(town.folder))
        assert "Verified" in told
        over.set()
        during = [report for writer in writers for report in await writer]
        for machine in (karim, sylvie, karim):
            await machine.sync()
        assert await karim.read(journal) > 0, "what is not in the backup is still in the journal"
        # What the backup cannot have: a report with its photo, a comment, a device that signed in afterwards.
        late = await karim.write(new_report, "après la sauvegarde")
        await karim.write(add_photo, late, SmallPhoto(os.urandom(9_000)), PhotoRole.DETAIL)
        await sylvie.write(add_comment, early, "Balisé.")
        lea = Machine(folder / "lea", "lea", lambda: Connection(town.url), World())
        await lea.start()
        hers = await lea.write(new_report, "de la nouvelle tablette")
        for machine in (karim, sylvie, lea, karim, sylvie):
            await machine.sync()
        for machine in (karim, sylvie, lea):
            assert isinstance(await machine.pill(), UpToDate)
    before = {row.id: row.fields() for kind in ("report", "attachment") for row in town.rows(kind)}
    assert {early, late, hers, *during} <= before.keys()
    shutil.rmtree(town.folder)
    await commanded(*restore_words, "restore", backups, "--data", str(fresh))
    fresh.rename(town.folder)
    lacking = before.keys() - {row.id for kind in ("report", "attachment") for row in town.rows(kind)}
    assert {late, hers} <= lacking, "the backup is older than these"
    assert early not in lacking
    with town.alive():
        await lea.sync()
        await sign_in_again(lea, town.url)
        for _ in range(3):
            for machine in (karim, sylvie, lea):
                await machine.sync()
        after = {row.id: row.fields() for kind in ("report", "attachment") for row in town.rows(kind)}
        assert after.keys() == before.keys()
        for record, fields in before.items():
            told_again = {name: after[record].get(name) for name in ("description", "sha256", "author", "service_code")}
            assert told_again == {name: fields.get(name) for name in told_again}
        assert [one["text"] for one in after[early]["comments"]] == ["Balisé."]
        photos = [fields["sha256"] for fields in after.values() if fields.get("sha256") and fields.get("received_at")]
        assert photos
        assert all(town.has_photo(sha256) for sha256 in photos)
        there = digests(town)
        for machine in (karim, sylvie, lea):
            here = await machine.read(held)
            assert {scope: there.get(scope, Digest()) for scope in here} == here
            assert machine.engine.status.mismatched == ()
            assert isinstance(await machine.pill(), UpToDate)
        assert "All fits" in await commanded("check", "--data", str(town.folder))
    for machine in (karim, sylvie, lea):
        await machine.stop()


def test_every_acknowledged_change_is_there_again_after_the_restore(tmp_path: Path) -> None:
    asyncio.run(play(tmp_path, TownServer(tmp_path), ()))


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRESQL, reason="make test-postgresql plays it")
def test_backup_of_postgresql_comes_back_on_sqlite_and_the_other_way(tmp_path: Path) -> None:
    with postgresql() as server:
        (tmp_path / "a").mkdir()
        asyncio.run(play(tmp_path / "a", TownServer(tmp_path / "a", postgresql=server.new_database()), ()))
        (tmp_path / "b").mkdir()
        at = server.new_database()
        words = ("--database", at.works, "--owner", at.owner)
        asyncio.run(play(tmp_path / "b", TownServer(tmp_path / "b"), words))
        (tmp_path / "c").mkdir()
        again = server.new_database()
        words = ("--database", again.works, "--owner", again.owner)
        asyncio.run(play(tmp_path / "c", TownServer(tmp_path / "c", postgresql=server.new_database()), words))
