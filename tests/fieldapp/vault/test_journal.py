"""The journal of unsent work in use: append, take back, rewrite, a full disk, and against a plain list."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fieldapp.vault.errors import DiskFull
from fieldapp.vault.journal import Journal, Position
from tests.fieldapp.vault.conftest import DeviceWithLimit
from tests.fieldapp.vault.journals import ENTRIES, frame, key_source, opened, read


def test_entries_come_back_in_order_when_reopened(six_entries: Path) -> None:
    journal = opened(six_entries)
    assert read(journal) == ENTRIES
    assert (journal.report.entries, journal.report.is_torn, journal.report.is_damaged) == (6, False, False)


def test_append_gives_where_the_entry_begins(six_entries: Path) -> None:
    journal = opened(six_entries)
    position = journal.append(b"one more")
    assert (position.sequence, position.offset) == (6, frame(6).start)


def test_truncate_takes_back_the_entry_and_all_after(six_entries: Path) -> None:
    journal = opened(six_entries)
    position = journal.append(b"failed")
    journal.append(b"after")
    journal.truncate_to(position)
    journal.append(b"next")
    journal.close()
    reopened = opened(six_entries)
    assert read(reopened) == [*ENTRIES, b"next"]
    assert not reopened.report.is_torn


def test_rewrite_keeps_what_it_is_given(six_entries: Path) -> None:
    journal = opened(six_entries)
    journal.rewrite(entry for entry in journal.entries() if entry != ENTRIES[2])
    journal.append(b"next")
    journal.close()
    assert read(opened(six_entries)) == [*ENTRIES[:2], *ENTRIES[3:], b"next"]
    assert [found.name for found in six_entries.parent.iterdir()] == [six_entries.name]


def test_rewrite_voids_old_positions(six_entries: Path) -> None:
    journal = opened(six_entries)
    position = journal.append(b"one more")
    journal.rewrite(journal.entries())
    with pytest.raises(AssertionError):
        journal.truncate_to(position)


def test_journal_under_another_key_gives_nothing(six_entries: Path) -> None:
    journal = Journal(six_entries, lambda: bytes(32))
    assert journal.report.is_damaged
    assert read(journal) == []


def test_content_is_not_readable(six_entries: Path) -> None:
    assert b"of the day" not in six_entries.read_bytes()


def test_full_disk_adds_nothing_and_the_journal_goes_on(six_entries: Path, files_at_most: DeviceWithLimit) -> None:
    journal = opened(six_entries)
    with files_at_most(six_entries.stat().st_size + 100), pytest.raises(DiskFull):
        journal.append(os.urandom(5000))
    journal.append(b"next")
    journal.close()
    reopened = opened(six_entries)
    assert (read(reopened), reopened.report.is_torn) == ([*ENTRIES, b"next"], False)


def test_old_journal_stays_when_a_rewrite_fails(six_entries: Path, files_at_most: DeviceWithLimit) -> None:
    journal = opened(six_entries)
    with files_at_most(six_entries.stat().st_size), pytest.raises(DiskFull):
        journal.rewrite([os.urandom(50_000)])
    journal.append(b"next")
    journal.close()
    assert read(opened(six_entries)) == [*ENTRIES, b"next"]


class JournalAgainstList(RuleBasedStateMachine):
    """A journal and a plain list of bytes are told the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.log"
        self.journal = Journal.create(self.path, key_source)
        self.expected: list[bytes] = []
        self.positions: list[Position] = []

    @rule(entry=st.binary(max_size=300))
    def append(self, entry: bytes) -> None:
        self.positions.append(self.journal.append(entry))
        self.expected.append(entry)

    @precondition(lambda self: self.positions)
    @rule(choice=st.integers(0, 1000))
    def truncate(self, choice: int) -> None:
        position = self.positions[choice % len(self.positions)]
        self.journal.truncate_to(position)
        del self.expected[position.sequence :]
        self.positions = [kept for kept in self.positions if kept.sequence < position.sequence]

    @rule(dropped=st.integers(0, 3))
    def rewrite(self, dropped: int) -> None:
        del self.expected[:dropped]
        self.journal.rewrite(self.expected)
        self.positions.clear()

    @rule()
    def reopen(self) -> None:
        self.journal.close()
        self.journal = opened(self.path)

    @invariant()
    def holds_the_same(self) -> None:
        assert read(self.journal) == self.expected
        assert not self.journal.report.is_torn
        assert not self.journal.report.is_damaged

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


JournalAgainstList.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestJournalAgainstList = JournalAgainstList.TestCase
