"""An office that the town hall had wiped, or whose lease is over: nothing is shown, what waits goes up first."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fieldapp.account.actions import Entered, Obstacle
from fieldapp.replica.ports import World
from fieldapp.shell.gate import Shown
from fieldapp.shell.house import House
from fieldapp.shell.idle_watch import is_busy
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.vault.wiping import unsent_receipts
from sync.core.lease import DAY_MS, Stand
from sync.core.session import Halt, Phase
from sync.protocol.orders import WipeReceipt, order_text
from sync.server.rows import DeviceState
from sync.server.rows_orders import WipeRow
from sync.server.staff import revoke_device
from sync.server.wiping import order_wipe, receipt_in, wipe_of
from tests.fieldapp.shell.opening import entered, filled, house_of, opened, run, until
from tests.fieldapp.shell.test_exporting import report
from tests.fieldapp.shell.town_hall import PASSPHRASE, START_MS, TownHall

LATER_MS = 31 * DAY_MS


@dataclass
class Clocks:
    """The clocks of a tablet, in days since the start; the wall clock may be set."""

    days: float = 0
    set_by_days: float = 0
    boot: str = "run"

    @property
    def world(self) -> World:
        return World(
            now_ms=lambda: START_MS + int((self.days + self.set_by_days) * DAY_MS),
            boot=lambda: (self.boot, int(self.days * DAY_MS)),
        )


def ordered(hall: TownHall, office: Office, *, lost: bool = False) -> None:
    """Let the administration order the device to wipe."""
    with hall.parts.store.writing(hall.tenant) as unit:
        state = DeviceState.REVOKED if lost else DeviceState.SENDING
        row = revoke_device(unit, office.replica.identity.device, state)
        named = (hall.parts.service.new_id(), hall.parts.now_ms())
        order_wipe(unit, hall.parts.auth.order_keys, row, named, takes_work=not lost)


def wipe_at(hall: TownHall, device: str) -> WipeRow:
    with hall.parts.store.reading(hall.tenant) as unit:
        wipe = wipe_of(unit, device)
    assert wipe is not None
    return wipe


async def receipt_at(hall: TownHall, device: str) -> WipeReceipt:
    """Wait for the receipt, and give it as its signatures prove it."""
    await until(lambda: bool(wipe_at(hall, device).receipt))
    with hall.parts.store.reading(hall.tenant) as unit:
        receipt = receipt_in(unit, wipe_at(hall, device))
    assert receipt is not None, "the signatures hold"
    return receipt


async def resting(house: House) -> Office:
    office = await filled(house)
    await until(lambda: office.engine.status.doing is Phase.IDLE)
    return office


async def writes_without_network(hall: TownHall, office: Office) -> str:
    hall.is_reachable = False
    written = await office.replica.write(report)
    await until(lambda: office.standing.unsent == 1)
    return written


def is_gone(office: Office) -> bool:
    """Tell whether nothing is left of its vault, and nothing is left to do."""
    folder = office.vault.folder
    return office.was_wiped and not folder.exists() and not folder.with_name(f"{folder.name}.wiping").exists()


def test_ordered_device_hands_over_its_work_then_wipes_and_signs(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office, told = await resting(house), list[Shown]()
        device = office.replica.identity.device
        office.gate.follow(lambda: told.append(office.gate.shown))
        written = await writes_without_network(hall, office)
        ordered(hall, office)
        hall.is_reachable = True
        office.retry()
        await until(lambda: is_gone(office))
        assert hall.holds("report", written), "what waited was handed over first"
        assert told[0] is Shown.LEAVING
        assert Shown.OPEN not in told
        receipt = await receipt_at(hall, device)
        assert (receipt.changes_left, receipt.photos_left) == (0, 0)
        await until(lambda: not unsent_receipts(tmp_path / "p"))
        assert await house.people() == ()
        await house.close()

    run(story)


def test_lost_device_wipes_at_once_and_says_what_it_took_along(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house)
        device = office.replica.identity.device
        written = await writes_without_network(hall, office)
        ordered(hall, office, lost=True)
        hall.is_reachable = True
        office.retry()
        await until(lambda: is_gone(office))
        receipt = await receipt_at(hall, device)
        assert receipt.changes_left == 1
        assert not hall.holds("report", written)
        await house.close()

    run(story)


def test_order_that_was_heard_shows_nothing_after_a_restart_without_network_until_its_time(
    tmp_path: Path, hall: TownHall
) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        await writes_without_network(hall, office)
        ordered(hall, office)
        await office.gate.ordered(wipe_at(hall, office.replica.identity.device).signed_order)
        assert office.gate.shown is Shown.LEAVING
        await house.close()
        second = house_of(tmp_path / "p", hall, clocks.world)
        office = await opened(second)
        assert office.gate.shown is Shown.LEAVING
        assert office.vault.folder.exists(), "what waits is not given up before its time"
        clocks.days = 3.1
        office.gate.stir()
        await until(lambda: is_gone(office))
        assert await entered(second) == (Obstacle.UNREACHABLE, None), "there is no vault any more"
        (unsent,) = unsent_receipts(tmp_path / "p")
        assert unsent.text
        hall.is_reachable = True
        await second.begin()
        await second.close()
        third = house_of(tmp_path / "p", hall)
        await third.begin()
        assert (await receipt_at(hall, office.replica.identity.device)).changes_left == 1
        await third.close()

    run(story)


def test_order_that_the_town_did_not_sign_for_this_device_is_not_heard(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house)
        ordered(hall, office)
        genuine = wipe_at(hall, office.replica.identity.device).signed_order
        order = await office.gate._proved(genuine)
        assert order is not None
        seed = hall.parts.auth.order_keys.seed(hall.tenant)
        forged = [
            order_text(bytes(32), order),
            order_text(seed, replace(order, device=order.order)),
            order_text(seed, replace(order, tenant=order.order)),
            genuine[:-6] + "AAAAA=",
            "",
        ]
        for text in forged:
            await office.gate.ordered(text)
            assert office.gate.shown is Shown.OPEN
        await house.close()

    run(story)


def test_withdrawn_device_without_an_order_stays_as_it_is(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await resting(house)
        with hall.parts.store.writing(hall.tenant) as unit:
            revoke_device(unit, office.replica.identity.device, DeviceState.SENDING)
        office.retry()
        await until(lambda: office.engine.status.halt is Halt.REVOKED)
        assert office.gate.shown is Shown.OPEN
        await house.close()

    run(story)


def test_device_past_its_lease_only_sends_and_a_sign_in_brings_all_back(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        written = await writes_without_network(hall, office)
        hall.later_ms, clocks.days = LATER_MS, 31
        office.gate.stir()
        await until(lambda: office.gate.shown is Shown.SEND_ONLY)
        hall.is_reachable = True
        office.retry()
        await until(lambda: office.engine.status.halt is Halt.LEASE_ENDED)
        await until(lambda: hall.holds("report", written))
        assert office.gate.shown is Shown.SEND_ONLY, "a renewal does not bring it back"
        assert await OfficeDesk(office).sign_in_again("pas la bonne") == Obstacle.NOT_KNOWN
        await until(lambda: not office.gate.is_open)
        assert await OfficeDesk(office).sign_in_again(PASSPHRASE) == Entered()
        await until(lambda: office.gate.is_open)
        await until(lambda: office.engine.status.halt is None)
        await house.close()

    run(story)


@pytest.mark.parametrize("set_by_days", [0, -40])
def test_lease_ends_while_the_app_is_closed_whatever_the_wall_clock_says(
    tmp_path: Path, hall: TownHall, set_by_days: float
) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        await resting(house)
        await house.close()
        hall.is_reachable = False
        clocks.days, clocks.set_by_days = 31, set_by_days
        second = house_of(tmp_path / "p", hall, clocks.world)
        assert (await opened(second)).gate.shown is Shown.SEND_ONLY
        await second.close()

    run(story)


def test_passphrase_at_the_door_signs_in_where_there_is_a_network(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        await resting(house)
        await house.close()
        hall.later_ms, clocks.days = LATER_MS, 31
        second = house_of(tmp_path / "p", hall, clocks.world)
        assert (await opened(second)).gate.shown is Shown.OPEN
        await second.close()

    run(story)


def test_clock_set_forward_by_mistake_is_mended_by_the_next_contact(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        hall.is_reachable = False
        clocks.set_by_days = 400
        office.gate.stir()
        await until(lambda: office.gate.shown is Shown.SEND_ONLY)
        clocks.set_by_days = 0
        office.gate.stir()
        await asyncio.sleep(0)
        assert office.gate.shown is Shown.SEND_ONLY or not await office.line.leases.is_over()
        hall.is_reachable = True
        office.retry()
        await until(lambda: office.gate.shown is Shown.OPEN)
        assert office.gate.stand is Stand.RUNNING
        await house.close()

    run(story)


def test_end_that_comes_near_is_told_in_days(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        hall.is_reachable = False
        assert office.gate.days_left == 0
        clocks.days = 27.5
        office.gate.stir()
        await until(lambda: office.gate.days_left == 3)
        assert office.gate.shown is Shown.OPEN
        await house.close()

    run(story)


def test_town_that_grants_no_lease_ends_nothing(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        hall.set_policy({"devices": {"lease_days": 0}})
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        hall.is_reachable = False
        clocks.days = 4_000
        office.gate.stir()
        await asyncio.sleep(0.02)
        assert (office.gate.shown, office.gate.stand) == (Shown.OPEN, Stand.NONE)
        await house.close()

    run(story)


def test_office_that_shows_nothing_is_not_locked_while_it_sends(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        clocks = Clocks()
        house = house_of(tmp_path / "p", hall, clocks.world)
        office = await resting(house)
        assert not is_busy(office, office.idle.after_s)
        hall.is_reachable = False
        clocks.days = 31
        office.gate.stir()
        await until(lambda: not office.gate.is_open)
        assert is_busy(office, 10 * office.idle.after_s)
        await house.close()

    run(story)
