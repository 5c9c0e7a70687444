"""The calendars of French towns: which public holidays hold there, and what the clock on the town hall shows.

The code of a calendar is ISO 3166-2's for the region, `FR` for the rest of metropolitan France. Alsace and Moselle
keep two holidays more (26 December, Good Friday), each overseas territory its own (the abolition of slavery). The
`holidays` library knows them; a code that is not here counts as metropolitan France.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

METROPOLITAN: Final = "FR"
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Calendar:
    """One region: its name, how `holidays` names it (None: the country's days alone), and its clock."""

    name: str
    subdivision: str | None
    time_zone: str


CALENDARS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {
        METROPOLITAN: Calendar("France métropolitaine", None, "Europe/Paris"),
        "FR-6AE": Calendar("Alsace", "6AE", "Europe/Paris"),
        "FR-57": Calendar("Moselle", "57", "Europe/Paris"),
        "FR-971": Calendar("Guadeloupe", "971", "America/Guadeloupe"),
        "FR-972": Calendar("Martinique", "972", "America/Martinique"),
        "FR-973": Calendar("Guyane", "973", "America/Cayenne"),
        "FR-974": Calendar("La Réunion", "974", "Indian/Reunion"),
        "FR-976": Calendar("Mayotte", "976", "Indian/Mayotte"),
        "FR-BL": Calendar("Saint-Barthélemy", "BL", "America/St_Barthelemy"),
        "FR-MF": Calendar("Saint-Martin", "MF", "America/Marigot"),
        "FR-PM": Calendar("Saint-Pierre-et-Miquelon", "PM", "America/Miquelon"),
        "FR-NC": Calendar("Nouvelle-Calédonie", "NC", "Pacific/Noumea"),
        "FR-PF": Calendar("Polynésie française", "PF", "Pacific/Tahiti"),
        "FR-WF": Calendar("Wallis-et-Futuna", "WF", "Pacific/Wallis"),
    }
)
"""Code -> calendar, in the order in which lists show them."""


def calendar_of(code: str) -> Calendar:
    """Give the calendar of a code."""
    return CALENDARS.get(code, CALENDARS[METROPOLITAN])


@lru_cache(maxsize=32)
def clock_of(code: str) -> tzinfo:
    """Give the time zone of a calendar."""
    return ZoneInfo(calendar_of(code).time_zone)


@lru_cache(maxsize=64)
def holidays_of(code: str, year: int) -> frozenset[date]:
    """Give the public holidays of a year."""
    # Imported here: the library costs 40 ms, which the first frame must not wait for.
    import holidays

    return frozenset(holidays.country_holidays("FR", subdiv=calendar_of(code).subdivision, years=year))
