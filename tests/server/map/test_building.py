"""A whole pack from a real extract: what MBTiles readers and devices see, stopped and gone on, refused."""

import io
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sync.records.addresses import find
from sync.records.geometry import Box
from sync.records.map_pack import APPLICATION_ID, NoMapPack, PackSheet, Theme, read_sheet, tile_at
from sync.server.map.building import Built, Order, build
from sync.server.map.extract_files import read_extract
from sync.server.map.ground import ground_of
from sync.server.map.label_plan import plan_labels
from sync.server.map.mercator import tiles_over
from sync.server.map.naming import names_of
from sync.server.map.pack_writing import PackBeingMade
from sync.server.map.painting import Block, paint
from sync.server.map.palettes import PALETTES, Ink
from sync.server.map.printing import Lettered, Printer
from sync.server.map.scene import Scene
from sync.server.map.spots import spots_of
from sync.server.map.streets import Streets, gather_lines
from sync.server.map.trouble import MapTrouble
from tests.server.map.extract_in_hand import MONTE_CARLO, untold, village

CASINO = Box(43.7375, 7.4235, 43.7440, 7.4320)


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def order(folder: Path, **changes: object) -> Order:
    plain = Order(MONTE_CARLO, folder / "town.mbtiles", zoom_min=13, zoom_max=16)
    return replace(plain, **changes)  # type: ignore[arg-type]  # named by each test


def open_pack(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def content(path: Path) -> list[object]:
    pack = open_pack(path)
    rows: list[object] = [
        pack.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall()
        for table in ("tiles", "tiles_dark", "tiles_outdoor", "place", "house")
    ]
    pack.close()
    return rows


def stopped_after(tiles: int) -> Callable[[str, int, int], None]:
    def told(what: str, done: int, whole: int) -> None:
        if what == "draw" and done >= tiles:
            raise Stopped

    return told


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    one = order(tmp_path_factory.mktemp("pack"))
    return one.out, build(one, untold)


def test_pack_says_what_it_is(made: tuple[Path, Built]) -> None:
    pack = open_pack(made[0])
    sheet = read_sheet(pack)
    told = dict(pack.execute("SELECT name, value FROM metadata"))
    (application_id,) = pack.execute("PRAGMA application_id").fetchone()
    pack.close()
    assert sheet == PackSheet("Monte-Carlo", CASINO, 13, 16, tuple(Theme), "© les contributeurs d’OpenStreetMap", 256)
    assert application_id == APPLICATION_ID
    assert told["format"] == "png"
    assert told["bounds"] == "7.423500,43.737500,7.432000,43.744000"
    assert made[1].size_bytes == made[0].stat().st_size


def test_pack_has_every_tile_in_every_theme(made: tuple[Path, Built]) -> None:
    pack = open_pack(made[0])
    count = 0
    for zoom in range(13, 17):
        for tile in tiles_over(CASINO, zoom).tiles():
            pictures = {tile_at(pack, theme, zoom, tile.x, tile.y) for theme in Theme}
            assert len(pictures) == 3
            for picture in pictures:
                assert picture is not None
                assert Image.open(io.BytesIO(picture)).size == (256, 256)
            count += 1
    assert made[1].tiles == count == pack.execute("SELECT count(*) FROM tiles").fetchone()[0]
    assert tile_at(pack, Theme.LIGHT, 16, 0, 0) is None
    assert tile_at(pack, Theme.LIGHT, 40, 0, 0) is None
    assert tile_at(pack, Theme.LIGHT, 3, 0, -1) is None
    pack.close()


def test_rows_are_counted_from_the_south_as_mbtiles_wants(made: tuple[Path, Built]) -> None:
    tiles = tiles_over(CASINO, 16)
    pack = open_pack(made[0])
    rows = [row for (row,) in pack.execute("SELECT DISTINCT tile_row FROM tiles WHERE zoom_level = 16")]
    pack.close()
    assert sorted(rows) == [(1 << 16) - 1 - y for y in range(tiles.south, tiles.north - 1, -1)]


def test_colours_of_a_tile_are_those_of_the_theme_to_the_bit(made: tuple[Path, Built]) -> None:
    pack = open_pack(made[0])
    sea = tiles_over(Box(43.7380, 7.4318, 43.7380, 7.4318), 16)
    for theme in Theme:
        picture = tile_at(pack, theme, 16, sea.west, sea.north)
        assert picture is not None
        colours = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(65536)
        assert PALETTES[theme].inks[Ink.WATER] in {colour for _, colour in colours or ()}
    pack.close()


def test_same_order_makes_the_same_pack(tmp_path: Path, made: tuple[Path, Built]) -> None:
    one = order(tmp_path)
    build(one, untold)
    assert content(one.out) == content(made[0])


def test_index_lies_in_the_pack(made: tuple[Path, Built]) -> None:
    pack = open_pack(made[0])
    found = find(pack, "bd moulins")[0]
    pack.close()
    assert found.name == "Boulevard des Moulins"
    assert found.box.south < found.point.lat < found.box.north
    assert made[1].streets > 20


def test_stopped_build_goes_on_and_readers_never_see_half_a_pack(tmp_path: Path, made: tuple[Path, Built]) -> None:
    one = order(tmp_path)
    part = one.out.with_name("town.mbtiles.part")
    done = []
    for tiles in (1, 5):
        with pytest.raises(Stopped):
            build(one, stopped_after(tiles))
        assert not one.out.exists()
        with sqlite3.connect(part) as pack:
            done.append(pack.execute("SELECT count(*) FROM made").fetchone()[0])
        pack.close()
    assert done[0] < done[1]
    build(one, untold)
    assert not part.exists()
    assert content(one.out) == content(made[0])


def test_another_order_begins_anew(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        build(order(tmp_path), stopped_after(5))
    other = order(tmp_path, zoom_min=13, zoom_max=14)
    build(other, untold)
    pack = open_pack(other.out)
    assert pack.execute("SELECT max(zoom_level) FROM tiles").fetchone() == (14,)
    pack.close()


def test_damaged_part_is_made_anew(tmp_path: Path) -> None:
    one = order(tmp_path, zoom_max=13)
    one.out.with_name("town.mbtiles.part").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert build(one, untold).tiles > 0


def test_newer_pack_takes_the_place_of_the_older_in_one_step(tmp_path: Path) -> None:
    one = order(tmp_path, zoom_max=13)
    build(one, untold)
    before = one.out.read_bytes()
    with pytest.raises(Stopped):
        build(replace(one, zoom_max=15), stopped_after(3))
    assert one.out.read_bytes() == before
    build(replace(one, zoom_max=14), untold)
    assert one.out.read_bytes() != before


def test_place_that_is_not_for_a_pack_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear all")
    for out, says in (
        (letter, "no map pack"),
        (tmp_path / "nowhere" / "x.mbtiles", "no folder"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(MapTrouble, match=says):
            build(order(tmp_path, out=out), untold)
    assert letter.read_text() == "dear all"


def test_second_builder_is_told_to_wait(tmp_path: Path) -> None:
    out = tmp_path / "town.mbtiles"
    with PackBeingMade(out, "one"), pytest.raises(MapTrouble, match="at work"):
        PackBeingMade(out, "one")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"zoom_min": 15, "zoom_max": 14}, "Zooms go from"),
        ({"zoom_max": 25}, "Zooms go from"),
        ({"town": "Nulle-Part"}, "no commune Nulle-Part"),
        ({"box": Box(40.0, 5.0, 48.0, 9.0)}, "more than a tablet holds"),
        ({"addresses": (Path("none.csv"),)}, "cannot be read"),
        ({"extract": Path("none.osm")}, "cannot be read"),
    ],
)
def test_order_that_cannot_be_built_is_refused_in_plain_words(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    with pytest.raises(MapTrouble, match=says):
        build(order(tmp_path, **changes), untold)
    assert not list(tmp_path.glob("*.mbtiles"))


def test_commune_is_cut_out_and_gives_its_name(tmp_path: Path) -> None:
    extract = tmp_path / "village.osm"
    extract.write_bytes(village().xml())
    one = order(tmp_path, extract=extract, town="saint clair")
    built = build(one, untold)
    pack = open_pack(one.out)
    sheet = read_sheet(pack)
    (house,) = find(pack, "12 bis r. de l'eglise")
    pack.close()
    assert (built.houses, built.streets, built.places) == (1, 2, 3)
    assert sheet.box.west == pytest.approx(1.9975 - 0.0033, abs=2e-4)
    assert (house.address, house.town) == ("12 bis Rue de l'Église", "Saint-Clair")


def test_address_file_is_imported_and_named_in_the_attribution(tmp_path: Path) -> None:
    addresses = tmp_path / "ban.csv"
    addresses.write_text("numero;rep;nom_voie;lon;lat\n3;;Bd. des Moulins;7.4279;43.7425\n")
    one = order(tmp_path, addresses=(addresses,), zoom_max=13)
    built = build(one, untold)
    pack = open_pack(one.out)
    assert "Base Adresse Nationale" in read_sheet(pack).attribution
    assert find(pack, "3 bd moulins")[0].address == "3 Boulevard des Moulins"
    pack.close()
    assert built.imported[0].houses == 1


def test_sharp_pack_has_twice_the_pixels(tmp_path: Path) -> None:
    one = order(tmp_path, is_sharp=True, zoom_min=15, zoom_max=15)
    build(one, untold)
    pack = open_pack(one.out)
    (png,) = pack.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
    assert read_sheet(pack).tile_px == Image.open(io.BytesIO(png)).width == 512
    pack.close()


def test_extract_without_road_or_building_is_no_town(tmp_path: Path) -> None:
    extract = tmp_path / "empty.osm"
    extract.write_text('<osm><node id="1" lat="47" lon="2"/></osm>')
    with pytest.raises(MapTrouble, match="no town to draw"):
        build(order(tmp_path, extract=extract), untold)


def test_names_cross_the_borders_of_tiles_and_blocks() -> None:
    extract = read_extract(MONTE_CARLO, untold)
    streets, ground = Streets(), ground_of(extract)
    gather_lines(streets, extract)
    tiles, scene = tiles_over(CASINO, 16), Scene(ground, CASINO)
    lettered = Lettered(plan_labels(names_of(extract, ground, spots_of(extract), streets), tiles), 1)
    printer = Printer([Theme.LIGHT])

    def drawn(side: int) -> dict[object, Image.Image]:
        blocks = [Block(part) for part in tiles.blocks(side)]
        printed = (one for block in blocks for one in printer.tiles(paint(scene, block, 43.74), block, lettered))
        return {tile: Image.open(io.BytesIO(png)).convert("L") for _, tile, png in printed}

    whole, single = drawn(8), drawn(1)
    assert whole.keys() == single.keys()
    for tile, picture in whole.items():
        differing = ImageChops.difference(picture, single[tile]).point(lambda value: 255 if value > 40 else 0)
        # A name cut at a border would differ in hundreds of pixels.
        assert differing.histogram()[255] < 40


def test_sheet_of_something_else_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
    with pytest.raises(NoMapPack):
        read_sheet(connection)
    connection.execute("INSERT INTO metadata VALUES ('fieldapp_format', '99')")
    with pytest.raises(NoMapPack, match="newer"):
        read_sheet(connection)
    connection.close()
