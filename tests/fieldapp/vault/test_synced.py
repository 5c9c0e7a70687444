"""What is synced, and when: a kill does not show a missing fsync, only a power cut would."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.vault.durable import write_durably
from fieldapp.vault.journal import Journal
from tests.fieldapp.vault.journals import ENTRIES, key_source, opened, read

Synced = list[tuple[str, bytes | set[str]]]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Iterator[Synced]:
    """Note each file, with its content, and each folder, with its names, at the moment of its fsync."""
    seen: Synced = []
    sync = os.fsync

    def noting(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        seen.append((path.name, {found.name for found in path.iterdir()} if path.is_dir() else path.read_bytes()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    yield seen
    monkeypatch.undo()


def test_durable_write_syncs_the_file_then_renames_then_syncs_the_folder(tmp_path: Path, synced: Synced) -> None:
    write_durably(tmp_path / "a", [b"one", b"two"])
    assert synced == [("a.part", b"onetwo"), (tmp_path.name, {"a"})]


def test_append_returns_after_entry_and_anchor_are_synced(six_entries: Path, synced: Synced) -> None:
    journal = opened(six_entries)
    journal.append(b"next")
    journal.close()
    (name, content) = synced[-1]
    assert isinstance(content, bytes)
    six_entries.write_bytes(content)
    after_power_cut = opened(six_entries)
    assert (name, read(after_power_cut)) == ("journal.log", [*ENTRIES, b"next"])
    assert not after_power_cut.report.is_torn


def test_every_state_that_a_truncation_syncs_is_sound(six_entries: Path, synced: Synced) -> None:
    journal = opened(six_entries)
    begin = journal.append(b"a")
    journal.append(b"b")
    journal.append(b"c")
    del synced[:]
    journal.truncate_to(begin)
    journal.close()
    states = [content for _, content in synced if isinstance(content, bytes)]
    assert len(states) == 2
    for state in states:
        six_entries.write_bytes(state)
        report = opened(six_entries).report
        assert (report.is_torn, report.is_damaged) == (False, False)


def test_rewrite_syncs_the_new_journal_before_its_name(tmp_path: Path, synced: Synced) -> None:
    journal = Journal.create(tmp_path / "journal.log", key_source)
    del synced[:]
    journal.rewrite([b"kept"])
    journal.close()
    (part, folder) = synced
    assert part[0] == "journal.log.part"
    assert folder == (tmp_path.name, {"journal.log"})
    assert isinstance(part[1], bytes)
    (tmp_path / "journal.log").write_bytes(part[1])
    assert read(opened(tmp_path / "journal.log")) == [b"kept"]
