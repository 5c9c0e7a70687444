"""Where each record is kept and who follows it: a queue always has somebody, and nobody sees what is not his."""

from typing import Any

import pytest

from sync.records import KINDS
from sync.records.base import DESK_ROLES, FIELD_ROLES, Role
from sync.records.grants import TownMap, grants_of
from tests.records.examples import ID, ME, SERVICE, SOMEONE, TEAM, VALID, ZONE, valid

OTHER_SERVICE = "018f0000-0000-7000-8000-00000000ce02"
OTHER_ZONE = "018f0000-0000-7000-8000-000000002e02"
TOWN = TownMap(zones=(ZONE, OTHER_ZONE), services=(SERVICE, OTHER_SERVICE))


def scopes(kind: str, **fields: Any) -> frozenset[str]:
    """Give the scopes of a record."""
    return KINDS[kind].scopes_of(ID, valid(kind, **fields))


def granted(role: Role, team: dict[str, Any] | None = None, **fields: Any) -> frozenset[str]:
    """Give the grants of an agent of our service and team."""
    entry = {"role": role.value, "service": SERVICE, "team": TEAM} | fields
    return grants_of(ME, entry, team or {"zones": [ZONE]}, TOWN)


@pytest.mark.parametrize("kind", ["town", "service", "zone", "team", "agent"])
def test_directory_is_everybodys(kind: str) -> None:
    assert scopes(kind) == {"town"}
    assert all("town" in granted(role) for role in Role)


def test_report_without_place_or_service_waits_in_a_queue() -> None:
    assert scopes("report") == {"zone:none", "desk:none"}
    assert {"zone:none", "desk:none"} <= granted(Role.AGENT_BUREAU)


def test_report_is_where_its_fields_say() -> None:
    found = scopes("report", zone=ZONE, service=SERVICE, team=TEAM, assignee=ME, author=SOMEONE)
    assert found == {f"zone:{ZONE}", f"desk:{SERVICE}", f"team:{TEAM}", f"agent:{ME}", f"agent:{SOMEONE}"}


def test_task_is_on_one_tablet_while_it_is_assigned() -> None:
    assert scopes("task", service=SERVICE, team=TEAM) == {f"desk:{SERVICE}", f"team:{TEAM}"}
    assert scopes("task", service=SERVICE, team=TEAM, assignee=ME) == {f"desk:{SERVICE}", f"agent:{ME}"}


def test_round_is_on_one_tablet_once_somebody_makes_it_and_on_its_teams_before() -> None:
    assert scopes("round", service=SERVICE, team=TEAM) == {f"desk:{SERVICE}", f"team:{TEAM}"}
    assert scopes("round", service=SERVICE, team=TEAM, assignee=ME) == {f"desk:{SERVICE}", f"agent:{ME}"}
    assert scopes("round") == {"desk:none"}


def test_draft_news_is_its_authors_until_it_is_published() -> None:
    audience = {"everyone": True}
    writers = {"role:communicant", f"agent:{ME}"}
    assert scopes("news", audience=audience) == writers
    assert scopes("news", audience=audience, status="publie") == {*writers, "town"}
    assert scopes("news", audience=audience, status="retire") == writers


def test_acknowledgement_is_the_readers_and_the_writers() -> None:
    assert scopes("acknowledgement") == {f"agent:{ME}", f"agent:{SOMEONE}", "role:communicant"}


def test_attachment_follows_its_parent_and_stays_its_authors() -> None:
    assert scopes("attachment") == {f"agent:{ME}"}
    assert KINDS["attachment"].follows_parent
    assert KINDS["attachment"].parents(VALID["attachment"]) == (("report", ID),)


def test_saved_filter_is_its_authors_until_it_is_shared() -> None:
    assert scopes("saved_filter") == {f"agent:{ME}"}
    desks = {f"role:{role}" for role in DESK_ROLES}
    assert scopes("saved_filter", shared=True) == {f"agent:{ME}", *desks}


def test_template_is_at_every_desk_and_nowhere_else() -> None:
    assert scopes("answer_template") == {f"role:{role}" for role in DESK_ROLES}


def test_caller_is_known_to_the_office_and_to_who_took_the_call() -> None:
    found = scopes("caller")
    assert found == {"role:agent_bureau", f"agent:{ME}"}
    # Not to whoever sees the report: neither its street, its sector nor the elected.
    for role in (Role.AGENT_TERRAIN, Role.CHEF_EQUIPE, Role.ELU):
        assert not (granted(role) - {f"agent:{ME}"}) & found


def test_conflict_is_of_all_who_took_part_and_of_the_desk() -> None:
    sides = [{"agent": ME}, {"agent": SOMEONE}]
    assert scopes("conflict", sides=sides, desk=SERVICE) == {f"agent:{ME}", f"agent:{SOMEONE}", f"desk:{SERVICE}"}


@pytest.mark.parametrize("role", list(Role))
def test_everybody_follows_himself_his_role_service_and_team(role: Role) -> None:
    own = {"town", f"agent:{ME}", f"role:{role}", f"service:{SERVICE}", f"team:{TEAM}"}
    assert own <= granted(role)


@pytest.mark.parametrize("role", sorted(FIELD_ROLES))
def test_field_agent_follows_his_own_zones_and_his_teams(role: Role) -> None:
    zones = {scope for scope in granted(role, zones=[OTHER_ZONE]) if scope.startswith("zone:")}
    assert zones == {f"zone:{ZONE}", f"zone:{OTHER_ZONE}"}
    assert not {scope for scope in granted(role, team={}) if scope.startswith("zone:")} - {f"zone:{ZONE}"}


@pytest.mark.parametrize("role", list(Role))
def test_note_to_a_sector_is_for_those_who_work_there_and_for_no_other(role: Role) -> None:
    audience = {"zones": [OTHER_ZONE]}
    held = scopes("news", audience=audience, status="publie", author=SOMEONE) - {"role:communicant"}
    assert held == {f"agent:{SOMEONE}", f"sector:{OTHER_ZONE}"}
    assert f"sector:{OTHER_ZONE}" not in granted(role), "the offices and the elected follow its reports, not its notes"
    assert {f"sector:{OTHER_ZONE}", f"sector:{ZONE}"} <= granted(role, zones=[OTHER_ZONE])


def test_every_desk_is_steered_by_the_office_and_the_direction_alone() -> None:
    everywhere = {role for role in Role if f"desk:{OTHER_SERVICE}" in granted(role)}
    assert everywhere == {Role.AGENT_BUREAU, Role.DIRECTION}


def test_own_desk_is_steered_by_its_chiefs() -> None:
    own = {role for role in Role if f"desk:{SERVICE}" in granted(role)}
    assert own == {Role.AGENT_BUREAU, Role.DIRECTION, Role.CHEF_EQUIPE, Role.RESPONSABLE_SERVICE}


def test_every_zone_is_seen_by_the_offices_and_the_elected() -> None:
    everywhere = {role for role in Role if "zone:none" in granted(role)}
    assert everywhere == {Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION, Role.ELU}


@pytest.mark.parametrize("role", list(Role))
def test_agent_who_has_left_follows_nothing(role: Role) -> None:
    assert granted(role, active=False) == frozenset()


def test_every_queue_is_followed_by_somebody() -> None:
    followed = frozenset[str]().union(*(granted(role) for role in Role))
    for service in (None, SERVICE, OTHER_SERVICE):
        for zone in (None, ZONE, OTHER_ZONE):
            assert scopes("report", service=service, zone=zone) <= followed
        assert scopes("task", service=service) & followed
    assert granted(Role.AGENT_BUREAU) & scopes("conflict", sides=[], desk=None)


def test_desk_roles_steer_a_desk() -> None:
    assert all(any(scope.startswith("desk:") for scope in granted(role)) for role in DESK_ROLES)
