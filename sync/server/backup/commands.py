"""`fieldserver backup`, `verify`, `restore` and `backup-key`."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress as Bars
from rich.progress import TaskID, TextColumn, TimeElapsedColumn

from sync.core.instants import instant_of_ms
from sync.server.backup import recipients
from sync.server.backup.last import LastBackup, write_last
from sync.server.backup.manifest import Manifest, check_mac, mac_key
from sync.server.backup.reading import Reading
from sync.server.backup.recipients import Recipient
from sync.server.backup.repository import Repository
from sync.server.backup.restoring import RECIPIENT_FILE, Target, bring_back
from sync.server.backup.sealing import KeyHolder, Opener, Sealer
from sync.server.backup.taking import Source, take
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.verifying import Progress, note_durable, verify
from sync.server.cli_console import err, out
from sync.server.cli_database import postgresql_asked
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened, system_now_ms
from sync.server.parts import Parts
from sync.server.store import StoreBusy, StoreDamaged

_Dir = Annotated[Path, typer.Argument(help="Folder of the backups, on another disk.", show_default=False)]
_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Name = Annotated[str | None, typer.Option("--backup", help="Which one, in place of the newest.")]
_Key = Annotated[Path | None, typer.Option("--key", help="File with the private key; a passphrase is asked without.")]


def backup(
    folder: _Dir,
    data: _Data,
    keep: Annotated[int, typer.Option(help="How many to keep, older ones go; 0 keeps all.", min=0)] = 0,
    recipient: Annotated[
        str, typer.Option(help="At the first backup: the public key of a key file, in place of a passphrase.")
    ] = "",
) -> None:
    """Back up the server while it runs, read all of it again, and tell the devices what is safe now.

    The first backup asks for a passphrase (or reads its first line from a pipe); later ones ask nothing.
    """

    def work() -> None:
        place = DataFolder(data)
        with opened(place) as parts:
            repository = Repository(folder)
            with repository.locked(alone=True):
                known = _recipient_for(place, repository, recipient)
                sealer = Sealer(known.public, os.urandom)
                with _progress() as told:
                    manifest = take(Source(place, parts.store, repository, sealer, told))
                    devices = _verified(parts, place, Reading(repository, manifest, sealer), told)
                gone = repository.keep(keep) if keep else []
        size = _megabytes(sum(part.size_bytes for part in manifest.parts) + manifest.files_bytes)
        out.print(f"Backup {manifest.name}: {_counted(manifest)}, {size}. Verified.", soft_wrap=True)
        out.print(f"{devices} devices may forget what it holds." + (f" Gone: {', '.join(gone)}." if gone else ""))

    _plainly(work)


def verify_backup(
    folder: _Dir,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of the server: its devices then hear what is safe.")
    ] = None,
    name: _Name = None,
    key: _Key = None,
) -> None:
    """Read a whole backup again and open its towns in a scratch place; asks for the passphrase."""

    def work() -> None:
        repository = Repository(folder)
        with repository.locked(alone=False):
            reading = Reading(repository, repository.manifest(name), _opener(repository.recipient(), key))
            with _progress() as told:
                if data is None:
                    verify(reading, Path(tempfile.gettempdir()), told)
                else:
                    place = DataFolder(data)
                    with opened(place) as parts:
                        _verified(parts, place, reading, told)
        out.print(f"{reading.manifest.name} is whole: {_counted(reading.manifest)}.")

    _plainly(work)


def restore(folder: _Dir, data: _Data, name: _Name = None, key: _Key = None) -> None:
    """Bring a server back into an empty folder.

    Onto an empty PostgreSQL: fieldserver --database ADDRESS --owner ADDRESS restore …
    """

    def work() -> None:
        repository = Repository(folder)
        with repository.locked(alone=False):
            known = repository.recipient()
            reading = Reading(repository, repository.manifest(name), _opener(known, key))
            with _progress() as told:
                towns = bring_back(reading, Target(DataFolder(data), postgresql_asked()), known, told)
        newest = repository.names()[-1]
        out.print(f"Brought back {reading.manifest.name}: {len(towns)} towns, {reading.manifest.files} files.")
        if reading.manifest.name != newest:
            out.print(f"It is not the newest ({newest}): devices may have forgotten what came between.")
        out.print("The towns have a new epoch: every device reads again, and sends what the backup lacks.")
        out.print(f"Look through it, then start it: fieldserver check --data {data}", soft_wrap=True)

    _plainly(work)


def backup_key(
    file: Annotated[Path, typer.Argument(help="The file to write; keep it away from the server.", show_default=False)],
) -> None:
    """Draw a key for backups; prints the public half, which the first backup takes as --recipient."""

    def work() -> None:
        out.print(recipients.new_key_file(file, os.urandom))
        err.print(f"{file} opens the backups. Without it nobody does: keep two copies, none on the server.")

    _plainly(work)


def _recipient_for(place: DataFolder, repository: Repository, asked: str) -> Recipient:
    """Give to whom to seal: as ever, or to the one who is named at the first backup."""
    pinned = recipients.read_recipient(place.path / RECIPIENT_FILE)
    there = recipients.read_recipient(repository.recipient_file)
    if pinned is None and there is not None and not asked:
        raise BackupTrouble(
            f"{repository.folder} belongs to another server. Give a folder of its own, or its key with --recipient."
        )
    if pinned is None:
        pinned = recipients.of_public(asked) if asked else recipients.of_passphrase(_new_passphrase(), os.urandom)
    elif asked and asked != pinned.public:
        raise BackupTrouble(f"Backups of this server are sealed to {pinned.name}. See: the guide, “another key”.")
    if there is not None and there.public != pinned.public:
        raise BackupTrouble(f"{repository.folder} is sealed to {there.name}, this server seals to {pinned.name}.")
    if repository.names():
        # A town may use one key for two servers, but not one folder: the older backups of one would go for the other.
        check_mac(repository.manifest(None), mac_key(place.key()))
    # The folder first: a key that only the server knows of would open nothing.
    recipients.write_recipient(repository.recipient_file, there or pinned)
    recipients.write_recipient(place.path / RECIPIENT_FILE, there or pinned)
    return pinned


def _verified(parts: Parts, place: DataFolder, reading: Reading, told: Progress) -> int:
    devices = note_durable(parts, verify(reading, place.path, told, place.key()))
    now = instant_of_ms(system_now_ms())
    write_last(place.path, LastBackup(reading.manifest.name, reading.manifest.made_at, now))
    return devices


def _opener(recipient: Recipient, key: Path | None) -> Opener:
    if key is not None:
        return KeyHolder(recipients.seed_of_key_file(key, recipient))
    if not recipient.has_passphrase:
        raise BackupTrouble(f"These backups are sealed to the key {recipient.name}: give its file with --key.")
    return KeyHolder(recipients.seed_of_passphrase(recipient, _asked("Passphrase of the backups")))


def _new_passphrase() -> str:
    return _asked("New passphrase of the backups: without it nobody brings them back", is_new=True)


def _asked(hint: str, *, is_new: bool = False) -> str:
    """Ask for a secret, or read a pipe's first line: arguments stand in every process list."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt(hint, hide_input=True, confirmation_prompt=is_new))


def _counted(manifest: Manifest) -> str:
    return f"{len(manifest.towns)} towns, {sum(town.rows for town in manifest.towns)} rows, {manifest.files} files"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show how far the work is, a line per kind of thing."""
    with Bars(TextColumn("{task.description}"), TimeElapsedColumn(), console=err) as bars:
        lines: dict[str, TaskID] = {}

        def told(what: str, count: int) -> None:
            if what not in lines:
                lines[what] = bars.add_task(what, total=None)
            bars.update(lines[what], description=f"{what}: {count}")

        yield told


def _plainly(work: Callable[[], None]) -> None:
    """Do it, and tell expected trouble in one plain sentence with exit code 1."""
    try:
        work()
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy, does not answer, or the disk is full. Try again in a moment."
    except StoreDamaged as trouble:
        said = f"The database is damaged ({trouble}): keep the backups that there are, and bring back the last one."
    except OSError as trouble:
        said = f"{trouble.filename or 'The folder'} cannot be read or written: {trouble.strerror}."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)
