"""Writes what is handed over: CSV that a French Excel opens, and plain PDF pages."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for another alphabet."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GAP_POINTS = 6
LINE_CHARACTERS_MAX = 4_000


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table; a text that a spreadsheet would take for a formula stays a text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def pdf_of(title: str, parts: Iterable[tuple[str, Sequence[str]]]) -> bytes:
    """Write pages: a title, then headings, each with its lines."""
    written, styles = io.BytesIO(), getSampleStyleSheet()
    story: list[Any] = [Paragraph(escape(title), styles["Title"])]
    for heading, lines in parts:
        story += [Spacer(1, _GAP_POINTS), Paragraph(escape(heading), styles["Heading3"])]
        story += [Paragraph(escape(line[:LINE_CHARACTERS_MAX]), styles["BodyText"]) for line in lines]
    # Invariant: the same content is the same file, and no hour of this machine stands in it.
    SimpleDocTemplate(written, pagesize=A4, title=title, author="", invariant=1).build(story)
    return written.getvalue()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
