"""`fieldserver map …`: build the town's map pack, look into it, ask its index."""

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sync.records.addresses import find
from sync.records.geometry import Box
from sync.records.map_pack import NoMapPack, read_sheet
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.map.extract import Told
from sync.server.map.trouble import MapTrouble
from sync.server.opening import opened
from sync.server.store import StoreBusy, StoreDamaged

if TYPE_CHECKING:
    from sync.server.map.building import Order

maps = typer.Typer(help="The map pack that tablets show without network.", no_args_is_help=True)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Out = Annotated[Path, typer.Option("--out", help="The pack to write, such as town.mbtiles.", show_default=False)]
Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
Publish = Annotated[Path | None, typer.Option("--publish", help="Publish it at once: the folder of the server's data.")]
Zooms = Annotated[
    str, typer.Option(help="First and last zoom; with @2x at the end, twice the pixels for dense screens.")
]


@maps.command("build")
def map_build(
    extract: Annotated[Path, typer.Argument(help="An .osm, .osm.gz or .osm.pbf file.", show_default=False)],
    pack: Out,
    addresses: Annotated[
        list[Path] | None, typer.Option(help="A BAN or BAL file (CSV) with the house numbers; may be repeated.")
    ] = None,
    only: Annotated[
        str,
        typer.Option(help="Cut out a commune (its name or INSEE code) or a box (west,south,east,north in degrees)."),
    ] = "",
    zooms: Zooms = "12-18",
) -> None:
    """Turn an OpenStreetMap extract into a map pack: tiles for light, dark and sun, and an address index.

    A build that was stopped goes on where it was when the same command is given again.
    """
    # Imported here, as below: drawing takes libraries that no other command needs.
    from sync.server.map.building import Order

    with _plain_words():
        box = _box(only) if "," in only else None
        order = Order(extract, pack, tuple(addresses or ()), town="" if box else only, box=box)
        _build(_at_zooms(order, zooms))


@maps.command("demo")
def map_demo(
    pack: Out,
    seed: Annotated[int, typer.Option(help="The seed that `demo` was given.")] = 7,
    zooms: Zooms = "12-18",
    publish: Publish = None,
) -> None:
    """Draw the map pack of the demo town, by the same road as that of a real one."""
    from sync.server.demo.plan_builder import build_plan
    from sync.server.demo.plan_osm import to_osm
    from sync.server.map.building import Order

    with _plain_words(), tempfile.TemporaryDirectory() as folder:
        plan = build_plan(seed)
        extract = Path(folder) / "demo.osm"
        extract.write_text(to_osm(plan), encoding="utf-8")
        _build(_at_zooms(Order(extract, pack, name=plan.name, is_invented=True), zooms))
        _publish(pack, publish)


@maps.command("publish")
def map_publish(
    pack: Annotated[Path, typer.Argument(help="A map pack.", show_default=False)],
    data: Data,
) -> None:
    """Publish a pack to the devices of a town, in place of the one before; a running server need not stop."""
    with _plain_words():
        _publish(pack, data)


@maps.command("withdraw")
def map_withdraw(data: Data) -> None:
    """Publish no pack any more; devices keep what they have."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        parts.maps.withdraw(tenant_of(parts))
        out.print("No map pack is published any more.")


@maps.command("show")
def map_show(pack: Annotated[Path, typer.Argument(help="A map pack.", show_default=False)]) -> None:
    """Say what a pack holds."""
    with _plain_words(), _opened(pack) as connection:
        sheet = read_sheet(connection)
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("tiles", "house")]
        out.print(
            f"{sheet.name}: zooms {sheet.zoom_min} to {sheet.zoom_max}, {counts[0]:,} tiles of {sheet.tile_px} px,"
        )
        out.print(f"each for {', '.join(sheet.themes)}; {counts[1]:,} house numbers; {_size(pack)}.")
        out.print(sheet.attribution)


@maps.command("find")
def map_find(
    pack: Annotated[Path, typer.Argument(help="A map pack.", show_default=False)],
    words: Annotated[list[str], typer.Argument(help="What an agent would type.", show_default=False)],
) -> None:
    """Ask the index of a pack, as a tablet does."""
    with _plain_words(), _opened(pack) as connection:
        table = Table("what", "address", "town", "lat", "long", "score")
        for found in find(connection, " ".join(words)):
            place = f"{found.postcode} {found.town}".strip()
            position = f"{found.point.lat:.5f}", f"{found.point.long:.5f}"
            table.add_row(found.kind.value, found.address, place, *position, f"{found.score:.2f}")
        out.print(table)


def _build(order: "Order") -> None:
    from sync.server.map.building import build

    with _bars() as told:
        built = build(order, told)
    for path, imported in zip(order.addresses, built.imported, strict=True):
        out.print(
            f"{path.name}: {imported.houses:,} houses; {imported.left_out:,} lines left out (elsewhere, or no place)."
        )
    out.print(f"{built.name}: {built.tiles:,} tiles in three themes, {built.streets:,} streets, ", end="")
    out.print(f"{built.houses:,} house numbers, {built.places:,} places.")
    out.print(f"Made {order.out}: {_size(order.out)}.", soft_wrap=True)


def _publish(pack: Path, data: Path | None) -> None:
    if data is None:
        return
    with opened(DataFolder(data)) as parts:
        offer = parts.maps.publish(tenant_of(parts), pack, parts.service.now())
    out.print(f"Published {offer.name}, version {offer.version}: devices offer it to their agents.")


@contextmanager
def _bars() -> Iterator[Told]:
    """Show a bar for each thing that is being done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bars:
        tasks: dict[str, int] = {}

        def told(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = int(bars.add_task(what, total=whole))
            bars.update(tasks[what], completed=done, total=whole)  # type: ignore[arg-type]  # TaskID is an int

        yield told


@contextmanager
def _opened(pack: Path) -> Iterator[sqlite3.Connection]:
    if not pack.is_file():
        raise MapTrouble(f"There is no file {pack}.")
    connection = sqlite3.connect(f"{pack.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield connection
    except (sqlite3.DatabaseError, NoMapPack) as trouble:
        raise MapTrouble(f"{pack.name} is no map pack: {trouble}.") from trouble
    finally:
        connection.close()


@contextmanager
def _plain_words() -> Iterator[None]:
    """Turn expected trouble into one plain sentence and exit code 1."""
    try:
        yield
    except (MapTrouble, FolderTrouble) as trouble:
        said = str(trouble)
    except (StoreBusy, StoreDamaged):
        said = "The database cannot be read now. `fieldserver check` says what is wrong with it."
    else:
        return
    err.print(said, soft_wrap=True, markup=False)
    raise typer.Exit(code=1)


def _at_zooms(order: "Order", written: str) -> "Order":
    match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?(@2x)?", written)
    if match is None:
        raise MapTrouble(f"`{written}` are no zooms: write them as 12-18, or 12-18@2x.")
    return replace(order, zoom_min=int(match[1]), zoom_max=int(match[2] or match[1]), is_sharp=bool(match[3]))


def _box(written: str) -> Box:
    try:
        west, south, east, north = (float(side) for side in written.split(","))
    except ValueError:
        raise MapTrouble(f"`{written}` is no box: write west,south,east,north in degrees.") from None
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise MapTrouble(f"`{written}` is no box: west is less than east, south is less than north, all in degrees.")
    return Box(south, west, north, east)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f} MB"
