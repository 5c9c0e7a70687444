"""A town whose reports were copied is one that the server itself takes for sound."""

from pathlib import Path

import pytest

from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows import RecordRow
from tests.bench import copied_reports
from tests.bench.copied_reports import fill_with_reports
from tests.bench.town_server import found_town

COUNT = 47


def test_nothing_is_amiss_in_a_town_of_copied_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_reports, "JUDGED", 5)
    monkeypatch.setattr(copied_reports, "ROUND", 3)
    data = DataFolder(tmp_path / "server")
    found_town(data)
    with opened(data) as parts:
        fill_with_reports(parts, COUNT, lambda what, done, whole: None)
        (tenant,) = parts.store.tenants()
        with parts.store.reading(tenant) as unit:
            assert len(unit.find(RecordRow, "kind", ["report"])) == COUNT
            found = check_town(unit, parts.service.kinds, BlobFiles(data.photos), lambda what, done: None)
    assert not found
