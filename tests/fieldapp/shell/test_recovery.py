"""An agent who forgot his phrase, or whose tablet lost its secret, comes back to his unsent work by two keepers."""

from pathlib import Path

import pytest

from fieldapp.account.actions import Asked, Denied, Entered, Obstacle, Recovered, WrongPassphrase
from fieldapp.replica.unit import Unit
from fieldapp.shell.house import House
from fieldapp.shell.office import Office
from sync.core.ids import derived_id
from sync.core.session import Halt
from sync.server.staff import set_password
from tests.fieldapp.shell.opening import ACCOUNT, entered, filled, house_of, run, until
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall

NEW = "une phrase toute neuve"
LEA = "lea.petit"


class Keepers:
    """Two of the town hall."""

    def __init__(self, hall: TownHall) -> None:
        self.hall = hall
        self.codes = hall.parts.recovery.name_keepers(hall.tenant, ("Aïcha", "Bruno"), renew=False)

    def approve(self, *names: str) -> None:
        (row,) = self.hall.parts.recovery.open_requests(self.hall.tenant)
        for name in names or self.codes:
            self.hall.parts.recovery.approve(self.hall.tenant, row.request, name, self.codes[name])

    def refuse(self) -> None:
        (row,) = self.hall.parts.recovery.open_requests(self.hall.tenant)
        self.hall.parts.recovery.refuse(self.hall.tenant, row.request, "Bruno", self.codes["Bruno"])


async def with_unsent_work(profile: Path, hall: TownHall) -> None:
    """Open Karim's office, report what the town hall never gets, close it."""
    house = house_of(profile, hall)
    office = await filled(house)
    await until((office.vault.folder / "recovery.json").exists)
    office.cut(is_cut=True)
    await office.replica.write(wrote)
    await house.close()


REPORT = derived_id("test", "unsent")


def wrote(unit: Unit) -> None:
    """Report a hole in the road."""
    place = {"lat": 45.75, "long": 4.85, "position_source": "gps"}
    told = {"service_code": "nid_de_poule", "status": "nouveau", "requested_datetime": unit.now, "author": unit.agent}
    unit.create("report", told | place, record_id=REPORT)


async def recovered(house: House, phrase: str = NEW, account: str = ACCOUNT) -> tuple[Recovered, Office | None]:
    return await house.recover(account, phrase)


def forget(hall: TownHall, phrase: str = NEW, account: str = ACCOUNT) -> None:
    """Let the IT office give an account another phrase."""
    set_password(hall.parts, hall.tenant, account, phrase)


def test_forgotten_phrase_leads_back_to_the_unsent_work(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile, keepers = tmp_path / "p", Keepers(hall)
        await with_unsent_work(profile, hall)
        forget(hall)
        house = house_of(profile, hall)
        assert await entered(house, NEW) == (WrongPassphrase(0), None)
        asked, _ = await recovered(house)
        assert isinstance(asked, Asked)
        assert (asked.approvals, asked.needed) == (0, 2)
        keepers.approve("Aïcha")
        assert (await recovered(house))[0] == Asked(asked.number, 1, 2)
        keepers.approve("Bruno")
        answer, office = await recovered(house)
        assert answer == Entered()
        assert office is not None
        assert not (profile / "recovery.salt").exists()
        await until(lambda: hall.holds("report", REPORT))
        assert office.engine.status.halt is not Halt.SIGNED_OUT
        await house.close()
        assert (await entered(house_of(profile, hall), PASSPHRASE))[0] == WrongPassphrase(0)

    run(story)


def test_request_survives_a_restart_of_the_app(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile, keepers = tmp_path / "p", Keepers(hall)
        await with_unsent_work(profile, hall)
        forget(hall)
        asked, _ = await recovered(house_of(profile, hall))
        keepers.approve()
        house = house_of(profile, hall)
        assert isinstance(asked, Asked)
        answer, office = await recovered(house)
        assert answer == Entered()
        assert office is not None
        await house.close()

    run(story)


def test_device_that_lost_its_secret_leads_back_to_the_unsent_work(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile, keepers = tmp_path / "p", Keepers(hall)
        await with_unsent_work(profile, hall)
        (profile / "device.secret").unlink()
        house = house_of(profile, hall)
        assert await entered(house) == (Obstacle.KEYLESS, None)
        assert isinstance((await recovered(house, PASSPHRASE))[0], Asked)
        keepers.approve()
        answer, office = await recovered(house, PASSPHRASE)
        assert answer == Entered()
        assert office is not None
        await until(lambda: hall.holds("report", REPORT))
        await house.close()
        again = house_of(profile, hall)
        assert (await entered(again))[0] == Entered()
        await again.close()

    run(story)


def test_newcomer_on_such_a_device_begins_anew_once_the_town_said_that_nothing_is_his(
    tmp_path: Path, hall: TownHall
) -> None:
    async def story() -> None:
        profile, keepers = tmp_path / "p", Keepers(hall)
        await with_unsent_work(profile, hall)
        hall.hire(LEA, "Léa", "Petit", PASSPHRASE)
        (profile / "device.secret").unlink()
        house = house_of(profile, hall)
        assert (await house.enter(LEA, PASSPHRASE, lambda step: None))[0] is Obstacle.KEYLESS
        assert isinstance((await recovered(house, PASSPHRASE, LEA))[0], Asked)
        keepers.approve()
        assert (await recovered(house, PASSPHRASE, LEA))[0] == Denied(is_foreign=True)
        answer, office = await house.enter(LEA, PASSPHRASE, lambda step: None)
        assert answer == Entered()
        assert office is not None
        assert (await entered(house))[0] is Obstacle.KEYLESS, "Karim's work is still there, and still his"
        await house.close()

    run(story)


def test_refusal_is_told_and_ends_the_request(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile, keepers = tmp_path / "p", Keepers(hall)
        await with_unsent_work(profile, hall)
        forget(hall)
        house = house_of(profile, hall)
        await recovered(house)
        keepers.refuse()
        assert (await recovered(house))[0] == Denied(is_foreign=False)
        asked, _ = await recovered(house)
        assert isinstance(asked, Asked), "a further request is another one"

    run(story)


@pytest.mark.parametrize("phrase", ["pas la bonne phrase", PASSPHRASE])
def test_without_the_town_s_own_phrase_nothing_is_asked(tmp_path: Path, hall: TownHall, phrase: str) -> None:
    async def story() -> None:
        profile = tmp_path / "p"
        Keepers(hall)
        await with_unsent_work(profile, hall)
        forget(hall)
        assert (await recovered(house_of(profile, hall), phrase))[0] is Obstacle.NOT_KNOWN
        assert hall.parts.recovery.open_requests(hall.tenant) == []

    run(story)


def test_town_without_keepers_says_so_and_nothing_is_touched(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile = tmp_path / "p"
        first = house_of(profile, hall)
        await filled(first)
        await first.close()
        forget(hall)
        house = house_of(profile, hall)
        assert (await recovered(house))[0] is Obstacle.NO_KEEPERS
        assert (await entered(house))[0] == Entered()
        await house.close()

    run(story)


def test_without_network_the_request_waits(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        profile = tmp_path / "p"
        Keepers(hall)
        await with_unsent_work(profile, hall)
        hall.is_reachable = False
        assert (await recovered(house_of(profile, hall)))[0] is Obstacle.UNREACHABLE

    run(story)
