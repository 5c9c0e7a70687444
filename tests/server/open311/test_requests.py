"""GET requests and GET request: fields, filters, spans, pages, extensions; only what is public."""

import pytest

from sync.core.instants import instant_of_ms
from tests.server.open311.api_in_hand import Api, errors_of

DAY_MS = 24 * 3_600_000
FIELDS = (
    "service_request_id status status_notes service_name service_code description agency_responsible service_notice "
    "requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url"
).split()


def numbers(api: Api, **query: str) -> list[str]:
    return [one["service_request_id"] for one in api.get("/v2/requests", **query)]


def at(api: Api, days: float) -> str:
    """Give the moment so many days from now."""
    return instant_of_ms(api.town.world.now + round(days * DAY_MS))


def test_request_has_the_fields_of_the_standard(api: Api) -> None:
    number = api.posted({"description": "Un trou", "address_string": "3 rue Basse"})
    (pending,) = api.get(f"/v2/requests/{number}")
    assert list(pending) == FIELDS
    assert (pending["description"], pending["address"], pending["media_url"]) == (None, None, None)
    api.publish(number)
    (told,) = api.get(f"/v2/requests/{number}")
    assert (told["description"], told["address"], told["agency_responsible"]) == ("Un trou", "3 rue Basse", "Voirie")
    assert (told["status"], told["status_notes"]) == ("open", "Reçu par la mairie")
    assert (told["lat"], told["long"]) == (48.05, 2.06)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert len(told[name]) == 20
        assert told[name].endswith("Z")


def test_closed_request_was_updated_when_it_was_closed(api: Api) -> None:
    number = api.posted()
    api.town.world.now += DAY_MS
    api.town.change("report", api.id_of(number), status="resolu")
    closed = at(api, 0)
    api.town.world.now += DAY_MS
    (told,) = api.get(f"/v2/requests/{number}")
    assert (told["status"], told["updated_datetime"]) == ("closed", f"{closed[:19]}Z")
    assert told["service_notice"] is None


@pytest.mark.parametrize("number", ["O2026K9999", "nothing", "%00", "%F0%9F%98%80", "a" * 3_000])
def test_request_that_is_not_there_is_not_found(still_api: Api, number: str) -> None:
    errors_of(still_api.ask("GET", f"/v2/requests/{number}.xml"), 404)


def test_hidden_requests_and_agents_reports_are_not_there(api: Api) -> None:
    hidden, shown = api.posted(), api.posted()
    api.town.change("report", api.id_of(hidden), publication="hidden")
    agents = api.town.device("terrain").create("report", api.town.report_fields())
    of_agent = api.town.fields("report", agents)["number"]
    assert numbers(api) == [shown]
    assert numbers(api, service_request_id=f"{hidden},{of_agent}") == []
    errors_of(api.ask("GET", f"/v2/requests/{of_agent}.json"), 404)
    api.set("agents_reports", True)
    assert set(numbers(api)) == {shown, of_agent}
    assert api.get(f"/v2/requests/{of_agent}")[0]["description"] is None


def test_numbers_override_everything_else(stored_api: Api) -> None:
    api = stored_api
    first, second, third = (api.posted() for _ in range(3))
    api.town.world.now += 200 * DAY_MS
    assert numbers(api) == []
    others = {"status": "licorne", "start_date": "hier", "page": "0", "lat": "x"}
    assert numbers(api, service_request_id=f"{first}, {third},nothing,", **others) == [first, third]
    assert numbers(api, service_request_id=second, service_code="rats") == [second]
    errors_of(api.ask("GET", "/v2/requests.json", params={"service_request_id": ",".join(map(str, range(1_001)))}), 400)


def test_filters_narrow_the_answer(stored_api: Api) -> None:
    api = stored_api
    hole, rats, wall = (api.posted({"service_code": code}) for code in ("nid_de_poule", "rats", "graffiti_mur"))
    api.town.change("report", api.id_of(rats), status="rejete", reject_reason="prive")
    api.town.change("report", api.id_of(wall), status="en_cours")
    assert numbers(api) == [wall, rats, hole]
    assert numbers(api, service_code="rats,graffiti_mur") == [wall, rats]
    assert numbers(api, service_code="licorne") == []
    assert numbers(api, status="open") == [wall, hole]
    assert numbers(api, status="closed") == [rats]
    assert numbers(api, status="open,closed", service_code="") == [wall, rats, hole]
    assert numbers(api, detailed_status="REJECTED,IN_PROCESS") == [wall, rats]


def test_dates_are_a_span_of_at_most_ninety_days(stored_api: Api) -> None:
    api = stored_api
    old = api.posted()
    api.town.world.now += 60 * DAY_MS
    middle = api.posted()
    api.town.world.now += 40 * DAY_MS
    new = api.posted()
    assert numbers(api) == [new, middle]
    assert numbers(api, start_date=at(api, -110)) == [middle, old]
    assert numbers(api, end_date=at(api, -39)) == [middle, old]
    assert numbers(api, start_date=at(api, -45), end_date=at(api, -30)) == [middle]
    assert numbers(api, start_date=at(api, -100), end_date=at(api, -40)) == [middle, old], "both ends are included"
    assert numbers(api, start_date=at(api, -100)[:10], end_date=at(api, -99)[:10]) == [old], "days of the town"
    assert numbers(api, start_date=at(api, 1)) == []
    assert len(numbers(api, start_date=at(api, -90), end_date=at(api, 0))) == 2
    assert "90" in errors_of(api.ask("GET", "/v2/requests.json?start_date=2026-01-01&end_date=2026-11-23"), 400)[0]


@pytest.mark.parametrize(
    "query",
    [
        "start_date=hier",
        "start_date=2026-13-01",
        "start_date=2026-11-01T10:00:00",
        "start_date=2026-11-01T25:00:00Z",
        "start_date=0001-01-01T00:00:00%2B14:00",
        "end_date=9999-12-31T23:59:59-14:00",
        "start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z",
        "updated_after=x",
        "status=ouvert",
        "detailed_status=DONE",
        "page=0",
        "page=1.5",
        "page_size=1001",
        "page_size=x",
        "lat=48",
        "lat=48&long=2",
        "lat=48&long=2&radius=-1",
        "lat=48&long=2&radius=1e9",
        "lat=91&long=2&radius=5",
    ],
)
def test_parameter_that_does_not_fit_is_an_error(still_api: Api, query: str) -> None:
    assert len(errors_of(still_api.ask("GET", f"/v2/requests.xml?{query}"), 400)) == 1


def test_plus_that_nobody_escaped_is_a_plus(api: Api) -> None:
    number = api.posted()
    query = f"start_date={at(api, -1)[:19]}+01:00&end_date={at(api, 1)[:19]}%2B01:00"
    told = api.ask("GET", f"/v2/requests.json?{query}").json()
    assert [one["service_request_id"] for one in told] == [number]


def test_pages_follow_each_other(stored_api: Api) -> None:
    api = stored_api
    made = []
    for _ in range(7):
        made.append(api.posted())
        api.town.world.now += 3 * DAY_MS
    pages = [numbers(api, page=str(page), page_size="3") for page in range(1, 5)]
    assert pages == [made[:3:-1], made[3:0:-1], made[:1], []]
    assert len(numbers(api, page_size="2")) == 2


def test_updated_filters_find_what_moved(stored_api: Api) -> None:
    api = stored_api
    first, second = api.posted(), api.posted()
    api.town.world.now += 100 * DAY_MS
    since = at(api, -1)
    api.town.change("report", api.id_of(first), status="en_cours")
    assert numbers(api, updated_after=since) == [first]
    assert numbers(api, updated_before=since) == []
    assert numbers(api, updated_before=at(api, -99)) == [second]
    assert numbers(api, updated_after=since, start_date=at(api, -1)) == []


def test_radius_finds_what_is_near(stored_api: Api) -> None:
    api = stored_api
    near, far = api.posted(), api.posted({"lat": "48.06"})
    api.posted({"lat": "", "long": "", "address_string": "quelque part"})
    assert numbers(api, lat="48.0501", long="2.06", radius="50") == [near]
    assert numbers(api, lat="48.05", long="2.06", radius="2000") == [far, near]
    assert numbers(api, lat="48.05", long="2.06", radius="20000") == [far, near]
    api.set("position_decimals", 1)
    assert numbers(api, lat="48.05", long="2.06", radius="50") == [], "the place that is told is another"
    assert set(numbers(api, lat="48.0", long="2.1", radius="50")) | set(
        numbers(api, lat="48.1", long="2.1", radius="50")
    ) == {near, far}


def test_extensions_are_told_to_who_asks(api: Api) -> None:
    number = api.posted({"service_code": "encombrants", "attribute[objets][]": ["pneus"], "description": "x"})
    twin = api.posted()
    api.town.change("report", api.id_of(twin), status="doublon", duplicate_of=api.id_of(number))
    (told,) = api.get(f"/v2/requests/{number}", extensions="true")
    assert list(told)[: len(FIELDS)] == FIELDS
    assert told["attributes"] == []
    extended: dict[str, object] = {
        "channel": "open311",
        "detailed_status": "RECEIVED",
        "duplicate_of": None,
        "photos": [],
    }
    assert told["extended_attributes"] == extended
    assert [one["type"] for one in told["notes"]] == ["RECEIVED"]
    api.publish(number)
    (told,) = api.get(f"/v2/requests/{number}", extensions="true")
    assert told["attributes"][0]["values"] == [{"key": "pneus", "name": "Pneus"}]
    (told,) = api.get(f"/v2/requests/{twin}", extensions="true")
    assert told["extended_attributes"]["duplicate_of"] == number
    assert "extended_attributes" not in api.get(f"/v2/requests/{twin}", extensions="false")[0]
