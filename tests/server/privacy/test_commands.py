"""`fieldserver privacy`: each command does what it says, or says in plain words why not."""

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.outside.requesters import Requester
from sync.server.privacy.notices import notice_of
from sync.server.privacy.register import HEADINGS, PROCESSINGS
from tests.server.outside.door_in_hand import GIVEN
from tests.server.postgresql_in_hand import ON_POSTGRESQL
from tests.server.privacy.citizens_in_hand import PERSON
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said
from tests.server.town_in_hand import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return made_town(tmp_path / "data")


@pytest.fixture
def data(town: Town, tmp_path: Path) -> tuple[str, str]:
    return "--data", str(tmp_path / "data")


def done(*words: str) -> str:
    """Run a command that must work; give what it says."""
    result = said("privacy", *words)
    assert result.exit_code == 0, result.output
    return result.output


def reported(tmp_path: Path, person: Requester = PERSON) -> str:
    """Report something under the server's own keys; give the report's number."""
    with opened(DataFolder(tmp_path / "data")) as parts:
        return parts.outside.report(parts.store.tenants()[0], replace(GIVEN, person=person)).number


def test_policy_is_shown_set_adopted_and_its_history_told(data: tuple[str, str]) -> None:
    assert "Not adopted yet" in done("policy", "show", *data)
    assert "photos: P3M" in done("policy", "set", "photos", "3 mois", *data)
    assert "version 2" in done("policy", "adopt", *data)
    shown = done("policy", "show", *data)
    assert "P3M" in shown
    assert "Version 2." in shown
    assert "photos P3M" in done("policy", "history", *data)
    assert "no such class" in refused(said("privacy", "policy", "set", "licornes", "1 day", *data))
    assert "no duration" in refused(said("privacy", "policy", "set", "photos", "soon", *data))
    assert "Nothing is due." in done("due", *data)
    assert "Nothing was due." in done("run", *data)


def test_archives_wait_on_a_slip_until_their_visa(town: Town, data: tuple[str, str], tmp_path: Path) -> None:
    report = town.world.new_id()
    town.write("report", report, **town.report_fields(closed_at="2019-03-01T10:00:00.000Z"))
    town.change("report", report, status="resolu", closed_at="2019-03-01T10:00:00.000Z")
    assert "waits for the archives' visa" in done("due", "--csv", str(tmp_path / "due.csv"), *data)
    assert b"reports;report" in (tmp_path / "due.csv").read_bytes()
    assert "1 records" in done("archives", "slip", "--out", str(tmp_path / "slips"), *data)
    (listed,) = (tmp_path / "slips").glob("*.csv")
    assert report.encode() in listed.read_bytes()
    assert listed.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    assert "Nothing waits" in refused(said("privacy", "archives", "slip", "--out", str(tmp_path), *data))
    done("run", *data)
    assert not town.row("report", report).removed
    assert "Visa noted" in done("archives", "visa", listed.stem, "--by", "AD 28", "--on", "2026-11-27", *data)
    assert "AD 28" in done("archives", "list", *data)
    done("run", *data)
    assert town.row("report", report).removed


def test_request_goes_from_new_to_closed(town: Town, data: tuple[str, str], tmp_path: Path) -> None:
    reported(tmp_path)
    town.device("bureau").pull()
    assert "answered by" in done("request", "new", "access", "--email", PERSON.email, *data)
    number = "D20" + done("request", "list", *data).split("D20")[1].split()[0]
    file = tmp_path / "handed.zip"
    assert "2 places" in done("request", "export", number, "--out", str(file), "--why", "letter", *data)
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(BytesIO(file.read_bytes())) as archive:
        assert "Quillfeldt" in archive.read("data.json").decode()
        assert archive.read("data.pdf").startswith(b"%PDF-")
    assert "2 places" in said("privacy", "request", "export", number, "--out", str(file), "--why", "x", *data).output
    assert "Put right in 1" in done("request", "rectify", number, "phone", "0102030405", "--why", "letter", *data)
    assert "1 reports are hidden" in done("request", "oppose", number, "--why", "letter", *data)
    assert "requester 1" in done("request", "erase", number, "--why", "letter", *data)
    shown = done("request", "show", number, *data)
    assert "0 of 1 devices have erased." in shown
    assert "Tablette de bureau" in shown
    assert "closed" in done("request", "close", number, *data)
    assert "closed" in refused(said("privacy", "request", "erase", number, "--why", "letter", *data))
    assert "no request" in refused(said("privacy", "request", "show", "D1999-0001", *data))


@pytest.mark.skipif(ON_POSTGRESQL, reason="a copy of the folder holds no PostgreSQL")
def test_erasures_are_repeated_after_a_restore(town: Town, data: tuple[str, str], tmp_path: Path) -> None:
    reported(tmp_path)
    number = done("request", "new", "erasure", "--name", PERSON.name, *data).split()[1]
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    done("request", "erase", number, "--why", "letter", *data)
    done("erasures", "--out", str(tmp_path / "erased.csv"), *data)
    assert "Quillfeldt" not in (tmp_path / "erased.csv").read_text()
    restored = ("--data", str(tmp_path / "backup"))
    assert "1 records, 1 identities" in done("repeat", str(tmp_path / "erased.csv"), *restored)
    assert "0 records, 0 identities" in done("repeat", str(tmp_path / "erased.csv"), *restored)
    assert "not a list" in refused(said("privacy", "repeat", str(tmp_path / "data" / "format"), *data))


def test_register_has_eight_processings_and_keeps_what_a_town_writes(data: tuple[str, str], tmp_path: Path) -> None:
    assert (len(PROCESSINGS), len(HEADINGS)) == (8, 8)
    assert "12 mois" in done("register", "show", *data)
    assert "version 1" in done("register", "set", "photos", "recipients", "La voirie seule", *data)
    for name in ("register.csv", "register.pdf"):
        done("register", "export", "--out", str(tmp_path / name), *data)
    written = (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
    assert written.count("\n") == 9
    assert "La voirie seule" in written
    assert (tmp_path / "register.pdf").read_bytes().startswith(b"%PDF-")
    assert "register" in done("register", "history", *data)
    assert "no such processing" in refused(said("privacy", "register", "set", "licornes", "purpose", "x", *data))
    assert "no such heading" in refused(said("privacy", "register", "set", "photos", "licornes", "x", *data))


def test_notice_has_versions_in_both_languages(data: tuple[str, str], tmp_path: Path) -> None:
    assert "Votre photo est effacée 6 mois" in done("notice", "show", *data)
    assert "12 months after closing" in done("notice", "show", "--language", "en", *data)
    for name, words in (("fr", "Bonjour\n\nTout va bien"), ("en", "Hello\nAll is well")):
        (tmp_path / name).write_text(words)
    files = ("--fr", str(tmp_path / "fr"), "--en", str(tmp_path / "en"))
    assert "version 2" in done("notice", "set", *files, *data)
    assert done("notice", "show", *data).splitlines() == ["Bonjour", "Tout va bien", "Version 2."]
    assert "6 mois" in done("notice", "show", "--version", "1", *data)
    assert "no such version" in refused(said("privacy", "notice", "show", "--version", "3", *data))
    assert "French (fr)" in refused(said("privacy", "notice", "show", "--language", "de", *data))
    with opened(DataFolder(Path(data[1]))) as parts, parts.store.reading(parts.store.tenants()[0]) as unit:
        assert notice_of(unit, "en").lines == ("Hello", "All is well")
