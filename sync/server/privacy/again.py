"""The list of what was erased, and erasing it again: a backup of before brings back what it held then.

The list holds kinds, ids and reasons, never a word. It is written out before a restore (`privacy erasures`) and gone
through after it (`privacy repeat`). A place in somebody else's text is made bare as a whole, because the words by
which it was found are known to nobody any more.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sync.records import KINDS
from sync.server.privacy import journal, plan
from sync.server.privacy.erasing import REQUESTER, Order
from sync.server.privacy.plan import Target
from sync.server.privacy.policy import Kept
from sync.server.privacy.printing import csv_of
from sync.server.rows import RecordRow
from sync.server.rows_privacy import FILE, ErasureRow
from sync.server.store import Unit

HEAD = ("kind", "id", "at", "why")
_WHOLE = frozenset({"caller", "attachment", "acknowledgement", "reach", "conflict"})
_POSITION = f"policy:{Kept.POSITIONS}"


class ListTrouble(Exception):
    """This is not such a list; the code says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    kind: str
    id: str
    why: str


def written(unit: Unit) -> bytes:
    """Give the list of all that was erased, photos' bytes aside: they go with the records that show them."""
    rows = (row for row in unit.every(ErasureRow) if row.kind != FILE)
    return csv_of(HEAD, ([row.kind, row.id, row.at, row.why] for row in rows))


def read(content: bytes) -> list[Listed]:
    """Read such a list; raise `ListTrouble`."""
    try:
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        if tuple(head) != HEAD:
            raise ListTrouble("list-not-valid")
        return [Listed(kind, record, why) for kind, record, _, why in rows]
    except (ValueError, csv.Error):
        raise ListTrouble("list-not-valid") from None


def order_of(unit: Unit, listed: Sequence[Listed]) -> Order:
    """Plan to erase again what is there again."""
    targets = tuple(_targets(unit, listed))
    receipts = tuple(journal.find(unit, {(one.kind, one.id) for one in listed}, lambda text: False))
    requesters = tuple(one.id for one in listed if one.kind == REQUESTER)
    return Order(targets, requesters, receipts, {(one.kind, one.id): one.why for one in listed})


def _targets(unit: Unit, listed: Iterable[Listed]) -> Iterator[Target]:
    known = {(one.kind, one.id): one.why for one in listed if one.kind in KINDS}
    for key, row in unit.get(RecordRow, list(known)).items():
        why = known[str(key[0]), str(key[1])]
        fields = row.fields()
        is_whole = why != _POSITION and (row.kind in _WHOLE or _is_elimination(why))
        if is_whole and (not row.removed or plan.has_person(row.kind, fields)):
            yield plan.eliminated(row.kind, row.id, row.rv, fields, removed=row.removed)
        elif why == _POSITION and fields.get("lat") is not None:
            yield plan.set_to(row.kind, row.id, row.rv, {"lat": None, "long": None})
        elif not is_whole and plan.bare(row.kind, fields):
            yield plan.anonymised(row.kind, row.id, row.rv, fields)


def _is_elimination(why: str) -> bool:
    return why in {f"policy:{kept}" for kept in (Kept.REPORTS, Kept.DRAFTS, Kept.ROUNDS)}
