"""`fieldserver feed`: links are made, listed without their secret, revoked, and told in the log of the town."""

import re
from pathlib import Path

import pytest

from sync.server import audit
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made_town(tmp_path / "data")
    return str(tmp_path / "data")


def test_links_are_made_listed_and_revoked(folder: str) -> None:
    for audience in ("town", "service:VOIRIE", "team:Équipe", "sector:nord", "role:elu"):
        told = said("feed", "create", f"Pour {audience}", "--for", audience, "--data", folder)
        assert told.exit_code == 0, told.output
    secrets = re.findall(r"/api/feeds/news/([a-z2-7]{58})\.atom", told.output)
    assert len(secrets) == 1
    made = said("feed", "calendar", "terrain@ville.example", "--data", folder).output
    assert re.search(r"/api/calendars/[a-z2-7]{58}\.ics", made)
    listed = said("feed", "list", "--data", folder).output
    assert "Pour role:elu" in listed
    assert secrets[0] not in listed
    link = next(line for line in listed.splitlines() if "Pour role:elu" in line)
    found = re.search(r"[0-9a-f]{12}", link)
    assert found is not None
    assert "Revoked" in said("feed", "revoke", found[0], "--data", folder).output
    assert "No link" in refused(said("feed", "revoke", found[0], "--data", folder))
    with opened(DataFolder(Path(folder))) as parts, parts.store.reading(parts.store.tenants()[0]) as unit:
        whats = [line.what for line in audit.read(unit) if line.what.startswith("link-")]
    assert whats == ["link-made"] * 6 + ["link-revoked"]


def test_trouble_is_told_in_plain_words(folder: str) -> None:
    assert "An audience is" in refused(said("feed", "create", "x", "--for", "service:licorne", "--data", folder))
    assert "An audience is" in refused(said("feed", "create", "x", "--for", "agent:moi", "--data", folder))
    assert "no account" in refused(said("feed", "calendar", "licorne", "--data", folder))
    assert "1 to 100" in refused(said("feed", "create", "", "--data", folder))
