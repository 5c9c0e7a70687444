"""Tables for spreadsheets: CSV that a French Excel opens by itself, and XLSX where the device has the library.

A cell's type decides how it is written. A text that begins like a formula is never one: whoever reports something could
otherwise make the town hall's spreadsheet fetch or run what he likes (OWASP, « CSV injection »).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO, StringIO
from typing import Any, Final

Cell = str | int | float | datetime | None
"""What stands in a cell; a moment is in the zone in which it is to be read."""
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet may take for a formula, those of full width included."""
WIDTH_MIN: Final = 8
WIDTH_MAX: Final = 48
TEXT_MAX: Final = 32_767
"""Characters that Excel keeps of one cell."""
_MOMENT: Final = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name and the names of its columns."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_bytes(table: Table) -> bytes:
    """Write a table as CSV: `;`, decimal comma, CRLF, and the mark by which Excel knows UTF-8."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(name) for name in table.head])
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return written.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Put an apostrophe before what could be taken for a formula, spaces before it or not."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS) or text.startswith(_STARTS) else text


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case datetime():
            return cell.strftime(_MOMENT)
        case float():
            return f"{cell:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        case _:
            return str(cell)


def has_xlsx() -> bool:
    """Tell whether this device can write XLSX: a desk has the library, a tablet need not."""
    return find_spec("xlsxwriter") is not None


def xlsx_bytes(table: Table) -> bytes:
    """Write a table as XLSX: a head that stays in sight, a filter on each column, moments as moments."""
    # Imported here: the library costs a tenth of a second, and a tablet need not have it.
    from xlsxwriter import Workbook

    written = BytesIO()
    # Nothing that is typed becomes a formula, a link or a number by itself, and no file is written aside.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(written, options)
    sheet = book.add_worksheet(_sheet_name(table.name))
    bold = book.add_format({"bold": True, "bottom": 1})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, name in enumerate(table.head):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, _width(table, column))
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, (number, column), cell, moment)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.head) - 1)
    book.close()
    return written.getvalue()


def _write(sheet: Any, at: tuple[int, int], cell: Cell, moment: Any) -> None:
    match cell:
        case None:
            return
        case str():
            sheet.write_string(*at, cell[:TEXT_MAX])
        case datetime():
            # A spreadsheet knows no zones: the clock as it is read in the town.
            sheet.write_datetime(*at, cell.replace(tzinfo=None), moment)
        case _:
            sheet.write_number(*at, cell)


def _width(table: Table, column: int) -> int:
    longest = max((len(_plain(row[column])) for row in table.rows[:200]), default=0)
    return min(max(longest, len(table.head[column]), WIDTH_MIN) + 2, WIDTH_MAX)


def _sheet_name(name: str) -> str:
    """Give a name that Excel accepts: 31 characters, no bracket, colon, star, question mark or slash."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\")[:31].strip("'") or "Liste"
