"""The policy of a town: visible, versioned, carried out line by line, and only once."""

from typing import Any

import pytest

from sync.server import audit
from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.privacy import archives
from sync.server.privacy.durations import Duration, DurationUnclear, duration_of
from sync.server.privacy.nightly import Found, look
from sync.server.privacy.policy import RULES, Kept, PolicyTrouble, adopt, policy_of, set_duration
from sync.server.rows import RecordRow
from sync.server.rows_outside import PublicRow
from sync.server.rows_privacy import ErasureRow
from tests.server.privacy.citizens_in_hand import Citizens, told_in, words_in


def found(citizens: Citizens) -> Found:
    """See what is due."""
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        return look(unit, citizens.town.service.now())


def set_policy(citizens: Citizens, kept: str, said: str) -> None:
    """Change the policy."""
    with citizens.town.store.writing(citizens.town.tenant) as unit:
        set_duration(unit, kept, said, who="dpo", at=citizens.town.service.now())


def audit_lines(citizens: Citizens, what: str) -> list[str]:
    """Give what the audit log tells of one thing."""
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        lines = audit.read(unit)
    assert audit.first_broken(lines) is None
    return [line.told_json for line in lines if line.what == what]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("6 months", "P6M"),
        ("48 jours", "P48D"),
        ("p5y", "P5Y"),
        ("1 an", "P1Y"),
        ("jamais", "never"),
        ("2 mois", "P2M"),
    ],
)
def test_duration_is_read_in_words_and_in_signs(said: str, written: str) -> None:
    assert duration_of(said).written() == written
    assert duration_of(written) == duration_of(said)


@pytest.mark.parametrize("said", ["", "0 days", "six months", "-1 days", "P6", "9999 years", "6 weeks"])
def test_unclear_duration_is_refused(said: str) -> None:
    with pytest.raises(DurationUnclear):
        duration_of(said)


def test_months_go_by_the_calendar() -> None:
    assert Duration(6, "M").before("2026-08-31T10:00:00.000Z") == "2026-02-28T10:00:00.000Z"
    assert Duration(1, "Y").before("2024-02-29T00:00:00.000Z") == "2023-02-28T00:00:00.000Z"
    assert Duration(0, "D").before("2026-08-31T10:00:00.000Z") == ""


def test_policy_has_defaults_and_keeps_every_version(citizens: Citizens) -> None:
    with citizens.town.store.writing(citizens.town.tenant) as unit:
        assert policy_of(unit).version == 0
        assert policy_of(unit).durations.keys() == RULES.keys()
        set_duration(unit, "photos", "3 months", who="dpo", at=citizens.town.service.now())
        set_duration(unit, "drafts", "never", who="dpo", at=citizens.town.service.now())
        policy = policy_of(unit)
        assert (policy.version, policy.durations[Kept.PHOTOS].written()) == (2, "P3M")
        assert policy.limit(Kept.DRAFTS, citizens.town.service.now()) == ""
        for kept, said in (("licornes", "P1D"), ("photos", "soon")):
            with pytest.raises(PolicyTrouble):
                set_duration(unit, kept, said, who="dpo", at=citizens.town.service.now())
    assert len(audit_lines(citizens, "privacy-document-changed")) == 2


def test_photo_goes_six_months_after_closing_and_its_bytes_with_it(citizens: Citizens) -> None:
    open_report, closed = citizens.reported(), citizens.reported(photos=())
    citizens.close(closed)
    assert citizens.run() == {}
    assert len(citizens.files()) == 2, "picture and thumbnail"
    citizens.close(open_report)
    citizens.days_pass(180)
    assert found(citizens).counts() == {}
    citizens.days_pass(5)
    (due,) = found(citizens).due
    assert (due.kept, due.kind, due.since[:10]) == (Kept.PHOTOS, "attachment", "2026-11-23")
    assert due.reference.startswith("W2026")
    assert citizens.run() == {"photos": 1, "files": 2, "journal": 1}
    assert citizens.photos(open_report) == []
    assert citizens.files() == []
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        rows = [row for row in unit.every(ErasureRow) if row.kind == "file"]
        assert [row.size_bytes > 0 and row.done_at >= row.at for row in rows] == [True, True]
        files = BlobFiles(citizens.folder)
        assert check_town(unit, citizens.town.service.kinds, files, lambda what, count: None) == []


def test_bytes_that_another_photo_shows_stay(citizens: Citizens) -> None:
    one, other = citizens.reported(), citizens.reported()
    assert len(citizens.files()) == 2, "the same picture twice"
    citizens.close(one)
    citizens.days_pass(200)
    assert citizens.run()["photos"] == 1
    assert len(citizens.files()) == 2
    assert len(citizens.photos(other)) == 1


def test_persons_are_nobody_a_year_after_closing_and_the_report_still_counts(citizens: Citizens) -> None:
    report = citizens.reported()
    citizens.called(report)
    citizens.town.change("report", report, comments=[{"id": "c1", "agent": None, "at": None, "text": "Mme Quillfeldt"}])
    citizens.close(report)
    before = citizens.town.fields("report", report)
    citizens.days_pass(370)
    device = citizens.town.device("bureau")
    device.pull()
    assert words_in(str(device.held))
    counts = citizens.run()
    assert {name: counts[name] for name in ("photos", "contacts", "words")} == {"photos": 1, "contacts": 2, "words": 1}
    assert words_in(told_in(citizens.town.store, citizens.town.tenant)) == []
    device.pull()
    assert words_in(str(device.held)) == []
    after = citizens.town.fields("report", report)
    stay = ("number", "service_code", "status", "requested_datetime", "closed_at", "moved_at", "zone", "channel")
    assert {name: after.get(name) for name in stay} == {name: before.get(name) for name in stay}
    assert [(entry["id"], entry["text"]) for entry in after["comments"]] == [("c1", "")]
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        assert [row.report for row in unit.every(PublicRow)] == [report]
        assert check_town(unit, citizens.town.service.kinds, BlobFiles(citizens.folder), lambda what, n: None) == []


def test_agents_own_words_and_open_reports_stay(citizens: Citizens) -> None:
    town = citizens.town
    agents, open_report = town.world.new_id(), citizens.reported(photos=())
    town.write("report", agents, **town.report_fields())
    citizens.close(agents)
    citizens.days_pass(500)
    set_policy(citizens, "journal", "never")
    assert citizens.run() == {}
    assert town.fields("report", agents)["description"] == "Un trou devant l'école"
    assert "Quillfeldt" in town.fields("report", open_report)["description"]


def test_drafts_rounds_acknowledgements_and_positions_go_in_their_time(citizens: Citizens) -> None:
    town = citizens.town
    note, draft, receipt, tour = (town.world.new_id() for _ in range(4))
    author = town.ids["communicant"]
    town.write("news", note, title="Note", status="publie", author=author)
    town.write("news", draft, title="Brouillon", status="brouillon", author=author)
    told: dict[str, Any] = {"news": note, "news_author": author, "agent": town.ids["elu"]}
    town.write("acknowledgement", receipt, **told, content_hash="a" * 32, acknowledged_at="2026-11-23T10:00:00.000Z")
    town.write("round", tour, title="Tournée", planned_on="2026-11-23")
    photo, report = town.world.new_id(), town.world.new_id()
    town.write("report", report, **town.report_fields())
    at = "2026-11-23T08:00:00.000Z"
    town.write("attachment", photo, **town.photo_fields(report, lat=48.05, long=2.05, taken_at=at))
    town.change("news", note, status="retire")
    citizens.days_pass(31)
    assert citizens.run() == {"drafts": 1, "rounds": 1, "journal": 2}
    citizens.days_pass(35)
    assert citizens.run()["positions"] == 1
    assert (town.fields("attachment", photo).get("lat"), town.row("attachment", photo).removed) == (None, False)
    citizens.days_pass(310)
    assert citizens.run()["acknowledgements"] == 1
    assert town.ids["elu"] not in town.row("acknowledgement", receipt).fields_json


def test_public_archives_wait_for_their_visa(citizens: Citizens) -> None:
    town, report = citizens.town, citizens.reported()
    citizens.close(report)
    citizens.days_pass(366 * 5 + 10)
    citizens.run()
    assert not town.row("report", report).removed
    assert "number" in town.fields("report", report)
    with town.store.writing(town.tenant) as unit:
        slip = archives.make_slip(unit, look(unit, town.service.now()).due, who="dpo", at=town.service.now())
        assert [item[:3] for item in slip.items()] == [["reports", "report", report]]
        with pytest.raises(archives.ArchivesTrouble):
            archives.make_slip(unit, look(unit, town.service.now()).due, who="dpo", at=town.service.now())
    citizens.days_pass(1)
    citizens.run()
    assert not town.row("report", report).removed
    with town.store.writing(town.tenant) as unit:
        visa, at = archives.Visa("Archives départementales", "2031-12-24"), town.service.now()
        archives.note_visa(unit, slip.number, visa, who="dpo", at=at)
        with pytest.raises(archives.ArchivesTrouble):
            archives.note_visa(unit, slip.number, visa, who="dpo", at=at)
    assert citizens.run()["reports"] == 1
    assert town.row("report", report).removed


def test_run_is_told_once_a_day_with_its_counts(citizens: Citizens) -> None:
    report = citizens.reported()
    citizens.close(report)
    citizens.days_pass(200)
    assert not citizens.nightly.is_to_run(citizens.town.tenant), "nobody adopted the policy"
    with citizens.town.store.writing(citizens.town.tenant) as unit:
        adopt(unit, who="dpo", at=citizens.town.service.now())
    assert citizens.nightly.is_to_run(citizens.town.tenant)
    citizens.run()
    assert not citizens.nightly.is_to_run(citizens.town.tenant)
    citizens.run()
    (line,) = audit_lines(citizens, "retention-run")
    assert '"photos":"1"' in line
    citizens.days_pass(1)
    assert citizens.nightly.is_to_run(citizens.town.tenant)


def test_erasure_leaves_who_and_when_in_the_history(citizens: Citizens) -> None:
    report = citizens.reported(photos=())
    citizens.town.change("report", report, address="3 rue Quillfeldt")
    citizens.close(report)
    entries = len(citizens.town.fields("report", report)["history"])
    citizens.days_pass(370)
    citizens.run()
    history = citizens.town.fields("report", report)["history"]
    assert len(history) == entries
    assert all(value == [] for entry in history for value in entry["edits"].values())
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        assert unit.get(RecordRow, [("report", report)])["report", report].rv == entries + 1
