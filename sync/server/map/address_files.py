"""Address files of the French national base: BAN as published (CSV) and BAL 1.x as towns write them.

Both have a heading line; their columns are known by name, in any order. BAN separates with semicolons or commas, BAL
with semicolons; the text is UTF-8, packed with gzip or not. A line without a position or a name is counted and left
out.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sync.records.addresses.words import HouseNumber, house_number
from sync.records.geometry import Box
from sync.server.map.extract import Told
from sync.server.map.streets import House, Streets
from sync.server.map.trouble import MapTrouble

LINES_MAX = 3_000_000
LINE_BYTES_MAX = 64_000
NO_NUMBER = "99999"  # BAL: a place that has a name and no numbers

# What we read -> the names that it has in BAL 1.x and in the published BAN.
_COLUMNS = {
    "street": ("voie_nom", "nom_voie"),
    "hamlet": ("lieudit_complement_nom", "nom_ld"),
    "number": ("numero",),
    "suffix": ("suffixe", "rep"),
    "town": ("commune_nom", "nom_commune"),
    "postcode": ("code_postal",),
    "long": ("long", "lon"),
    "lat": ("lat",),
    "kind": ("position", "type_position"),
    "id": ("cle_interop", "id"),
}
_NEEDED = ("street", "number", "long", "lat")
# A house has several positions; the entrance is where an agent goes.
_BEST_KINDS = ("entrée", "entree", "délivrance postale", "bâtiment", "batiment", "")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    houses: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Line:
    street: str
    number: HouseNumber
    house: House
    town: str
    postcode: str
    kind: str

    @property
    def key(self) -> tuple[str, HouseNumber, str]:
        return self.street, self.number, self.town


def import_addresses(path: Path, streets: Streets, box: Box, told: Told) -> Imported:
    """Add the addresses of a file that lie inside a box; raise `MapTrouble` where it is no address file."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            told(f"read {path.name}", 0, 1)
            if packed:
                with gzip.open(file) as unpacked:
                    found = _imported(path, _text(unpacked), streets, box)
            else:
                found = _imported(path, _text(file), streets, box)
            told(f"read {path.name}", 1, 1)
            return found
    except UnicodeDecodeError as trouble:
        raise MapTrouble(f"{path.name} is not written in UTF-8, as BAN and BAL are.") from trouble
    except (EOFError, gzip.BadGzipFile, zlib.error) as trouble:
        raise MapTrouble(f"{path.name} is cut off or damaged: {trouble}. Fetch it again.") from trouble
    except csv.Error as trouble:
        raise MapTrouble(f"{path.name} cannot be read as lines of columns: {trouble}.") from trouble
    except OSError as trouble:
        raise MapTrouble(f"{path.name} cannot be read: {trouble.strerror or trouble}.") from trouble


def _text(file: IO[bytes] | gzip.GzipFile) -> Iterator[str]:
    mark = b"\xef\xbb\xbf"
    while line := file.readline(LINE_BYTES_MAX):
        if len(line) == LINE_BYTES_MAX:
            raise csv.Error("a line is longer than any address")
        yield line.removeprefix(mark).decode("utf-8")
        mark = b"\0"  # only a file begins with a byte order mark; no line begins so


def _imported(path: Path, text: Iterator[str], streets: Streets, box: Box) -> Imported:
    best: dict[tuple[str, HouseNumber, str], _Line] = {}
    left_out = 0
    for row in _rows(path, text):
        line = _read(row)
        if line is None or not _holds(box, line):
            left_out += 1
            continue
        before = best.get(line.key)
        if before is None or _order(line.kind) < _order(before.kind):
            best[line.key] = line
    for line in best.values():
        streets.add_house(line.street, line.house, line.town, line.postcode)
    return Imported(len(best), left_out)


def _rows(path: Path, text: Iterator[str]) -> Iterator[Mapping[str, str]]:
    heading = next(text, "")
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    places = {ours: names.index(name) for ours, theirs in _COLUMNS.items() for name in theirs[::-1] if name in names}
    missing = [" or ".join(_COLUMNS[ours]) for ours in _NEEDED if ours not in places]
    if missing:
        raise MapTrouble(f"{path.name} is neither a BAN nor a BAL file: it has no column {', '.join(missing)}.")
    for count, fields in enumerate(csv.reader(text, delimiter=delimiter)):
        if count >= LINES_MAX:
            raise MapTrouble(f"{path.name} has more than {LINES_MAX:,} lines: give the file of the department or town.")
        yield {ours: fields[at].strip() if at < len(fields) else "" for ours, at in places.items()}


def _read(row: Mapping[str, str]) -> _Line | None:
    if row["number"] in (NO_NUMBER, "0", ""):
        return None
    number = house_number(f"{row['number']} {row.get('suffix', '')}".strip())
    street = row["street"] or row.get("hamlet", "")
    try:
        position = float(row["long"].replace(",", ".")), float(row["lat"].replace(",", "."))
    except ValueError:
        return None
    if number is None or not street:
        return None
    house = House(number, position, row.get("id") or None)
    return _Line(street, number, house, row.get("town", ""), row.get("postcode", ""), row.get("kind", "").lower())


def _holds(box: Box, line: _Line) -> bool:
    long, lat = line.house.position
    return box.west <= long <= box.east and box.south <= lat <= box.north


def _order(kind: str) -> int:
    return _BEST_KINDS.index(kind) if kind in _BEST_KINDS else len(_BEST_KINDS)
