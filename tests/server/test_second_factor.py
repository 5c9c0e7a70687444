"""The second factor at sign-in: asked of whom, taken once, guessed at a price, sealed where it is kept."""

import asyncio
import json
from typing import Any

import pyotp
import pytest

from sync.core.model import Op
from sync.protocol.addresses import SESSIONS
from sync.protocol.exchange_codec import sign_in_to_json
from sync.protocol.messages import SPARE_CODE, TOTP
from sync.protocol.problems import ProblemError
from sync.records.base import DESK_ROLES, Role
from sync.records.second_factor_rule import roles_with_second_factor, with_roles
from sync.server import audit
from sync.server.accounts import AccountTrouble
from sync.server.rows_identity import SecondFactorRow, SpareCodeRow
from sync.server.sealing import SealBroken
from sync.server.second_factor import PATIENCE, STEP_MS, NewFactor
from sync.server.sessions import open_sessions
from tests.server.server_in_hand import ADDRESS, ServerInHand

DESK = "bureau@ville.example"


def turned_on(server: ServerInHand, account: str = DESK, **others: Any) -> NewFactor:
    randomness = server.town.world.random.randbytes
    return server.parts.auth.second_factors.turn_on(server.town.tenant, account, randomness, **others)


def code_at(server: ServerInHand, factor: NewFactor, steps: int = 0) -> str:
    return pyotp.TOTP(factor.secret).generate_otp(server.clock() // STEP_MS + steps)


def signed_in(server: ServerInHand, name: str = "bureau", **others: Any) -> str:
    """Sign in; give the device."""
    return server.parts.auth.sign_in(server.asked(name, **others), ADDRESS).device


def refused(server: ServerInHand, name: str = "bureau", **others: Any) -> ProblemError:
    with pytest.raises(ProblemError) as trouble:
        signed_in(server, name, **others)
    return trouble.value


def wanted_of(server: ServerInHand, *roles: Role) -> None:
    policy = with_roles({"devices": {"lease_days": 9}}, frozenset(roles))
    server.town.write("town", server.town.tenant, Op.PATCH, policy=policy)


def said(server: ServerInHand) -> list[str]:
    with server.parts.store.reading(server.town.tenant) as unit:
        lines = audit.read(unit)
    assert audit.first_broken(lines) is None
    return [line.what for line in lines if line.what != "rights-changed"]


def test_password_alone_serves_who_has_no_second_factor_and_needs_none(server: ServerInHand) -> None:
    device = signed_in(server)
    with server.parts.store.reading(server.town.tenant) as unit:
        (session,) = open_sessions(unit, DESK)
    assert (session.device, session.how) == (device, "password")


def test_account_with_one_is_asked_for_it_and_let_in_by_it(server: ServerInHand) -> None:
    factor = turned_on(server)
    problem = refused(server)
    assert problem.kind.code == "second-factor-needed"
    assert problem.members["methods"] == [TOTP, SPARE_CODE]
    device = signed_in(server, otp=code_at(server, factor))
    with server.parts.store.reading(server.town.tenant) as unit:
        (session,) = open_sessions(unit)
    assert (session.device, session.how) == (device, "password+totp")


def test_wrong_password_is_told_before_anything_of_a_second_factor(server: ServerInHand) -> None:
    factor = turned_on(server)
    assert refused(server, password="pas le bon", otp=code_at(server, factor)).kind.code == "wrong-password"


def test_code_serves_once_and_takes_those_before_it_along(server: ServerInHand) -> None:
    factor = turned_on(server)
    earlier, code = code_at(server, factor, -1), code_at(server, factor)
    signed_in(server, otp=code)
    assert refused(server, otp=code).kind.code == "wrong-second-factor"
    assert refused(server, otp=earlier).kind.code == "wrong-second-factor"
    server.clock.advance(STEP_MS)
    signed_in(server, otp=f" {code_at(server, factor)[:3]} {code_at(server, factor)[3:]} ")


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_clock_of_the_telephone_may_be_one_step_off(server: ServerInHand, steps: int, is_taken: bool) -> None:
    code = code_at(server, turned_on(server), steps)
    if is_taken:
        signed_in(server, otp=code)
    else:
        assert refused(server, otp=code).kind.code == "wrong-second-factor"


def test_spare_code_serves_once(server: ServerInHand) -> None:
    first, *_, last = turned_on(server).spare_codes
    device = signed_in(server, otp=first.lower())
    assert refused(server, otp=first).kind.code == "wrong-second-factor"
    with server.parts.store.reading(server.town.tenant) as unit:
        assert [one.how for one in open_sessions(unit) if one.device == device] == ["password+spare-code"]
    renewed = server.parts.auth.second_factors.renew_codes(server.town.tenant, DESK, server.town.world.random.randbytes)
    assert refused(server, otp=last).kind.code == "wrong-second-factor"
    signed_in(server, otp=renewed[0])


def test_guesses_wait_longer_and_longer_whatever_device_makes_them(server: ServerInHand) -> None:
    factor = turned_on(server)
    for _ in range(PATIENCE.free):
        assert refused(server, otp="000000").kind.code == "wrong-second-factor"
    late = refused(server, otp=code_at(server, factor))
    assert late.kind.code == "too-many-tries"
    server.clock.advance(late.members["retry_after_s"] * 1000)
    signed_in(server, otp=code_at(server, factor))
    assert said(server) == ["second-factor-on", *["second-factor-failed"] * PATIENCE.free, "signed-in"]


def test_town_wants_one_of_chosen_roles_and_lets_nobody_in_without(server: ServerInHand) -> None:
    wanted_of(server, *DESK_ROLES)
    problem = refused(server)
    assert (problem.kind.code, problem.members["methods"]) == ("second-factor-needed", [])
    assert refused(server, otp="123456").kind.code == "second-factor-needed"
    signed_in(server, "terrain")
    signed_in(server, otp=code_at(server, turned_on(server)))


def test_policy_that_is_none_wants_nothing() -> None:
    for policy in (None, {}, {"second_factor": "all"}, {"second_factor": {"roles": ["boss", 3]}}):
        assert roles_with_second_factor(policy) == frozenset()
    rule = with_roles({"rings": {"a_day": 3}}, frozenset({Role.DPO}))
    assert rule["rings"] == {"a_day": 3}
    assert roles_with_second_factor(rule) == {Role.DPO}


def test_secret_is_sealed_to_its_account_and_no_code_is_kept_readable(server: ServerInHand) -> None:
    factor = turned_on(server)
    turned_on(server, "chef@ville.example")
    with server.parts.store.writing(server.town.tenant) as unit:
        mine, other = (unit.get(SecondFactorRow, [(name,)])[(name,)] for name in (DESK, "chef@ville.example"))
        kept = str([*unit.every(SpareCodeRow), mine.sealed])
        assert not any(code.replace("-", "") in kept.replace("-", "") for code in factor.spare_codes)
        assert factor.secret not in kept
        # Whoever swaps rows of the database gets in by nobody's code.
        unit.put([SecondFactorRow(DESK, other.sealed, other.made_ms)])
    with pytest.raises(SealBroken):
        signed_in(server, otp=code_at(server, factor))


def test_second_factor_is_renewed_only_when_that_is_said_and_goes_when_turned_off(server: ServerInHand) -> None:
    before = turned_on(server)
    with pytest.raises(AccountTrouble, match="totp-on-already"):
        turned_on(server)
    after = turned_on(server, renew=True)
    assert refused(server, otp=code_at(server, before)).kind.code == "wrong-second-factor"
    signed_in(server, otp=code_at(server, after))
    server.parts.auth.second_factors.turn_off(server.town.tenant, DESK)
    signed_in(server)
    with pytest.raises(AccountTrouble, match="totp-off-already"):
        server.parts.auth.second_factors.turn_off(server.town.tenant, DESK)


@pytest.mark.parametrize("otp", ["\ud800", "١٢٣٤٥٦", "x" * 32, "12345\x00"])
def test_odd_codes_are_wrong_and_no_fault(server: ServerInHand, otp: str) -> None:
    turned_on(server)

    async def play() -> None:
        async with server.client() as client:
            body = sign_in_to_json(server.asked("bureau", otp="?")) | {"otp": otp}
            answer = await client.post(SESSIONS, content=json.dumps(body), headers={"Content-Type": "application/json"})
            assert answer.status_code in (400, 401, 422), answer.text

    asyncio.run(play())
