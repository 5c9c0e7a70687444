"""Damage to the journal: a torn tail is cut, everything else is told and healed by a rewrite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.vault import journal_format as form
from fieldapp.vault.errors import DamagedJournal
from fieldapp.vault.journal import Journal
from tests.fieldapp.vault.damage import cut_to, flip_bit, mutations, some_bits, swap
from tests.fieldapp.vault.journals import ENTRIES, FRAME_BYTES, frame, key_source, opened, read


@pytest.mark.parametrize("kept_bytes", range(FRAME_BYTES))
def test_torn_last_entry_is_cut_and_told(six_entries: Path, kept_bytes: int) -> None:
    cut_to(six_entries, frame(5).start + kept_bytes)
    journal = opened(six_entries)
    assert read(journal) == ENTRIES[:5]
    assert (journal.report.is_torn, journal.report.cut_bytes) == (True, kept_bytes)
    assert not journal.report.is_damaged
    journal.append(b"next")
    journal.close()
    assert read(opened(six_entries)) == [*ENTRIES[:5], b"next"]


@pytest.mark.parametrize("written_bytes", range(0, FRAME_BYTES, 5))
def test_last_entry_is_cut_when_its_sectors_were_never_written(six_entries: Path, written_bytes: int) -> None:
    content = six_entries.read_bytes()
    six_entries.write_bytes(content[: frame(5).start + written_bytes] + bytes(FRAME_BYTES - written_bytes))
    journal = opened(six_entries)
    assert (read(journal), journal.report.is_torn, journal.report.is_damaged) == (ENTRIES[:5], True, False)


def test_append_is_kept_when_only_its_anchor_was_lost(six_entries: Path) -> None:
    before = six_entries.read_bytes()[: form.HEADER_BYTES]
    journal = opened(six_entries)
    journal.append(b"one more")
    journal.close()
    six_entries.write_bytes(before + six_entries.read_bytes()[form.HEADER_BYTES :])
    reopened = opened(six_entries)
    assert (read(reopened), reopened.report.is_torn) == ([*ENTRIES, b"one more"], False)


def test_no_flipped_bit_of_an_entry_is_silent(six_entries: Path) -> None:
    content = six_entries.read_bytes()
    for bit in range(frame(0).start * 8, len(content) * 8, 7):
        flip_bit(six_entries, bit)
        journal = opened(six_entries)
        assert journal.report.is_damaged or journal.report.is_torn
        assert set(read(journal)) < set(ENTRIES)
        journal.close()
        six_entries.write_bytes(content)


def test_flipped_bit_of_the_header_is_told_or_harmless(six_entries: Path) -> None:
    content = six_entries.read_bytes()
    for bit in some_bits(six_entries, mutations(200), seed=4):
        flip_bit(six_entries, bit % (form.HEADER_BYTES * 8))
        journal = opened(six_entries)
        assert journal.report.is_damaged or read(journal) == ENTRIES
        journal.close()
        six_entries.write_bytes(content)


@pytest.mark.parametrize("n", range(5))
def test_damaged_entry_is_told_and_the_others_are_read(six_entries: Path, n: int) -> None:
    flip_bit(six_entries, (frame(n).start + form.HEAD_BYTES + form.NONCE_BYTES + 3) * 8)
    journal = opened(six_entries)
    assert journal.report.damaged == (n,)
    assert read(journal) == ENTRIES[:n] + ENTRIES[n + 1 :]


@pytest.mark.parametrize("n", range(4))
def test_damaged_length_does_not_pass_for_a_torn_tail(six_entries: Path, n: int) -> None:
    flip_bit(six_entries, frame(n).start * 8 + 6)
    journal = opened(six_entries)
    assert (journal.report.missing, journal.report.is_torn) == (6 - n, False)
    assert six_entries.stat().st_size == frame(6).start


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


def middle_entry_rolled_back(path: Path) -> None:
    journal = opened(path)
    position = journal.append(b"version 1")
    old = path.read_bytes()[position.offset :]
    journal.truncate_to(position)
    for entry in (b"version 2", b"follower", b"another"):
        journal.append(entry)
    journal.close()
    content = path.read_bytes()
    path.write_bytes(content[: position.offset] + old + content[position.offset + len(old) :])


DAMAGES = [
    middle_entry_rolled_back,
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
def test_damage_is_told_and_healed_by_a_rewrite(six_entries: Path, damage: Callable[[Path], None]) -> None:
    damage(six_entries)
    journal = opened(six_entries)
    assert journal.report.is_damaged
    with pytest.raises(DamagedJournal):
        journal.append(b"lost for sure")
    journal.rewrite([*journal.entries(), b"from the outbox"])
    journal.append(b"next")
    journal.close()
    healed = opened(six_entries)
    assert not healed.report.is_damaged
    assert read(healed)[-2:] == [b"from the outbox", b"next"]


def test_entries_stay_readable_when_the_anchors_are_lost(six_entries: Path) -> None:
    anchors_lost(six_entries)
    assert read(opened(six_entries)) == ENTRIES


@pytest.mark.parametrize("slot", form.SLOT_OFFSETS)
def test_one_torn_anchor_is_no_alarm(six_entries: Path, slot: int) -> None:
    flip_bit(six_entries, slot * 8 + 3)
    journal = opened(six_entries)
    assert (read(journal), journal.report.is_damaged) == (ENTRIES, False)


def test_entries_of_another_journal_are_refused(six_entries: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    journal = Journal.create(other, key_source)
    for entry in ENTRIES:
        journal.append(entry)
    journal.close()
    content = six_entries.read_bytes()
    six_entries.write_bytes(content[: frame(2).start] + other.read_bytes()[frame(2).start :])
    assert opened(six_entries).report.missing == 4
