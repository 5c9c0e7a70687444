"""GeoReport in the hand of a test: one server, one key, one loop; each answer is looked at by its form."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx

from sync.server.app import create_app
from sync.server.open311.keys import make_key
from sync.server.rows_outside import PublicRow
from tests.server.outside.door_in_hand import Door
from tests.server.town_in_hand import Town

ORIGIN = "http://open311.test"
CONTAINERS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "photos": "photo",
    "notes": "note",
}
REQUEST = {"service_code": "nid_de_poule", "lat": "48.05", "long": "2.06"}


class Api(Door):
    """A door that other systems come through."""

    def __init__(self, town: Town, folder: Path, *, is_open: bool = True) -> None:
        super().__init__(town, folder)
        self.app = create_app(self.server.parts)
        if is_open:
            self.set("open311", True)
        self.key = self.new_key("FixMyStreet")

    def new_key(self, name: str) -> str:
        """Make a key."""
        with self.town.store.writing(self.town.tenant) as unit:
            return make_key(unit, name, self.server.parts.service.now(), self.town.world.random.randbytes)

    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """Ask without a network; the answer is of its form, whatever it says."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, f"/open311{path}", **sent)

        return asyncio.run(asked())

    def get(self, path: str, **query: str) -> Any:
        """Read both formats, compare them, and give what JSON says."""
        told = self.ask("GET", f"{path}.json", params=query)
        assert told.status_code == 200, told.text
        assert told.headers["content-type"] == "application/json; charset=utf-8"
        same_in_xml(self.ask("GET", f"{path}.xml", params=query), told.json())
        return told.json()

    def post(self, fields: Mapping[str, Any], path: str = "/v2/requests.json", **sent: Any) -> httpx.Response:
        """Send a form with the key."""
        return self.ask("POST", path, data={"api_key": self.key, **fields}, **sent)

    def posted(self, fields: Mapping[str, Any] | None = None, **sent: Any) -> str:
        """Send a request that is taken; give its number."""
        answer = self.post({**REQUEST, **(fields or {})}, **sent)
        assert answer.status_code == 200, answer.text
        return str(answer.json()[0]["service_request_id"])

    def id_of(self, number: str) -> str:
        """Give the report of a number."""
        with self.town.store.reading(self.town.tenant) as unit:
            return next(row.report for row in unit.every(PublicRow) if row.number == number)

    def publish(self, number: str) -> str:
        """Let a request out, with its photos; give the report's id."""
        report = self.id_of(number)
        for photo in self.photos_of(report):
            self.town.change("attachment", photo.id, publication="published")
        self.town.change("report", report, publication="published")
        return report


def errors_of(answer: httpx.Response, status: int) -> list[str]:
    """Check the form of an error and give its descriptions."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    if answer.headers["content-type"] == "text/xml; charset=utf-8":
        root = root_of(answer)
        assert root.tag == "errors"
        told = [{child.tag: child.text for child in error} for error in root]
    else:
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        told = answer.json()
    assert told
    assert all(set(error) == {"code", "description"} and error["description"] for error in told)
    assert all(str(error["code"]).isdigit() for error in told)
    return [str(error["description"]) for error in told]


def root_of(answer: httpx.Response) -> ET.Element:
    """Read an XML answer, which begins with its prolog and is UTF-8 without a namespace."""
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert re.match(rb'<\?xml version="1\.0" encoding="utf-8"\?>\n<[a-z_]+[>/]', answer.content)
    return ET.fromstring(answer.content.decode("utf-8", "strict"))


def same_in_xml(answer: httpx.Response, value: Any) -> None:
    """Say that an XML answer, read by the Spark convention, is this JSON."""
    assert answer.status_code == 200, answer.text
    assert spark(root_of(answer)) == as_texts(value)


def spark(element: ET.Element) -> Any:
    """Read XML by the Spark convention: known containers are arrays, no text is null."""
    if element.tag in CONTAINERS:
        assert {child.tag for child in element} <= {CONTAINERS[element.tag]}
        return [spark(child) for child in element]
    if len(element):
        names = [child.tag for child in element]
        assert len(names) == len(set(names)), "a repeated element is in a container"
        return {child.tag: spark(child) for child in element}
    return element.text


def as_texts(value: Any) -> Any:
    """Give JSON as XML can tell it: every value a text, null stays null."""
    if isinstance(value, dict):
        return {name: as_texts(child) for name, child in value.items()}
    if isinstance(value, list):
        return [as_texts(child) for child in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
