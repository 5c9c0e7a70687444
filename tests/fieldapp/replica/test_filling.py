"""A filling by column leaves just what rows leave: in the tables, in the search, in the write-ahead log."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from fieldapp.replica.filling import put_fresh
from fieldapp.replica.replica import Replica
from fieldapp.replica.search import search
from fieldapp.replica.search_backlog import AT_ONCE_MAX
from fieldapp.replica.sql_shelf import SqlShelf
from sync.client.applying import apply_page
from sync.protocol.messages import PullPage, Put
from sync.records import KINDS
from tests.contract.store_in_hand import DESK, MINE, NOW_MS, digests_of, put, task_id
from tests.contract.sync_store_tables import CHECKLIST, filling, table_of
from tests.fieldapp.town import index_now

BARE = {"title": "Nu", "status": "a_faire"}
FIELDS: tuple[dict[str, Any], ...] = (
    {**BARE, "checklist": CHECKLIST, "lat": 48.5, "long": 2.25, "priority": "genant", "photo_proof": True},
    {**BARE, "description": "Né à l'été « 2026 »"},
    BARE,
)


def applied(replica: Replica, told: PullPage) -> None:
    """Apply a page as the engine does, but have nothing indexed by itself."""
    replica.transact_now(lambda session: (apply_page(SqlShelf(session), told, KINDS, NOW_MS), ()))


def rows_of(session: Session, table: str) -> dict[str, dict[str, Any]]:
    """Give what a table holds, column by column, JSON read."""
    found: dict[str, dict[str, Any]] = {}
    for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():
        values = {name: _read(value) for name, value in row.items()}
        found[values.pop("id")] = values
    return found


def _read(value: Any) -> Any:
    is_json = isinstance(value, str) and (value[:1] in "[{" or value == "null")
    return ("json", json.loads(value)) if is_json and value else value


@pytest.mark.parametrize("fields", [FIELDS, FIELDS[:1], FIELDS[2:]], ids=["several", "full", "bare"])
def test_tables_hold_what_rows_would_have_left(replica: Replica, fields: tuple[dict[str, Any], ...]) -> None:
    puts = tuple(Put("task", task_id(n), n, (DESK, MINE), one) for n, one in enumerate(fields, start=1))
    lines = tuple(replace(row, id=task_id(n)) for n, row in enumerate(puts, start=100))
    applied(replica, filling(puts, *lines))
    for table in ("task", "sync_row", "search_entry"):
        rows = replica.read_now(rows_of, table)
        for by_column, by_line in zip(puts, lines, strict=True):
            for found in (rows[by_column.id], rows[by_line.id]):
                found.pop("number", None)
            assert rows[by_column.id] == rows[by_line.id], table


def test_large_table_is_shown_at_once_and_found_afterwards(replica: Replica) -> None:
    puts = tuple(put(number, title=f"lampadaire {number}") for number in range(1, AT_ONCE_MAX + 40))
    applied(replica, filling(puts, digests=digests_of(puts, (DESK, MINE))))
    assert len(replica.read_now(rows_of, "task")) == len(puts)
    assert replica.read_now(search, "lampadaire", ("task",), 1_000) == ()
    index_now(replica)
    assert len(replica.read_now(search, "lampadaire", ("task",), 1_000)) == len(puts)


def test_field_without_a_column_is_left_to_the_other_way(replica: Replica) -> None:
    newer = table_of((put(1, from_a_newer_version=7),))
    assert replica.transact_now(lambda session: (put_fresh(session, newer), ())) == [task_id(1)]
    assert replica.read_now(rows_of, "task") == {}
    applied(replica, filling((put(1, from_a_newer_version=7), put(2))))
    assert len(replica.read_now(rows_of, "task")) == 2
