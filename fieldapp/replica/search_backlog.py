"""What came with a large page and is not in the search yet: it is indexed afterwards, a few rows at a time.

The words of a record cost as much as all the rest of it, and nobody searches while ten thousand reports come down.
So a large page writes no entry for a record that is new here; it notes (in the same transaction) after which row of
the kind's table one has to look. The rows after it that have no entry are the backlog: nothing can be forgotten, not
even by a kill, and what is purged meanwhile is simply not there any more.

A record that has an entry already is indexed at once, whatever the page: an entry is never old.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from fieldapp.replica.rows import shown_fields_of
from fieldapp.replica.search_index import SEARCHED_KINDS, entered, index_records
from fieldapp.replica.settings import Setting, set_setting, setting
from sync.core.model import Fields

AT_ONCE_MAX: Final = 100
"""Records of one kind that are indexed with their page: every small sync, and every gesture."""
STEP_ROWS: Final = 100
"""About 10 ms: no screen waits longer for the backlog."""


def last_row(session: Session, kind: str) -> int:
    """Give the last row number of a kind's table: whatever is new gets a higher one."""
    return int(session.execute(text(f'SELECT coalesce(max(rowid), 0) FROM "{kind}"')).scalar_one())


def index_later(session: Session, kind: str, records: Mapping[str, Fields], after_row: int) -> None:
    """Index what has an entry already, and note that the rest is to be looked for after this row."""
    known = entered(session, kind, records)
    index_records(session, kind, {record_id: records[record_id] for record_id in known})
    if len(known) < len(records):
        lag_after(session, kind, after_row)


def lag_after(session: Session, kind: str, after_row: int) -> None:
    """Note that what has no entry is to be looked for after this row."""
    lags = setting(session, Setting.SEARCH_LAGS, {})
    # What an earlier page left may stand before it; what was purged since may have given its numbers back.
    set_setting(session, Setting.SEARCH_LAGS, {**lags, kind: min(lags.get(kind, after_row), after_row)})


def index_some(session: Session) -> tuple[bool, frozenset[str]]:
    """Index the next rows of the backlog; give whether more is left, and the kinds that are complete now."""
    lags: dict[str, int] = setting(session, Setting.SEARCH_LAGS, {})
    if not lags:
        return False, frozenset()
    kind = min(lags)
    last, ids = _missing(session, kind, lags.pop(kind))
    index_records(session, kind, shown_fields_of(session, kind, ids))
    if len(ids) == STEP_ROWS:
        set_setting(session, Setting.SEARCH_LAGS, {**lags, kind: last})
        return True, frozenset()
    set_setting(session, Setting.SEARCH_LAGS, lags)
    return bool(lags), frozenset((kind,))


def _missing(session: Session, kind: str, after_row: int) -> tuple[int, list[str]]:
    assert kind in SEARCHED_KINDS, "only kinds that are searched lag behind"
    found = session.execute(
        text(
            f'SELECT rowid, id FROM "{kind}" AS shown WHERE rowid > :after_row AND NOT EXISTS '  # a kind of ours
            "(SELECT 1 FROM search_entry AS entry WHERE entry.kind = :kind AND entry.id = shown.id) "
            "ORDER BY rowid LIMIT :rows"
        ),
        {"after_row": after_row, "kind": kind, "rows": STEP_ROWS},
    ).all()
    return (found[-1].rowid if found else after_row), [row.id for row in found]
