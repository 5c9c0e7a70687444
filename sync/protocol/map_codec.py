"""The list of map packs to JSON and back. Limits as in `messages`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sync.protocol.json_parts import count_of, instant_of, needed, not_valid
from sync.protocol.messages import MAP_BYTES_MAX, MAPS_MAX, MapOffer

NAME_CHARACTERS_MAX = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


def maps_to_json(offers: Iterable[MapOffer]) -> dict[str, Any]:
    """Write what the town publishes."""
    return {"maps": [asdict(offer) for offer in offers]}


def maps_of_json(document: Mapping[str, Any]) -> tuple[MapOffer, ...]:
    """Read what the town publishes; raise `not-valid`."""
    found = needed(document, "maps", list)
    if len(found) > MAPS_MAX:
        raise not_valid("/maps", "too-many")
    return tuple(_offer_of(item, f"/maps/{i}") for i, item in enumerate(found))


def _offer_of(item: object, at: str) -> MapOffer:
    if not isinstance(item, dict):
        raise not_valid(at)
    sha256, size_bytes = needed(item, "sha256", str, at=at), count_of(item, "size_bytes", at)
    if not _SHA256.fullmatch(sha256):
        raise not_valid(f"{at}/sha256")
    if not 0 < size_bytes <= MAP_BYTES_MAX:
        raise not_valid(f"{at}/size_bytes", "out-of-range")
    name = needed(item, "name", str, at=at)[:NAME_CHARACTERS_MAX]
    return MapOffer(name, sha256, size_bytes, count_of(item, "version", at), instant_of(item, "published_at", at))
