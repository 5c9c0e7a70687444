"""FixMyStreet's extension: updates are read as moves in public words, and taken once."""

import pytest

from sync.core.instants import instant_of_ms
from tests.server.open311.api_in_hand import Api, errors_of, root_of, spark

PATH = "/v2/servicerequestupdates"
DAY_MS = 24 * 3_600_000
UPDATE = {
    "update_id": "u-1",
    "updated_datetime": "2026-11-23T10:00:00+01:00",
    "status": "OPEN",
    "description": "Toujours là",
}


def test_updates_are_the_moves_of_public_reports(stored_api: Api) -> None:
    api = stored_api
    number, hidden = api.posted(), api.posted()
    begun = instant_of_ms(api.town.world.now)
    for status in ("qualifie", "programme", "resolu", "qualifie"):
        api.town.world.now += 3_600_000
        again = {"reopened": True} if status == "qualifie" and api.get(PATH) else {}
        api.town.change("report", api.id_of(number), status=status, scheduled_at=begun, **again)
    api.town.change("report", api.id_of(hidden), status="rejete", reject_reason="abusif", publication="hidden")
    told = api.get(PATH)
    names = ["update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"]
    assert all(list(one) == names for one in told)
    assert [one["status"] for one in told] == ["INVESTIGATING", "ACTION_SCHEDULED", "FIXED", "REOPEN"]
    assert told[2]["description"] == "Résolu"
    assert {one["service_request_id"] for one in told} == {number}
    assert len({one["update_id"] for one in told}) == 4
    later = instant_of_ms(api.town.world.now - 3_600_000)
    assert [one["status"] for one in api.get(PATH, start_date=later)] == ["FIXED", "REOPEN"]
    assert [one["status"] for one in api.get(PATH, start_date=begun, end_date=later)] == [
        "INVESTIGATING",
        "ACTION_SCHEDULED",
        "FIXED",
    ]
    api.town.world.now += 2 * DAY_MS
    assert api.get(PATH) == []
    errors_of(api.ask("GET", f"{PATH}.json?start_date=2026-01-01&end_date=2026-11-23"), 400)


def test_reason_is_told_in_public_words(api: Api) -> None:
    number = api.posted()
    fields = {"status": "rejete", "reject_reason": "hors_competence", "status_notes": "secret de service"}
    api.town.change("report", api.id_of(number), **fields)
    (told,) = api.get(PATH)
    assert told["status"] == "NOT_COUNCILS_RESPONSIBILITY"
    assert told["description"] == "Non retenu : hors compétence de la commune"


def test_update_becomes_a_comment_for_the_desk_once(stored_api: Api) -> None:
    api = stored_api
    number = api.posted()
    person = {"email": "z@q.example", "first_name": "Zénobie", "last_name": "Quillfeldt"}
    sent = {**UPDATE, **person, "service_request_id": number, "media_url": "https://photos.example/1.jpg"}
    (told,) = spark(root_of(api.post(sent, f"{PATH}.xml")))
    assert list(told) == ["update_id"]
    (comment,) = api.town.fields("report", api.id_of(number))["comments"]
    assert comment["text"] == "Toujours là\nhttps://photos.example/1.jpg"
    assert "already exists" in errors_of(api.post(sent, f"{PATH}.json"), 400)[0]
    other = {**sent, "api_key": api.new_key("autre")}
    assert api.post(other, f"{PATH}.json").status_code == 200, "another system has names of its own"
    api.publish(number)
    text = api.ask("GET", f"/v2/requests/{number}.json?extensions=true").text + str(api.get(PATH))
    assert not [word for word in ("Toujours", *person.values()) if word in text]


def test_reopening_opens_what_is_closed(api: Api) -> None:
    number = api.posted()
    api.town.change("report", api.id_of(number), status="resolu")
    sent = {**UPDATE, "service_request_id": number}
    api.post(sent, f"{PATH}.json")
    assert api.town.fields("report", api.id_of(number))["status"] == "resolu"
    api.post({**sent, "update_id": "u-2", "status": "reopen"}, f"{PATH}.json")
    fields = api.town.fields("report", api.id_of(number))
    assert (fields["status"], fields["reopened"]) == ("qualifie", True)
    assert api.get(f"/v2/requests/{number}")[0]["status"] == "open"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        *(({name: ""}, 400) for name in UPDATE),
        ({"service_request_id": ""}, 400),
        ({"service_request_id": "O2026K9999"}, 404),
        ({"status": "LICORNE"}, 400),
        ({"updated_datetime": "hier"}, 400),
        ({"description": "x" * 4_001}, 400),
        ({"update_id": "x" * 101}, 400),
        ({"update_id": "a\0b"}, 400),
        ({"api_key": ""}, 403),
        ({"api_key": "wrong"}, 403),
    ],
    ids=str,
)
def test_update_that_does_not_fit_is_an_error(still_api: Api, fields: dict[str, str], status: int) -> None:
    # Nothing is there to be updated: what is wrong is told before that.
    sent = {**UPDATE, "service_request_id": "O2026K9999", **fields}
    answer = still_api.post(sent, f"{PATH}.json")
    errors_of(answer, status)
