"""Spreadsheets: what a French Excel opens, and what it must never run."""

import zipfile
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from fieldapp.ui.spreadsheets import Table, csv_bytes, guarded, has_xlsx, xlsx_bytes

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 23, 14, 36, tzinfo=PARIS)
TABLE = Table(
    "Ouverts", ("N°", "Lieu", "Reçu", "Lat"), [("A1", "Place d’Armes; « haut »", AT, -1.25), ("A2", None, None, 48)]
)
EVIL = ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1"]


def test_csv_is_what_a_french_excel_opens() -> None:
    written = csv_bytes(TABLE)
    assert written.startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8"
    lines = written.decode("utf-8-sig").split("\r\n")
    assert lines == ["N°;Lieu;Reçu;Lat", 'A1;"Place d’Armes; « haut »";2026-11-23 14:36;-1,25', "A2;;;48", ""]


@pytest.mark.parametrize("text", EVIL)
def test_text_that_begins_like_a_formula_is_never_one(text: str) -> None:
    assert guarded(text) == f"'{text}"
    written = csv_bytes(Table("x", ("a",), [(text,)])).decode("utf-8-sig")
    assert written.split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_innocent_texts_and_numbers_stay_as_they_are() -> None:
    assert [guarded(text) for text in ("12 rue", "d’Armes", "", "A=B")] == ["12 rue", "d’Armes", "", "A=B"]
    assert csv_bytes(Table("x", ("a",), [(-1.5,)])).decode("utf-8-sig").split("\r\n")[1] == "-1,5"


def test_xlsx_holds_texts_as_texts_and_moments_as_moments() -> None:
    assert has_xlsx(), "a desk has the library"
    written = xlsx_bytes(Table("À [trier]/*", ("a", "b", "c"), [("=1+1", AT, 2.5), ("http://host/x", None, None)]))
    with zipfile.ZipFile(BytesIO(written)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        assert 'name="À trier"' in book.read("xl/workbook.xml").decode()
        assert not [name for name in book.namelist() if "rels" in name and "sheet" in name], "no link"
    assert "<f>" not in sheet
    assert "=1+1" in strings
    # 23 November 2026, 14:36 in the town, as days since 1900.
    assert "<v>46349.60833" in sheet
    assert "autoFilter" in sheet
