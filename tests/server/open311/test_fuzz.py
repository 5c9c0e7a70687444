"""Whatever is asked, no answer is a fault of ours and none says a word of who reported something.

A few hundred requests at each `make test`; `OPEN311_REQUESTS=20000 pytest tests/server/open311/test_fuzz.py` for all,
`OPEN311_SEED` for others. Identities, unpublished texts and agents' notes are planted before and after; half of what is
asked is lawful, so that most of it reaches the stored reports.
"""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode

import httpx
import pytest

from sync.core.instants import instant_of_ms
from sync.core.model import Op
from sync.records.questions import QUESTIONS
from sync.server.open311 import taking
from sync.server.outside.requesters import Requester
from tests.server.open311.api_in_hand import ORIGIN, Api, errors_of, root_of
from tests.server.outside.door_in_hand import picture

REQUESTS = int(os.environ.get("OPEN311_REQUESTS", "300"))
SEED = int(os.environ.get("OPEN311_SEED", "311"))
PLANTED = 40
STRANGE = (
    *("", " ", "0", "-1", "1e308", "nan", "inf", "9" * 40, "\x00", "é" * 300, "\U0001f600", "%", "%zz", "&", "<a>"),
    *("' OR 1=1 --", "../../etc", "null", "true", "[]", "{}", "2026-11-01", "2026-11-23T10:00:00Z", "\r\nX: y"),
    *("2999-12-31T23:59:59+14:00", "1900-01-01T00:00:00Z", "open", "closed", "OPEN,closed", ",,,", "a" * 5_000),
    *("\ud7ff", "\ufffe", "\u202e", "1.0000000000000001", "+1", "١٢", "O2026K0001", "*", "fr", "en"),
)  # fmt: skip
PARAMETERS = (
    "jurisdiction_id service_request_id service_code start_date end_date updated_after updated_before status page "
    "page_size detailed_status lat long radius extensions locale api_key description address_string address_id email "
    "first_name last_name phone media_url media account_id device_id update_id updated_datetime attribute[taille] "
    "attribute[][] attribute[objets][] attribute[depuis] attribute[ keyword"
).split()
PATHS = (
    "/discovery /v2/services /v2/services/{} /v2/requests /v2/requests /v2/requests /v2/requests/{} /v2/requests/{} "
    "/v2/tokens/{} /v2/servicerequestupdates /v2/servicerequestupdates /photos/{} /v2/{}"
).split()
METHODS = ("GET", "POST", "GET", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY")


@dataclass
class Planted:
    """A town with secrets in it, and the words that are secret."""

    api: Api
    numbers: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def plant(self, place: int) -> None:
        """Report something under a name of its own; some is published, some hidden, some merged or commented."""
        word = f"Quillfeldt{place:03d}zq"
        person = Requester(f"Zénobie {word}", f"{word}@secret.example", f"06{place:03d}99887766", wants_answer=True)
        code = sorted(QUESTIONS)[place % len(QUESTIONS)]
        answers = {"etat": ["mort"]} if code == "animal_errant" else {}
        told = {"service_code": code, "person": person, "answers": answers, "address": f"chez {word}"}
        report = self.api.given(**told, description=f"texte de {word}", photos=(picture(),) if place % 9 == 0 else ())
        self.ids += [report, *(photo.id for photo in self.api.photos_of(report))]
        number = str(self.api.town.fields("report", report)["number"])
        self.numbers.append(number)
        self.secrets += [
            word,
            f"06{place:03d}99887766",
            self.api.outside.requesters.secret(self.api.town.tenant, report),
        ]
        note = {"id": f"c{place}", "agent": self.api.town.ids["bureau"], "text": f"rappeler {word}"}
        self.api.town.write("report", report, Op.APPEND, comments=[note])
        status = ("nouveau", "en_cours", "resolu", "rejete", "impossible")[place % 5]
        fields = (
            {"reject_reason": "prive", "status_notes": f"voir {word}"} if status in ("rejete", "impossible") else {}
        )
        self.api.town.change("report", report, status=status, **fields)
        if place % 4 == 1:
            self.api.town.change(
                "report", report, publication="published", description="public", address="rue", answers={}
            )
        if place % 4 == 2:
            self.api.town.change("report", report, publication="hidden")
        self.api.town.world.now += 3_600_000


def planted(api: Api) -> Planted:
    made = Planted(api)
    for place in range(PLANTED):
        made.plant(place)
    made.secrets += ["Durand", api.key, *(api.town.ids[name] for name in ("terrain", "bureau", "chef"))]
    return made


@dataclass
class Fuzzer:
    """Makes requests of one seed."""

    random: Random
    town: Planted

    def value(self, name: str) -> str:
        """Give a value for a parameter: lawful, known or strange."""
        api, draw = self.town.api, self.random.random()
        if draw < 0.15:
            return self.random.choice(STRANGE)
        now = api.town.world.now
        lawful = {
            "service_request_id": ",".join(self.random.sample(self.town.numbers, 3)),
            "service_code": self.random.choice((*QUESTIONS, "rats", "danger_immediat", "patrouille")),
            "status": self.random.choice(("open", "closed", "open,closed", "OPEN", "REOPEN")),
            "detailed_status": "PROCESSED,REJECTED",
            "page": str(self.random.randint(1, 3)),
            "page_size": str(self.random.randint(1, 1_000)),
            "lat": str(48 + self.random.random() / 10),
            "long": str(2 + self.random.random() / 10),
            "radius": str(self.random.randint(0, 20_000)),
            "extensions": "true",
            "locale": self.random.choice(("fr", "en")),
            "api_key": api.key,
            "update_id": str(self.random.randint(1, 50)),
            "attribute[taille]": "petit",
            "attribute[objets][]": "pneus",
        }
        if name.endswith(("date", "after", "before", "datetime")):
            return instant_of_ms(now - self.random.randint(-5, 95) * 24 * 3_600_000)
        return lawful.get(name, self.random.choice(STRANGE))

    def fields(self, most: int) -> list[tuple[str, str]]:
        """Give some parameters, some of them twice."""
        names = self.random.choices(PARAMETERS, k=self.random.randint(0, most))
        # A wrong town ends most requests at once.
        names = [name for name in names if name != "jurisdiction_id" or self.random.random() < 0.1]
        return [(name, self.value(name)) for name in names]

    def request(self) -> httpx.Request:
        """Give the next request."""
        random = self.random
        method = random.choice(METHODS) if random.random() < 0.2 else random.choice(("GET", "GET", "POST"))
        name = random.choice((*self.town.numbers[:8], *self.town.ids[:12], *QUESTIONS, *STRANGE))
        path = random.choice(PATHS).format(quote(name.encode(errors="replace"), safe=""))
        path = path.replace("/photos/", f"/photos/{self.town.api.town.tenant}/")
        ending = random.choice((".json", ".xml", ".jpg", "", ".csv") if random.random() < 0.1 else (".json", ".xml"))
        ending = ".jpg" if "/photos/" in path else ending
        query = urlencode([(name, text.encode(errors="replace")) for name, text in self.fields(4)])
        if random.random() < 0.05:
            query += random.choice(("&%FF=%FF", "&=&&;", "&a" * 250, "&%"))
        url = httpx.URL(f"{ORIGIN}/open311{path}{ending}", query=query.encode(errors="replace"))
        content, media_type = self.body() if method not in ("GET", "HEAD") else (b"", "")
        headers = {"content-type": media_type} if media_type else {}
        if random.random() < 0.1:
            headers["idempotency-key"] = random.choice(("k1", "k2", "a b", "x" * 300))
        return httpx.Request(method, url, content=content, headers=headers)

    def body(self) -> tuple[bytes, str]:
        """Give a form, a form with files, or something that is neither."""
        random, form = self.random, self.fields(10)
        if random.random() < 0.6:
            lawful = (
                "service_code",
                "lat",
                "long",
                "api_key",
                *(("update_id", "status") if random.random() < 0.4 else ()),
            )
            form += [(name, self.value(name)) for name in lawful]
        texts = [(name, text.encode(errors="replace")) for name, text in form]
        if random.random() < 0.7:
            return urlencode(texts).encode(), "application/x-www-form-urlencoded; charset=utf-8"
        parts = [b'--x\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), t) for n, t in texts]
        file = random.choice((picture(), picture()[:40], b"", b"GIF89a"))
        parts.append(b'--x\r\ncontent-disposition: form-data; name="media"; filename="a"\r\n\r\n' + file + b"\r\n")
        content = b"".join(parts) + random.choice((b"--x--\r\n", b"--x--\r\n", b"", b"--x"))
        if random.random() < 0.2:
            place = random.randrange(len(content))
            content = content[:place] + random.randbytes(3) + content[place + 3 :]
        return content, random.choice(
            ("multipart/form-data; boundary=x",) * 6 + ("multipart/form-data", "text/xml", "?")
        )


def checked(answer: httpx.Response, asked: httpx.Request, secrets: list[str]) -> str:
    """Look at one answer; give its kind."""
    told = f"{asked.method} {asked.url}"
    assert answer.status_code < 500, (told, asked.content[:2_000], answer.text)
    text = answer.text + str(answer.headers)
    leaked = [secret for secret in secrets if secret in text]
    assert not leaked, (told, leaked)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    # A photo is no document, and an address with a line end in it is nobody's: the server itself says so.
    if asked.method == "HEAD" or "/photos/" in asked.url.path or "\n" in asked.url.path:
        return f"{answer.status_code} apart"
    if answer.status_code != 200:
        errors_of(answer, answer.status_code)
    elif kind == "text/xml":
        root_of(answer)
    else:
        answer.json()
    return f"{answer.status_code} {kind}"


def test_fuzzed_requests_meet_no_fault_and_no_secret(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # The limits of pace have tests of their own; here each request is to be answered.
    monkeypatch.setattr(taking, "PER_KEY_MAX", 10**9)
    monkeypatch.setattr(taking, "WRONG_KEYS_MAX", 10**9)
    town = planted(api)
    fuzzer, kinds = Fuzzer(Random(SEED), town), Counter[str]()

    async def all_of_them() -> None:
        transport = httpx.ASGITransport(town.api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for _ in range(REQUESTS):
                asked = fuzzer.request()
                kinds[checked(await client.send(asked), asked, town.secrets)] += 1

    asyncio.run(all_of_them())
    print(dict(kinds))
    # It reached what it is about: both formats were answered with reports, errors of each status were met.
    assert {"200 text/xml", "200 application/json", "400 text/xml", "404 application/json", "403 text/xml"} <= set(
        kinds
    )
    assert kinds["200 text/xml"] + kinds["200 application/json"] > REQUESTS // 10


def test_fuzzer_would_see_a_secret(api: Api) -> None:
    town = planted(api)
    town.api.town.change("report", town.ids[0], publication="published")
    asked = httpx.Request("GET", f"{ORIGIN}/open311/v2/requests.json")
    with pytest.raises(AssertionError, match="Quillfeldt000zq"):
        checked(town.api.ask("GET", "/v2/requests.json"), asked, town.secrets)
