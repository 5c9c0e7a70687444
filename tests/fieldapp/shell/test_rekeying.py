"""An agent has his keys renewed: his unsent work, photos and choices are there, and go up."""

from pathlib import Path

import pytest

from fieldapp.account.actions import Entered, Obstacle, Step
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.unit import Unit
from fieldapp.shell.house import House
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.vault.escrow import read_escrow
from fieldapp.vault.keys import Purpose
from fieldapp.vault.vault import Vault
from sync.core.session import Halt
from sync.records.attachment import PhotoRole
from tests.fieldapp.photos import photo
from tests.fieldapp.shell.opening import ACCOUNT, filled, house_of, run, until
from tests.fieldapp.shell.test_recovery import REPORT, Keepers, wrote
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall

PHOTO = photo("rekeyed")


async def at_work(house: House) -> Office:
    """Open Karim's office and let him write what the town hall does not get yet."""
    office = await filled(house)
    await until((office.vault.folder / "recovery.json").exists)
    office.cut(is_cut=True)
    await office.replica.write(wrote)
    return office


def _photographed(unit: Unit) -> str:
    return unit.attach("report", REPORT, PHOTO, PhotoRole.AVANT)


async def steps_of(house: House) -> tuple[Office, list[Step]]:
    """Enter by the phrase; give the office and what was told on the way."""
    steps: list[Step] = []
    answer, office = await house.enter(ACCOUNT, PASSPHRASE, steps.append)
    assert answer == Entered()
    assert office is not None
    return office, steps


def test_renewed_keys_keep_unsent_work_photos_and_choices(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        Keepers(hall)
        house = house_of(tmp_path / "p", hall)
        office = await at_work(house)
        before, seed = office.vault.subkey(Purpose.OUTBOX), office.replica.parcel_seed()
        escrow = read_escrow(office.vault.folder)
        photo_id = await office.replica.write(_photographed)
        assert await OfficeDesk(office).renew_keys() == Entered()
        assert house.resumed() is None, "the phrase is asked"
        office, steps = await steps_of(house)
        assert steps == [Step.UNLOCKING, Step.RENEWING]
        assert office.vault.subkey(Purpose.OUTBOX) != before
        assert office.engine.status.halt is not Halt.SIGNED_OUT
        assert office.replica.parcel_seed() != seed
        assert not office.replica.opening.incidents, "chain and journal agree under the new key"
        assert photo_bytes(office.replica.files, photo_id) == PHOTO.jpeg
        assert office.choices.account == ACCOUNT
        assert read_escrow(office.vault.folder) not in (None, escrow)
        await until(lambda: hall.holds("report", REPORT))
        await until(lambda: hall.holds("attachment", photo_id))
        await office.close()
        office, steps = await steps_of(house)
        assert steps == [Step.UNLOCKING], "once"
        assert not office.replica.opening.incidents
        await house.close()

    run(story)


def test_keys_are_not_renewed_where_there_is_no_room(
    tmp_path: Path, hall: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        Keepers(hall)
        house = house_of(tmp_path / "p", hall)
        office = await at_work(house)
        with monkeypatch.context() as full:
            full.setattr(Vault, "room", lambda self: (1_000, 10**9))
            assert await OfficeDesk(office).renew_keys() == Obstacle.NO_ROOM
            assert house.resumed() is office, "nothing was closed"
        assert await OfficeDesk(office).renew_keys() == Entered()
        with monkeypatch.context() as full:
            full.setattr(Vault, "room", lambda self: (1_000, 10**9))
            again, steps = await steps_of(house)
            assert steps == [Step.UNLOCKING, Step.RENEWING]
            assert not again.replica.opening.incidents, "the office opens as it was"
            await again.close()
        again, steps = await steps_of(house)
        assert steps == [Step.UNLOCKING, Step.RENEWING], "asked for again"
        await house.close()

    run(story)
