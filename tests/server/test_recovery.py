"""Requests: two codes open one vault for one request, anything less opens nothing, all of it is logged."""

from dataclasses import replace

import pytest

from sync.protocol.parcel_keys import seal_public
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import RecoveryAnswer, RecoveryState, Secret, escrow_of, opened_answer
from sync.server import audit
from sync.server.keepers import KeeperTrouble
from sync.server.recovery import OPEN_MAX, REQUEST_MS
from sync.server.staff import close_account
from tests.server.keepers_in_hand import KEY, SEED, Hall
from tests.server.server_in_hand import ADDRESS, ServerInHand


@pytest.fixture
def hall(server: ServerInHand) -> Hall:
    return Hall(server)


def problem_of(work: pytest.ExceptionInfo[ProblemError]) -> str:
    return work.value.kind.code


def test_two_keepers_give_the_key_to_the_request(hall: Hall) -> None:
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 0, 2)
    assert hall.approved("Aïcha") == RecoveryState.WAITING
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 1, 2)
    assert hall.approved("Chloé") == RecoveryState.GIVEN
    answer = hall.asked()
    assert (answer.state, answer.approvals) == (RecoveryState.GIVEN, 2)
    assert opened_answer(SEED, answer.keys[0]) == KEY
    assert hall.asked() == answer, "a lost answer costs nothing"
    assert hall.lines() == [
        "keepers-named",
        "recovery-asked",
        "recovery-approved",
        "recovery-approved",
        "recovery-given",
    ]


@pytest.mark.parametrize("pair", [("Aïcha", "Bruno"), ("Bruno", "Chloé"), ("Chloé", "Aïcha")])
def test_any_two_will_do_in_any_order(hall: Hall, pair: tuple[str, str]) -> None:
    hall.asked()
    assert [hall.approved(keeper) for keeper in pair] == [RecoveryState.WAITING, RecoveryState.GIVEN]


def test_one_keeper_alone_opens_nothing_however_often(hall: Hall) -> None:
    hall.asked()
    assert {hall.approved("Bruno") for _ in range(4)} == {RecoveryState.WAITING}
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 1, 2)


def test_refusal_ends_the_request(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    hall.recovery.refuse(hall.tenant, hall.request, "Bruno", hall.codes["Bruno"])
    assert hall.asked() == RecoveryAnswer(RecoveryState.REFUSED, 0, 2)
    with pytest.raises(KeeperTrouble, match="recovery-ended"):
        hall.approved("Chloé")


def test_request_without_the_password_is_none(hall: Hall) -> None:
    with pytest.raises(ProblemError) as trouble:
        hall.asked(password="une autre phrase")
    assert problem_of(trouble) == "wrong-password"
    assert hall.recovery.open_requests(hall.tenant) == []


def test_wrong_passwords_are_counted_as_at_the_sign_in(hall: Hall) -> None:
    codes = set()
    for _ in range(8):
        with pytest.raises(ProblemError) as trouble:
            hall.asked(password="une autre phrase")
        codes.add(problem_of(trouble))
    assert codes == {"wrong-password", "too-many-tries"}


def test_request_is_its_account_s_and_its_key_s_alone(hall: Hall) -> None:
    hall.asked()
    for name, value in (("account", "bureau@ville.example"), ("answer_key", seal_public(bytes([8]) * 32))):
        with pytest.raises(ProblemError) as trouble:
            hall.asked(**{name: value})
        assert problem_of(trouble) == "forbidden"


def test_vault_of_somebody_else_is_not_given(hall: Hall) -> None:
    hall.recovery.ask(hall.plea("bureau@ville.example"), ADDRESS)
    hall.approved("Aïcha")
    assert hall.approved("Bruno") == RecoveryState.FOREIGN
    assert hall.asked().keys == {}


def test_among_many_vaults_only_the_agent_s_is_given(hall: Hall) -> None:
    escrows = tuple(
        escrow_of(hall.public, Secret(tenant, account, bytes([n]) * 32))
        for n, (tenant, account) in enumerate(
            [
                (hall.tenant, "bureau@ville.example"),
                (hall.tenant, "Terrain@Ville.example"),
                ("elsewhere", "terrain@ville.example"),
            ]
        )
    )
    hall.asked(escrows=escrows)
    hall.approved("Aïcha")
    hall.approved("Bruno")
    answer = hall.asked(escrows=escrows)
    assert {place: opened_answer(SEED, sealed) for place, sealed in answer.keys.items()} == {1: bytes([1]) * 32}


def test_damaged_escrow_is_passed_over(hall: Hall) -> None:
    good = hall.plea().escrows[0]
    hall.asked(escrows=(replace(good, sealed=good.sealed[:-1] + b"x"), good))
    hall.approved("Aïcha")
    hall.approved("Bruno")
    assert list(hall.asked().keys) == [1]


def test_request_that_nobody_answers_is_gone_after_two_weeks(hall: Hall) -> None:
    hall.asked()
    hall.server.clock.advance(REQUEST_MS)
    assert hall.recovery.open_requests(hall.tenant) == []
    with pytest.raises(KeeperTrouble, match="recovery-unknown"):
        hall.approved("Aïcha")


def test_account_has_few_requests_at_a_time(hall: Hall) -> None:
    ids = []
    for _ in range(OPEN_MAX + 2):
        hall.request = hall.server.new_id()
        hall.server.clock.advance(1_000)
        hall.asked()
        ids.append(hall.request)
    assert [row.request for row in hall.recovery.open_requests(hall.tenant)] == ids[-OPEN_MAX:]


def test_closed_account_asks_nothing(hall: Hall) -> None:
    close_account(hall.server.parts, hall.tenant, "terrain@ville.example")
    with pytest.raises(ProblemError) as trouble:
        hall.asked()
    assert problem_of(trouble) == "wrong-password"


def test_log_shows_what_was_altered_dropped_or_slipped_in(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    with hall.server.parts.store.reading(hall.tenant) as unit:
        lines = list(audit.read(unit))
    assert audit.first_broken(lines) is None
    assert audit.first_broken([lines[0], replace(lines[1], what="recovery-given"), lines[2]]) == 2
    assert audit.first_broken([lines[0], lines[2]]) == 2
    assert audit.first_broken([*lines[:3], replace(lines[2], n=4)]) == 4
