"""Keeps `PublicRow` true: it is written in the transaction that changes a report."""

from collections.abc import Iterator, Sequence
from math import floor

from sync.core.model import Fields
from sync.records.geometry import Box
from sync.records.publication import PUBLICATION, Publication
from sync.records.report import ReportStatus
from sync.server.rows import RecordRow
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit
from sync.server.worktable import Step

REPORT = "report"
CELLS_PER_DEGREE = 100
DAY_CHARACTERS = 10


def write_public_index(unit: Unit, steps: Sequence[Step]) -> None:
    """Note where the reports of these steps are found, forget those that were removed."""
    for step in steps:
        if step.after.kind != REPORT:
            continue
        before = _of_row(step.before)
        after = None if step.after.removed else index_row(step.after.id, step.after.fields)
        if after is not None and after != before:
            unit.put([after])
        if after is None and before is not None:
            unit.drop(PublicRow, [before.key])


def renew_public_index(unit: Unit) -> None:
    """Build the index of a town whose reports are older than it."""
    if next(iter(unit.every(PublicRow)), None) is None:
        rows = (_of_row(row) for row in unit.find(RecordRow, "kind", [REPORT]))
        unit.put([row for row in rows if row is not None])


def misplaced(unit: Unit, batch: Sequence[RecordRow]) -> Iterator[str]:
    """Name the reports of a batch that the public's questions would miss or find where they are not."""
    reports = [row for row in batch if row.kind == REPORT]
    kept = unit.get(PublicRow, [(row.id,) for row in reports])
    # A town of before this index has none of it until its server starts.
    if kept or next(iter(unit.every(PublicRow)), None) is not None:
        yield from (row.id for row in reports if kept.get((row.id,)) != _of_row(row))


def index_row(report: str, fields: Fields) -> PublicRow:
    """Give the row of a report."""
    requested = str(fields.get("requested_datetime") or "")
    return PublicRow(
        report=report,
        number=str(fields.get("number") or ""),
        requested_on=requested[:DAY_CHARACTERS],
        moved_on=str(fields.get("moved_at") or requested)[:DAY_CHARACTERS],
        cell=_cell(*(floor(float(fields[name]) * CELLS_PER_DEGREE) for name in ("lat", "long"))),
        service_code=str(fields.get("service_code") or ""),
        status=str(fields.get("status") or ReportStatus.NOUVEAU),
        publication=str(fields.get(PUBLICATION) or Publication.NONE),
    )


def cells_of(box: Box) -> Iterator[str]:
    """Name the cells that a box touches."""
    for row in range(floor(box.south * CELLS_PER_DEGREE), floor(box.north * CELLS_PER_DEGREE) + 1):
        for column in range(floor(box.west * CELLS_PER_DEGREE), floor(box.east * CELLS_PER_DEGREE) + 1):
            yield _cell(row, column)


def cell_count(box: Box) -> float:
    """Say about how many cells a box touches, before they are named."""
    return ((box.north - box.south) * CELLS_PER_DEGREE + 1) * ((box.east - box.west) * CELLS_PER_DEGREE + 1)


def _cell(row: int, column: int) -> str:
    return f"{row}:{column}"


def _of_row(row: RecordRow | None) -> PublicRow | None:
    return None if row is None or row.removed else index_row(row.id, row.record().fields)
