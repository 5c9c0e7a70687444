"""Who may take a report in charge: one rule, asked by the screens and held by the judge."""

from sync.core.model import Op
from sync.records.base import Role
from sync.records.report import may_take
from tests.records.examples import ME, SOMEONE, TEAM, actor, may, valid


def test_report_of_another_service_is_not_claimed_in_the_street_unless_it_was_given() -> None:
    other = {"service": "propreté"}
    for fields, is_allowed in (
        (other, False),
        ({"service": "voirie"}, True),
        ({}, True),
        ({**other, "team": TEAM}, True),
        ({**other, "assignee": ME}, True),
        ({**other, "assignee": SOMEONE}, False),
    ):
        who = actor(Role.AGENT_TERRAIN, service="voirie", team=TEAM)
        standing = valid("report", **fields)
        assert may("report", Op.PATCH, who, standing, assignee=ME) is is_allowed
        assert may_take(who, standing) is is_allowed
    assert may("report", Op.PATCH, actor(Role.AGENT_BUREAU, service="voirie"), valid("report", **other), assignee=ME)
