"""The public reads what somebody let out, and nothing of who reported it or who works on it."""

import json
from dataclasses import asdict

import pytest

from sync.core.errors import RefusalCode
from sync.core.model import Op
from sync.records.report import ReportStatus
from sync.server.outside.publication import PublicReader
from sync.server.outside.statuses import STATUSES
from tests.server.outside.door_in_hand import Door, picture


def test_every_status_has_its_words() -> None:
    assert set(STATUSES) == set(ReportStatus)
    assert all(status.fr and status.en for status in STATUSES.values())


def test_pending_report_is_there_without_its_words_and_pictures(door: Door) -> None:
    shown = door.public(door.given(photos=(picture(),)))
    assert shown is not None
    assert (shown.number, shown.notes["fr"], shown.agency) == ("W2026K0001", "Reçu par la mairie", "Voirie")
    assert (shown.description, shown.address, shown.answers, shown.photos) == (None, None, None, ())


def test_published_report_shows_its_words_and_the_photos_that_were_let_out(door: Door) -> None:
    report = door.given(photos=(picture(), picture((50, 50))))
    first, second = door.photos_of(report)
    door.town.change("attachment", first.id, publication="published")
    assert door.public(report).photos == ()  # type: ignore[union-attr]  # the report itself waits
    door.town.change("report", report, publication="published")
    shown = door.public(report)
    assert shown is not None
    assert (shown.description, shown.address, shown.photos) == ("Un trou <b>profond</b>", "3 rue Basse", (first.id,))
    with door.town.store.reading(door.town.tenant) as unit:
        reader = PublicReader(unit)
        assert reader.photo(first.id) is not None
        assert reader.photo(second.id) is None
        assert reader.photo(report) is None


def test_hidden_report_and_its_photos_are_not_there(door: Door) -> None:
    report = door.given(photos=(picture(),))
    (photo,) = door.photos_of(report)
    door.town.change("attachment", photo.id, publication="published")
    door.town.change("report", report, publication="hidden")
    assert door.public(report) is None
    with door.town.store.reading(door.town.tenant) as unit:
        assert PublicReader(unit).photo(photo.id) is None


def test_agents_reports_are_public_only_where_the_town_says_so(door: Door) -> None:
    report = door.town.device("terrain").create("report", door.town.report_fields())
    assert door.public(report) is None
    door.set("agents_reports", True)
    shown = door.public(report)
    assert shown is not None
    assert (shown.description, shown.channel) == (None, "agent")


def test_view_says_nothing_of_persons_comments_and_notes(door: Door) -> None:
    report = door.given()
    comment = {"id": "c1", "agent": door.town.ids["bureau"], "text": "Zénobie a rappelé"}
    door.town.write("report", report, Op.APPEND, comments=[comment])
    told = {"status": "impossible", "status_notes": "voir avec Quillfeldt", "assignee": door.town.ids["terrain"]}
    door.town.change("report", report, publication="published", **told)
    text = json.dumps(asdict(door.public(report)), ensure_ascii=False)  # type: ignore[arg-type]  # it is public
    for word in ("Zénobie", "Quillfeldt", "06 39", "quillfeldt", door.town.ids["terrain"], "rappelé"):
        assert word not in text


def test_update_of_a_closed_report_is_its_closing(door: Door) -> None:
    report = door.given()
    door.town.world.now += 3_600_000
    door.town.change("report", report, status="rejete", reject_reason="hors_competence")
    shown = door.public(report)
    assert shown is not None
    assert shown.updated_at > shown.requested_at
    assert (shown.status.is_open, shown.status.update) == (False, "NOT_COUNCILS_RESPONSIBILITY")
    assert shown.notes["fr"] == "Non retenu : hors compétence de la commune"
    door.town.change("report", report, closed_at="2026-11-23T23:00:00.000Z")
    assert door.public(report).updated_at == "2026-11-23T23:00:00.000Z"  # type: ignore[union-attr]


def test_positions_are_rounded_as_the_town_says(door: Door) -> None:
    report = door.given(lat=48.051234, long=2.061234)
    door.set("position_decimals", 3)
    shown = door.public(report)
    assert shown is not None
    assert (shown.lat, shown.long) == (48.051, 2.061)


@pytest.mark.parametrize("name", ["terrain", "communicant", "elu", "admin"])
def test_only_the_desk_says_what_is_public(door: Door, name: str) -> None:
    fields = door.town.report_fields(name) | {"publication": "published"}
    device = door.town.device(name)
    verdict = device.judged(device.make("report", door.town.world.new_id(), Op.CREATE, fields))
    assert verdict.refusal is not None
    assert verdict.refusal.code is RefusalCode.FORBIDDEN


def test_field_agent_publishes_neither_report_nor_photo_and_the_desk_both(door: Door) -> None:
    report = door.given(lat=48.02, photos=(picture(),))
    (photo,) = door.photos_of(report)
    agent, chef = door.town.device("terrain"), door.town.device("chef")
    for kind, record_id in (("report", report), ("attachment", photo.id)):
        agent.pull()
        refusal = agent.patch(kind, record_id, publication="published").refusal
        assert refusal is not None
        chef.pull()
        assert chef.patch(kind, record_id, publication="published").refusal is None
    assert door.public(report).photos == (photo.id,)  # type: ignore[union-attr]


def test_publication_is_one_of_four_words(door: Door) -> None:
    chef = door.town.device("chef")
    fields = door.town.report_fields("chef") | {"publication": "oui", "answers": {"": 1}}
    verdict = chef.judged(chef.make("report", door.town.world.new_id(), Op.CREATE, fields))
    assert verdict.refusal is not None
    assert [error.pointer for error in verdict.refusal.errors] == ["/fields/publication", "/fields/answers"]
