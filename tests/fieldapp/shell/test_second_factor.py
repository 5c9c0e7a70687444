"""The second factor from the house's side: a first opening by a code of the phone, and signing in again by one."""

import os
from pathlib import Path

import pyotp

from fieldapp.account.actions import Entered, Obstacle
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.shell.refusals import answer_to_problem
from sync.core.model import Op
from sync.protocol.problems import ProblemError
from sync.records.base import Role
from sync.records.second_factor_rule import with_roles
from sync.server.second_factor import STEP_MS
from sync.server.writers import SystemWrite
from tests.fieldapp.shell.opening import ACCOUNT, house_of, run
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall


def codes_of(hall: TownHall) -> tuple[str, str]:
    """Give karim's account a second factor; give the code of now, and the next one."""
    factor = hall.parts.auth.second_factors.turn_on(hall.tenant, ACCOUNT, os.urandom)
    step = hall.parts.now_ms() // STEP_MS
    one, two = (pyotp.TOTP(factor.secret).generate_otp(number) for number in (step, step + 1))
    return one, two


def test_first_opening_makes_no_vault_before_the_code_is_right(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        one, two = codes_of(hall)
        house = house_of(tmp_path / "p", hall)
        for otp, obstacle in (("", Obstacle.SECOND_FACTOR), ("000000", Obstacle.SECOND_FACTOR_WRONG)):
            assert await house.enter(ACCOUNT, PASSPHRASE, lambda step: None, otp) == (obstacle, None)
        assert not list((tmp_path / "p" / "vaults").glob("*/keyring.json"))
        answer, office = await house.enter(ACCOUNT, PASSPHRASE, lambda step: None, one)
        assert answer == Entered()
        assert office is not None
        desk = OfficeDesk(office)
        assert await desk.sign_in_again(PASSPHRASE) is Obstacle.SECOND_FACTOR
        assert await desk.sign_in_again(PASSPHRASE, one) is Obstacle.SECOND_FACTOR_WRONG
        assert await desk.sign_in_again(PASSPHRASE, two) == Entered()
        await house.close()
        again = house_of(tmp_path / "p", hall)
        hall.is_reachable = False
        assert (await again.enter(ACCOUNT, PASSPHRASE, lambda step: None))[0] == Entered(), "no code without network"
        await again.close()

    run(story)


def test_role_that_must_have_one_and_has_none_is_told_whom_to_ask(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        policy = with_roles(None, frozenset(Role))
        hall.parts.service.write_as_system(
            hall.tenant, "test", [SystemWrite("town", hall.tenant, Op.PATCH, {"policy": policy})]
        )
        house = house_of(tmp_path / "p", hall)
        answer, _ = await house.enter(ACCOUNT, PASSPHRASE, lambda step: None)
        assert answer is Obstacle.SECOND_FACTOR_NONE

    run(story)


def test_problem_without_methods_is_of_who_has_none() -> None:
    assert answer_to_problem(ProblemError("second-factor-needed")) is Obstacle.SECOND_FACTOR_NONE
    assert answer_to_problem(ProblemError("second-factor-needed", methods=["totp"])) is Obstacle.SECOND_FACTOR
