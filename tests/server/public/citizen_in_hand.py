"""A citizen whose browser runs no script: looks at pages, fills forms in as they stand, follows links."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from sync.server.app import create_app
from sync.server.public.moderation import Act, Moderation
from sync.server.rows_outside import PublicRow
from tests.server.server_in_hand import ServerInHand

ACT = Act("moderatrice", "relu, rien à masquer")
BROWSER = {"Accept": "text/html", "Accept-Language": "fr-FR,fr;q=0.9", "Sec-Fetch-Site": "same-origin"}
PLACED = {"categorie": "nid_de_poule", "lat": "48.05", "long": "2.06", "adresse": "3 rue Basse"}


@dataclass
class Form:
    """A form as a page holds it: where it goes, and what its fields hold already."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get")))
        if tag == "textarea":
            self.forms[-1].fields[told["name"]] = ""
            self._textarea = told["name"]
        if tag == "input" and told.get("type") not in ("file", "image", "checkbox", "radio") and self.forms:
            self.forms[-1].fields[told["name"]] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._textarea = "" if tag == "textarea" else self._textarea

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data


class Citizen:
    """Somebody before the pages of a server; every step is real HTTP through the app, cookies are kept."""

    def __init__(self, server: ServerInHand, **headers: str) -> None:
        self.transport = httpx.ASGITransport(create_app(server.parts), raise_app_exceptions=False)
        self.headers = {**BROWSER, **headers}
        self.cookies = httpx.Cookies()
        self.page = httpx.Response(200)

    def look(self, address: str) -> httpx.Response:
        """Look at a page, without following where it sends."""
        return self._ask("GET", address)

    def see(self, address: str) -> str:
        """Look at a page and wherever it sends; give its text."""
        answer = self.look(address)
        while answer.is_redirect:
            answer = self.look(answer.headers["location"])
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:400])
        return answer.text

    def form(self, action: str) -> Form:
        """Give the form of the page that goes to an address with this end."""
        reader = _Forms()
        reader.feed(self.page.text)
        return next(form for form in reader.forms if form.action.endswith(action))

    def send(self, form: Form, photos: tuple[bytes, ...] = (), **filled: str) -> httpx.Response:
        """Send a form as a browser does."""
        files = [("photos", (f"{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
        return self._ask("POST", form.action, data={**form.fields, **filled}, files=files or None)

    def follow(self, answer: httpx.Response) -> str:
        """Go where an answer sends."""
        assert answer.status_code == 303, (answer.status_code, answer.text[:600])
        return self.see(answer.headers["location"])

    def reports(self, photos: tuple[bytes, ...] = (), *, at: Mapping[str, str] = PLACED, **filled: str) -> str:
        """Report something; give the address of the tracking page."""
        self.see(f"/signaler/envoyer?{urlencode(at)}")
        answer = self.send(self.form("/signaler/envoyer"), photos, **filled)
        assert answer.status_code == 303, answer.text[:600]
        return urlsplit(str(answer.headers["location"])).path

    def number(self) -> str:
        """Read the number on the page."""
        found = re.search(r"\b[A-Z]2\d{3}[A-L]\d{4}\b", self.page.text)
        assert found is not None, self.page.text[:400]
        return found[0]

    def _ask(self, method: str, address: str, **others: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://server.test") as client:
                client.cookies = self.cookies
                answer = await client.request(method, urljoin("/", address), headers=self.headers, **others)
                self.cookies = client.cookies
                return answer

        self.page = asyncio.run(ask())
        return self.page


class Desk:
    """What the town hall does meanwhile."""

    def __init__(self, server: ServerInHand) -> None:
        self.town = server.town
        self.moderation = Moderation(server.parts.service, server.parts.uploads.files)

    def id_of(self, number: str) -> str:
        """Find a report by its number."""
        with self.town.store.reading(self.town.tenant) as unit:
            return unit.find(PublicRow, "number", [number])[0].report

    def publish(self, number: str) -> None:
        """Let a report out."""
        self.moderation.publish(self.town.tenant, number, ACT, with_photos=True)

    def hide(self, number: str) -> None:
        """Take a report from the public."""
        self.moderation.hide(self.town.tenant, number, ACT)

    def moves(self, number: str, **fields: Any) -> None:
        """Change a report as an agent of the desk does."""
        desk = self.town.device("bureau")
        desk.pull()
        assert desk.patch("report", self.id_of(number), **fields).refusal is None
