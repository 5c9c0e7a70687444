"""Addresses asked on the device, letter by letter and with slips, in the index of a town of 12,000 streets.

In processor time: what the machine does beside is not the search's, and the slowest answer of 181 is what counts.
"""

import sqlite3
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from statistics import median
from typing import Final

import apsw

from fieldapp.vault.map_reading import MapReader
from sync.records.addresses.words import HouseNumber
from sync.records.map_pack import FORMAT, Theme
from sync.server.map.index_writing import write_index
from sync.server.map.streets import House, Streets
from tests.bench.figures import Figure, Setting, Stopwatch, percentile

STREETS, STREETS_QUICK = 12_000, 1_200
HOUSES: Final = 20
MOST_MS: Final = 20.0
_WAYS: Final = "Rue|Avenue|Boulevard|Impasse|Chemin|Place|Allée|Quai|Route|Square|Passage|Cours".split("|")
_GIVEN: Final = (
    "Jean|Marie|Émile|Jules|Victor|Louise|Georges|Anatole|Marcel|Simone|Pierre|Jeanne|Paul|Lucie|Albert|Berthe|Henri|"
    "Colette|Gustave|Irène|Hector|Rosa|Édouard|Flora|Théodore"
).split("|")
_FAMILY: Final = (
    "Moulin|Grimaldi|Ferry|Hugo|Michel|Clemenceau|France|Proust|Veil|Curie|Zola|Aubrac|Bert|Faure|Camus|Morisot|"
    "Matisse|Courbet|Joliot|Berlioz|Luxemburg|Manet|Tristan|Gastaud|Leclerc|Foch|Jaurès|Gambetta|Pasteur|Lamartine|"
    "Verlaine|Rimbaud|Balzac|Flaubert|Stendhal|Molière|Racine|Corneille|Voltaire|Diderot"
).split("|")
TYPED: Final = (
    "bd jean moulin|av victor hugo|12 rue gustave courbet|pl jules ferri|imp theodore gastau|rue hector berliozz|"
    "chemin de flaubert|sq simone veil|8 quai lucie obrac|bd moulins|rte d emile zolla|generalleclerc"
).split("|")


def addresses(setting: Setting) -> Iterator[Figure]:
    """Measure one answer after each letter; the peer is one bare question to the same full-text index."""
    count = setting.size(STREETS, STREETS_QUICK)
    path = _pack(setting, count)
    reader, bare = MapReader(path), apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    watch = Stopwatch(time.process_time)
    ours: list[float] = []
    peers: list[float] = []
    for typed in TYPED:
        for letters in range(2, len(typed) + 1):
            asked = typed[:letters]
            words = " ".join(f'"{word}"*' for word in asked.split())
            with watch.running():
                reader.find(asked)
            ours.append(watch.seconds * 1000)
            with watch.running():
                _bare(bare, words)
            peers.append(watch.seconds * 1000)
    reader.close()
    told = f"address search per letter, {count} streets; peer: one bare FTS5 question"
    yield Figure(f"{told}, median", median(ours), "ms", median(peers), code="address_ms")
    yield Figure(f"{told}, 95 of 100", percentile(ours, 95), "ms", percentile(peers, 95), code="address_p95_ms")
    yield Figure(f"{told}, slowest (to be below {MOST_MS:.0f})", max(ours), "ms", max(peers), code="address_max_ms")


def _bare(pack: apsw.Connection, words: str) -> list[tuple[int]]:
    sql = "SELECT rowid FROM place_start WHERE place_start MATCH ? ORDER BY rank LIMIT 60"
    return list(pack.execute(sql, (words,)))


def _pack(setting: Setting, count: int) -> Path:
    """Write an index as the builder does, without tiles."""
    streets = Streets()
    for number, names in zip(range(count), product(_WAYS, _GIVEN, _FAMILY), strict=False):
        lat, long = 48.0 + number % 110 / 1_000, 2.0 + number // 110 / 1_000
        name = " ".join(names)
        streets.add_line(name, ((long, lat), (long + 0.001, lat)))
        for house in range(1, HOUSES + 1):
            place = (long + house / 50_000, lat)
            streets.add_house(name, House(HouseNumber(house), place, None), "", "")
    path = setting.folder / "town.mbtiles"
    with sqlite3.connect(path) as pack:
        write_index(pack, list(streets), [])
        pack.execute("CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        sheet = {
            "name": "Bench",
            "bounds": "2.0,48.0,2.2,48.2",
            "minzoom": "12",
            "maxzoom": "18",
            "attribution": "none",
            "fieldapp_format": str(FORMAT),
            "fieldapp_themes": ",".join(Theme),
            "fieldapp_tile_px": "256",
        }
        pack.executemany("INSERT INTO metadata VALUES (?, ?)", sheet.items())
    pack.close()
    return path
