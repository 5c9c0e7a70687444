"""The second copy of unsent work: it follows the outbox, brings lost work back, and goes when all left."""

from pathlib import Path

import pytest

from fieldapp.replica.incidents import IncidentCode
from fieldapp.shell import backing_up
from fieldapp.vault.backup import backup_path
from tests.fieldapp.shell.opening import filled, house_of, run, until
from tests.fieldapp.shell.test_recovery import REPORT, wrote
from tests.fieldapp.shell.town_hall import TownHall


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing_up, "PAUSE_S", 0.01)


def test_work_that_database_and_journal_lost_comes_back_and_the_copy_goes(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        folder = office.vault.folder
        await office.close()
        before = (folder / "replica.db").read_bytes()
        office = await filled(house)
        office.cut(is_cut=True)
        await office.replica.write(wrote)
        await until(backup_path(folder).exists)
        await office.close()
        assert backup_path(folder).exists()
        (folder / "replica.db").write_bytes(before)
        (folder / "journal.log").unlink()
        office = await filled(house)
        assert IncidentCode.WORK_BROUGHT_BACK in [one.code for one in office.replica.opening.incidents]
        await until(lambda: hall.holds("report", REPORT))
        await until(lambda: not backup_path(folder).exists())
        await house.close()

    run(story)


def test_office_without_unsent_work_has_no_copy(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        await office.close()
        assert not backup_path(office.vault.folder).exists()
        await house.close()

    run(story)
