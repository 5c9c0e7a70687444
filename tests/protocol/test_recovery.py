"""Escrow and answer: only who is meant opens them, and what crosses the wire is read back or refused."""

import os
from dataclasses import replace

import pytest

from sync.core.ids import derived_id
from sync.protocol.parcel_keys import WrongKey, seal_name, seal_public
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import (
    ESCROWS_MAX,
    Escrow,
    RecoveryAnswer,
    RecoveryAsk,
    RecoveryState,
    Secret,
    answer_of_json,
    answer_to_json,
    ask_of_json,
    ask_to_json,
    escrow_of,
    number_of,
    opened_answer,
    sealed_answer,
    secret_of,
)

TOWN, REQUEST = bytes([3]) * 32, bytes([4]) * 32
SECRET = Secret("tenant", "karim.benali", bytes(range(32)))
LOW_ORDER = "00" * 32
ASK = RecoveryAsk(
    account="karim.benali",
    password="quatre mots pour ouvrir",
    request=derived_id("test", "request"),
    answer_key=seal_public(REQUEST),
    device_name="Tablette",
    escrows=(escrow_of(seal_public(TOWN), SECRET),),
)


def test_town_opens_what_was_sealed_to_it_and_nobody_else() -> None:
    escrow = escrow_of(seal_public(TOWN), SECRET)
    assert escrow.to == seal_name(seal_public(TOWN))
    assert secret_of(TOWN, escrow) == SECRET
    with pytest.raises(WrongKey):
        secret_of(REQUEST, escrow)


def test_every_altered_byte_of_an_escrow_is_noticed() -> None:
    escrow = escrow_of(seal_public(TOWN), SECRET)
    for place in range(len(escrow.sealed)):
        altered = bytearray(escrow.sealed)
        altered[place] ^= 1
        with pytest.raises(WrongKey):
            secret_of(TOWN, Escrow(escrow.to, bytes(altered)))


def test_answer_is_for_its_request_alone_and_no_escrow_passes_for_one() -> None:
    sealed = sealed_answer(seal_public(REQUEST), SECRET.key)
    assert opened_answer(REQUEST, sealed) == SECRET.key
    for seed, content in ((TOWN, sealed), (REQUEST, sealed[:-1]), (REQUEST, escrow_of(ASK.answer_key, SECRET).sealed)):
        with pytest.raises(WrongKey):
            opened_answer(seed, content)


def test_nothing_is_sealed_to_a_point_of_low_order() -> None:
    with pytest.raises(WrongKey):
        escrow_of(LOW_ORDER, SECRET)


def test_neither_key_nor_password_is_shown_by_what_holds_them() -> None:
    assert SECRET.key.hex() not in repr(SECRET)
    assert repr(SECRET.key) not in repr(SECRET)
    assert ASK.password not in repr(ASK)


def test_number_has_six_digits_and_belongs_to_the_request() -> None:
    numbers = {number_of(seal_public(os.urandom(32))) for _ in range(40)}
    assert len(numbers) > 30
    assert all(len(number) == 7 and number.replace(" ", "").isdigit() for number in numbers)
    assert number_of(ASK.answer_key) == number_of(ASK.answer_key)


def test_request_and_answer_cross_the_wire() -> None:
    assert ask_of_json(ask_to_json(ASK)) == ASK
    assert ask_of_json(ask_to_json(replace(ASK, tenant="t"))).tenant == "t"
    answer = RecoveryAnswer(RecoveryState.GIVEN, 2, 2, {0: b"sealed"})
    assert answer_of_json(answer_to_json(answer)) == answer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer_key", ""),
        ("answer_key", "x"),
        ("request", "1"),
        ("escrows", []),
        ("escrows", [{}]),
        ("escrows", ["x"]),
        ("escrows", [{"to": "x", "sealed": "é"}]),
        ("escrows", ask_to_json(ASK)["escrows"] * (ESCROWS_MAX + 1)),
        ("password", ""),
    ],
)
def test_bad_requests_are_refused(name: str, value: object) -> None:
    with pytest.raises(ProblemError) as trouble:
        ask_of_json(ask_to_json(ASK) | {name: value})
    assert trouble.value.kind.code == "not-valid"


@pytest.mark.parametrize(("name", "value"), [("state", "perhaps"), ("keys", ["x"]), ("keys", [{}]), ("approvals", -1)])
def test_bad_answers_are_refused(name: str, value: object) -> None:
    good = answer_to_json(RecoveryAnswer(RecoveryState.WAITING, 0, 2))
    with pytest.raises(ProblemError):
        answer_of_json(good | {name: value})
