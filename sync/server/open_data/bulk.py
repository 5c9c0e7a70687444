"""A public report in the fields of GeoReport bulk: the one row of exports, feeds and webhooks (DOMAIN C.1).

Without words by default (DOMAIN AC-39). An address is words too, and tells exactly what rounding hides: where a town
rounds its positions, no address leaves with them.
"""

from dataclasses import dataclass

from sync.records.categories import CATEGORIES, GROUPS
from sync.server.outside.publication import PublicReport
from sync.server.outside.settings import TownSettings

Cell = str | float | None
FIELDS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """In which language a town tells, and whether with words that people wrote."""

    language: str
    with_texts: bool
    with_addresses: bool


def telling_of(settings: TownSettings, language: str | None = None) -> Telling:
    """Give how a town tells, in the language that was asked for where it speaks it."""
    texts = settings.open_data_texts
    return Telling(settings.language(language), texts, texts and settings.position_decimals is None)


def bulk_row(report: PublicReport, telling: Telling) -> dict[str, Cell]:
    """Give the fields of a report, in their order; None where there is nothing to tell."""
    group, category = category_words(report.service_code, telling.language)
    return {
        "service_request_id": report.number,
        "requested_datetime": report.requested_at,
        "updated_datetime": report.updated_at,
        "closed_date": None if report.status.is_open else report.updated_at,
        "status_description": "open" if report.status.is_open else "closed",
        "status_notes": report.notes.get(telling.language),
        "source": report.channel,
        "service_name": group,
        "service_subtype": category,
        "description": report.description if telling.with_texts else None,
        "agency_responsible": report.agency,
        "address": report.address if telling.with_addresses else None,
        "lat": report.lat,
        "long": report.long,
    }


def category_words(service_code: str, language: str) -> tuple[str, str]:
    """Give the words of a category's group and its own; a code of the town's own is its own word."""
    category = CATEGORIES.get(service_code)
    if category is None:
        return service_code, service_code
    group = GROUPS[category.group]
    return (group.en, category.en) if language == "en" else (group.fr, category.fr)
