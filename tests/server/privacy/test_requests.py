"""A person's request: found under every spelling, handed over, put right, erased everywhere, proven by devices."""

import json

import pytest

from sync.core.model import Op
from sync.protocol.messages import PullRequest
from sync.server import audit
from sync.server.blobs import BlobFiles
from sync.server.checking import check_town
from sync.server.outside.requesters import Requester
from sync.server.privacy import persons, receipts
from sync.server.privacy.needles import Needles, needles_of, without
from sync.server.privacy.receipts import Standing
from sync.server.privacy.requests import Reader, Requests, RequestState, RequestTrouble, RightAsked, request_of
from sync.server.rows_outside import PublicRow
from tests.server.device_in_hand import Device
from tests.server.privacy.citizens_in_hand import PERSON, Citizens, told_in, words_in

READER = Reader("dpo", "request by letter")


def asked(citizens: Citizens, right: RightAsked = RightAsked.ERASURE, person: Requester = PERSON) -> str:
    """Note a request; give its number."""
    return Requests(citizens.parts).ask(citizens.town.tenant, right, person, "dpo").number


def lines(citizens: Citizens, what: str) -> list[dict[str, str]]:
    """Give what the audit log tells of one thing."""
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        whole = audit.read(unit)
    assert audit.first_broken(whole) is None
    return [json.loads(line.told_json) for line in whole if line.what == what]


def pulled(citizens: Citizens, device: Device) -> None:
    """Pull a device to the head, as the routes do: the server hears where it stands."""
    for _ in range(2):
        request = PullRequest(device.caller.device, device.epoch, dict(device.cursors))
        page = citizens.town.service.pull(device.caller, request)
        citizens.parts.receipts.hear(device.caller, page.opened, request)
        device.pull()


def standings(citizens: Citizens, number: str) -> list[Standing]:
    """Note what was heard and give how the devices stand."""
    citizens.parts.receipts.write(citizens.town.tenant)
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        return receipts.standing(unit, number)


@pytest.mark.parametrize(
    "text",
    [
        "Voir zenobie QUILLFELDT demain",
        "Quillfeldt, Zénobie",
        "zenobie@quillfeldt.example.",
        "au 06.39.98.77.55",
        "+33 6 39 98 77 55",
        "0033639987755",
        "tel 0639987755;",
    ],
)
def test_person_is_found_under_every_spelling(text: str) -> None:
    needles = needles_of(PERSON.name, PERSON.email, PERSON.phone)
    assert needles.are_in(text)
    assert not needles.are_in(needles.taken_out(text))


@pytest.mark.parametrize(
    "text", ["", "Zénobie seule", "zenobie@quillfeldt.example2", "az.zenobie@quillfeldt.example", "1063998775512"]
)
def test_somebody_else_is_not_found(text: str) -> None:
    needles = needles_of(PERSON.name, PERSON.email, PERSON.phone)
    assert not needles.are_in(text)
    assert needles.taken_out(text) == text


def test_taking_out_leaves_the_rest_of_the_text() -> None:
    needles: Needles = needles_of("Ægir Œuvrard", "", "0102030405")
    text = "Appelé Ægir  Œuvrard — au 01 02 03 04 05, deux fois : ÆGIR ŒUVRARD."
    assert needles.taken_out(text) == "Appelé […] — au […], deux fois : […]."
    assert without(needles, {"a": [{"text": "0102030405"}, 3, None]}) == {"a": [{"text": "[…]"}, 3, None]}


@pytest.mark.parametrize("told", [("", "", ""), ("Al", "", ""), ("", "nobody", ""), ("", "", "12 34")])
def test_too_little_finds_nobody(told: tuple[str, str, str], citizens: Citizens) -> None:
    with pytest.raises(RequestTrouble):
        asked(citizens, person=Requester(*told))


def test_request_is_numbered_due_in_a_month_and_sealed(citizens: Citizens) -> None:
    numbers = [asked(citizens), asked(citizens, RightAsked.ACCESS)]
    assert numbers == ["D2026-0001", "D2026-0002"]
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        row = request_of(unit, numbers[0])
        with pytest.raises(RequestTrouble):
            request_of(unit, "D2026-0009")
    assert (row.state, row.asked_at[:10], row.due_on) == (RequestState.ASKED, "2026-11-23", "2026-12-23")
    assert words_in(told_in(citizens.town.store, citizens.town.tenant)) == []


def test_access_finds_every_place_and_the_log_says_who_looked(citizens: Citizens) -> None:
    report, other = (
        citizens.reported(),
        citizens.reported(person=Requester("Karl Ott"), description="Un banc", photos=()),
    )
    citizens.called(report)
    task = citizens.town.world.new_id()
    citizens.town.write("task", task, **citizens.town.task_fields(description="Rappeler Mme Zénobie Quillfeldt"))
    number = asked(citizens, RightAsked.ACCESS)
    known = Requests(citizens.parts).known(citizens.town.tenant, number, READER)
    assert known.counts() == {"attachment": 1, "caller": 1, "report": 1, "requester": 1, "task": 1}
    assert known.reports() == {report}
    document = json.loads(persons.as_json(known, number, citizens.town.service.now()))
    assert other not in str(document)
    assert words_in(json.dumps(document, ensure_ascii=False))
    (line,) = lines(citizens, "citizen-data-read")
    assert (line["who"], line["why"], line["number"]) == ("dpo", "request by letter", number)


def test_rectification_reaches_callers_and_requesters(citizens: Citizens) -> None:
    report = citizens.reported(photos=())
    caller = citizens.called(report)
    number = asked(citizens, RightAsked.RECTIFICATION)
    assert Requests(citizens.parts).rectify(citizens.town.tenant, number, {"phone": "0102030405"}, READER) == 2
    assert citizens.town.fields("caller", caller)["phone"] == "0102030405"
    with citizens.town.store.reading(citizens.town.tenant) as unit:
        person = citizens.parts.outside.requesters.read(unit, report)
    assert person is not None
    assert (person.phone, person.name, person.notice) == ("0102030405", PERSON.name, "1")
    assert "39987755" not in told_in(citizens.town.store, citizens.town.tenant)


def test_opposition_hides_from_the_public(citizens: Citizens) -> None:
    report = citizens.reported()
    assert citizens.door.public(report) is not None
    assert Requests(citizens.parts).oppose(citizens.town.tenant, asked(citizens), READER) == 1
    assert citizens.door.public(report) is None


def test_erasure_leaves_no_word_and_the_statistics(citizens: Citizens) -> None:
    town, report = citizens.town, citizens.reported()
    citizens.called(report)
    task, refused = town.world.new_id(), town.device("bureau")
    town.write("task", task, **town.task_fields(description="Rappeler Zénobie Quillfeldt, portail vert"))
    told = {"report": town.world.new_id(), "name": PERSON.name, "notice": "1", "author": town.ids["bureau"]}
    assert refused.judged(refused.make("caller", town.world.new_id(), Op.CREATE, told)).refusal is not None
    number = asked(citizens)
    done = Requests(citizens.parts).erase(town.tenant, number, READER)
    assert done == {"attachment": 1, "caller": 1, "report": 1, "requester": 1, "task": 1}
    assert words_in(told_in(town.store, town.tenant)) == []
    assert citizens.files() == []
    assert town.fields("task", task)["description"] == "Rappeler […], portail vert"
    fields = town.fields("report", report)
    assert (fields["service_code"], fields["status"], fields["number"][:5]) == ("nid_de_poule", "nouveau", "W2026")
    with town.store.reading(town.tenant) as unit:
        assert [row.report for row in unit.every(PublicRow)] == [report]
        assert check_town(unit, town.service.kinds, BlobFiles(citizens.folder), lambda what, count: None) == []
    assert Requests(citizens.parts).erase(town.tenant, number, READER) == {}, "a second time there is nobody"
    Requests(citizens.parts).close(town.tenant, number, "dpo")
    with pytest.raises(RequestTrouble):
        Requests(citizens.parts).known(town.tenant, number, READER)


def test_devices_prove_by_their_next_pull_that_they_have_erased(citizens: Citizens) -> None:
    town, report = citizens.town, citizens.reported()
    citizens.called(report)
    bureau, communicant, away = town.device("bureau"), town.device("communicant"), town.device("chef")
    for device in (bureau, communicant, away):
        pulled(citizens, device)
    number = asked(citizens)
    Requests(citizens.parts).erase(town.tenant, number, READER)
    names = {town.ids[name]: name for name in ("bureau", "chef", "communicant")}
    before = standings(citizens, number)
    assert [(names[one.agent], bool(one.heard_at)) for one in before] == [("bureau", False), ("chef", False)]
    citizens.days_pass(1)
    pulled(citizens, bureau)
    after = standings(citizens, number)
    assert [(names[one.agent], bool(one.heard_at)) for one in after] == [("chef", False), ("bureau", True)]
    assert receipts.told(after) == "1 of 2 devices have erased."
    assert after[0].seen_at < after[1].seen_at
    assert words_in(str(bureau.held)) == []


def test_pull_of_before_the_erasure_proves_nothing(citizens: Citizens) -> None:
    town = citizens.town
    citizens.reported()
    bureau = town.device("bureau")
    pulled(citizens, bureau)
    number = asked(citizens)
    Requests(citizens.parts).erase(town.tenant, number, READER)
    # The pull that brings the erasure still says where the device stood before it.
    request = PullRequest(bureau.caller.device, bureau.epoch, dict(bureau.cursors))
    page = town.service.pull(bureau.caller, request)
    citizens.parts.receipts.hear(bureau.caller, page.opened, request)
    assert [bool(one.heard_at) for one in standings(citizens, number)] == [False]
