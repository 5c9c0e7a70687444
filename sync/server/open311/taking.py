"""Takes requests in: who may, what the parameters become, what is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sync.protocol.problems import ProblemError
from sync.records.questions import QUESTIONS, Datatype
from sync.records.report import Channel
from sync.server.open311.asking import Asked, moment_of
from sync.server.open311.documents import Document
from sync.server.open311.keys import key_row
from sync.server.open311.services import notice
from sync.server.open311.trouble import Error, GeoTrouble, of_fields, trouble
from sync.server.outside.given import Checked, Deflected, GivenReport, NotTaken, checked
from sync.server.outside.intake import Received
from sync.server.outside.requesters import Requester
from sync.server.outside.settings import TownSettings
from sync.server.parts import Parts
from sync.server.rows_outside import ApiKeyRow

PER_KEY_MAX = 2_000
"""Writes of one key in an hour: a large town's other system brings a few hundred a day."""
WRONG_KEYS_MAX = 60
"""Wrong keys from one address in an hour."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "address": "address_string",
        "photos": "media",
        "name": "first_name, last_name",
        "key": "Idempotency-Key",
    }
)
_KEY = re.compile(r"[!-~]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sender:
    """Which system asks, from where."""

    tenant: str
    key: str
    address: str


def admitted(parts: Parts, sender: Sender) -> ApiKeyRow:
    """Give the key's row and count the write; raise `GeoTrouble` for a key that is none, or too many."""
    if not sender.key:
        raise trouble("no-key")
    with parts.store.writing(sender.tenant) as unit:
        row = key_row(unit, sender.key)
        subject = f"key:{row.key_hash}" if row is not None else f"wrong-key:{sender.address}"
        try:
            parts.pace.count(unit, subject, PER_KEY_MAX if row is not None else WRONG_KEYS_MAX, parts.now_ms())
        except ProblemError as problem:
            seconds = int(problem.members["retry_after_s"])
            raise GeoTrouble(Error("too-often", value=seconds), retry_after_s=seconds) from None
    if row is None:
        raise trouble("wrong-key")
    return row


def given_of(asked: Asked, key: ApiKeyRow, idempotency: str) -> GivenReport:
    """Read the parameters of POST request; raise `GeoTrouble`."""
    if idempotency and not _KEY.fullmatch(idempotency):
        raise trouble("not-valid", "Idempotency-Key")
    if asked.text("media"):
        raise trouble("unreadable", "media")
    service_code, email = asked.text("service_code"), asked.text("email")
    if not service_code:
        raise trouble("no-service")
    name = f"{asked.text('first_name')} {asked.text('last_name')}".strip()
    return GivenReport(
        service_code=service_code,
        channel=Channel.OPEN311,
        lat=asked.number("lat", -90, 90),
        long=asked.number("long", -180, 180),
        address=asked.text("address_string") or asked.text("address_id"),
        description=asked.text("description"),
        answers=_answers(service_code, asked.attributes()),
        photos=asked.files,
        media_url=asked.text("media_url"),
        person=Requester(name, email, asked.text("phone"), wants_answer=bool(email), notice="open311"),
        key=idempotency,
        source=key.key_hash,
    )


def looked_at(given: GivenReport) -> Checked:
    """Look at it without storing anything; raise `GeoTrouble` with all that is wrong."""
    try:
        return checked(given)
    except NotTaken as refused:
        raise of_fields(refused.errors, _NAMES) from None
    except Deflected:
        raise trouble("danger") from None


def taken(parts: Parts, tenant: str, given: GivenReport, seen: Checked) -> Received:
    """Take in what was looked at; raise `GeoTrouble`."""
    try:
        return parts.outside.report(tenant, given, seen)
    except NotTaken as refused:
        raise of_fields(refused.errors, _NAMES) from None


def receipt(received: Received, service_code: str, settings: TownSettings, language: str) -> Document:
    """Give the answer: the number of the request, or a token for it."""
    name = {"token": received.report_id} if settings.open311_tokens else {"service_request_id": received.number}
    told = {**name, "service_notice": notice(service_code, language), "account_id": None}
    return Document("service_requests", [told])


def _answers(service_code: str, attributes: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Keep the answers to what is asked: other systems send attributes of their own along."""
    answers: dict[str, list[str]] = {}
    for question in QUESTIONS.get(service_code, ()):
        texts = [text.strip() for text in attributes.get(question.code, ()) if text.strip()]
        if question.datatype is Datatype.DATETIME:
            texts = [moment_of(text, f"attribute[{question.code}]") for text in texts]
        answers[question.code] = texts
    return answers
