"""An independent reader, `georeport`, reads a real server process over loopback and finds nothing wrong."""

from collections.abc import Iterator

import httpx
import pytest
from georeport import GeoReport

from sync.server.data_folder import DataFolder
from sync.server.open311.keys import make_key
from sync.server.opening import opened
from sync.server.outside.settings import set_value
from tests.server.open311.api_in_hand import REQUEST
from tests.server.process_in_hand import made_town, running

KEY_BYTES = b"twenty random bytes!"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running server that opened its service, with one request in it."""
    folder = tmp_path_factory.mktemp("open311") / "data"
    made_town(folder)
    with opened(DataFolder(folder)) as parts, parts.store.writing(parts.store.tenants()[0]) as unit:
        key = make_key(unit, "georeport", parts.service.now(), lambda count: KEY_BYTES[:count])
        for name, value in (("open311", True), ("jurisdiction_id", "ville.example")):
            set_value(unit, name, value, who="test", at=parts.service.now())
    with running(folder) as server:
        endpoint = f"{server.url}/open311/v2"
        answer = httpx.post(f"{endpoint}/requests.xml", data={**REQUEST, "api_key": key})
        assert answer.status_code == 200, answer.text
        yield endpoint


@pytest.mark.parametrize("form", ["json", "xml"])
def test_outside_reader_reads_everything(address: str, form: str) -> None:
    reader = GeoReport(address, jurisdiction="ville.example", output_format=form)
    services = reader.get_service_list()
    assert {"nid_de_poule", "rats"} <= {one["service_code"] for one in services}
    definition = reader.get_service_definition("nid_de_poule")
    assert definition["service_code"] == "nid_de_poule"
    requests = reader.get_service_requests(service_code="nid_de_poule", status="open")
    request = requests[0] if isinstance(requests, list) else requests
    number = request["service_request_id"]
    assert number.startswith("O")
    assert reader.get_service_request(number) == request
    assert request["service_name"] == "Nid-de-poule, trou dans la chaussée"
