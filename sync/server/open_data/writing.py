"""The files of open data, written piece by piece: nothing waits for the whole.

CSV is what a French Excel opens by itself (DOMAIN C.2): UTF-8 with its mark, semicolons, CRLF. A text that a
spreadsheet would take for a formula gets an apostrophe before it. GeoJSON is RFC 7946: longitude first, no `crs`.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from sync.core.instants import parse_instant
from sync.server.open_data.bulk import FIELDS, Cell

Rows = Sequence[Mapping[str, Cell]]
BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_MOMENTS = frozenset({"requested_datetime", "updated_datetime", "closed_date"})


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is written as it is sent: what stands before, between and after the rows."""

    media_type: str
    head: str
    rows: Callable[[Rows], str]
    between: str
    tail: str


def csv_rows(rows: Rows) -> str:
    """Write rows as lines of CSV."""
    return _lines([[guarded(row[name]) for name in FIELDS] for row in rows])


def guarded(cell: Cell) -> Cell:
    """Give a cell that no spreadsheet runs: numbers stay numbers, texts stay texts."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def geojson_rows(rows: Rows) -> str:
    """Write rows as features, a comma between two."""
    return ",\n".join(json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":")) for row in rows)


def _feature(row: Mapping[str, Cell]) -> dict[str, Any]:
    lat, long = row["lat"], row["long"]
    point = None if lat is None or long is None else {"type": "Point", "coordinates": [long, lat]}
    return {"type": "Feature", "id": row["service_request_id"], "geometry": point, "properties": dict(row)}


def _lines(table: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table)
    return text.getvalue()


CSV = Form("text/csv; charset=utf-8; header=present", BYTE_ORDER_MARK + _lines([FIELDS]), csv_rows, "", "")
GEOJSON = Form("application/geo+json", '{"type":"FeatureCollection","features":[\n', geojson_rows, ",\n", "\n]}\n")
WORKBOOK_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(file: IO[bytes], pages: Iterable[Rows]) -> None:
    """Write a workbook with one sheet; moments are dates of the sheet, in UTC."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, moment = book.add_worksheet("reports"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, FIELDS, book.add_format({"bold": True}))
        n = 0
        for rows in pages:
            for row in rows:
                n += 1
                for column, name in enumerate(FIELDS):
                    _write_cell(sheet, (n, column), row[name], moment if name in _MOMENTS else None)


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, moment: Any) -> None:
    if cell is None:
        return
    if moment is not None:
        sheet.write_datetime(*place, parse_instant(str(cell)).replace(tzinfo=None), moment)
    elif isinstance(cell, str):
        sheet.write_string(*place, cell)
    else:
        sheet.write_number(*place, cell)
