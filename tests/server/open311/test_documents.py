"""What is common to all answers: formats, encoding, discovery, errors, and which town is meant."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sync.server.open311.documents import Document, Format, written
from sync.server.open311.towns import SPECIFICATION
from sync.server.rows_access import AddressRow
from tests.server.device_in_hand import World
from tests.server.open311.api_in_hand import ORIGIN, Api, errors_of, root_of
from tests.server.town_in_hand import Town


def test_discovery_names_the_endpoint_in_both_formats(api: Api) -> None:
    api.set("contact", "Mairie <accueil@ville.example> & Cie")
    told = api.get("/discovery")
    assert list(told) == ["changeset", "contact", "key_service", "endpoints"]
    assert told["contact"] == "Mairie <accueil@ville.example> & Cie"
    (endpoint,) = told["endpoints"]
    assert endpoint == {
        "specification": SPECIFICATION,
        "url": f"{ORIGIN}/open311/v2",
        "changeset": told["changeset"],
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }


def test_discovery_tells_the_address_that_was_noted_and_its_changeset_grows(api: Api) -> None:
    before = api.get("/discovery")["changeset"]
    with api.town.store.writing(api.town.tenant) as unit:
        unit.put([AddressRow("https://signaler.ville.example", "[]", True)])
    api.town.world.now += 10 * 24 * 3_600_000
    api.set("open311_tokens", True)
    told = api.get("/discovery")
    assert told["endpoints"][0]["url"] == "https://signaler.ville.example/open311/v2"
    assert told["changeset"] > before


def test_xml_escapes_what_it_must_and_leaves_out_what_it_may_not_hold() -> None:
    value = {"description": 'a<b>&"c"\x00\x0b\ud800\ufffe\U0001f600é\r\n', "media_url": None}
    told = written(Document("service_requests", [value]), Format.XML)
    request = ET.fromstring(told.decode())[0]
    assert request.findtext("description") == 'a<b>&"c"\U0001f600é\r\n'
    assert b"<media_url/>" in told
    assert json.loads(written(Document("service_requests", [{"a": None, "b": True}]), Format.JSON)) == [
        {"a": None, "b": True}
    ]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/v2/requests", 404),
        ("GET", "/v2/requests.csv", 404),
        ("GET", "/v2/nothing.json", 404),
        ("GET", "/v2/requests/a/b.xml", 404),
        ("GET", "/v2/.xml", 404),
        ("POST", "/v2/services.json", 400),
        ("DELETE", "/v2/requests.xml", 400),
        ("PUT", "/discovery.json", 400),
        ("POST", "/v2/requests/1.json", 400),
    ],
)
def test_address_or_method_that_is_none_is_an_error_of_the_standard(
    still_api: Api, method: str, path: str, status: int
) -> None:
    answer = still_api.ask(method, path)
    errors_of(answer, status)
    assert ("json" in answer.headers["content-type"]) is path.endswith(".json")


def test_errors_speak_the_language_that_is_asked_for(still_api: Api) -> None:
    assert errors_of(still_api.ask("GET", "/v2/requests/O1.json"), 404) == ["Ce service_request_id est inconnu."]
    told = errors_of(still_api.ask("GET", "/v2/requests/O1.xml?locale=en-GB"), 404)
    assert told == ["This service_request_id is not known."]


def test_query_that_is_not_utf8_is_an_error(still_api: Api) -> None:
    errors_of(still_api.ask("GET", "/v2/requests.xml?service_code=%FF"), 400)
    errors_of(still_api.ask("GET", "/v2/requests.json?" + "&".join(f"a{n}=1" for n in range(300))), 400)


def test_pages_of_others_may_read_and_head_says_what_get_would(still_api: Api) -> None:
    answer = still_api.ask("GET", "/v2/services.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert still_api.ask("HEAD", "/v2/services.json").status_code == 200


def test_town_that_did_not_open_the_service_has_none(town: Town, tmp_path: Path) -> None:
    api = Api(town, tmp_path / "photos", is_open=False)
    for path in ("/discovery.xml", "/v2/services.json", "/v2/requests.xml"):
        errors_of(api.ask("GET", path), 404)
    errors_of(api.post({"service_code": "autre"}), 404)


def test_one_town_needs_no_jurisdiction_and_knows_its_own(api: Api) -> None:
    api.set("jurisdiction_id", "ville.example")
    assert api.get("/v2/services") == api.get("/v2/services", jurisdiction_id="ville.example")
    assert api.get("/v2/services") == api.get("/v2/services", jurisdiction_id="")
    errors_of(api.ask("GET", "/v2/services.json?jurisdiction_id=autre.example"), 404)


def test_several_towns_are_told_apart_by_jurisdiction(town: Town, tmp_path: Path) -> None:
    first, second = Api(town, tmp_path / "one"), Api(Town(town.store, World(seed=2)), tmp_path / "two")
    first.set("jurisdiction_id", "un.example")
    second.set("jurisdiction_id", "deux.example")
    for path in ("/discovery", "/v2/services", "/v2/services/lampadaire", "/v2/requests", "/v2/requests/O1"):
        assert len(errors_of(first.ask("GET", f"{path}.xml"), 400)) == 1
        errors_of(first.ask("GET", f"{path}.json?jurisdiction_id=trois.example"), 404)
    errors_of(first.post({"service_code": "autre"}), 400)
    place = {"service_code": "autre", "lat": "48.05", "long": "2.05"}
    number = first.posted({**place, "jurisdiction_id": "un.example"})
    assert [one["service_request_id"] for one in first.get("/v2/requests", jurisdiction_id="un.example")] == [number]
    assert first.get("/v2/requests", jurisdiction_id="deux.example") == []
    # A key is a town's own.
    errors_of(first.post({**place, "jurisdiction_id": "deux.example"}), 403)


def test_root_elements_are_those_of_the_standard(api: Api) -> None:
    number = api.posted()
    roots = {
        "/discovery.xml": "discovery",
        "/v2/services.xml": "services",
        "/v2/services/lampadaire.xml": "service_definition",
        "/v2/requests.xml": "service_requests",
        f"/v2/requests/{number}.xml": "service_requests",
        f"/v2/tokens/{api.id_of(number)}.xml": "service_requests",
        "/v2/servicerequestupdates.xml": "service_request_updates",
    }
    assert {path: root_of(api.ask("GET", path)).tag for path in roots} == roots
