"""What encryption costs: plain SQLite, the C library and our own pages, side by side in one run.

One driver serves all three. Everything is CPU time of this process, each side in turn, medians of the rounds; durable
commits and opening are by the wall's clock. "Cold" is a fresh connection, whose cache is empty (the file itself is in
the system's memory); "cached" is the first third of the rows, read before on the same connection: it fits into the
cache.
"""

import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, select

from fieldapp.vault import dbapi
from fieldapp.vault.database import PRAGMAS, connect_database
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.vault import Vault, vault_folder
from sync.core.ids import RANDOM_BYTES, uuid7
from tests.bench.cold import load
from tests.bench.figures import Figure, Setting, Stopwatch
from tests.bench.reports import report_fields, report_id

ROWS, ROWS_QUICK = 100_000, 4_000
POINTS, POINTS_QUICK = 10_000, 500
COMMITS, COMMITS_QUICK = 300, 30
OBJECTS, OBJECTS_QUICK = 2_000, 200
ROUNDS, ROUNDS_QUICK = 3, 2
CACHED: Final = 3
"""One part in so many of the rows is read again and again."""
BEGUN_MS: Final = 1_764_000_000_000
SEARCHED: Final = 10
"""One row in so many is in the full-text index."""
KEY: Final = os.urandom(32)
PASSPHRASE: Final = "cheval pile agrafe juste"
PIN: Final = "281947"
UNLOCKS: Final = 5

Work = Callable[[dbapi.Connection], object]


class Note(SQLModel, table=True):
    """A table of this measurement, for the ORM."""

    __tablename__ = "bench_vault_note"

    id: str = Field(primary_key=True)
    fields: str


def plain_connection(path: Path) -> dbapi.Connection:
    """Open a file without any cipher, with the same choices otherwise."""
    return dbapi.connect(path, pragmas=PRAGMAS)


def c_connection(path: Path) -> dbapi.Connection:
    """Open a file with the C library."""
    return connect_database(path, KEY, CipherEngine.LIBRARY)


def pages_connection(path: Path) -> dbapi.Connection:
    """Open a file with our own pages."""
    return connect_database(path, KEY, CipherEngine.PAGES)


CONNECT: Final[Mapping[str, Callable[[Path], dbapi.Connection]]] = {
    "plain": plain_connection,
    "c": c_connection,
    "pages": pages_connection,
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each."""

    rows: int
    points: int
    commits: int
    objects: int

    @property
    def searched(self) -> range:
        """Which rows are in the full-text index."""
        return range(0, self.rows, SEARCHED)


@dataclass
class Measured:
    """The seconds of each work on each side, one per round."""

    sizes: Sizes
    seconds: defaultdict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, side: str, work: str, seconds: float) -> None:
        """Keep one."""
        self.seconds[side, work].append(seconds)

    def of(self, side: str, work: str) -> float:
        """Give the median."""
        return median(self.seconds[side, work])


def vault(setting: Setting) -> Iterator[Figure]:
    """Measure opening, bulk, points, scans, search, commits and the ORM on all three sides."""
    sizes = Sizes(
        setting.size(ROWS, ROWS_QUICK),
        setting.size(POINTS, POINTS_QUICK),
        setting.size(COMMITS, COMMITS_QUICK),
        setting.size(OBJECTS, OBJECTS_QUICK),
    )
    rows = [_row(n) for n in range(sizes.rows)]
    measured, rounds = Measured(sizes), setting.size(ROUNDS, ROUNDS_QUICK)
    for number in range(rounds):
        order = list(CONNECT)[number % 3 :] + list(CONNECT)[: number % 3]
        for place, side in enumerate(order):
            setting.tell(f"vault: {side}", number * 3 + place, rounds * 3)
            _one_round(measured, side, setting.folder / f"{side}-{number}.db", rows)
    yield from _against_plain(measured)
    yield from _pages_against_c(measured)
    yield Figure(
        "open a database with the C library; peer: plain",
        measured.of("c", "open") * 1000,
        "ms",
        measured.of("plain", "open") * 1000,
        "open_ms",
    )
    yield from _unlocking(setting)
    yield Figure("programs that wanted this machine's processors meanwhile", load(), "", code="load")


def _row(n: int) -> tuple[str, str]:
    # As a device makes them: ids in the order of time.
    fields = report_fields(n)
    short = {name: fields[name] for name in ("service_code", "description", "status", "priority", "lat", "long")}
    return uuid7(BEGUN_MS + n, random.Random(n).randbytes(RANDOM_BYTES)), json.dumps(short)


def _against_plain(measured: Measured) -> Iterator[Figure]:
    rows, points = measured.sizes.rows, measured.sizes.points
    for told, code, work, count in (
        (f"C library: bulk insert of {rows} rows", "bulk_vs_plain", "bulk", rows),
        (
            f"C library: bulk insert of {rows} rows, until durable in the log",
            "bulk_in_log_vs_plain",
            "bulk in log",
            rows,
        ),
        (f"C library: {points} point reads, cold", "point_vs_plain", "point", points),
    ):
        ours, peer = count / measured.of("c", work), count / measured.of("plain", work)
        yield Figure(f"{told}; peer: plain", ours, "rows/s", peer, code)
    for told, code, work in (
        ("scan, cold", "scan_vs_plain", "scan"),
        ("objects written and read by the ORM", "orm_vs_plain", "orm"),
        ("full-text search, cold", "search_vs_plain", "search"),
        ("durable commits", "commit_vs_plain", "commit"),
    ):
        yield _times(measured, f"C library: {told}; peer: plain", code, work, ("c", "plain"))


def _pages_against_c(measured: Measured) -> Iterator[Figure]:
    for told, code, work in (
        ("point reads, cached", "vfs_vs_c_cached", "point again"),
        ("point reads, cold", "vfs_vs_c_point", "point"),
        ("scan, cached", "vfs_vs_c_scan_cached", "scan again"),
        ("scan, cold", "vfs_vs_c_scan", "scan"),
        ("bulk insert", "vfs_vs_c_bulk", "bulk"),
        ("durable commits", "vfs_vs_c_commit", "commit"),
        ("full-text search, cold", "vfs_vs_c_search", "search"),
        ("objects of the ORM", "vfs_vs_c_orm", "orm"),
        ("open", "vfs_vs_c_open", "open"),
    ):
        yield _times(measured, f"own pages: {told}; peer: C library", code, work, ("pages", "c"))


def _times(measured: Measured, name: str, code: str, work: str, sides: tuple[str, str]) -> Figure:
    ours, peer = (measured.of(side, work) * 1000 for side in sides)
    return Figure(name, ours, "ms", peer, code)


def _one_round(measured: Measured, side: str, path: Path, rows: Sequence[tuple[str, str]]) -> None:
    sizes, chance = measured.sizes, random.Random(len(rows))
    ids = [rows[chance.randrange(sizes.rows)][0] for _ in range(sizes.points)]
    hot = [rows[chance.randrange(sizes.rows // CACHED)][0] for _ in range(sizes.points)]
    last, hottest = rows[-1][0], rows[sizes.rows // CACHED][0]
    path.touch()

    def run(works: Mapping[str, Work], clock: Callable[[], float] = time.process_time) -> None:
        watch, opening = Stopwatch(clock), Stopwatch()
        with opening.running():
            connection = CONNECT[side](path)
        measured.note(side, "open", opening.seconds)
        for name, work in works.items():
            with watch.running():
                work(connection)
            measured.note(side, name, watch.seconds)
        connection.close()

    run({"bulk": lambda connection: _bulk(connection, rows)})
    run({"search filled": lambda connection: _fill_search(connection, [rows[n] for n in sizes.searched])})
    run({"point": lambda connection: _points(connection, ids)})
    run({"scan": lambda connection: _scan(connection, last)})
    run(
        {
            "warm": lambda connection: _scan(connection, hottest),
            "scan again": lambda connection: _scan(connection, hottest),
            "point again": lambda connection: _points(connection, hot),
        }
    )
    run({"search": _search})
    run({"commit": lambda connection: _commits(connection, sizes.commits)}, time.perf_counter)
    _with_objects(measured, side, path)
    run({"bulk in log": lambda connection: _bulk_in_log(connection, rows)})
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _bulk(connection: dbapi.Connection, rows: Sequence[tuple[str, str]]) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE report (id TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID")
    cursor.executemany("INSERT INTO report VALUES (?, ?)", rows)
    connection.commit()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _bulk_in_log(connection: dbapi.Connection, rows: Sequence[tuple[str, str]]) -> None:
    """Insert until all is durable in the log: the way home opens and seals each page once more."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA wal_autocheckpoint=0").fetchall()
    cursor.execute("CREATE TABLE logged (id TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID")
    cursor.executemany("INSERT INTO logged VALUES (?, ?)", rows)
    connection.commit()


def _fill_search(connection: dbapi.Connection, rows: Sequence[tuple[str, str]]) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE VIRTUAL TABLE spoken USING fts5(fields)")
    cursor.executemany("INSERT INTO spoken VALUES (?)", [(fields,) for _, fields in rows])
    connection.commit()


def _points(connection: dbapi.Connection, ids: Sequence[str]) -> None:
    cursor = connection.cursor()
    for one in ids:
        cursor.execute("SELECT fields FROM report WHERE id = ?", (one,)).fetchone()


def _scan(connection: dbapi.Connection, last: str) -> None:
    scan = "SELECT count(*), sum(length(fields)) FROM report WHERE id <= ?"
    connection.cursor().execute(scan, (last,)).fetchall()


def _search(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    for n in range(200):
        cursor.execute("SELECT rowid FROM spoken WHERE spoken MATCH ? LIMIT 50", (f'"{n}"',)).fetchall()


def _commits(connection: dbapi.Connection, count: int) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, fields TEXT)")
    for n in range(count):
        cursor.execute("INSERT INTO bare (fields) VALUES (?)", (json.dumps(report_fields(n)),))
        connection.commit()


def _with_objects(measured: Measured, side: str, path: Path) -> None:
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: CONNECT[side](path), module=dbapi, poolclass=StaticPool
    )
    Note.__table__.create(engine)  # type: ignore[attr-defined]  # SQLModel adds it
    watch = Stopwatch(time.process_time)
    with watch.running(), Session(engine) as session:
        for n in range(measured.sizes.objects):
            session.add(Note(id=report_id(n), fields=json.dumps(report_fields(n))))
        session.commit()
        assert len(session.exec(select(Note)).all()) == measured.sizes.objects
    engine.dispose()
    measured.note(side, "orm", watch.seconds)


def _unlocking(setting: Setting) -> Iterator[Figure]:
    """Measure the unlocking by PIN at the cost calibrated here, up to the first row of the database."""
    secret = HeldSecret(os.urandom(32))
    folder = vault_folder(setting.folder, "karim", secret)
    with Vault.create(folder, PASSPHRASE, secret) as made:
        made.set_pin(PIN)
    watch, thread = Stopwatch(), Stopwatch(time.thread_time)
    seconds, of_thread = list[float](), list[float]()
    for _ in range(UNLOCKS):
        with watch.running(), thread.running():
            opened = Vault.unlock_by_pin(folder, PIN, secret)
            assert isinstance(opened, Vault), "the PIN opens it"
            with opened.database_engine().connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").one()
        opened.lock()
        seconds.append(watch.seconds)
        of_thread.append(thread.seconds)
    told = "unlock by PIN at the cost calibrated here, database opened"
    yield Figure(f"{told} (to be 0.3 to 1.0)", median(seconds), "s", code="unlock_s")
    yield Figure(f"{told}, of the processor", median(of_thread), "s", code="unlock_cpu_s")
