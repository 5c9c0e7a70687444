"""Who may write what: the directory, news and their readers, reports, tasks, photos and conflicts."""

from typing import Any

import pytest

from sync.core.model import Attempt, Edit, Op
from sync.records import KINDS
from sync.records.base import DESK_ROLES, FIELD_ROLES, Role
from sync.records.news import WRITER_ROLES, acknowledgement_id
from tests.records.examples import ID, ME, NOW, SOMEONE, TEAM, actor, may, valid

EVERYBODY = frozenset(Role)


def roles_that_may(kind: str, op: Op, standing: dict[str, Any], **edits: Any) -> frozenset[Role]:
    """Give the roles in which I may do this."""
    return frozenset(role for role in Role if may(kind, op, actor(role, team=TEAM), standing, **edits))


@pytest.mark.parametrize("kind", ["town", "service", "zone", "team", "agent"])
@pytest.mark.parametrize("op", list(Op))
def test_directory_is_the_administrators_alone(kind: str, op: Op) -> None:
    assert roles_that_may(kind, op, valid(kind), name="x") == {Role.ADMIN_SI}


def test_report_may_begin_with_anybody_in_a_beginning_state() -> None:
    assert roles_that_may("report", Op.CREATE, valid("report")) == EVERYBODY
    assert roles_that_may("report", Op.CREATE, valid("report", status="resolu")) == frozenset()


def test_report_is_commented_by_all_and_steered_by_the_desk() -> None:
    report = valid("report")
    assert roles_that_may("report", Op.APPEND, report, comments=[], followers=[]) == EVERYBODY
    assert roles_that_may("report", Op.PATCH, report, service="s") == DESK_ROLES
    assert roles_that_may("report", Op.PATCH, report, status="en_cours", lat=1.0) == DESK_ROLES | FIELD_ROLES
    assert roles_that_may("report", Op.REMOVE, report) == frozenset()


def test_report_is_claimed_for_oneself_only_outside_the_desk() -> None:
    assert Role.AGENT_TERRAIN in roles_that_may("report", Op.PATCH, valid("report"), assignee=ME)
    assert Role.AGENT_TERRAIN not in roles_that_may("report", Op.PATCH, valid("report"), assignee=SOMEONE)


def test_task_is_given_by_the_desk_or_to_oneself() -> None:
    field = Role.AGENT_TERRAIN
    for fields, is_allowed in (
        ({"assignee": ME}, True),
        ({"team": TEAM}, True),
        ({"assignee": SOMEONE}, False),
        ({"team": "another"}, False),
        ({}, False),
    ):
        allowed = roles_that_may("task", Op.CREATE, valid("task", **fields))
        assert allowed >= DESK_ROLES
        assert (field in allowed) is is_allowed


def test_task_is_worked_on_by_the_field_and_planned_by_the_desk() -> None:
    workers = DESK_ROLES | FIELD_ROLES
    assert roles_that_may("task", Op.PATCH, valid("task"), status="faite", checks=[]) == workers
    assert roles_that_may("task", Op.PATCH, valid("task"), title="x") == DESK_ROLES
    assert roles_that_may("task", Op.REMOVE, valid("task")) == DESK_ROLES


def test_round_is_planned_by_the_desk_in_its_own_name_and_made_by_the_field() -> None:
    workers = DESK_ROLES | FIELD_ROLES
    assert roles_that_may("round", Op.CREATE, valid("round", author=ME)) == DESK_ROLES
    assert roles_that_may("round", Op.CREATE, valid("round", author=SOMEONE)) == frozenset()
    assert roles_that_may("round", Op.PATCH, valid("round"), status="en_cours", visits=[], order=[]) == workers
    assert roles_that_may("round", Op.PATCH, valid("round"), note_after="Benne pleine") == workers
    for name, value in (("title", "x"), ("stops", []), ("left_out", []), ("note_before", "x"), ("team", TEAM)):
        assert roles_that_may("round", Op.PATCH, valid("round"), **{name: value}) == DESK_ROLES
    assert roles_that_may("round", Op.REMOVE, valid("round")) == DESK_ROLES


def test_round_of_the_team_is_taken_by_oneself_only_outside_the_desk() -> None:
    assert Role.AGENT_TERRAIN in roles_that_may("round", Op.PATCH, valid("round"), assignee=ME)
    assert Role.AGENT_TERRAIN not in roles_that_may("round", Op.PATCH, valid("round"), assignee=SOMEONE)


def test_news_is_written_by_writers_in_their_own_name() -> None:
    assert roles_that_may("news", Op.CREATE, valid("news")) == WRITER_ROLES
    assert roles_that_may("news", Op.CREATE, valid("news", author=SOMEONE)) == frozenset()
    assert roles_that_may("news", Op.PATCH, valid("news"), title="x") == WRITER_ROLES
    others = roles_that_may("news", Op.PATCH, valid("news", author=SOMEONE), title="x")
    assert others == {Role.COMMUNICANT, Role.DIRECTION}


def test_news_is_commented_by_all_until_it_is_closed() -> None:
    assert roles_that_may("news", Op.APPEND, valid("news"), comments=[]) == EVERYBODY
    assert roles_that_may("news", Op.APPEND, valid("news", comments_closed=True), comments=[]) == frozenset()


def test_acknowledgement_is_the_readers_own_under_the_one_id_of_its_text() -> None:
    mine, theirs = valid("acknowledgement"), valid("acknowledgement", agent=SOMEONE)
    assert may_acknowledge(Op.CREATE, mine)
    assert not may_acknowledge(Op.CREATE, mine, record_id=ID)
    assert not may_acknowledge(Op.CREATE, {**mine, "content_hash": "1" * 32}, record_id=acknowledged(mine))
    assert not may_acknowledge(Op.CREATE, theirs)
    assert not may_acknowledge(Op.REMOVE, mine)


def test_acknowledgement_gains_its_moment_and_changes_in_nothing_else() -> None:
    opened, confirmed = valid("acknowledgement", opened_at=NOW), valid("acknowledgement", acknowledged_at=NOW)
    assert may_acknowledge(Op.PATCH, opened, acknowledged_at=NOW)
    assert not may_acknowledge(Op.PATCH, opened, agent=SOMEONE)
    assert not may_acknowledge(Op.PATCH, opened, content_hash="1" * 32)
    assert not may_acknowledge(Op.PATCH, confirmed, acknowledged_at=None)
    assert not may_acknowledge(Op.PATCH, valid("acknowledgement", agent=SOMEONE), acknowledged_at=NOW)


def acknowledged(fields: dict[str, Any]) -> str:
    return acknowledgement_id(fields["news"], fields["agent"], fields["content_hash"])


def may_acknowledge(op: Op, fields: dict[str, Any], record_id: str | None = None, **edits: Any) -> bool:
    told = {name: Edit(value, fields.get(name)) for name, value in edits.items()}
    attempt = Attempt(actor(Role.AGENT_TERRAIN), op, record_id or acknowledged(fields), fields, told)
    return KINDS["acknowledgement"].may(attempt)


def test_entries_are_signed_with_ones_own_name() -> None:
    for kind, name in (("report", "comments"), ("task", "comments"), ("task", "checks"), ("news", "comments")):
        mine, theirs = {"id": "a", "agent": ME}, {"id": "b", "agent": SOMEONE}
        assert Role.CHEF_EQUIPE in roles_that_may(kind, Op.APPEND, valid(kind), **{name: [mine]})
        assert roles_that_may(kind, Op.APPEND, valid(kind), **{name: [mine, theirs]}) == frozenset()
        assert Role.CHEF_EQUIPE in roles_that_may(
            kind, Op.APPEND, valid(kind, **{name: [theirs]}), **{name: [mine, theirs]}
        )


def test_report_begins_in_ones_own_name_and_is_given_away_by_the_desk() -> None:
    assert roles_that_may("report", Op.CREATE, valid("report", author=SOMEONE)) == frozenset()
    for given in ({"assignee": SOMEONE}, {"team": TEAM}, {"status": "affecte"}):
        assert roles_that_may("report", Op.CREATE, valid("report", **given)) == DESK_ROLES


def test_news_keeps_its_author() -> None:
    assert roles_that_may("news", Op.PATCH, valid("news"), author=SOMEONE) == frozenset()


def test_photos_are_hung_on_work_by_all_and_on_news_by_their_writers() -> None:
    admitted = {
        kind: {role for role in Role if spec.admits(actor(role), valid(kind, author=ME))}
        for kind, spec in KINDS.items()
    }
    assert admitted["report"] == admitted["task"] == EVERYBODY
    assert admitted["news"] == WRITER_ROLES
    others = {role for role in Role if KINDS["news"].admits(actor(role), valid("news", author=SOMEONE))}
    assert others == {Role.COMMUNICANT, Role.DIRECTION}
    assert all(not roles for kind, roles in admitted.items() if kind not in ("report", "task", "news"))


def test_attachment_shows_one_picture_for_ever() -> None:
    for edit in ({"sha256": "cd" * 32}, {"author": SOMEONE}, {"size_bytes": 7}, {"thumbnail_sha256": "cd" * 32}):
        assert roles_that_may("attachment", Op.PATCH, valid("attachment"), **edit) == frozenset()


def test_attachment_is_made_in_ones_own_name() -> None:
    assert roles_that_may("attachment", Op.CREATE, valid("attachment")) == EVERYBODY
    assert roles_that_may("attachment", Op.CREATE, valid("attachment", author=SOMEONE)) == frozenset()
    assert roles_that_may("attachment", Op.PATCH, valid("attachment", author=SOMEONE), role="detail") == DESK_ROLES


def test_conflict_is_opened_by_nobody_and_settled_by_those_concerned() -> None:
    mine = valid("conflict", sides=[{"agent": ME}])
    others = valid("conflict", sides=[{"agent": SOMEONE}])
    assert roles_that_may("conflict", Op.CREATE, mine) == frozenset()
    assert roles_that_may("conflict", Op.REMOVE, mine) == frozenset()
    settled: dict[str, Any] = {"status": "regle", "choice": "mine", "settled_by": ME}
    assert roles_that_may("conflict", Op.PATCH, mine, **settled) == EVERYBODY
    assert roles_that_may("conflict", Op.PATCH, others, **settled) == DESK_ROLES
    assert roles_that_may("conflict", Op.PATCH, mine, base={}) == frozenset()


def test_saved_filter_is_changed_by_its_author_alone() -> None:
    assert roles_that_may("saved_filter", Op.CREATE, valid("saved_filter"), author=ME) == DESK_ROLES
    assert roles_that_may("saved_filter", Op.PATCH, valid("saved_filter"), title="x") == DESK_ROLES
    assert roles_that_may("saved_filter", Op.REMOVE, valid("saved_filter", author=SOMEONE, shared=True)) == frozenset()
    assert roles_that_may("saved_filter", Op.PATCH, valid("saved_filter"), author=SOMEONE) == frozenset()


def test_templates_are_written_by_who_answers_for_the_town() -> None:
    writers = {Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION}
    assert roles_that_may("answer_template", Op.CREATE, valid("answer_template", author=ME)) == writers
    assert roles_that_may("answer_template", Op.CREATE, valid("answer_template", author=SOMEONE)) == frozenset()
    assert roles_that_may("answer_template", Op.PATCH, valid("answer_template", author=SOMEONE), text="x") == writers


def test_caller_is_written_by_who_took_the_call_and_by_the_office() -> None:
    takers = {Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION}
    assert roles_that_may("caller", Op.CREATE, valid("caller")) == takers
    assert roles_that_may("caller", Op.REMOVE, valid("caller", author=SOMEONE)) == {Role.AGENT_BUREAU}
    assert roles_that_may("caller", Op.PATCH, valid("caller"), report=ID) == frozenset()
