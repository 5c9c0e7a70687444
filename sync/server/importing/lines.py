"""The lines of a file that is to be imported: CSV as spreadsheets write it, or the features of a GeoJSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_BYTES_MAX = 50 * 1024 * 1024
LINES_MAX = 20_000
"""What one transaction judges in a few seconds; more is cut into several files."""


class ImportTrouble(Exception):
    """The file cannot be read as it is; the code says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands in its file, and its cells by the names of the columns, stripped."""

    number: int
    cells: Mapping[str, str]

    def cell(self, *names: str) -> str:
        """Give the first of these cells that holds something."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


def read_lines(path: Path, wanted: Sequence[str]) -> list[Line]:
    """Read a file whose columns include these; raise `ImportTrouble`."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= FILE_BYTES_MAX else None
    except OSError:
        raise ImportTrouble("file-not-there") from None
    if raw is None:
        raise ImportTrouble("file-too-large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportTrouble("file-not-utf-8") from None
    lines = _features(text) if text.lstrip().startswith("{") else _table(text)
    if len(lines) > LINES_MAX:
        raise ImportTrouble("too-many-lines")
    if not lines or any(name not in lines[0].cells for name in wanted):
        raise ImportTrouble("columns-missing")
    return lines


def _table(text: str) -> list[Line]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") >= head.count(",") else ",")
    lines: list[Line] = []
    try:
        names = [name.strip() for name in next(reader, [])]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                told = dict.fromkeys(names, "") | dict(zip(names, (cell.strip() for cell in cells), strict=False))
                lines.append(Line(reader.line_num, told))
    except csv.Error:
        raise ImportTrouble("not-a-table") from None
    return lines


def _features(text: str) -> list[Line]:
    """Read features; their number is their place among the others, from 1."""
    try:
        document = json.loads(text)
        return [Line(n, _cells(feature)) for n, feature in enumerate(document["features"], start=1)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ImportTrouble("not-geojson") from None


def _cells(feature: Mapping[str, Any]) -> dict[str, str]:
    told = {str(name): "" if value is None else str(value).strip() for name, value in feature["properties"].items()}
    geometry = feature.get("geometry")
    if geometry is not None and geometry["type"] == "Point":
        long, lat = geometry["coordinates"][:2]
        told |= {"lat": str(lat), "long": str(long)}
    return told
