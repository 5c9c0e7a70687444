"""Which sign-in services a server's towns have of their own: what a device asks before anybody signs in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.protocol.addresses import OIDC_START
from sync.protocol.json_parts import needed, not_valid

SERVICES_MAX = 100
LABEL_CHARACTERS_MAX = 60
_START_CHARACTERS_MAX = 256
_TENANT_CHARACTERS_MAX = 64


@dataclass(frozen=True, slots=True)
class OfferedService:
    """One town's service: what its button says, and where a browser begins, at the town's own server."""

    label: str
    start: str
    tenant: str


def services_to_json(services: Iterable[OfferedService]) -> dict[str, Any]:
    """Write the answer."""
    told = [{"label": one.label, "start": one.start, "tenant": one.tenant} for one in services]
    return {"services": told[:SERVICES_MAX]}


def services_of_json(document: Mapping[str, Any]) -> tuple[OfferedService, ...]:
    """Read the answer; raise `not-valid`. A start that is not at the server itself is none."""
    found = needed(document, "services", list)
    if len(found) > SERVICES_MAX or not all(isinstance(one, dict) for one in found):
        raise not_valid("/services")
    services = tuple(
        OfferedService(
            _word(one, "label", LABEL_CHARACTERS_MAX),
            _word(one, "start", _START_CHARACTERS_MAX),
            _word(one, "tenant", _TENANT_CHARACTERS_MAX),
        )
        for one in found
    )
    if not all(one.start.startswith(f"{OIDC_START}?") for one in services):
        raise not_valid("/services")
    return services


def _word(document: Mapping[str, Any], name: str, characters_max: int) -> str:
    text: str = needed(document, name, str)
    if not 0 < len(text) <= characters_max:
        raise not_valid(f"/services/{name}", "out-of-range")
    return text
