"""The gestures of an agent on reports, from the first field of a draft to what he does in the street."""

from typing import Any

import pytest

from fieldapp.account.queries import agent_card
from fieldapp.replica.errors import MoveNotAllowed, NotValid
from fieldapp.replica.followers import follow
from fieldapp.replica.form_photos import arrange_draft_photos
from fieldapp.replica.leavings import IMPOSSIBLE, Leaving, keep_leaving
from fieldapp.replica.unit import Unit
from fieldapp.reports import actions, queries, queries_new
from fieldapp.reports.actions import NotProven
from fieldapp.reports.screens_moves import taken_back_to
from sync.records.attachment import PhotoRole
from sync.records.task import ImpossibleReason
from tests.fieldapp.photos import photo
from tests.fieldapp.town import CENTRE, EAST, KARIM, NOW, SYLVIE, VOIRIE, Town

LAT, LONG = CENTRE
PLACED = {"category": "trappe", "lat": LAT, "long": LONG + 0.004, "accuracy_m": 4.0, "source": "gps"}


def draft(town: Town) -> queries_new.ReportDraft:
    found = town.replica.read_now(queries_new.open_draft)
    assert found is not None
    return found


def shown(town: Town, report_id: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("report", report_id))


def page(town: Town, report_id: str) -> queries.ReportPage:
    found = town.replica.read_now(queries.report_page, report_id)
    assert found is not None
    return found


def sent(town: Town, **edits: Any) -> str:
    draft_id = town.replica.write_now(actions.save_draft, None, {**PLACED, **edits})
    return town.replica.write_now(actions.send_report, draft_id)


def test_draft_keeps_each_field_as_it_comes(town: Town) -> None:
    draft_id = town.replica.write_now(actions.save_draft, None, {"step": 1, "category": "fils"})
    town.replica.write_now(actions.save_draft, draft_id, {"description": "Devant le 14", "step": 2})
    kept = draft(town)
    assert (kept.id, kept.step, kept.category, kept.description) == (draft_id, 2, "fils", "Devant le 14")
    assert kept.saved_at == NOW


def test_draft_begins_with_its_first_photo(town: Town) -> None:
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("first"))
    town.replica.write_now(actions.add_draft_photo, draft_id, photo("second"))
    assert [kept.role for kept in draft(town).photos] == [PhotoRole.ENSEMBLE, PhotoRole.DETAIL]


def test_draft_photos_are_arranged_and_typed_anew(town: Town) -> None:
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("first"))
    town.replica.write_now(actions.add_draft_photo, draft_id, photo("second"))
    first, second = (kept.id for kept in draft(town).photos)
    arranged = [(second, PhotoRole.ENSEMBLE), (first, PhotoRole.DETAIL)]
    town.replica.write_now(arrange_draft_photos, draft_id, arranged)
    assert [(kept.id, kept.role) for kept in draft(town).photos] == arranged


def test_seventh_photo_is_refused(town: Town) -> None:
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("0"))
    for number in range(1, 6):
        town.replica.write_now(actions.add_draft_photo, draft_id, photo(str(number)))
    with pytest.raises(NotValid):
        town.replica.write_now(actions.add_draft_photo, draft_id, photo("6"))


def test_sent_report_has_zone_service_and_delays(town: Town) -> None:
    fields = shown(town, sent(town, description=" Plaque descellée ", address="Rue Grimaldi"))
    assert (fields["zone"], fields["service"], fields["author"]) == (EAST, VOIRIE, KARIM)
    assert (fields["status"], fields["channel"], fields["requested_datetime"]) == ("nouveau", "agent", NOW)
    assert fields["description"] == "Plaque descellée"
    assert (fields["accuracy_m"], fields["position_source"]) == (4.0, "gps")
    # An open manhole is mended within four hours, whatever the hour.
    assert fields["expected_datetime"] == "2026-11-23T17:36:00.000Z"


def test_dangerous_category_proposes_danger_unless_the_agent_said_otherwise(town: Town) -> None:
    assert shown(town, sent(town))["priority"] == "dangereux"
    assert shown(town, sent(town, priority="genant"))["priority"] == "genant"


def test_report_outside_every_zone_has_none(town: Town) -> None:
    assert "zone" not in shown(town, sent(town, lat=LAT + 1))


def test_sent_draft_is_gone_and_its_photos_are_the_report_s(town: Town) -> None:
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("hole"))
    town.replica.write_now(actions.save_draft, draft_id, PLACED)
    report_id = town.replica.write_now(actions.send_report, draft_id)
    assert town.replica.read_now(queries_new.open_draft) is None
    assert [stored.role for stored in page(town, report_id).photos] == [PhotoRole.ENSEMBLE]


def test_report_without_position_is_not_sent(town: Town) -> None:
    draft_id = town.replica.write_now(actions.save_draft, None, {"category": "fils"})
    with pytest.raises(KeyError):
        town.replica.write_now(actions.send_report, draft_id)
    assert draft(town).id == draft_id


def test_discarded_draft_is_gone(town: Town) -> None:
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("hole"))
    town.replica.write_now(Unit.discard_draft, draft_id)
    assert town.replica.read_now(queries_new.open_draft) is None


def test_following_instead_gives_photos_and_note_to_the_other_report(town: Town) -> None:
    other = town.report("hole")
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("hole"))
    town.replica.write_now(actions.save_draft, draft_id, {**PLACED, "description": "Toujours là"})
    town.replica.write_now(actions.follow_instead, draft_id, other)
    followed = page(town, other)
    assert followed.followers == (KARIM,)
    assert len(followed.photos) == 1
    assert [comment.text for comment in followed.comments] == ["Toujours là"]
    assert town.replica.read_now(queries_new.open_draft) is None


def test_following_instead_keeps_what_has_room_when_the_other_is_full_of_photos(town: Town) -> None:
    other = town.report("hole")
    for number in range(5):
        town.replica.write_now(actions.add_photo, other, photo(str(number)), PhotoRole.ENSEMBLE)
    draft_id = town.replica.write_now(actions.add_draft_photo, None, photo("a"))
    town.replica.write_now(actions.add_draft_photo, draft_id, photo("b"))
    town.replica.write_now(actions.follow_instead, draft_id, other)
    assert len(page(town, other).photos) == 6


def test_follow_and_unfollow_leave_the_others_alone(town: Town) -> None:
    report = town.report("hole", followers=[SYLVIE])
    town.replica.write_now(follow, report, wanted=True)
    assert set(page(town, report).followers) == {KARIM, SYLVIE}
    town.replica.write_now(follow, report, wanted=False)
    assert page(town, report).followers == (SYLVIE,)


def test_taken_report_is_mine(town: Town) -> None:
    report = town.report("hole", status="affecte")
    town.replica.write_now(actions.take_on, report)
    assert (page(town, report).card.status, page(town, report).assignee) == ("pris_en_charge", KARIM)


def test_work_done_wants_a_proof(town: Town) -> None:
    report = town.report("hole", status="en_cours")
    with pytest.raises(NotProven):
        town.replica.write_now(actions.work_done, report)
    town.replica.write_now(actions.add_photo, report, photo("after"), PhotoRole.APRES)
    town.replica.write_now(actions.work_done, report)
    assert (page(town, report).card.status, page(town, report).closed_at) == ("resolu", NOW)


def test_rejected_report_cannot_be_done_by_an_agent_outside(town: Town) -> None:
    report = town.report("hole", status="rejete")
    town.replica.write_now(actions.add_photo, report, photo("after"), PhotoRole.APRES)
    with pytest.raises(MoveNotAllowed):
        town.replica.write_now(actions.work_done, report)


def test_impossible_says_why_in_words(town: Town) -> None:
    report = town.report("hole")
    why = actions.Impossible(ImpossibleReason.ACCES, " Portail fermé ", "Accès fermé.")
    town.replica.write_now(actions.declare_impossible, report, why)
    assert page(town, report).status_notes == "Accès fermé. Portail fermé"


def test_words_of_impossible_come_back_when_it_is_taken_back(town: Town) -> None:
    report = town.report("hole", status="pris_en_charge", assignee=KARIM)
    agent = town.replica.read_now(agent_card, KARIM)
    assert agent is not None
    leaving, begun = Leaving(IMPOSSIBLE, "report", report), {"reason": "acces", "note": "Terrain privé"}
    town.replica.write_now(keep_leaving, leaving, begun)
    why = actions.Impossible(ImpossibleReason.ACCES, "Terrain privé", "Pas d’accès.")
    held = town.replica.write_now(actions.declare_impossible, report, why)
    assert page(town, report).impossible == {}
    # The judge lets an agent go on working, not take in charge again.
    back_to = taken_back_to(agent, "pris_en_charge")
    before = {"status": back_to, "status_notes": None, "closed_at": None}
    town.replica.write_now(actions.take_back, report, before, held)
    assert (page(town, report).card.status, page(town, report).impossible) == ("en_cours", begun)
