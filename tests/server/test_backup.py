"""Backups: what comes back is what was there, nobody else reads it, and only a whole one counts."""

from pathlib import Path

import pytest

from sync.server.backup.manifest import MANIFEST
from sync.server.backup.recipients import write_recipient
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.verifying import note_durable, verify
from sync.server.checking import check_town
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows import RecordRow, ScopeRow
from sync.server.rows_access import UploadRow
from tests.server.backup_in_hand import (
    MARKER,
    PHRASE,
    Hall,
    durable,
    epoch_of,
    files_of,
    lines_sha256,
    refused,
    said,
)


def untold(what: str, count: int) -> None:
    """Listen to no progress."""


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall.made(tmp_path)


def test_restored_server_is_the_one_that_was_backed_up_with_a_new_epoch(hall: Hall) -> None:
    maps = hall.data.maps / hall.town.tenant
    maps.mkdir(parents=True)
    (maps / "maps.json").write_text("[]")
    assert hall.back_up().exit_code == 0
    result = hall.restored()
    assert result.exit_code == 0, result.output
    back = DataFolder(hall.place / "back")
    assert files_of(back.path) == files_of(hall.data.path)
    assert len(files_of(back.path)) == 3
    assert back.key() == hall.data.key()
    assert back.key_file.stat().st_mode & 0o077 == 0
    assert lines_sha256(back, hall.town.tenant)[1] == lines_sha256(hall.data, hall.town.tenant)[1]
    assert epoch_of(back, hall.town.tenant) != epoch_of(hall.data, hall.town.tenant)
    with opened(back) as parts, parts.store.reading(hall.town.tenant) as unit:
        assert check_town(unit, parts.service.kinds, parts.uploads.files, untold) == []


def test_nothing_in_a_backup_is_readable_without_its_key(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    secret, photos = hall.data.key(), files_of(hall.data.path)
    markers = [MARKER.encode(), b"terrain@ville", secret, secret.hex().encode(), bytes([1]) * 64]
    markers += [name.rpartition("/")[2].encode() for name in photos]
    written = [path for path in hall.backups.rglob("*") if path.is_file()]
    assert len(written) > len(photos)
    for path in written:
        content = path.read_bytes() + path.name.encode()
        assert not [marker for marker in markers if marker in content], path.name


def test_second_backup_copies_only_what_is_new(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in hall.backups.glob("objects/*/*")}
    hall.photo(b"neu" * 9_000)
    assert hall.back_up().exit_code == 0
    after = {path: path.stat().st_mtime_ns for path in hall.backups.glob("objects/*/*")}
    assert len(before) == 2
    assert len(after) == 3
    assert before.items() <= after.items()


def test_devices_may_forget_only_what_a_verified_backup_holds(hall: Hall) -> None:
    device = hall.town.device("terrain")
    device.pull()
    device.create("report", hall.town.report_fields())
    hall.photo(b"gone" * 1_000)
    (lost,) = [path for path in hall.data.photos.rglob("*") if path.is_file() and path.read_bytes()[:4] == b"gone"]
    content = lost.read_bytes()
    lost.unlink()
    assert "not in the backup" in refused(hall.back_up())
    assert durable(hall.data, hall.town.tenant, device.caller.device) == 0
    lost.write_bytes(content)
    assert hall.back_up().exit_code == 0
    assert durable(hall.data, hall.town.tenant, device.caller.device) == 1


def test_photo_that_was_damaged_before_is_told_and_nothing_is_called_safe(hall: Hall) -> None:
    device = hall.town.device("terrain")
    device.create("report", hall.town.report_fields())
    (path, *_) = [path for path in hall.data.photos.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert "was damaged" in refused(hall.back_up())
    assert durable(hall.data, hall.town.tenant, device.caller.device) == 0


def test_town_whose_digests_do_not_fit_is_not_called_safe(hall: Hall) -> None:
    with hall.town.store.writing(hall.town.tenant) as unit:
        row = unit.get(ScopeRow, [("town",)])[("town",)]
        unit.put([ScopeRow("town", row.count + 1, row.sum, row.head)])
    assert "digest town" in refused(hall.back_up())


def test_marks_stay_where_the_town_was_brought_back_meanwhile(hall: Hall) -> None:
    device = hall.town.device("terrain")
    device.create("report", hall.town.report_fields())
    assert hall.back_up().exit_code == 0
    device.create("report", hall.town.report_fields())
    with opened(hall.data) as parts:
        towns = verify(hall.reading(), hall.data.path, untold, hall.data.key())
        parts.service.begin_epoch(hall.town.tenant)
        assert note_durable(parts, towns) == 0
    assert not list(hall.data.path.glob("fieldserver-scratch-*"))


def test_every_altered_byte_is_found(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    reading = hall.reading()
    files = [path for path in hall.backups.rglob("*") if path.is_file() and path.name not in ("lock", "recipient.json")]
    assert len(files) == 7
    for path in files:
        content = path.read_bytes()
        for place in sorted({0, len(content) // 2, len(content) - 1}):
            altered = bytearray(content)
            altered[place] ^= 1
            path.write_bytes(altered)
            with pytest.raises(BackupTrouble):
                verify(hall.reading(), hall.place, untold)
        path.write_bytes(content[:-1])
        with pytest.raises(BackupTrouble):
            verify(hall.reading(), hall.place, untold)
        path.write_bytes(content)
    verify(reading, hall.place, untold)


def test_manifest_of_another_server_is_refused(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    with pytest.raises(BackupTrouble, match="another server"):
        verify(hall.reading(), hall.place, untold, bytes(32))
    manifest = hall.backups / hall.repository.names()[0] / MANIFEST
    manifest.write_text(manifest.read_text().replace('"files": 2', '"files": 1'))
    with pytest.raises(BackupTrouble, match="altered"):
        verify(hall.reading(), hall.place, untold)


def test_folder_without_its_manifest_is_no_backup(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    (hall.backups / hall.repository.names()[0] / MANIFEST).unlink()
    assert "no whole backup" in refused(hall.restored())


def test_oldest_backups_go_and_take_only_their_own_objects_along(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    (gone, *_) = [path for path in hall.data.photos.rglob("*") if path.is_file()]
    sha256 = gone.name
    with opened(hall.data) as parts, parts.store.writing(hall.town.tenant) as unit:
        unit.drop(UploadRow, [(sha256, hall.town.ids["terrain"])])
    gone.unlink()
    assert hall.back_up("--keep", "2").exit_code == 0
    assert len(list(hall.backups.glob("objects/*/*"))) == 2
    assert hall.back_up("--keep", "1").exit_code == 0
    assert len(hall.repository.names()) == 1
    assert len(list(hall.backups.glob("objects/*/*"))) == 1
    assert hall.restored().exit_code == 0


def test_restore_refuses_a_folder_that_holds_something_and_touches_nothing(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    (hall.place / "back").mkdir()
    (hall.place / "back" / "note.txt").write_text("mien")
    assert "not empty" in refused(hall.restored())
    assert [path.name for path in (hall.place / "back").iterdir()] == ["note.txt"]


def test_restore_that_fails_leaves_no_server(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    (path, *_) = hall.backups.glob("objects/*/*")
    path.unlink()
    assert "cannot be read" in refused(hall.restored())
    assert not (hall.place / "back").exists()
    assert not list(hall.place.glob("*.part"))


def test_passphrase_opens_what_was_sealed_and_another_does_not(hall: Hall) -> None:
    where = ("--data", str(hall.data.path))
    assert "at least 12" in refused(said("backup", str(hall.backups), *where, stdin="court\n"))
    assert said("backup", str(hall.backups), *where).exit_code == 0
    assert said("backup", str(hall.backups), *where, stdin="").exit_code == 0  # asks nothing any more
    assert PHRASE not in (hall.backups / "recipient.json").read_text()
    assert "not the passphrase" in refused(said("verify", str(hall.backups), stdin="une-autre-phrase\n"))
    whole = said("verify", str(hall.backups), *where)
    assert "is whole" in whole.output, whole.output
    assert said("restore", str(hall.backups), "--data", str(hall.place / "back")).exit_code == 0


def test_folder_of_another_server_or_another_key_is_refused(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    other = Hall.made(hall.place / "other")
    words = ("backup", str(hall.backups), "--data", str(other.data.path))
    assert "another server" in refused(said(*words))
    assert other.back_up().exit_code == 0
    assert "is sealed to" in refused(said(*words))
    assert "sealed to" in refused(said("verify", str(hall.backups)))
    wrong = said("verify", str(hall.backups), "--key", str(other.key))
    assert "key of other backups" in refused(wrong)
    write_recipient(other.data.path / "backup.json", hall.repository.recipient())
    assert "this server did not write" in refused(said(*words))
    assert "is no key" in refused(said("verify", str(hall.backups), "--key", str(hall.data.format_file)))


def test_two_backups_at_once_are_refused(hall: Hall) -> None:
    with hall.repository.locked(alone=True):
        assert "in use" in refused(hall.back_up())


def test_work_after_the_backup_is_not_in_it(hall: Hall) -> None:
    assert hall.back_up().exit_code == 0
    late = hall.report()
    assert hall.restored().exit_code == 0
    with opened(DataFolder(hall.place / "back")) as parts, parts.store.reading(hall.town.tenant) as unit:
        assert unit.get(RecordRow, [("report", late)]) == {}
    assert hall.town.row("report", late).rv == 1
