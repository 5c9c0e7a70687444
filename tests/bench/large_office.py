"""Opening an office of 20,000 reports, searching in it and looking for an address letter by letter."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from statistics import median
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from fieldapp.replica.known_places import known_places
from fieldapp.replica.replica import Replica
from fieldapp.search.queries import TYPED_CHARACTERS_MIN, find
from fieldapp.today.queries import Moment, field_day
from tests.bench.figures import Figure, Setting, milliseconds, percentile, side_by_side
from tests.bench.filled_office import FilledOffice
from tests.bench.reports import report_fields
from tests.fieldapp.town import KARIM, NORD, NOW

TYPED: Final = (
    "lampadaire|trou chaussée|graffiti école|rue grimaldi|potelet arraché|poussette|branche|A2026K00412|"
    "place de l’eglise|voiture sans roues|cycliste tombé|encombrants"
).split("|")
ADDRESSES: Final = ("rue grimaldi", "12 boulevard", "place de l’eglise", "87 rue plati", "trou")
OPENINGS, OPENINGS_QUICK = 9, 3


def large_office(setting: Setting) -> Iterator[Figure]:
    """Measure opening and searching on one filled device."""
    office = FilledOffice(setting)
    yield from _opening(setting, office)
    yield from _searching(setting, office)
    yield from _addressing(setting, office)


def _opening(setting: Setting, office: FilledOffice) -> Iterator[Figure]:
    def open_and_show(n: int) -> None:
        setting.tell("open the office", n, OPENINGS)
        with office.unlocked() as vault, closing(_Closing(Replica.open_now(vault))) as opened:
            opened.replica.read_now(field_day, KARIM, NORD, Moment(NOW[:10], NOW))

    def open_bare(n: int) -> None:
        with office.unlocked() as vault, vault.database_engine().connect() as connection:
            connection.execute(text("SELECT count(*) FROM report")).scalar_one()

    rounds = setting.size(OPENINGS, OPENINGS_QUICK)
    unlocking = median(milliseconds(lambda: office.unlocked().lock()) for _ in range(rounds))
    ours, peers = side_by_side(open_and_show, open_bare, rounds)
    told = f"open an office of {office.rows} reports up to today's list, after the passphrase"
    yield Figure(f"{told}; peer: open the database, count", ours - unlocking, "ms", peers - unlocking)


class _Closing:
    def __init__(self, replica: Replica) -> None:
        self.replica = replica

    def close(self) -> None:
        self.replica.close_now()


def _searching(setting: Setting, office: FilledOffice) -> Iterator[Figure]:
    ours: list[float] = []
    peers: list[float] = []
    with (
        office.unlocked() as vault,
        closing(_Closing(Replica.open_now(vault))) as opened,
        closing(_plain_index(office.rows)) as plain,
    ):
        typed = list(_as_typed())
        for n, words in enumerate(typed):
            setting.tell("search while typing", n, len(typed))
            ours.append(milliseconds(partial(opened.replica.read_now, find, words)))
            peers.append(milliseconds(partial(_found, plain, words)))
    told = f"search over {office.rows} reports while typing; peer: plain FTS5 on plain SQLite"
    yield Figure(f"{told}, p50", median(ours), "ms", median(peers))
    yield Figure(f"{told}, p95", percentile(ours, 95), "ms", percentile(peers, 95))


def _addressing(setting: Setting, office: FilledOffice) -> Iterator[Figure]:
    """Measure the addresses that a form offers; the peer reads those of all reports."""
    with office.unlocked() as vault, closing(_Closing(Replica.open_now(vault))) as opened:
        read = opened.replica.read_now
        typed = [words[:end] for words in ADDRESSES for end in range(1, len(words) + 1)]
        setting.tell("search an address while typing", 0, len(typed))
        ours = [milliseconds(partial(read, known_places, words, 6)) for words in typed]
        peer = median(milliseconds(partial(read, _every_address)) for _ in range(OPENINGS_QUICK))
    told = f"an address out of {office.rows} reports while typing; peer: read the addresses of all"
    yield Figure(f"{told}, p50", median(ours), "ms", peer)
    yield Figure(f"{told}, p95", percentile(ours, 95), "ms", peer)


def _every_address(session: Session) -> int:
    return len(session.execute(text("SELECT address, lat, long FROM report")).all())


def _as_typed() -> Iterator[str]:
    for words in TYPED:
        for end in range(TYPED_CHARACTERS_MIN, len(words) + 1):
            yield words[:end]


def _plain_index(rows: int) -> sqlite3.Connection:
    plain = sqlite3.connect(":memory:")
    options = "tokenize='unicode61 remove_diacritics 2', prefix='2 3'"
    plain.execute(f"CREATE VIRTUAL TABLE plain USING fts5 (told, {options})")
    told = (" ".join(value for value in report_fields(n).values() if isinstance(value, str)) for n in range(rows))
    plain.executemany("INSERT INTO plain VALUES (?)", ((words,) for words in told))
    plain.commit()
    return plain


def _found(plain: sqlite3.Connection, typed: str) -> list[tuple[str]]:
    words = " ".join(f'"{word}" *' for word in typed.replace("’", " ").split())
    statement = "SELECT told FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 31"
    return plain.execute(statement, (words,)).fetchall()
