"""A server's data folder: what lies where, made once, opened with plain words when something is wrong.

format        version of what lies here
server.db     the database (with -wal and -shm while it is open), server.lock the writers' turn
database      instead of it, where the database is a PostgreSQL: its address, without a password
keys/         token.key: 32 random bytes, readable by its owner only; citizens.key alike, under which citizens'
              identities are sealed: destroyed, all of them are unreadable, in every backup too
photos/       the photo store
maps/         the map pack that each town publishes
backup.json   to whom backups are sealed, once there is one; last_backup.json: when the last one was verified
"""

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sync.server.schema import FORMAT

KEY_BYTES = 32
ADDRESS_VARIABLE = "FIELDSERVER_DATABASE"


class FolderTrouble(Exception):
    """The folder cannot be used; the message is for the person at the command line."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths below one folder."""

    path: Path

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.path / "server.db"

    @property
    def address_file(self) -> Path:
        """Where the address of a PostgreSQL is."""
        return self.path / "database"

    def address(self) -> str | None:
        """Give the address of the PostgreSQL that holds the towns; None where `database` does.

        The environment may tell another for the same one: with a password, or after the database moved.
        """
        if not self.address_file.exists():
            return None
        return os.environ.get(ADDRESS_VARIABLE) or self.address_file.read_text().strip()

    @property
    def photos(self) -> Path:
        """Where the photo store is."""
        return self.path / "photos"

    @property
    def maps(self) -> Path:
        """Where the map packs are that the towns publish."""
        return self.path / "maps"

    @property
    def key_file(self) -> Path:
        """Where the key is that signs tokens."""
        return self.path / "keys" / "token.key"

    @property
    def citizens_key_file(self) -> Path:
        """Where the key is under which citizens' identities are sealed."""
        return self.path / "keys" / "citizens.key"

    @property
    def format_file(self) -> Path:
        """Where the version of the folder is told."""
        return self.path / "format"

    @property
    def is_made(self) -> bool:
        """Say whether a server's data lies here."""
        return self.format_file.exists()

    def beside(self) -> "DataFolder":
        """Give the empty place where this folder is begun; raise `FolderTrouble` where something lies already.

        It is taken over with `finish`. What an interrupted try left there is removed: it never was a server.
        """
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise FolderTrouble(f"{self.path} is not empty: give a new folder.")
        begun = DataFolder(self.path.with_name(f"{self.path.name}.part"))
        shutil.rmtree(begun.path, ignore_errors=True)
        return begun

    def finish(self, begun: "DataFolder") -> None:
        """Take over what was begun beside, whole."""
        if self.path.exists():
            self.path.rmdir()
        begun.path.rename(self.path)

    def make(self, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        """Make the folder and its secrets; raise `FolderTrouble` when that cannot be done."""
        files = (self.key_file, self.citizens_key_file)
        self.make_with({file.name: random_bytes(KEY_BYTES) for file in files})

    def make_with(self, secrets_by_name: Mapping[str, bytes]) -> None:
        """Make the folder with secrets that are there already; raise `FolderTrouble` when that cannot be done."""
        try:
            self.photos.mkdir(parents=True)
            self.key_file.parent.mkdir(mode=0o700)
            for name, content in secrets_by_name.items():
                _write_secret(self.key_file.parent / name, content)
        except OSError as trouble:
            raise FolderTrouble(f"{self.path} cannot be made: {trouble.strerror}.") from None

    def seal(self) -> None:
        """Note that everything is in place: until then the folder does not count as made."""
        self.format_file.write_text(f"{FORMAT}\n")

    def check(self) -> None:
        """Raise `FolderTrouble` unless this program can work here."""
        if not self.is_made:
            raise FolderTrouble(f"No server is in {self.path}. Make one with: fieldserver init --data {self.path}")
        found = self.format_file.read_text().strip()
        if found != str(FORMAT):
            raise FolderTrouble(
                f"{self.path} was written by another version of fieldserver (format {found}, this one reads {FORMAT})."
            )
        if self.address() is None and not os.access(self.database, os.R_OK | os.W_OK):
            raise FolderTrouble(f"{self.database} cannot be read and written by this user.")

    def key(self) -> bytes:
        """Read the key; raise `FolderTrouble` when it is gone or open to others."""
        return _read_secret(self.key_file, "without it nobody can sign in")

    def citizens_key(self) -> bytes:
        """Read the key of citizens' identities, made here in a folder of before; raise as `key`."""
        if not self.citizens_key_file.exists():
            _write_secret(self.citizens_key_file, secrets.token_bytes(KEY_BYTES))
        return _read_secret(self.citizens_key_file, "without it nobody knows who reported what")


def _read_secret(path: Path, else_what: str) -> bytes:
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise FolderTrouble(f"{path} cannot be read: {else_what}.") from None
    if mode & 0o077:
        raise FolderTrouble(f"{path} can be read by others. Mend it with: chmod 600 {path}")
    if len(key) != KEY_BYTES:
        raise FolderTrouble(f"{path} is damaged: it must hold {KEY_BYTES} bytes.")
    return key


def _write_secret(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
