"""A small town with photos, a folder of backups beside it, and the commands that a person gives."""

import os
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from sync.core.model import Op
from sync.protocol.parcel_keys import seal_public
from sync.server.backup.reading import Reading
from sync.server.backup.recipients import new_key_file, seed_of_key_file
from sync.server.backup.repository import Repository
from sync.server.backup.sealing import KeyHolder
from sync.server.backup.town_rows import told_of
from sync.server.cli import app
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows import DeviceRow, TownRow
from sync.server.rows_access import UploadRow
from tests.server.process_in_hand import made_town
from tests.server.town_in_hand import Town

PHRASE = "une-phrase-de-secours"
MARKER = "Nid-de-poule-tres-reconnaissable"


def said(*words: str, stdin: str = f"{PHRASE}\n") -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def refused(result: Result) -> str:
    """Give the one plain sentence of an expected trouble."""
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return " ".join(result.output.split())


@dataclass
class Hall:
    """A server's folder, a folder of backups sealed to a key file, and what lies in both."""

    place: Path
    town: Town
    key: Path

    @classmethod
    def made(cls, place: Path) -> "Hall":
        """Make a town with one report and two photos, and a key for its backups."""
        town = made_town(place / "data")
        hall = cls(place, town, place / "backup.key")
        new_key_file(hall.key, os.urandom)
        hall.report()
        for seed in (1, 2):
            hall.photo(bytes([seed]) * 70_000)
        return hall

    @property
    def data(self) -> DataFolder:
        return DataFolder(self.place / "data")

    @property
    def backups(self) -> Path:
        return self.place / "backups"

    @property
    def repository(self) -> Repository:
        return Repository(self.backups)

    def report(self) -> str:
        """Have a report written by the server."""
        fields = self.town.report_fields(description=MARKER)
        record_id = self.town.world.new_id()
        self.town.write("report", record_id, Op.CREATE, **fields)
        return record_id

    def photo(self, content: bytes) -> str:
        """Have a photo that has come whole."""
        with opened(self.data) as parts:
            sha256 = parts.uploads.files.put(self.town.tenant, content)
            now = parts.service.now()
            with parts.store.writing(self.town.tenant) as unit:
                unit.put([UploadRow(sha256, self.town.ids["terrain"], len(content), now, now)])
        return sha256

    def back_up(self, *words: str) -> Result:
        """Back up to the key file."""
        seed = bytes.fromhex(self.key.read_text().strip().partition(":")[2])
        to = ("--recipient", seal_public(seed))
        return said("backup", str(self.backups), "--data", str(self.data.path), *to, *words)

    def reading(self, name: str | None = None) -> Reading:
        """Open a backup with the key file."""
        seed = seed_of_key_file(self.key, self.repository.recipient())
        return Reading(self.repository, self.repository.manifest(name), KeyHolder(seed))

    def restored(self, name: str = "back", *words: str) -> Result:
        """Bring the newest backup back into a folder beside."""
        return said("restore", str(self.backups), "--data", str(self.place / name), "--key", str(self.key), *words)


def lines_sha256(folder: DataFolder, tenant: str) -> tuple[str, int]:
    """Give the hash of all rows of a town, as they are after a restore but for the new epoch."""
    with opened(folder) as parts, parts.store.reading(tenant) as unit:
        told = told_of(unit)
        return told.sha256, told.rows


def epoch_of(folder: DataFolder, tenant: str) -> str:
    with opened(folder) as parts, parts.store.reading(tenant) as unit:
        return unit.get(TownRow, [("town",)])[("town",)].epoch


def durable(folder: DataFolder, tenant: str, device: str) -> int:
    with opened(folder) as parts, parts.store.reading(tenant) as unit:
        return unit.get(DeviceRow, [(device,)])[(device,)].durable_n


def files_of(folder: Path) -> dict[str, bytes]:
    """Read all photos and maps below a data folder."""
    there = [path for name in ("photos", "maps") for path in (folder / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}
