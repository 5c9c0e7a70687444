"""The document of the routes: each of them is in it, and each answer is as it says."""

from pathlib import Path
from typing import Any

import pytest

import sync.server
from sync.server.feeds.links import LinkKind
from sync.server.interop import interop_routes
from sync.server.lanes import Lanes
from sync.server.rows import json_text
from sync.server.rows_interop import WebhookMessageRow, WebhookRow
from sync.server.webhooks.noting import Event
from tests.server.interop.asking import asked, published
from tests.server.interop.schema_in_hand import faults
from tests.server.interop.test_feeds import linked, note
from tests.server.outside.door_in_hand import Door


@pytest.fixture
def document(door: Door) -> dict[str, Any]:
    """Fetch the document."""
    answer = asked(door, "/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def test_every_route_is_told_of_here_and_in_the_words_for_people(door: Door, document: dict[str, Any]) -> None:
    paths = {route.path for route in interop_routes(door.server.parts, Lanes())}
    assert paths == set(document["paths"])
    words = (Path(sync.server.__file__).parent / "API.md").read_text()
    assert [path for path in paths if path not in words] == []
    assert [event for event in Event if event.value not in words] == []


def test_every_parameter_and_schema_that_is_named_is_there(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        names = [one["$ref"].rpartition("/")[2] for one in item["get"]["parameters"]]
        assert set(names) <= set(document["components"]["parameters"]), path
        assert ("{secret}" in path) == ("secret" in names)


def test_every_answer_is_as_the_document_says(door: Door, document: dict[str, Any]) -> None:
    door.set("open_data_texts", True)
    published(door)
    door.given(lat=None, long=None)
    note(door, "Coupure", {"everyone": True}, summary="Ce soir")
    links = {"news": linked(door), "calendars": linked(door, door.town.ids["terrain"], LinkKind.CALENDAR)}
    for path, item in document["paths"].items():
        responses = item["get"]["responses"]
        secret = links["calendars" if "calendars" in path else "news"]
        answer = asked(door, path.replace("{secret}", secret))
        ((media_type, told),) = responses["200"]["content"].items()
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type), path
        if "json" in media_type:
            assert faults(answer.json(), told["schema"], document) == [], path
        if path != "/api/openapi.json":
            wrong = asked(door, path.replace("{secret}", "x" * 58) + "?jurisdiction_id=nulle-part")
            assert wrong.status_code == 404, path
            told = responses["404"]["content"]["application/problem+json"]["schema"]
            assert faults(wrong.json(), told, document) == [], path


def test_refused_question_is_as_the_document_says(door: Door, document: dict[str, Any]) -> None:
    answer = asked(door, "/api/reports.csv?start_date=hier")
    told = document["paths"]["/api/reports.csv"]["get"]["responses"][str(answer.status_code)]
    assert faults(answer.json(), told["content"]["application/problem+json"]["schema"], document) == []


def test_every_message_to_a_webhook_is_as_the_document_says(door: Door, document: dict[str, Any]) -> None:
    events = json_text([event.value for event in Event])
    with door.town.store.writing(door.town.tenant) as unit:
        unit.put([WebhookRow("hook", "https://hook.example", "", events, False, "")])
    report = published(door)
    door.town.change("report", report, status="en_cours")
    door.town.change("report", report, status="resolu")
    door.town.change("report", report, publication="hidden")
    body = document["webhooks"]["report"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    with door.town.store.reading(door.town.tenant) as unit:
        said = [row.said() for row in unit.find(WebhookMessageRow, "webhook", ["hook"])]
    assert {one["type"] for one in said} == set(Event)
    assert [fault for one in said for fault in faults(one, body, document)] == []


def test_reader_of_schemas_finds_what_does_not_fit(document: dict[str, Any]) -> None:
    report = document["components"]["schemas"]["Report"]
    found = faults({"service_request_id": 1, "status_description": "perdu", "nom": "x"}, report, document)
    for what in ("/lat is missing", "/nom is not told of", "1 is no string", "'perdu' is not among"):
        assert any(what in fault for fault in found), found
