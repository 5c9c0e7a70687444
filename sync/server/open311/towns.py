"""Which town a request is for, and the document by which others find its service."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sync.server.open311.asking import Asked, language_of
from sync.server.open311.documents import MEDIA_TYPES, Document
from sync.server.open311.trouble import ENGLISH, trouble
from sync.server.outside.settings import SETTINGS, TownSettings, history_of, settings_of
from sync.server.rows import RecordRow
from sync.server.rows_access import AddressRow
from sync.server.store import ServerStore, Unit

SPECIFICATION = "http" + "://wiki.open311.org/GeoReport_v2"
"""A name, which is never fetched."""
SERVICES_CHANGED = "2026-11-28 04:00"
"""When the services or what is asked about them last changed with this program."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town, with what it decided."""

    tenant: str
    settings: TownSettings
    language: str


def place_of(store: ServerStore, asked: Asked) -> Place:
    """Give the town; raise `GeoTrouble` where it is not named, not known, or keeps its service closed."""
    name, tenants = asked.text("jurisdiction_id"), store.tenants()
    if not name and len(tenants) != 1:
        raise trouble("no-jurisdiction")
    for tenant in tenants:
        with store.reading(tenant) as unit:
            settings = settings_of(unit)
            if settings.open311 and name in ("", jurisdiction_of(unit, settings)):
                return Place(tenant, settings, language_of(asked, settings.languages))
    raise trouble("jurisdiction" if name else "no-address")


def jurisdiction_of(unit: Unit, settings: TownSettings) -> str:
    """Give the name of the town for Open311: the one that was set, else its INSEE code, else its id."""
    town = unit.get(RecordRow, [("town", unit.tenant)])["town", unit.tenant].fields()
    return settings.jurisdiction_id or str(town.get("insee_code") or unit.tenant)


def discovery(unit: Unit, place: Place, base: str) -> Document:
    """Give the discovery document of a town; `base` is the address of its GeoReport."""
    is_english = place.language == ENGLISH
    town = unit.get(RecordRow, [("town", unit.tenant)])["town", unit.tenant].fields()
    name = place.settings.public_name or str(town.get("name"))
    changed = max((row.at for each in SETTINGS for row in history_of(unit, each)), default="")
    changeset = max(f"{changed[:10]} {changed[11:16]}".strip(), SERVICES_CHANGED)
    ask_for_a_key = f"Ask {name} for an api_key." if is_english else f"Demandez une api_key à : {name}."
    endpoint = {
        "specification": SPECIFICATION,
        "url": base,
        "changeset": changeset,
        "type": "production",
        "formats": [media_type.partition(";")[0] for media_type in MEDIA_TYPES.values()],
    }
    return Document(
        "discovery",
        {
            "changeset": changeset,
            "contact": place.settings.contact or name,
            "key_service": ask_for_a_key,
            "endpoints": [endpoint],
        },
    )


def origin_of(unit: Unit, asked_at: str) -> str:
    """Give the address of this server as others reach it: as it was noted, else as it was asked."""
    row = unit.get(AddressRow, [("public",)]).get(("public",))
    if row is not None:
        return row.origin
    parts = urlsplit(asked_at)
    return f"{parts.scheme}://{parts.netloc}"
