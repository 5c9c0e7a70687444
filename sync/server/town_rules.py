"""What an administrator reads and writes of a town's rules: where reports go, and how soon they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.core.model import Fields, Guide, Op
from sync.records.levels import SERVICE_LEVELS
from sync.records.routing import GUIDE_KINDS, Routing, routing_of
from sync.records.routing_rule import ROUTING_RULE_KIND, rule_id
from sync.server.cli_town import AskedWrongly
from sync.server.guiding import guide_in
from sync.server.parts import Parts
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WRITER = "administration"


@dataclass(frozen=True, slots=True)
class TownRecords:
    """The records that say how reports are treated in a town."""

    guide: Guide

    @property
    def policy(self) -> Mapping[str, Any]:
        """Give the policy of the town."""
        policies = (fields.get("policy") for _, fields in self.guide["town"])
        return next((dict(policy) for policy in policies if isinstance(policy, Mapping)), {})

    @property
    def routing(self) -> Routing:
        """Give its routing."""
        return routing_of(*(self.guide[kind] for kind in ("service", "zone", "team", ROUTING_RULE_KIND)))

    def name_of(self, kind: str, record_id: str | None) -> str:
        """Give the name of a service, a zone or a team; empty for none, its id where it is gone."""
        names = {one: str(fields.get("name")) for one, fields in self.guide[kind]}
        return names.get(record_id, record_id) if record_id else ""

    def id_of(self, kind: str, called: str) -> str:
        """Find a service, a zone or a team by its code or its name; raise `AskedWrongly`."""
        for member in ("code", "name"):
            found = [one for one, fields in self.guide[kind] if fields.get(member) == called]
            if len(found) == 1:
                return found[0]
        known = ", ".join(sorted(str(fields.get("code") or fields.get("name")) for _, fields in self.guide[kind]))
        raise AskedWrongly(f"There is no {kind} “{called}”. There are: {known or 'none'}.")


def town_records(unit: Unit) -> TownRecords:
    """Read them."""
    return TownRecords(guide_in(unit, GUIDE_KINDS))


def write(parts: Parts, tenant: str, *wishes: SystemWrite) -> None:
    """Write as the administration, through the judge; raise `AskedWrongly` where he refuses."""
    for verdict in parts.service.write_as_system(tenant, WRITER, wishes):
        if verdict.refusal is not None:
            wrong = ", ".join(f"{error.pointer}: {error.code}" for error in verdict.refusal.errors)
            raise AskedWrongly(f"The server refused it: {verdict.refusal.code}. {wrong}".strip())


def rule_writes(about: Mapping[str, str | None], to: Fields) -> tuple[SystemWrite, ...]:
    """Give what makes the rule about something as it shall be, also one that was removed."""
    name = rule_id(**about)
    made = SystemWrite(ROUTING_RULE_KIND, name, Op.CREATE, {k: v for k, v in {**about, **to}.items() if v is not None})
    # Of one that stood before a create leaves what is not named.
    return made, SystemWrite(ROUTING_RULE_KIND, name, Op.PATCH, to)


def levels_write(parts: Parts, tenant: str, levels: Mapping[str, Any]) -> None:
    """Write the service levels into the policy of the town; what is empty is left out."""
    with parts.store.reading(tenant) as unit:
        policy = {**town_records(unit).policy, SERVICE_LEVELS: levels}
    write(parts, tenant, SystemWrite("town", tenant, Op.PATCH, {"policy": policy}))
