"""A call becomes a report and, where the person wished it, a caller; or it is added to what is there already."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from fieldapp.intake import actions, queries
from fieldapp.intake.actions import NoPlace
from fieldapp.replica.calls import NOTICE, point_of
from fieldapp.replica.errors import NotAllowed
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.tables import Attachment, Caller, Report
from fieldapp.replica.twins import twins_at
from sync.records.base import Role
from tests.fieldapp.photos import photo
from tests.fieldapp.town import CENTRE, EAST, NOW, SYLVIE, VOIRIE, Steps, Town, opened_replica, settle, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

LAT, LONG = CENTRE
CALL = {"category": "nid_de_poule", "address": "31 rue Grimaldi", "lat": LAT, "long": LONG + 0.01}


def shown(town: Town, kind: str, record_id: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


def pictures(town: Town, report: str) -> list[str]:
    on_it = select(Attachment.role).where(Attachment.parent_id == report).order_by(col(Attachment.id))
    return town.replica.read_now(lambda session: list(session.exec(on_it).all()))


def callers(session: Session) -> list[Caller]:
    return list(session.exec(select(Caller)).all())


def take(town: Town, **values: Any) -> str:
    town.replica.write_now(actions.put, {**CALL, **values})
    return town.replica.write_now(actions.take_in)


def test_call_becomes_a_report_of_its_sector_service_and_delay(town: Town) -> None:
    fields = shown(town, "report", take(town, channel="guichet", description=" Un trou "))
    assert (fields["channel"], fields["author"], fields["requested_datetime"]) == ("guichet", SYLVIE, NOW)
    assert (fields["zone"], fields["service"], fields["description"]) == (EAST, VOIRIE, "Un trou")
    assert fields["expected_datetime"] > NOW
    assert town.replica.read_now(callers) == []
    assert town.replica.read_now(queries.form, SYLVIE) == {}, "the next call begins empty"


def test_caller_is_a_record_of_its_own_and_nothing_of_him_is_on_the_report(town: Town) -> None:
    report = take(town, name="Mme Bert", phone="06 12 34 56 78", wants_answer=True)
    (caller,) = town.replica.read_now(callers)
    assert (caller.report, caller.name, caller.phone, caller.email) == (report, "Mme Bert", "06 12 34 56 78", None)
    assert (caller.wants_answer, caller.notice) == (True, NOTICE)
    assert "Bert" not in str(shown(town, "report", report))


def test_report_and_caller_leave_in_one_gesture(town: Town) -> None:
    take(town, phone="06 12 34 56 78")
    from fieldapp.replica.engine_tables import OutboxRow

    sent = town.replica.read_now(lambda session: session.exec(select(OutboxRow.txn, OutboxRow.kind)).all())
    assert [kind for _, kind in sent] == ["report", "caller"]
    assert len({txn for txn, _ in sent}) == 1


def test_call_about_what_is_known_is_added_to_it(town: Town) -> None:
    known = town.report("known", lat=LAT, long=LONG + 0.01)
    (near,) = town.replica.read_now(twins_at, point_of(CALL), "nid_de_poule", SYLVIE)
    assert near.id == known
    town.replica.write_now(actions.put, {**CALL, "description": "Toujours là", "name": "M. Roy"})
    town.replica.write_now(actions.add_photo, photo("seen"))
    town.replica.write_now(actions.add_to, known, "Signalé aussi (téléphone).")
    (comment,) = shown(town, "report", known)["comments"]
    assert comment["text"] == "Signalé aussi (téléphone). Toujours là"
    assert (shown(town, "report", known)["followers"], pictures(town, known)) == ([SYLVIE], ["ensemble"])
    assert [caller.report for caller in town.replica.read_now(callers)] == [known]
    assert len(town.replica.read_now(lambda session: session.exec(select(Report.id)).all())) == 1


def test_photos_of_a_call_leave_with_its_report(town: Town) -> None:
    town.replica.write_now(actions.add_photo, photo("whole"))
    town.replica.write_now(actions.add_photo, photo("near"))
    assert pictures(town, take(town)) == ["ensemble", "detail"]
    assert town.replica.read_now(queries.photos, SYLVIE) == ()


def test_photos_of_a_call_are_found_again_by_the_process_after_and_leave_with_it(tmp_path: Path) -> None:
    steps, secret = Steps(), b"s" * 32
    with opened_replica(tmp_path, SYLVIE, steps.world(), secret) as replica:
        before = Town(replica, steps)
        settle(before)
        before.replica.write_now(actions.put, {**CALL, "description": "Un trou, vu de la fenêtre"})
        for word in ("whole", "near"):
            before.replica.write_now(actions.add_photo, photo(word))
    with opened_replica(tmp_path, SYLVIE, steps.world(), secret) as replica:
        after = Town(replica, steps)
        found = after.replica.read_now(queries.photos, SYLVIE)
        assert [one.fields["sha256"] for one in found] == [photo(word).sha256 for word in ("whole", "near")]
        assert [photo_bytes(replica.files, one.id) for one in found] == [photo(word).jpeg for word in ("whole", "near")]
        assert len(pictures(after, after.replica.write_now(actions.take_in))) == 2
        assert after.replica.read_now(queries.photos, SYLVIE) == ()


def test_place_of_the_map_is_said_to_be_of_the_map(town: Town) -> None:
    assert shown(town, "report", take(town))["position_source"] == "adresse"
    assert shown(town, "report", take(town, source="carte"))["position_source"] == "carte"


def test_call_without_a_place_is_kept_and_not_sent(town: Town) -> None:
    town.replica.write_now(actions.put, {"category": "banc"})
    with pytest.raises(NoPlace):
        town.replica.write_now(actions.take_in)
    assert town.replica.read_now(queries.form, SYLVIE) == {"category": "banc"}


def test_chief_takes_no_calls_of_residents(town: Town) -> None:
    town.put("agent", "sylvie", given_name="Sylvie", family_name="Martin", role=Role.CHEF_EQUIPE.value, active=True)
    with pytest.raises(NotAllowed):
        take(town, name="Mme Bert")


def test_address_is_found_by_the_beginnings_of_its_words(town: Town) -> None:
    town.report("known", address="31 rue Grimaldi")
    (spot,) = town.replica.read_now(queries.found_spots, "grim 31")
    assert (spot.name, spot.point.lat) == ("31 rue Grimaldi", LAT)
    assert town.replica.read_now(queries.found_spots, "rue zola") == ()


@pytest.mark.parametrize("text", ["appeler le 06 12 34 56 78", "+33 612345678", "paul@exemple.example"])
def test_contact_in_the_free_text_is_noticed(text: str) -> None:
    assert queries.holds_contact(text)


def test_numbers_of_a_street_are_no_contact() -> None:
    assert not queries.holds_contact("Entre le 12 et le 128 rue Grimaldi, depuis 2024")


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]], route: str = "/intake") -> None:
    async def sit() -> None:
        async with at_desk(town, route) as desk:
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def test_call_is_taken_in_on_the_screen_from_triage_and_back(town: Town) -> None:
    town.report("known", address="31 rue Grimaldi", status="resolu", closed_at=NOW)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("take-call"))
        await desk.key("N")
        await desk.until(lambda: desk.has("intake-category"))
        await desk.tap("primary")
        await desk.until_says("Manque : la catégorie et le lieu")
        await desk.type("intake-category", "nid de p")
        await desk.submit("intake-category")
        await desk.type("intake-address", "grimaldi")
        await desk.until(lambda: desk.has("spot-1"))
        await desk.tap("spot-1")
        await desk.type("intake-said", "Rappeler au 06 12 34 56 78")
        await desk.until_says("Un téléphone ou un courriel est dans le texte")
        await desk.type("intake-said", "Un trou")
        await desk.type("intake-phone", "06 12 34 56 78")
        await desk.tap("intake-wants")
        await desk.key("Ctrl Enter")
        await desk.until_says("Signalement enregistré")
        await desk.until_says("06 12 34 56 78 · veut une réponse")

    at(town, work, "/triage")


def test_unknown_address_takes_its_sector_and_says_so(town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("intake-address"))
        await desk.type("intake-address", "3 impasse Zola")
        await desk.until(lambda: desk.has(f"sector-{EAST}"))
        await desk.tap(f"sector-{EAST}")
        await desk.until_says("Position approximative : milieu du secteur Les Moneghetti")

    at(town, work)
    assert uid("east") == EAST
