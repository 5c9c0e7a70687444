"""The key of citizens' identities: made with the folder, or later in one of before; never open to others."""

from pathlib import Path

import pytest

from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import made, opened
from sync.server.outside.requesters import Requester


def test_key_is_a_file_of_its_own_and_what_it_sealed_opens_by_it_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with made(folder):
        pass
    assert folder.citizens_key() != folder.key()
    assert folder.citizens_key_file.stat().st_mode & 0o077 == 0
    with opened(folder) as parts:
        sealed = parts.outside.requesters.sealed("town", "report", Requester(name="Zénobie"))
        assert "Zénobie" not in sealed
    before = folder.citizens_key()
    folder.citizens_key_file.unlink()
    assert folder.citizens_key() != before, "a folder of before gets one"
    folder.citizens_key_file.chmod(0o644)
    with pytest.raises(FolderTrouble, match=r"citizens\.key can be read by others"):
        folder.citizens_key()
