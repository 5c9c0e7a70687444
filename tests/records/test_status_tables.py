"""The state machines: every state can be reached and left, nobody unknown moves, DOMAIN D.2 is covered."""

import pytest

from sync.core.model import Moves
from sync.records import KINDS
from sync.records.base import Role
from sync.records.conflict import ConflictStatus
from sync.records.news import NewsStatus
from sync.records.objective import ObjectiveStatus
from sync.records.report import CLOSED_STATUSES, INITIAL_STATUSES, RejectReason, ReportStatus
from sync.records.round import RoundStatus
from sync.records.task import TaskStatus

MACHINES = {
    "report": (ReportStatus, INITIAL_STATUSES),
    "task": (TaskStatus, frozenset({TaskStatus.A_FAIRE})),
    "round": (RoundStatus, frozenset({RoundStatus.PREVUE})),
    "news": (NewsStatus, frozenset({NewsStatus.BROUILLON})),
    "objective": (ObjectiveStatus, frozenset({ObjectiveStatus.PROJET})),
    "conflict": (ConflictStatus, frozenset({ConflictStatus.OUVERT})),
}
D2_LABELS = (
    "nouveau a_qualifier qualifie affecte pris_en_charge programme en_cours fait_a_controler resolu archive "
    "en_attente_usager transfere_tiers sous_surveillance rejete doublon impossible"
).split()


def reached(moves: Moves, begin: frozenset[str]) -> set[str]:
    """Give the states that some way of moves leads to."""
    seen, ahead = set(begin), list(begin)
    while ahead:
        for target in moves.get(ahead.pop(), {}):
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return seen


def test_every_kind_with_moves_is_tested_here() -> None:
    assert {name for name, spec in KINDS.items() if spec.moves} == MACHINES.keys()


@pytest.mark.parametrize("kind", sorted(MACHINES))
def test_every_state_is_reached_and_left(kind: str) -> None:
    states, begin = MACHINES[kind]
    moves = KINDS[kind].moves
    assert reached(moves, frozenset(begin)) == set(states)
    assert all(moves.get(state) for state in states)


@pytest.mark.parametrize("kind", sorted(MACHINES))
def test_moves_name_known_states_and_roles(kind: str) -> None:
    states, _ = MACHINES[kind]
    for state, targets in KINDS[kind].moves.items():
        assert state in set(states)
        assert set(targets) <= set(states) - {state}
        assert all(roles and roles <= set(Role) for roles in targets.values())


@pytest.mark.parametrize("kind", sorted(MACHINES))
def test_record_without_a_status_is_at_its_beginning(kind: str) -> None:
    assert KINDS[kind].status(None) in MACHINES[kind][1]


def test_labels_of_the_domain_are_the_states_of_a_report() -> None:
    assert sorted(ReportStatus) == sorted(D2_LABELS)


def test_reasons_of_the_domain_are_there() -> None:
    assert {"hors_competence", "hors_territoire", "introuvable", "mal_localise", "prive", "abusif"} <= set(RejectReason)


def test_open_report_can_always_be_closed_and_a_closed_one_opened_again() -> None:
    moves = KINDS["report"].moves
    for state in set(ReportStatus) - CLOSED_STATUSES:
        assert {ReportStatus.RESOLU, ReportStatus.REJETE, ReportStatus.DOUBLON} <= moves[state].keys()
    for state in CLOSED_STATUSES:
        assert ReportStatus.QUALIFIE in moves[state]


def test_field_agent_never_rejects_nor_plans_a_report() -> None:
    for targets in KINDS["report"].moves.values():
        for target in (ReportStatus.REJETE, ReportStatus.AFFECTE, ReportStatus.PROGRAMME, ReportStatus.ARCHIVE):
            assert Role.AGENT_TERRAIN not in targets.get(target, frozenset())
