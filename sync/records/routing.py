"""Where a report goes: category and sector -> service and team, by the town's rules; pure, for both sides.

    category in a sector  >  category  >  family in a sector  >  family  >  the service that the category names
                          >  the town's default queue  >  `desk:none`, the desk of all offices: never to nobody

A rule whose service is gone counts for nothing; of one whose team is gone, or is another service's, the service stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sync.core.model import Fields
from sync.records.categories import CATEGORIES
from sync.records.geometry import Point, Ring, zone_at

ASKED_MAX: Final = 10_000
GUIDE_KINDS: Final = ("town", "service", "zone", "team", "routing_rule")
"""The kinds from whose records all this is read."""


class By(StrEnum):
    """What decided where a report goes."""

    CATEGORY_AND_ZONE = "category_and_zone"
    CATEGORY = "category"
    GROUP_AND_ZONE = "group_and_zone"
    GROUP = "group"
    TABLE = "table"
    """No rule: the service whose code the category names."""
    DEFAULT = "default"
    NOBODY_YET = "nobody_yet"
    """Not even a default queue: it waits at the desk of all offices."""


class Route(NamedTuple):
    """Where a report goes."""

    service: str | None
    team: str | None
    by: By


About = tuple[str, str, str]
"""Category, family and zone of a rule, empty where it has none."""


@dataclass(frozen=True, slots=True)
class Routing:
    """The services, sectors and rules of one town."""

    services: Mapping[str, str] = field(default_factory=dict)
    """Code -> id."""
    zones: tuple[tuple[str, Sequence[Ring]], ...] = ()
    rules: Mapping[About, tuple[str, str | None]] = field(default_factory=dict)
    """What a rule is about -> service and team."""
    _asked: dict[tuple[str, str], Route] = field(default_factory=dict, compare=False, repr=False)

    def route(self, category: str | None, zone: str | None) -> Route:
        """Give where a report of this category goes, in this zone (None: outside of all)."""
        key = (category or "", zone or "")
        found = self._asked.get(key)
        if found is None:
            # A town has few of them; what devices make up must not fill the memory.
            if len(self._asked) >= ASKED_MAX:
                self._asked.clear()
            found = self._asked[key] = self._route(*key)
        return found

    def _route(self, code: str, at: str) -> Route:
        known = CATEGORIES.get(code)
        group = known.group if known is not None else ""
        asked: list[tuple[By, About]] = []
        for by, about in (
            (By.CATEGORY_AND_ZONE, (code, "", at)),
            (By.CATEGORY, (code, "", "")),
            (By.GROUP_AND_ZONE, ("", group, at)),
            (By.GROUP, ("", group, "")),
        ):
            if any(about[:2]) and (at or by in (By.CATEGORY, By.GROUP)):
                asked.append((by, about))
        for by, about in asked:
            if about in self.rules:
                return Route(*self.rules[about], by)
        service = self.service_in_table(code)
        if service is not None:
            return Route(service, None, By.TABLE)
        default = self.rules.get(("", "", ""))
        return Route(*default, By.DEFAULT) if default is not None else Route(None, None, By.NOBODY_YET)

    def service_in_table(self, category: str | None) -> str | None:
        """Give the service that a category names by its code: all that an app of before knows."""
        known = CATEGORIES.get(category or "")
        return self.services.get(known.service_code) if known is not None else None

    def zone_of(self, lat: Any, long: Any) -> str | None:
        """Give the sector of a position."""
        if not isinstance(lat, int | float) or not isinstance(long, int | float):
            return None
        return zone_at(Point(float(lat), float(long)), self.zones)

    def is_own_choice(self, service: str | None, category: str | None, zone: str | None) -> bool:
        """Tell whether a person chose this service: neither a rule nor the table gives it."""
        if service is None or service == self.route(category, zone).service:
            return False
        return service != self.service_in_table(category)


Entries = Iterable[tuple[str, Fields]]
"""Id and fields of records."""


def routing_of(services: Entries, zones: Entries, teams: Entries, rules: Entries) -> Routing:
    """Read a town's routing from its records; where two say the same of one thing, the lower id is heard."""
    known, sectors = (sorted(entries, key=lambda one: one[0]) for entries in (services, zones))
    ids, team_services = {record_id for record_id, _ in known}, {team: told.get("service") for team, told in teams}
    kept: dict[About, tuple[str, str | None]] = {}
    for _, rule in sorted(rules, key=lambda one: one[0]):
        service, team = str(rule.get("service")), rule.get("team")
        if service in ids:
            about = (rule.get("category") or "", rule.get("group") or "", rule.get("zone") or "")
            kept.setdefault(about, (service, team if team is not None and team_services.get(team) == service else None))
    return Routing(
        services={str(told.get("code")): record_id for record_id, told in reversed(known)},
        zones=tuple((record_id, told.get("polygon") or ()) for record_id, told in sectors),
        rules=kept,
    )
