"""Another identity for a device whose own was copied: what waits goes up under a new name, once.

Two devices with one identity (a folder that was copied, a tablet that came back from a backup) number their changes
alike, and the server tells whoever comes second that his number is another's. By then all verdicts that are to be had
under the old name are here (the engine fetches those before that number), so what still waits was never judged.

    waiting    numbered anew from 1 under the new name
    refused    stays in « À rapprocher », under numbers below 1: no push ever meets them
    judged     is at the server, and leaves; a row that still shows it gets the server's word with the next page
"""

from collections.abc import Callable, Sequence

from sync.client.rows import Entry, EntryState, Key, Row
from sync.client.shelf import BATCH_ROWS, Shelf, Step
from sync.core.values import altered

_LOWEST = -(1 << 53)
"""Below every number."""

Begin = Callable[[Sequence[Entry]], None]
"""Replace the whole outbox by these entries; numbers from 1 on are its new chain."""


def rename(shelf: Shelf, device: str, begin: Begin) -> int:
    """Give the device its new name in the shelf's transaction; give how many changes wait under it."""
    old = shelf.entries_from(_LOWEST)
    refused = [entry for entry in old if entry.state is EntryState.REJECTED]
    waiting = [entry.change for entry in old if entry.state is EntryState.WAITING]
    anew = [Entry(altered(change, device=device, n=n)) for n, change in enumerate(waiting, start=1)]
    on_top = {entry.key for entry in old if entry.state in (EntryState.WAITING, EntryState.JUDGED)}
    before = _rows(shelf, sorted(on_top))
    begin([*(_kept(entry, n) for n, entry in enumerate(refused, start=1 - len(refused))), *anew])
    pending: dict[Key, tuple[Entry, ...]] = {}
    for entry in anew:
        pending[entry.key] = (*pending.get(entry.key, ()), entry)
    steps = [Step(row, altered(row, pending=pending.get(row.key, ()))) for row in before]
    shelf.keep_rows([step for step in steps if step.before != step.after])
    # The server's backups hold nothing of the new name yet.
    shelf.keep_place(altered(shelf.place(), durable_n=0))
    return len(anew)


def _kept(entry: Entry, n: int) -> Entry:
    # The receipt stays as it was given, with the number that the change had then.
    return altered(entry, change=altered(entry.change, n=n))


def _rows(shelf: Shelf, keys: Sequence[Key]) -> list[Row]:
    batches = (keys[start : start + BATCH_ROWS] for start in range(0, len(keys), BATCH_ROWS))
    return [row for batch in batches for row in shelf.rows(batch).values()]
