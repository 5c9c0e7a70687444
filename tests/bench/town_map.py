"""A map pack from an extract, on one core: how long it takes, how large it is, how fast it finds an address.

    make bench BENCH=map EXTRACT=monaco.osm.gz       # without one: the demo's plan, and the cut that the tests read

The pictures of three zooms in every theme lie in build/map afterwards: to be looked at beside another map of the town.
Addresses are asked letter by letter, as a person types them, the kind of the street in short; then, in the index of a
far larger town, with slips (`tests.bench.addresses`).
"""

import io
import random
import sqlite3
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from statistics import median
from typing import Final

from PIL import Image

from fieldapp.vault.map_reading import MapReader
from sync.records.addresses.tables import PlaceKind
from sync.records.map_pack import Theme
from sync.server.demo.plan_builder import build_plan
from sync.server.demo.plan_osm import to_osm
from sync.server.map.building import Built, Order, build
from sync.server.map.label_plan import short_form
from sync.server.map.mercator import TILE_PX, to_world
from tests.bench.addresses import addresses
from tests.bench.cold import highest_mb, load
from tests.bench.figures import Figure, Setting, Stopwatch, percentile
from tests.bench.processes import ROOT
from tests.server.map.extract_in_hand import MONTE_CARLO

BUILD_S_MOST, ADDRESS_MS_MOST = 60, 20
ZOOMS, ZOOMS_QUICK = (12, 18), (12, 15)
LOOKED_AT: Final = (14, 16, 18)
SIDE_TILES: Final = 4
STREETS_ASKED: Final = 40
SEED: Final = 7
KNOWN: Final = ("bd moulins", "Boulevard des Moulins")
PICTURES: Final = ROOT / "build" / "map"


def town_map(setting: Setting) -> Iterator[Figure]:
    """Build each pack, ask it, draw what is to be looked at."""
    for name, extract, code in _extracts(setting):
        zooms = ZOOMS_QUICK if setting.is_quick else ZOOMS
        out = setting.folder / f"{name}.mbtiles"
        order = Order(extract, out, zoom_min=zooms[0], zoom_max=zooms[1], is_invented=name == "demo")
        wall, processor = Stopwatch(), Stopwatch(time.process_time)
        with wall.running(), processor.running():
            built = build(order, setting.tell)
        told = f"map of {built.name}, {3 * built.tiles} tiles"
        yield Figure(
            f"{told}: built on one core (to be below {BUILD_S_MOST})", wall.seconds, "s", code=f"map_build_{code}s"
        )
        yield Figure(f"{told}: of the processor", processor.seconds, "s", code=f"map_build_{code}cpu_s")
        yield Figure(f"{told}: the pack", built.size_bytes / 1e6, "MB", code=f"map_pack_{code}mb")
        yield from _asked(out, built, code)
        _look(out, name)
    yield from addresses(setting)
    yield Figure("building maps: memory at its highest", highest_mb(), "MB", code="map_rss_mb")
    yield Figure("programs that wanted this machine's processors meanwhile", load(), "", code="load")


def _extracts(setting: Setting) -> Iterator[tuple[str, Path, str]]:
    """Give what is built: the extract that was asked for, or what everybody has."""
    if setting.extract is not None:
        yield setting.extract.name.partition(".")[0], setting.extract, ""
        return
    demo = setting.folder / "demo.osm"
    demo.write_text(to_osm(build_plan(SEED)), encoding="utf-8")
    yield "demo", demo, ""
    yield "monte-carlo", MONTE_CARLO, "cut_"


def _asked(pack: Path, built: Built, code: str) -> Iterator[Figure]:
    """Ask streets of the pack, letter by letter, in the processor's time; each must be found."""
    reader, streets = MapReader(pack), sorted(_streets(pack))
    if KNOWN[1] in streets:
        assert reader.find(KNOWN[0])[0].name == KNOWN[1], KNOWN
    chosen = random.Random(SEED).sample(streets, min(STREETS_ASKED, len(streets)))
    watch, milliseconds = Stopwatch(time.process_time), list[float]()
    for street in chosen:
        typed = short_form(street).lower()
        for end in range(2, len(typed) + 1):
            with watch.running():
                found = reader.find(typed[:end])
            milliseconds.append(watch.seconds * 1000)
        assert any(one.name == street for one in found), f"« {typed} » does not find {street}"
    reader.close()
    told = f"map of {built.name}: an address per letter, {built.streets} streets"
    yield Figure(f"{told}, 95 of 100", percentile(milliseconds, 95), "ms", code=f"map_address_{code}p95_ms")
    slowest = f"{told}, slowest (to be below {ADDRESS_MS_MOST})"
    yield Figure(slowest, max(milliseconds), "ms", code=f"map_address_{code}ms")


def _streets(pack: Path) -> dict[str, tuple[float, float]]:
    """Give the streets of a pack with their places, longitude first."""
    with sqlite3.connect(f"{pack.as_uri()}?mode=ro", uri=True) as rows:
        sql = "SELECT name, long, lat FROM place WHERE kind = ?"
        found = {name: (long, lat) for name, long, lat in rows.execute(sql, (PlaceKind.STREET.value,))}
    rows.close()
    return found


def _look(pack: Path, name: str) -> None:
    """Draw the pictures: as many tiles around the middle of the streets, at each zoom in each theme."""
    places = _streets(pack).values()
    middle = to_world((median(long for long, _ in places), median(lat for _, lat in places)))
    PICTURES.mkdir(parents=True, exist_ok=True)
    reader = MapReader(pack)
    for zoom in LOOKED_AT:
        west, north = (round(share * (1 << zoom)) - SIDE_TILES // 2 for share in middle)
        for theme in Theme:
            sheet = Image.new("RGB", (SIDE_TILES * TILE_PX, SIDE_TILES * TILE_PX))
            for x, y in product(range(SIDE_TILES), repeat=2):
                png = reader.tile(theme, zoom, west + x, north + y)
                if png is not None:
                    sheet.paste(Image.open(io.BytesIO(png)).convert("RGB"), (x * TILE_PX, y * TILE_PX))
            sheet.save(PICTURES / f"{name}-{zoom}-{theme}.png")
    reader.close()
