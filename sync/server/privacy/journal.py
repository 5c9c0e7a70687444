"""The receipts of changes hold what was written: here their values go, and what proves each change stays.

A receipt keeps its number, its hash and its verdict, so that a retry still gets the answer of the first time. No
index leads from a record to its changes (`judged` is the hot table of every push): one reading of the table serves
all that a run erases, outside of the turn to write, and only what was found is written.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence

from sync.core.values import altered
from sync.server.rows import JudgedRow, Key, RecordKey, json_text
from sync.server.store import Unit

EMPTIED = '"edits":{}'
"""How a receipt ends up that has no values any more."""


def find(unit: Unit, records: Collection[RecordKey], has_words: Callable[[str], bool], before: str = "") -> list[Key]:
    """Name the receipts of changes to these records, with these words, or from before an instant."""
    return [
        row.key for row in _full(unit) if row.received_at < before or _is_of(row, records) or has_words(row.change_json)
    ]


def empty(unit: Unit, keys: Sequence[Key]) -> int:
    """Take the values out of these receipts, and say how many had some."""
    rows = [row for row in unit.get(JudgedRow, keys).values() if EMPTIED not in row.change_json]
    unit.put(altered(row, change_json=_emptied(row.change_json)) for row in rows)
    return len(rows)


def _full(unit: Unit) -> Iterator[JudgedRow]:
    return (row for row in unit.every(JudgedRow) if EMPTIED not in row.change_json)


def _is_of(row: JudgedRow, records: Collection[RecordKey]) -> bool:
    if not records:
        return False
    change = json.loads(row.change_json)
    return (change.get("kind"), change.get("id")) in records


def _emptied(text: str) -> str:
    return json_text({**json.loads(text), "edits": {}})
