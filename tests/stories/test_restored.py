"""A town hall burns down under load and comes back from its backup: the tablets bring what the backup lacks."""

import asyncio
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

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
from tests.server.backup_in_hand import PHRASE, said
from tests.server.postgresql_in_hand import ON_POSTGRESQL, postgresql
from tests.server.process_in_hand import ROOT
from tests.stories.machine import Machine
from tests.stories.people import PASSPHRASE
from tests.stories.town_server import TownServer

pytestmark = pytest.mark.slow
PAUSE_S: Final = 0.02
SETTLED_S_MAX: Final = 60.0


async def commanded(*words: str) -> str:
    """Give a command as a person does, beside whatever runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sync.server.cli", *words),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate(f"{PHRASE}\n".encode())
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
    await machine.stop()
    await machine.open()
    connection = Connection(url)
    asked = SignIn(machine.account, PASSPHRASE, machine.id, "machine")
    tokens = await Account(connection, HeldCredentials()).sign_in(asked)
    await connection.close()
    await ReplicaCredentials(machine.replica).save(tokens)
    machine.begin()


async def write_until(machine: Machine, over: asyncio.Event) -> list[str]:
    """Write without a pause worth the name, and send it."""
    reports: list[str] = []
    while not over.is_set():
        reports.append(await machine.write(new_report, f"sous charge {len(reports)}"))
        machine.engine.wake(Wake.WORK)
        await asyncio.sleep(PAUSE_S)
    return reports


def kept(town: TownServer) -> dict[str, dict[str, Any]]:
    """Give what the town hall has of the reports and their photos, by id."""
    return {row.id: row.fields() for kind in ("report", "attachment") for row in town.rows(kind)}


@dataclass
class Play:
    """Three tablets and a town hall."""

    folder: Path
    town: TownServer
    early: str = ""
    written: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.karim, self.sylvie, self.lea = (
            Machine(self.folder / name, name, lambda: Connection(self.town.url), World())
            for name in ("karim", "sylvie", "lea")
        )

    @property
    def backups(self) -> str:
        return str(self.folder / "backups")

    async def sync(self, *machines: Machine) -> None:
        for machine in machines:
            await machine.sync()

    async def back_up_under_load(self) -> None:
        """Back up while two devices never stop writing."""
        over = asyncio.Event()
        writers = [asyncio.create_task(write_until(machine, over)) for machine in (self.karim, self.sylvie)]
        await asyncio.sleep(0.2)
        assert "Verified" in await commanded("backup", self.backups, "--data", str(self.town.folder))
        over.set()
        for writer in writers:
            self.written.update(await writer)
        await self.sync(self.karim, self.sylvie, self.karim)
        assert await self.karim.read(journal) > 0, "what is not in the backup is still in the journal"

    async def work_on(self) -> set[str]:
        """Do what the backup cannot have: a report with its photo, a comment, a device that signs in only now."""
        late = await self.karim.write(new_report, "après la sauvegarde")
        await self.karim.write(add_photo, late, SmallPhoto(os.urandom(9_000)), PhotoRole.DETAIL)
        await self.sylvie.write(add_comment, self.early, "Balisé.")
        await self.lea.start()
        hers = await self.lea.write(new_report, "de la nouvelle tablette")
        await self.sync(self.karim, self.sylvie, self.lea, self.karim, self.sylvie)
        for machine in (self.karim, self.sylvie, self.lea):
            assert isinstance(await machine.pill(), UpToDate)
        return {late, hers}

    async def burn_and_bring_back(self, words: tuple[str, ...]) -> None:
        """Lose all that the server had, and bring it back from the backup."""
        shutil.rmtree(self.town.folder)
        restored = said(*words, "restore", self.backups, "--data", str(self.folder / "fresh"))
        assert restored.exit_code == 0, restored.output
        (self.folder / "fresh").rename(self.town.folder)

    async def settle(self) -> None:
        """Let every tablet bring all that it has: a server that just came back may ask one to come again."""
        async with asyncio.timeout(SETTLED_S_MAX):
            for _ in range(2):
                for machine in (self.karim, self.sylvie, self.lea):
                    await machine.sync()
                    while not isinstance(await machine.pill(), UpToDate):
                        await asyncio.sleep(0.2)
                        await machine.sync()

    async def all_agree(self) -> None:
        """Check that each tablet holds what the server says, and says so."""
        there = digests(self.town)
        for machine in (self.karim, self.sylvie, self.lea):
            here = await machine.read(held)
            assert {scope: there.get(scope, Digest()) for scope in here} == here
            assert machine.engine.status.mismatched == ()
            assert isinstance(await machine.pill(), UpToDate)
        assert "All fits" in said("check", "--data", str(self.town.folder)).output


async def played(folder: Path, town: TownServer, words: tuple[str, ...]) -> None:
    """Play it: the words before `restore` say on which database the town hall comes back."""
    play = Play(folder, town)
    with town.alive():
        await play.karim.start()
        await play.sylvie.start()
        play.early = await play.karim.write(new_report, "avant")
        await play.sync(play.karim)
        await play.back_up_under_load()
        late = await play.work_on()
    before = kept(town)
    assert {play.early, *late, *play.written} <= before.keys()
    await play.burn_and_bring_back(words)
    lacking = before.keys() - kept(town).keys()
    assert late <= lacking, "the backup is older than these"
    assert play.early not in lacking
    with town.alive():
        await sign_in_again(play.lea, town.url)
        await play.settle()
        after = kept(town)
        assert after.keys() == before.keys()
        same = ("description", "sha256", "author", "service_code", "created_at")
        assert [[after[one].get(name) for name in same] for one in before] == [
            [fields.get(name) for name in same] for fields in before.values()
        ]
        assert [one["text"] for one in after[play.early]["comments"]] == ["Balisé."]
        photos = [fields["sha256"] for fields in after.values() if fields.get("received_at") and "sha256" in fields]
        assert photos
        assert all(town.has_photo(sha256) for sha256 in photos)
        await play.all_agree()
    for machine in (play.karim, play.sylvie, play.lea):
        await machine.stop()


def test_every_acknowledged_change_is_there_again_after_the_restore(tmp_path: Path) -> None:
    asyncio.run(played(tmp_path, TownServer(tmp_path), ()))


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRESQL, reason="make test-postgresql plays it")
def test_backup_of_postgresql_comes_back_on_sqlite_and_the_other_way(tmp_path: Path) -> None:
    with postgresql() as server:
        (tmp_path / "a").mkdir()
        asyncio.run(played(tmp_path / "a", TownServer(tmp_path / "a", postgresql=server.new_database()), ()))
        (tmp_path / "b").mkdir()
        at = server.new_database()
        words = ("--database", at.works, "--owner", at.owner)
        asyncio.run(played(tmp_path / "b", TownServer(tmp_path / "b"), words))
        (tmp_path / "c").mkdir()
        again = server.new_database()
        words = ("--database", again.works, "--owner", again.owner)
        asyncio.run(played(tmp_path / "c", TownServer(tmp_path / "c", postgresql=server.new_database()), words))
