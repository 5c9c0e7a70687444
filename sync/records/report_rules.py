"""What the server adds to a report by the rules of its town: number, sector, service, delays, pauses.

The plain rules know no town: no routing, and the levels of a town that said nothing. The server binds a town's own
(`KindSpec.guided`), so that the judge and the lane for plain creates ask the same functions.

What a person chose stays. But an app of before knows neither routing rules nor service levels: what it writes into a
new report is the table's service and the usual delays, and just those are replaced by what the town says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.core.model import Fields
from sync.records.delays import delays_of
from sync.records.levels import USUAL, ServiceLevels, levels_of
from sync.records.publication import first_publication
from sync.records.routing import Entries, Routing, routing_of
from sync.records.worked_time import pause_s, pushed

PLACED_WITHIN_M: Final = 2_000
"""A position that is less exact than this is the town's centre, taken for want of one."""
_NOT_MOVING: Final = frozenset({"followers", "history", "moved_at", "escalation", "escalation_due_at"})


@dataclass(frozen=True, slots=True)
class ReportRules:
    """The rules of one town, or of none."""

    paused: frozenset[str]
    """The states in which a report waits for somebody else."""
    levels: ServiceLevels = USUAL
    routing: Routing | None = None

    def completed(self, fields: Fields, number: str) -> Fields:
        """Give what the server adds to a new report."""
        added: dict[str, Any] = {"number": number, **first_publication(fields), **self._delays(fields)}
        zone = fields.get("zone")
        if not zone and self.routing is not None and is_placed(fields):
            zone = self.routing.zone_of(fields.get("lat"), fields.get("long"))
            added |= {"zone": zone} if zone else {}
        if not fields.get("team") and not fields.get("assignee"):
            added |= self._routed(fields, zone)
        return added

    def _delays(self, fields: Fields) -> dict[str, str]:
        code, at = fields.get("service_code"), str(fields["requested_datetime"])
        if self.levels is USUAL:
            if fields.get("first_answer_due_at") and fields.get("expected_datetime"):
                return {}
            return {name: due for name, due in delays_of(code, at).items() if not fields.get(name)}
        usual, delays = delays_of(code, at), delays_of(code, at, self.levels)
        return {name: due for name, due in delays.items() if fields.get(name) in (None, "", usual[name])}

    def _routed(self, fields: Fields, zone: str | None) -> dict[str, Any]:
        code, service = fields.get("service_code"), fields.get("service")
        if self.routing is None or self.routing.is_own_choice(service, code, zone):
            return {}
        route = self.routing.route(code, zone)
        found: dict[str, Any] = {"team": route.team} if route.team else {}
        return found if route.service in (None, service) else {**found, "service": route.service}

    def kept(self, before: Fields, after: Fields, at: str) -> Fields:
        """Give what the server adds to a change: where the report goes now, and what of its clock."""
        kept = self._time_kept(before, after, at)
        return {**self._requalified(before, after), **kept} if before else kept

    def _requalified(self, before: Fields, after: Fields) -> dict[str, Any]:
        if self.routing is None or before.get("service_code") == after.get("service_code"):
            return {}
        zone, service, routing = after.get("zone"), after.get("service"), self.routing
        # A service that nobody touched was right for the category of before; one that came along, for that of now.
        seen = before if service == before.get("service") else after
        if routing.is_own_choice(service, seen.get("service_code"), seen.get("zone")):
            return {}
        route = routing.route(after.get("service_code"), zone)
        if route.service == service:
            return {"team": route.team} if route.team and not after.get("team") and not after.get("assignee") else {}
        # Whoever had it was of another service.
        gone = {name: None for name in ("team", "assignee") if after.get(name)}
        return {"service": route.service, **gone, **({"team": route.team} if route.team else {})}

    def _time_kept(self, before: Fields, after: Fields, at: str) -> dict[str, Any]:
        """Let pauses begin and end with the states, and push what is due.

        Whoever sets a date in the same change has said it himself: it is not pushed.
        """
        kept: dict[str, Any] = {"moved_at": at} if _is_moved(before, after) else {}
        waits, since = after.get("status") in self.paused, after.get("paused_at")
        if waits and not since:
            return {**kept, "paused_at": at}
        if waits or not since:
            return kept
        code, calendar = after.get("service_code"), self.levels.calendar
        fix, answer = self.levels.fix_of(code).by_the_hour, self.levels.first_answer_of(code).by_the_hour
        gone_s = int(after.get("paused_s") or 0) + pause_s(since, at, fix, calendar)
        kept |= {"paused_at": None, "paused_s": gone_s}
        for name, hours in (("expected_datetime", fix), ("first_answer_due_at", answer)):
            if after.get(name) and after.get(name) == before.get(name):
                gone_for_it_s = pause_s(since, at, hours, calendar)
                kept[name] = pushed(after[name], gone_for_it_s, by_the_hour=hours, calendar=calendar)
        return kept


def is_placed(fields: Fields) -> bool:
    """Say whether a position says where it is, and not only in which town."""
    return float(fields.get("accuracy_m") or 0) <= PLACED_WITHIN_M


def _is_moved(before: Fields, after: Fields) -> bool:
    return any(before.get(name) != after[name] for name in after if name not in _NOT_MOVING)


def rules_of(paused: frozenset[str], guide: Mapping[str, Entries]) -> ReportRules:
    """Read a town's rules from its records, by kind."""
    towns: Iterable[Fields] = (fields for _, fields in guide["town"])
    policy = next((town.get("policy") for town in towns), None)
    found = (guide[kind] for kind in ("service", "zone", "team", "routing_rule"))
    return ReportRules(paused, levels_of(policy if isinstance(policy, Mapping) else None), routing_of(*found))
