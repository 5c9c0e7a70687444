"""Tries to sign in cost time: longer each time, for an account and for an address, and forgotten after a day."""

import pytest

from sync.protocol.problems import ProblemError
from sync.server.rows_access import TriesRow
from sync.server.throttle import (
    ACCOUNT_PATIENCE,
    ADDRESS_PATIENCE,
    DELAY_FIRST_MS,
    FORGET_MS,
    delay_ms,
)
from tests.server.server_in_hand import ADDRESS, ServerInHand


def attempt(server: ServerInHand, name: str = "terrain", password: str = "faux", address: str = ADDRESS) -> str:
    try:
        server.parts.auth.sign_in(server.asked(name, password=password), address)
    except ProblemError as problem:
        return problem.kind.code
    return "signed-in"


def wait_of(server: ServerInHand, address: str = ADDRESS) -> int:
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.sign_in(server.asked("terrain"), address)
    return int(trouble.value.members["retry_after_s"])


def test_first_failures_are_free_and_the_next_waits(server: ServerInHand) -> None:
    answers = [attempt(server) for _ in range(ACCOUNT_PATIENCE.free + 2)]
    assert answers == ["wrong-password"] * ACCOUNT_PATIENCE.free + ["too-many-tries"] * 2
    assert 0 < wait_of(server) <= DELAY_FIRST_MS // 1_000


def test_even_the_right_password_waits(server: ServerInHand) -> None:
    for _ in range(ACCOUNT_PATIENCE.free):
        attempt(server)
    assert attempt(server, password="un-mot-de-passe-assez-long") == "too-many-tries"
    server.clock.advance(60_000)
    assert attempt(server, password="un-mot-de-passe-assez-long") == "signed-in"


def test_wait_doubles_up_to_its_limit() -> None:
    waits = [delay_ms(ACCOUNT_PATIENCE.free + more, ACCOUNT_PATIENCE) for more in range(40)]
    assert waits[:4] == [1_000, 2_000, 4_000, 8_000]
    assert max(waits) == waits[-1] == ACCOUNT_PATIENCE.delay_max_ms
    assert delay_ms(ACCOUNT_PATIENCE.free - 1, ACCOUNT_PATIENCE) == 0


def test_try_made_while_waiting_does_not_lengthen_the_wait(server: ServerInHand) -> None:
    for _ in range(ACCOUNT_PATIENCE.free):
        attempt(server)
    first = wait_of(server)
    for _ in range(20):
        attempt(server)
    assert wait_of(server) <= first


def test_sign_in_forgives_the_account(server: ServerInHand) -> None:
    for _ in range(ACCOUNT_PATIENCE.free - 1):
        attempt(server)
    assert attempt(server, password="un-mot-de-passe-assez-long") == "signed-in"
    assert [attempt(server) for _ in range(ACCOUNT_PATIENCE.free)] == ["wrong-password"] * ACCOUNT_PATIENCE.free


def test_address_that_tries_many_accounts_waits(server: ServerInHand) -> None:
    answers = [attempt(server, account(number)) for number in range(ADDRESS_PATIENCE.free + 1)]
    assert answers[-1] == "too-many-tries"
    assert set(answers[:-1]) == {"wrong-password"}
    assert attempt(server, account(0), address="192.0.2.8") == "wrong-password"


def account(number: int) -> str:
    return f"personne{number}"


def test_another_account_from_elsewhere_does_not_wait(server: ServerInHand) -> None:
    for _ in range(ACCOUNT_PATIENCE.free + 1):
        attempt(server)
    assert attempt(server, "chef", "un-mot-de-passe-assez-long", "192.0.2.8") == "signed-in"


def test_day_without_a_try_forgets(server: ServerInHand) -> None:
    for _ in range(ACCOUNT_PATIENCE.free):
        attempt(server)
    server.clock.advance(FORGET_MS + 1)
    assert [attempt(server) for _ in range(ACCOUNT_PATIENCE.free)] == ["wrong-password"] * ACCOUNT_PATIENCE.free


def test_neither_account_nor_address_is_kept(server: ServerInHand) -> None:
    attempt(server)
    with server.town.store.reading(server.town.tenant) as unit:
        text = str(list(unit.every(TriesRow)))
    assert "terrain" not in text
    assert ADDRESS not in text
