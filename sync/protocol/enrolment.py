"""The messages of an enrolment by a code (`codes`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.protocol.exchange_codec import public_key_of, tokens_of_json, tokens_to_json, word_of
from sync.protocol.json_parts import id_of
from sync.protocol.messages import Tokens


@dataclass(frozen=True, slots=True)
class EnrolAsk:
    """POST /v1/enrolments: a code, and the device that asks to be enrolled by it."""

    code: str = field(repr=False)
    device: str
    device_name: str
    tenant: str | None = None
    device_key: str = ""
    keeps_leases: bool = False
    """As in `SignIn`."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The answer: tokens, and the account whose vault this device makes."""

    account: str
    tokens: Tokens


def enrol_ask_to_json(ask: EnrolAsk) -> dict[str, Any]:
    """Write what a device asks; the tenant and its key only where there is one."""
    names = ("code", "device", "device_name", "tenant", "device_key")
    told = {name: value for name in names if (value := getattr(ask, name)) not in (None, "")}
    return told | ({"keeps_leases": True} if ask.keeps_leases else {})


def enrol_ask_of_json(document: Mapping[str, Any]) -> EnrolAsk:
    """Read what a device asks; raise `not-valid`."""
    return EnrolAsk(
        code=word_of(document, "code"),
        device=id_of(document, "device"),
        device_name=word_of(document, "device_name"),
        tenant=word_of(document, "tenant") if document.get("tenant") is not None else None,
        device_key=public_key_of(document, "device_key"),
        keeps_leases=document.get("keeps_leases") is True,
    )


def enrolled_to_json(enrolled: Enrolled) -> dict[str, Any]:
    """Write the answer."""
    return tokens_to_json(enrolled.tokens) | {"account": enrolled.account}


def enrolled_of_json(document: Mapping[str, Any]) -> Enrolled:
    """Read the answer; raise `not-valid`."""
    return Enrolled(word_of(document, "account"), tokens_of_json(document))
