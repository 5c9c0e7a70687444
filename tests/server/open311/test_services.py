"""GET services and GET service definition, field by field."""

import pytest

from sync.records.questions import QUESTIONS
from tests.server.open311.api_in_hand import Api, errors_of

DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def test_services_have_the_fields_of_the_standard(still_api: Api) -> None:
    services = still_api.get("/v2/services")
    names = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    assert all(list(one) == names for one in services)
    assert len({one["service_code"] for one in services}) == len(services) > 30
    assert all(one["type"] == "realtime" and isinstance(one["metadata"], bool) for one in services)
    assert all(one["keywords"] is None or " " not in one["keywords"] for one in services)
    codes = {one["service_code"] for one in services}
    assert codes.isdisjoint({"danger_immediat", "patrouille", "constat"})
    assert {one["service_code"] for one in services if one["metadata"]} == set(QUESTIONS)


def test_services_speak_the_languages_of_the_town(api: Api) -> None:
    def name(**query: str) -> str:
        names = {one["service_code"]: str(one["service_name"]) for one in api.get("/v2/services", **query)}
        return names["rats"]

    assert name(locale="en") == "Rats, rongeurs"
    api.set("languages", ["fr", "en"])
    assert (name(), name(locale="en"), name(locale="de")) == ("Rats, rongeurs", "Rats", "Rats, rongeurs")


@pytest.mark.parametrize("code", sorted(QUESTIONS))
def test_definition_has_the_fields_of_the_standard(still_api: Api, code: str) -> None:
    told = still_api.get(f"/v2/services/{code}")
    assert list(told) == ["service_code", "attributes"]
    assert told["service_code"] == code
    attributes = told["attributes"]
    assert [one["order"] for one in attributes] == list(range(1, len(attributes) + 1))
    assert len({one["code"] for one in attributes}) == len(attributes)
    for one in attributes:
        assert one["variable"] is True
        assert isinstance(one["required"], bool)
        assert one["datatype"] in DATATYPES
        assert one["description"]
        assert ("values" in one) is one["datatype"].endswith("valuelist")
        keys = [value["key"] for value in one.get("values", ())]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("code", ["licorne", "rats", "patrouille", "danger_immediat", "%00", "é"])
def test_definition_of_what_asks_nothing_is_not_found(still_api: Api, code: str) -> None:
    errors_of(still_api.ask("GET", f"/v2/services/{code}.json"), 404)
