"""The journal of unsent work: what a power cut leaves is cut, all other damage is told and healed by a rewrite."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fieldapp.vault import journal_format as form
from fieldapp.vault.errors import DamagedJournal, DiskFull
from fieldapp.vault.journal import Journal, Position
from tests.fieldapp.vault.conftest import DeviceWithLimit
from tests.fieldapp.vault.damage import cut_to, flip_bit, some_bits, swap

KEY = bytes(range(32))
ENTRIES = [f"entry {n} of the day".encode() for n in range(6)]
FRAME_BYTES = form.HEAD_BYTES + form.body_bytes(len(ENTRIES[0]))


def key_source() -> bytes:
    return KEY


def opened(path: Path) -> Journal:
    return Journal(path, key_source)


def read(journal: Journal) -> list[bytes]:
    return list(journal.entries())


def frame(n: int) -> slice:
    begin = form.HEADER_BYTES + n * FRAME_BYTES
    return slice(begin, begin + FRAME_BYTES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a closed journal of six entries."""
    path = tmp_path / "journal.log"
    journal = Journal.create(path, key_source)
    for entry in ENTRIES:
        journal.append(entry)
    journal.close()
    return path


def test_entries_come_back_in_order_when_reopened(path: Path) -> None:
    journal = opened(path)
    assert read(journal) == ENTRIES
    assert (journal.report.entries, journal.report.is_torn, journal.report.is_damaged) == (6, False, False)


def test_append_gives_where_the_entry_begins(path: Path) -> None:
    journal = opened(path)
    position = journal.append(b"one more")
    assert (position.sequence, position.offset) == (6, frame(6).start)


def test_truncate_takes_back_the_entry_and_all_after(path: Path) -> None:
    journal = opened(path)
    position = journal.append(b"failed")
    journal.append(b"after")
    journal.truncate_to(position)
    journal.append(b"next")
    journal.close()
    reopened = opened(path)
    assert read(reopened) == [*ENTRIES, b"next"]
    assert not reopened.report.is_torn


def test_rewrite_keeps_what_it_is_given(path: Path) -> None:
    journal = opened(path)
    journal.rewrite(entry for entry in journal.entries() if entry != ENTRIES[2])
    journal.append(b"next")
    journal.close()
    assert read(opened(path)) == [*ENTRIES[:2], *ENTRIES[3:], b"next"]
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_rewrite_voids_old_positions(path: Path) -> None:
    journal = opened(path)
    position = journal.append(b"one more")
    journal.rewrite(journal.entries())
    with pytest.raises(AssertionError):
        journal.truncate_to(position)


@pytest.mark.parametrize("kept_bytes", range(FRAME_BYTES))
def test_torn_last_entry_is_cut_and_told(path: Path, kept_bytes: int) -> None:
    cut_to(path, frame(5).start + kept_bytes)
    journal = opened(path)
    assert read(journal) == ENTRIES[:5]
    assert (journal.report.is_torn, journal.report.cut_bytes) == (True, kept_bytes)
    assert not journal.report.is_damaged
    journal.append(b"next")
    journal.close()
    assert read(opened(path)) == [*ENTRIES[:5], b"next"]


@pytest.mark.parametrize("written_bytes", range(0, FRAME_BYTES, 5))
def test_last_entry_is_cut_when_its_sectors_were_never_written(path: Path, written_bytes: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: frame(5).start + written_bytes] + bytes(FRAME_BYTES - written_bytes))
    journal = opened(path)
    assert (read(journal), journal.report.is_torn, journal.report.is_damaged) == (ENTRIES[:5], True, False)


def test_append_is_kept_when_only_its_anchor_was_lost(path: Path) -> None:
    before = path.read_bytes()[: form.HEADER_BYTES]
    journal = opened(path)
    journal.append(b"one more")
    journal.close()
    path.write_bytes(before + path.read_bytes()[form.HEADER_BYTES :])
    reopened = opened(path)
    assert (read(reopened), reopened.report.is_torn) == ([*ENTRIES, b"one more"], False)


def test_no_flipped_bit_of_an_entry_is_silent(path: Path) -> None:
    content = path.read_bytes()
    for bit in range(frame(0).start * 8, len(content) * 8, 7):
        flip_bit(path, bit)
        journal = opened(path)
        assert journal.report.is_damaged or journal.report.is_torn
        assert set(read(journal)) < set(ENTRIES)
        journal.close()
        path.write_bytes(content)


def test_flipped_bit_of_the_header_is_told_or_harmless(path: Path) -> None:
    content = path.read_bytes()
    for bit in some_bits(path, 200, seed=4):
        flip_bit(path, bit % (form.HEADER_BYTES * 8))
        journal = opened(path)
        assert journal.report.is_damaged or read(journal) == ENTRIES
        journal.close()
        path.write_bytes(content)


@pytest.mark.parametrize("n", range(5))
def test_damaged_entry_is_told_and_the_others_are_read(path: Path, n: int) -> None:
    flip_bit(path, (frame(n).start + form.HEAD_BYTES + form.NONCE_BYTES + 3) * 8)
    journal = opened(path)
    assert journal.report.damaged == (n,)
    assert read(journal) == ENTRIES[:n] + ENTRIES[n + 1 :]


@pytest.mark.parametrize("n", range(4))
def test_damaged_length_does_not_pass_for_a_torn_tail(path: Path, n: int) -> None:
    flip_bit(path, frame(n).start * 8 + 6)
    journal = opened(path)
    assert (journal.report.missing, journal.report.is_torn) == (6 - n, False)
    assert path.stat().st_size == frame(6).start


def entries_reordered(path: Path) -> None:
    swap(path, frame(1), frame(3))


def tail_dropped(path: Path) -> None:
    cut_to(path, frame(4).start)


def everything_dropped(path: Path) -> None:
    cut_to(path, form.HEADER_BYTES)


def header_lost(path: Path) -> None:
    path.write_bytes(bytes(form.SECTOR_BYTES) + path.read_bytes()[form.SECTOR_BYTES :])


def file_emptied(path: Path) -> None:
    cut_to(path, 0)


def file_deleted(path: Path) -> None:
    path.unlink()


def anchors_lost(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[form.SECTOR_BYTES : form.HEADER_BYTES] = bytes(2 * form.SECTOR_BYTES)
    path.write_bytes(content)


def last_entry_rolled_back(path: Path) -> None:
    journal = opened(path)
    position = journal.append(b"version 1")
    old = path.read_bytes()[position.offset :]
    journal.truncate_to(position)
    journal.append(b"version 2")
    journal.close()
    path.write_bytes(path.read_bytes()[: position.offset] + old)


DAMAGES = [
    entries_reordered,
    tail_dropped,
    everything_dropped,
    header_lost,
    file_emptied,
    file_deleted,
    anchors_lost,
    last_entry_rolled_back,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_and_healed_by_a_rewrite(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    journal = opened(path)
    assert journal.report.is_damaged
    with pytest.raises(DamagedJournal):
        journal.append(b"lost for sure")
    journal.rewrite([*journal.entries(), b"from the outbox"])
    journal.append(b"next")
    journal.close()
    healed = opened(path)
    assert not healed.report.is_damaged
    assert read(healed)[-2:] == [b"from the outbox", b"next"]


def test_entries_stay_readable_when_the_anchors_are_lost(path: Path) -> None:
    anchors_lost(path)
    assert read(opened(path)) == ENTRIES


@pytest.mark.parametrize("slot", form.SLOT_OFFSETS)
def test_one_torn_anchor_is_no_alarm(path: Path, slot: int) -> None:
    flip_bit(path, slot * 8 + 3)
    journal = opened(path)
    assert (read(journal), journal.report.is_damaged) == (ENTRIES, False)


def test_entries_of_another_journal_are_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    journal = Journal.create(other, key_source)
    for entry in ENTRIES:
        journal.append(entry)
    journal.close()
    content = path.read_bytes()
    path.write_bytes(content[: frame(2).start] + other.read_bytes()[frame(2).start :])
    assert opened(path).report.missing == 4


def test_journal_under_another_key_gives_nothing(path: Path) -> None:
    journal = Journal(path, lambda: bytes(32))
    assert journal.report.is_damaged
    assert read(journal) == []


def test_content_is_not_readable(path: Path) -> None:
    assert b"of the day" not in path.read_bytes()


def test_full_disk_adds_nothing_and_the_journal_goes_on(path: Path, files_at_most: DeviceWithLimit) -> None:
    journal = opened(path)
    with files_at_most(path.stat().st_size + 100), pytest.raises(DiskFull):
        journal.append(os.urandom(5000))
    journal.append(b"next")
    journal.close()
    reopened = opened(path)
    assert (read(reopened), reopened.report.is_torn) == ([*ENTRIES, b"next"], False)


def test_old_journal_stays_when_a_rewrite_fails(path: Path, files_at_most: DeviceWithLimit) -> None:
    journal = opened(path)
    with files_at_most(path.stat().st_size), pytest.raises(DiskFull):
        journal.rewrite([os.urandom(50_000)])
    journal.append(b"next")
    journal.close()
    assert read(opened(path)) == [*ENTRIES, b"next"]


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
