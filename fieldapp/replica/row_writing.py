"""Writing rows as the engine wants them kept: what is known of them, shadows, tables, search, photos."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import among, run_each, upsert, upsert_into
from fieldapp.replica.engine_tables import ParkedRow, ShadowRow, SyncRow
from fieldapp.replica.photo_files import let_go_of_records
from fieldapp.replica.rows import drop_rows, put_rows
from fieldapp.replica.search_backlog import AT_ONCE_MAX, index_later, last_row
from fieldapp.replica.search_index import SEARCHED_KINDS, forget_records, index_records
from fieldapp.replica.shelf_values import (
    KNOWN_NAMES,
    is_known,
    is_known_otherwise,
    known_values,
    parked_values,
    shadow_of,
)
from fieldapp.replica.tables import ROW_TYPES, table_of
from sync.client.rows import Row, shown
from sync.client.shelf import Step
from sync.core.model import Fields
from sync.records import KINDS


def keep_steps(session: Session, steps: Sequence[Step]) -> None:
    """Write each `step.after`, only what differs; a blank one leaves no trace."""
    by_kind: dict[str, list[Step]] = {}
    for step in steps:
        by_kind.setdefault(step.after.kind, []).append(step)
    for kind, of_kind in by_kind.items():
        _keep_known(session, kind, of_kind)
        _keep_parked(session, kind, of_kind)
        _keep_shown(session, kind, [step.after for step in of_kind if step.reads_other])
        _keep_shadows(session, kind, of_kind)
        blank = [step.after.id for step in of_kind if step.after.is_blank]
        if kind == "attachment" and blank:
            let_go_of_records(session, blank)


def _keep_known(session: Session, kind: str, steps: list[Step]) -> None:
    changed = [step.after for step in steps if is_known_otherwise(step.before, step.after)]
    statement = upsert_into(table_of(SyncRow), KNOWN_NAMES)
    known = [statement.members(known_values(row)) for row in changed if is_known(row)]
    run_each(session, statement.sql, known)
    _drop(session, table_of(SyncRow), kind, [row.id for row in changed if not is_known(row)])


def _keep_parked(session: Session, kind: str, steps: list[Step]) -> None:
    changed = [step.after for step in steps if step.before.parked is not step.after.parked]
    upsert(session, table_of(ParkedRow), [parked_values(row.parked) for row in changed if row.parked])
    _drop(session, table_of(ParkedRow), kind, [row.id for row in changed if not row.parked])


def _keep_shadows(session: Session, kind: str, steps: list[Step]) -> None:
    changed = [step for step in steps if shadow_of(step.before) is not shadow_of(step.after)]
    shadows = [{"kind": kind, "id": step.after.id, "fields": shadow_of(step.after)} for step in changed]
    upsert(session, table_of(ShadowRow), [shadow for shadow in shadows if shadow["fields"] is not None])
    _drop(session, table_of(ShadowRow), kind, [step.after.id for step in changed if shadow_of(step.after) is None])


def _keep_shown(session: Session, kind: str, rows: list[Row]) -> None:
    if kind not in ROW_TYPES:
        return
    spec = KINDS[kind]
    fields = {row.id: shown(row, spec) for row in rows}
    show(session, kind, fields)


def _drop(session: Session, table: Table, kind: str, ids: list[str]) -> None:
    if ids:
        session.execute(delete(table).where(table.c.kind == kind, among(table.c.id, ids)))


def show(session: Session, kind: str, records: Mapping[str, Fields | None]) -> None:
    """Put these records (id -> fields) on the screens, and take those off that are None."""
    present = {record_id: fields for record_id, fields in records.items() if fields is not None}
    if kind in SEARCHED_KINDS and len(present) > AT_ONCE_MAX:
        after_row = last_row(session, kind)
        put_rows(session, kind, present)
        index_later(session, kind, present, after_row)
    else:
        put_rows(session, kind, present)
        index_records(session, kind, present)
    gone = records.keys() - present.keys()
    if gone:
        drop_rows(session, kind, gone)
        forget_records(session, kind, gone)
