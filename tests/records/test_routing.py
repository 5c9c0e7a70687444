"""Where a report goes: the most specific rule, else what the category names, else the default queue."""

from typing import Any

import pytest

from sync.core.model import Attempt, Edit, Op
from sync.records import KINDS
from sync.records.base import DESK_ROLES, Role
from sync.records.routing import By, Route, Routing, routing_of
from sync.records.routing_rule import WRITER_ROLES, is_about_something_else, rule_id
from tests.records.examples import SERVICE, TEAM, ZONE, actor, valid

SQUARE = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
SERVICES = [("s1", {"code": "voirie"}), ("s2", {"code": "proprete"}), ("s3", {"code": "accueil"})]
TEAMS = [("t1", {"service": "s2"}), ("t2", {"service": "s3"})]
ZONES = [("z1", {"polygon": SQUARE})]
RULES: dict[By, dict[str, Any]] = {
    By.CATEGORY_AND_ZONE: {"category": "nid_de_poule", "zone": "z1", "service": "s2", "team": "t1"},
    By.CATEGORY: {"category": "nid_de_poule", "service": "s3"},
    By.GROUP_AND_ZONE: {"group": "voirie", "zone": "z1", "service": "s2"},
    By.GROUP: {"group": "voirie", "service": "s3", "team": "t2"},
    By.DEFAULT: {"service": "s3"},
}


def routing(*rules: dict[str, Any], services: list[Any] = SERVICES) -> Routing:
    named = [(f"r{n}", rule) for n, rule in enumerate(rules)]
    return routing_of(services, ZONES, TEAMS, named)


@pytest.mark.parametrize("left", range(len(RULES)))
def test_the_most_specific_rule_is_heard(left: int) -> None:
    rules = list(RULES.items())[left:]
    found = routing(*(rule for _, rule in rules)).route("nid_de_poule", "z1")
    # The table comes before the default queue, which is for what nobody else takes.
    by, rule = rules[0]
    wanted = Route("s1", None, By.TABLE) if by is By.DEFAULT else Route(rule["service"], rule.get("team"), by)
    assert found == wanted


def test_rule_of_a_sector_counts_there_alone() -> None:
    known = routing(RULES[By.CATEGORY_AND_ZONE], RULES[By.GROUP_AND_ZONE])
    for zone in (None, "z2"):
        assert known.route("nid_de_poule", zone) == Route("s1", None, By.TABLE)
    assert known.route("trottoir", "z1").by is By.GROUP_AND_ZONE


def test_what_nobody_takes_goes_to_the_default_queue_and_never_to_nobody() -> None:
    alone = [("s3", {"code": "accueil"})]
    assert routing(RULES[By.DEFAULT], services=alone).route("nid_de_poule", None) == Route("s3", None, By.DEFAULT)
    assert routing(RULES[By.DEFAULT], services=alone).route("of-tomorrow", "z1") == Route("s3", None, By.DEFAULT)
    # Without one it has no service: it is at the desk that all offices follow.
    assert routing(services=alone).route("nid_de_poule", None) == Route(None, None, By.NOBODY_YET)
    assert "desk:none" in KINDS["report"].scopes_of("r", valid("report"))


def test_rule_whose_service_is_gone_counts_for_nothing_and_one_whose_team_is_for_its_service() -> None:
    lost = {"category": "nid_de_poule", "service": "s9"}
    assert routing(lost, RULES[By.GROUP]).route("nid_de_poule", None).by is By.GROUP
    for team in ("t9", "t2"):
        rule = {"category": "nid_de_poule", "service": "s2", "team": team}
        assert routing(rule).route("nid_de_poule", None) == Route("s2", None, By.CATEGORY)


def test_sector_is_that_of_the_position() -> None:
    known = routing()
    assert (known.zone_of(0.5, 0.5), known.zone_of(1.5, 0.5), known.zone_of(None, "0.5")) == ("z1", None, None)


def test_choice_of_a_person_is_what_neither_rule_nor_table_gives() -> None:
    known = routing(RULES[By.CATEGORY_AND_ZONE])
    own = {service: known.is_own_choice(service, "nid_de_poule", "z1") for service in (None, "s1", "s2", "s3")}
    assert own == {None: False, "s1": False, "s2": False, "s3": True}


def test_rule_is_about_a_category_or_a_family_and_its_id_says_so() -> None:
    assert is_about_something_else({"category": "banc", "group": "mobilier"})
    assert is_about_something_else({"zone": ZONE})
    assert not is_about_something_else({})
    assert (
        len({rule_id(), rule_id(category="voirie"), rule_id(group="voirie"), rule_id(group="voirie", zone=ZONE)}) == 4
    )


def may(role: Role, op: Op, record_id: str, **fields: Any) -> bool:
    edits = {name: Edit(value) for name, value in fields.items()}
    return KINDS["routing_rule"].may(Attempt(actor(role), op, record_id, fields, edits))


def test_heads_write_rules_and_every_desk_reads_them() -> None:
    about = {"category": "nid_de_poule", "zone": ZONE}
    fields = {**about, "service": SERVICE, "team": TEAM}
    assert {role for role in Role if may(role, Op.CREATE, rule_id(**about), **fields)} == WRITER_ROLES
    assert {role for role in Role if may(role, Op.PATCH, rule_id(**about), service=SERVICE)} == WRITER_ROLES
    assert KINDS["routing_rule"].scopes_of("r", fields) == {f"role:{role}" for role in DESK_ROLES}
    direction = Role.DIRECTION
    assert not may(direction, Op.CREATE, rule_id(), **fields), "its id is about something else"
    assert not may(direction, Op.CREATE, rule_id(zone=ZONE), zone=ZONE, service=SERVICE)
    assert not may(direction, Op.PATCH, rule_id(**about), category="banc")
