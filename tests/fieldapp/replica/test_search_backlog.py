"""A large page is shown before it can be searched; nothing of it is ever forgotten by the search."""

import queue
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session

from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.search import search
from fieldapp.replica.search_backlog import AT_ONCE_MAX, STEP_ROWS, index_some
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.unit import Unit
from sync.client.applying import apply_page
from sync.protocol.messages import Gone, Put
from sync.records import KINDS
from tests.contract.store_in_hand import NOW_MS, gone, page, put, task_id
from tests.fieldapp.replica.town import Tablet, tablet
from tests.fieldapp.town import index_now

PATIENCE_S = 30.0
MANY = AT_ONCE_MAX + STEP_ROWS + 30


@dataclass
class Pages:
    """Applies pages as the engine does, but has nothing indexed by itself."""

    replica: Replica
    cursor: int = 0

    def apply(self, *rows: Put | Gone) -> None:
        """Apply a page up to the head."""
        self.cursor += 1
        told = page(*rows, cursor=self.cursor)
        self.replica.transact_now(lambda session: (apply_page(SqlShelf(session), told, KINDS, NOW_MS), ()))


@pytest.fixture
def pages(replica: Replica) -> Pages:
    """Give the pages of one tablet."""
    return Pages(replica)


def tasks(first: int, count: int, word: str = "lampadaire", rv: int = 1) -> list[Put]:
    """Give the server's word on so many tasks."""
    return [put(number, title=f"{word} {number}", rv=rv) for number in range(first, first + count)]


def count(replica: Replica, word: str) -> int:
    """Count what a word finds."""
    return len(replica.read_now(search, word, ("task",), 10_000))


def test_large_page_is_shown_at_once_and_found_afterwards(pages: Pages) -> None:
    pages.apply(*tasks(1, MANY))
    assert pages.replica.read_now(shown_fields, "task", task_id(MANY)) is not None
    assert count(pages.replica, "lampadaire") == 0
    index_now(pages.replica)
    assert count(pages.replica, "lampadaire") == MANY


def test_small_page_is_found_at_once(pages: Pages) -> None:
    pages.apply(*tasks(1, AT_ONCE_MAX))
    assert count(pages.replica, "lampadaire") == AT_ONCE_MAX


def test_new_words_of_a_known_record_are_found_at_once_whatever_the_page(pages: Pages) -> None:
    pages.apply(*tasks(1, 3))
    pages.apply(*tasks(1, MANY, "banc", rv=2))
    assert (count(pages.replica, "lampadaire"), count(pages.replica, "banc")) == (0, 3)
    index_now(pages.replica)
    assert count(pages.replica, "banc") == MANY


def test_backlog_is_worked_off_after_a_kill(tmp_path: Path) -> None:
    with tablet(tmp_path / "one") as started:
        Pages(started.opened).apply(*tasks(1, MANY))
        killed: Tablet = started.copied(tmp_path / "two")
    replica = killed.start()
    index_now(replica)
    assert count(replica, "lampadaire") == MANY
    killed.stop()


def test_page_after_a_purge_is_found_though_row_numbers_come_back(pages: Pages) -> None:
    pages.apply(*tasks(1, MANY))
    pages.replica.transact_now(lambda session: (index_some(session), ()))
    pages.apply(*(gone(number) for number in range(1, MANY + 1)))
    pages.apply(*tasks(MANY + 1, MANY, "banc"))
    index_now(pages.replica)
    assert (count(pages.replica, "lampadaire"), count(pages.replica, "banc")) == (0, MANY)


def test_purge_and_gesture_within_the_backlog_leave_the_search_right(pages: Pages) -> None:
    pages.apply(*tasks(1, MANY))
    pages.apply(gone(1))
    pages.replica.write_now(Unit.update, "task", task_id(2), {"title": "banc"})
    assert count(pages.replica, "banc") == 1
    index_now(pages.replica)
    assert (count(pages.replica, "lampadaire"), count(pages.replica, "banc")) == (MANY - 2, 1)


def test_pages_upon_pages_are_all_found(pages: Pages) -> None:
    for first in range(1, 4 * MANY, MANY):
        pages.apply(*tasks(first, MANY))
    index_now(pages.replica)
    assert count(pages.replica, "lampadaire") == 4 * MANY


def test_engine_has_the_backlog_indexed_by_itself(replica: Replica, pages: Pages) -> None:
    heard: queue.Queue[frozenset[str]] = queue.Queue()
    replica.subscribe({"task"}, heard.put)
    told = page(*tasks(1, MANY), cursor=1)

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        apply_page(SqlShelf(session), told, KINDS, NOW_MS)
        return None, ("standing",)

    replica.transact_now(step)
    assert heard.get(timeout=PATIENCE_S) == frozenset({"task"})
    assert count(replica, "lampadaire") == MANY, "told once all of them can be found"
    assert heard.empty()
