"""The objectives of the town: what an active one has, how many there are, who sets them."""

from typing import Any

import pytest

from sync.core.model import Op
from sync.records import KINDS
from sync.records.base import Role
from sync.records.objective import ACTIVE_MAX
from tests.records.examples import ME, SOMEONE, actor, errors, may, valid

AIM: dict[str, Any] = {
    "status": "actif",
    "indicator": "reports_in_time",
    "baseline": 60.0,
    "target": 80.0,
    "due_on": "2027-03-31",
}
WRITERS = {Role.AGENT_BUREAU, Role.DIRECTION}


def roles_that_may(op: Op, standing: dict[str, Any], **edits: Any) -> set[Role]:
    return {role for role in Role if may("objective", op, actor(role), standing, **edits)}


@pytest.mark.parametrize("name", ["indicator", "baseline", "target", "due_on"])
def test_active_objective_has_indicator_baseline_target_and_date(name: str) -> None:
    assert errors("objective", **AIM) == {}
    assert errors("objective", **{**AIM, name: None}) == {f"/fields/{name}": "required"}
    assert errors("objective", **{**AIM, name: None, "status": "projet"}) == {}


def test_objective_leads_from_one_figure_to_another_in_the_measure_of_its_indicator() -> None:
    assert errors("objective", **{**AIM, "target": 60.0}) == {"/fields/target": "same-as-baseline"}
    assert errors("objective", **{**AIM, "target": 120.0}) == {"/fields/target": "out-of-range"}
    assert errors("objective", **{**AIM, "indicator": "days_to_mend", "baseline": 120.0}) == {}
    assert errors("objective", **{**AIM, "due_on": "31/03/2027"}) == {"/fields/due_on": "not-valid"}
    assert errors("objective", **{**AIM, "indicator": "steps"}) == {"/fields/indicator": "not-valid"}


def test_town_follows_three_objectives_at_most() -> None:
    crowds = KINDS["objective"].crowds
    active, planned = valid("objective", **AIM), valid("objective")
    assert crowds(active, [active] * (ACTIVE_MAX - 1) + [planned] * 5) == ()
    assert [error.code for error in crowds(active, [active] * ACTIVE_MAX)] == ["too-many-active"]
    assert crowds(planned, [active] * ACTIVE_MAX) == ()


def test_objectives_are_set_by_who_sees_the_whole_town_and_never_removed() -> None:
    assert roles_that_may(Op.CREATE, valid("objective")) == WRITERS
    assert roles_that_may(Op.CREATE, valid("objective", author=SOMEONE)) == set()
    assert roles_that_may(Op.PATCH, valid("objective", author=SOMEONE), target=9.0) == WRITERS
    assert roles_that_may(Op.PATCH, valid("objective"), author=ME) == set()
    assert roles_that_may(Op.REMOVE, valid("objective")) == set()
