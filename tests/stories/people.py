"""The town in which the stories play: who is there, in which service, and where."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sync.core.model import Op
from sync.records.base import Role
from sync.server.writers import SystemWrite
from tests.fieldapp.town import CENTRE, EAST, KARIM, NORD, PASSPHRASE, STEP, SYLVIE, VOIRIE, square, uid

__all__ = ["ACCOUNTS", "CENTRE", "CLAIRE", "EAST", "KARIM", "LEA", "NORD", "PASSPHRASE", "SYLVIE", "TOWN", "VOIRIE"]

LEA, CLAIRE = uid("lea"), uid("claire")
ACCOUNTS: Final[Mapping[str, str]] = {"karim": KARIM, "lea": LEA, "sylvie": SYLVIE, "claire": CLAIRE}
"""Account -> agent; the account is the first name, without accents."""
TOWN: Final[Mapping[str, Any]] = {"name": "Saint-Aubin", "centre_lat": CENTRE[0], "centre_long": CENTRE[1]}

_FIELD = {"role": Role.AGENT_TERRAIN, "service": VOIRIE, "team": NORD}
_PEOPLE: Final[tuple[tuple[str, str, str, Mapping[str, Any]], ...]] = (
    (KARIM, "Karim", "Benali", _FIELD),
    (LEA, "Léa", "Morel", _FIELD),
    (SYLVIE, "Sylvie", "Martin", {"role": Role.AGENT_BUREAU, "service": VOIRIE}),
    (CLAIRE, "Claire", "Dubois", {"role": Role.COMMUNICANT}),
)


def settlers() -> Iterator[SystemWrite]:
    """Give what founds the town after its own record: a service, a sector, a team, and its people."""
    west, south = CENTRE[1] - STEP / 2, CENTRE[0] - STEP / 2
    yield SystemWrite("service", VOIRIE, Op.CREATE, {"name": "Voirie", "code": "voirie"})
    yield SystemWrite("zone", EAST, Op.CREATE, {"name": "Centre", "code": "Z1", "polygon": square(west, south)})
    yield SystemWrite("team", NORD, Op.CREATE, {"name": "équipe nord", "service": VOIRIE, "zones": [EAST]})
    for agent, given, family, work in _PEOPLE:
        fields = {"given_name": given, "family_name": family, "active": True, **work}
        yield SystemWrite("agent", agent, Op.CREATE, fields)
