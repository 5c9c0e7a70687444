"""Work leaves by a file: the sheet offers it while something waits, and never takes it for received."""

from pathlib import Path

from fieldapp.replica.parcels import Packed, exported
from fieldapp.replica.unit import Unit
from fieldapp.shell.exporting import NotExported, export
from fieldapp.shell.house import House
from fieldapp.shell.office import Office
from fieldapp.ui.widgets.pill import UpToDate, pill_state
from sync.core.model import Fields
from sync.protocol.parcel import MAGIC
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.shell.opening import filled, house_of
from tests.fieldapp.shell.opening import run as played
from tests.fieldapp.shell.opening import until as comes_to
from tests.fieldapp.shell.test_app import FR, has, run, signed_in, tap, until
from tests.fieldapp.shell.town_hall import VOIRIE, TownHall
from tests.fieldapp.ui.headless import HeadlessPage

HOLE: Fields = {
    "service_code": "nid_de_poule",
    "status": "nouveau",
    "requested_datetime": "2026-11-18T09:00:00.000Z",
    "lat": 45.75,
    "long": 4.85,
    "service": VOIRIE,
}


def nothing(done: int, whole: int) -> None:
    """Hear nothing."""


def report(unit: Unit) -> str:
    """Report a hole."""
    return unit.create("report", {**HOLE, "author": unit.agent})


async def works_without_network(office: Office) -> None:
    """Read the town, cut the network, and report something."""
    await comes_to(lambda: office.standing.confirmed_at is not None)
    office.cut(is_cut=True)
    await office.replica.write(report)
    await comes_to(lambda: office.standing.unsent == 1)


def test_file_is_kept_where_the_person_wants_it_and_nothing_counts_as_received(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house, device = house_of(tmp_path / "p", hall), FixedDevice()
        office = await filled(house)
        await works_without_network(office)
        packed = await export(office, device, nothing)
        assert isinstance(packed, Packed)
        (kept,) = device.saved
        assert (kept.name, kept.content.startswith(MAGIC)) == (packed.file_name, True)
        assert not list(office.vault.folder.glob("*.part")), "the copy of the vault's folder is gone"
        assert office.standing.unsent == 1
        assert not isinstance(pill_state(office.standing), UpToDate)
        assert await office.replica.read(exported) is not None
        await house.close()

    played(story)


def test_person_who_changes_her_mind_has_exported_nothing(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        await works_without_network(office)
        device = FixedDevice(changes_her_mind=True)
        assert await export(office, device, nothing) is NotExported.NOT_KEPT
        assert await office.replica.read(exported) is None
        await house.close()

    played(story)


def test_sheet_says_since_when_a_file_is_under_way(tmp_path: Path, hall: TownHall) -> None:
    async def story(page: HeadlessPage, house: House) -> None:
        await signed_in(page)
        office = house.resumed()
        assert office is not None
        await tap(page, "sync-pill")
        await until(page, lambda: has(page, "device-room"))
        assert not has(page, "export-parcel"), "nothing waits"
        await works_without_network(office)
        await until(page, lambda: has(page, "export-parcel"))
        assert not has(page, "parcel-note")
        assert isinstance(await export(office, FixedDevice(), nothing), Packed)
        await until(page, lambda: has(page, "parcel-note"))
        assert any(
            text.startswith("Exporté le ") and text.endswith("pas encore reçu par la mairie") for text in page.texts()
        )
        assert FR("parcel.title") in page.texts()

    run(tmp_path / "p", hall, story)
