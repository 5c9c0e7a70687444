"""What a device does with a page, with verdicts and with a server that has forgotten: decisions for every store.

To write a store (the real one is in `fieldapp/replica`, the in-memory one in `memory_store`): give it a `Shelf` over
one transaction and call, within that transaction,

    apply         -> apply_page(shelf, page, kinds, now_ms)      commit, then announce `outcome.kinds`
    settle        -> settle_answer(shelf, answer, kinds, now_ms) commit, then announce what it returns
    replay_from   -> replay(shelf, next_n, kinds)                commit
    standing      -> Standing(device, epoch, cursors_of(shelf), purged_of(shelf))
    unsent        -> batch_of(waiting changes by number, changes_max)
    enrol_anew    -> `sync.client.renaming.rename(…)`            commit
    after an update of the app -> retry_parked(shelf, kinds)     commit, announce

and run the suite of `tests/contract/sync_store.py` on it. A commit makes all of a call durable, or none of it: rows,
entries, cursors and digests never move apart. Everything is read and written in batches of `BATCH_ROWS` keys.

What holds at the end of each call:

1. A followed scope's digest counts exactly the rows that name the scope, with the word as received.
2. A row that names no scope has no word: it is mine alone (not yet pulled), sealed, or gone.
3. At the head of the log nothing judged is on top, and nothing is suspect.

**The fence.** The server keeps tombstones for 400 days; a scope's fence is the last position up to which they are
gone. Who has read a scope beyond its fence has missed nothing. Who stands before it may hold rows that went without
a word, and reads the scope again from its start; its first reading began under the fence of its day, so that a
reading which is under way is not begun again by the same fence. The outbox has gone up before (push before pull).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TypeVar

from sync.client.ports import PullOutcome
from sync.client.rows import (
    Entry,
    EntryState,
    Key,
    Row,
    at_head,
    judged,
    left,
    received,
    replayed,
    settled_entries,
)
from sync.client.shelf import BATCH_ROWS, Follow, Place, Shelf, Step, missed_scopes, unbroken_to
from sync.core.digest import Digest, digest_of
from sync.core.instants import ms_of_instant
from sync.core.model import KindSpec, Verdict, VerdictCode
from sync.protocol.messages import Checkpoint, Gone, PullPage, PushAnswer, Put, Table

T = TypeVar("T")
_ANSWERED = tuple(state for state in EntryState if state is not EntryState.WAITING)


def apply_page(shelf: Shelf, page: PullPage, kinds: Mapping[str, KindSpec], now_ms: int) -> PullOutcome:
    """Apply a page with its cursors. A page of another epoch is not applied: it only restarts all reading."""
    opened, place = page.opened, shelf.place()
    is_restart = place.epoch not in ("", opened.epoch)
    work = _Work(shelf, kinds, shelf.follows())
    told = purged_of(shelf)
    purges = {scope: rows for scope, rows in place.purges.items() if scope not in told}
    missed = missed_scopes(work.follows, place, opened.fences)
    for scope in list(work.follows) if is_restart else missed:
        _read_again(work, scope)
    is_applied = not is_restart and not missed
    if is_applied:
        purges = _apply_rows(work, page, purges)
    # A restored server may have taken another's change under a number of ours (an identity that was copied), and may
    # call that number durable: all that is still here is told again. What it knows gets its verdict again.
    replayed = _replay(work, 1 if is_restart else opened.next_n)
    # A restored server tells what is durable of the changes that it still knows, which may be fewer.
    durable_n = opened.durable_n if is_restart else max(place.durable_n, opened.durable_n)
    shelf.forget_sent(durable_n)
    shelf.keep_follows(work.follows)
    offset_ms = ms_of_instant(opened.server_time) - now_ms
    known = {} if is_restart else {**place.fences, **opened.fences}
    fences = {scope: fence for scope, fence in known.items() if scope in work.follows}
    # Grants that are not applied yet are not told: what is still shown was seen under those of before.
    scope_epoch = opened.scope_epoch if is_applied else place.scope_epoch
    shelf.keep_place(Place(opened.epoch, scope_epoch, offset_ms, durable_n, purges, fences))
    return replace(
        work.outcome(),
        again=not is_applied or work.reads_again,
        replayed=replayed,
        is_copied=opened.next_n > shelf.last_n() + 1,
    )


def settle_answer(shelf: Shelf, answer: PushAnswer, kinds: Mapping[str, KindSpec], now_ms: int) -> frozenset[str]:
    """Store the verdicts on what still waits for one; give the kinds whose rows changed."""
    place = shelf.place()
    work = _Work(shelf, kinds, shelf.follows())
    _settle(work, answer, same_epoch=answer.epoch == place.epoch)
    _replay(work, answer.next_n)
    durable_n = max(place.durable_n, answer.durable_n)
    if durable_n > place.durable_n:
        shelf.forget_sent(durable_n)
    offset_ms = ms_of_instant(answer.server_time) - now_ms
    shelf.keep_place(replace(place, offset_ms=offset_ms, durable_n=durable_n))
    return frozenset(work.kinds_changed)


def replay(shelf: Shelf, next_n: int, kinds: Mapping[str, KindSpec]) -> int:
    """Make the changes from this number on wait again; give how many they are."""
    return _replay(_Work(shelf, kinds, {}), next_n)


def retry_parked(shelf: Shelf, kinds: Mapping[str, KindSpec]) -> frozenset[str]:
    """Try parked rows again, after an update of the app; give the kinds whose rows changed."""
    work = _Work(shelf, kinds, shelf.follows())
    for batch in _batches(shelf.parked()):
        rows = shelf.rows(batch).values()
        work.keep((row, _tried_again(work, row, row.parked)) for row in rows if row.parked is not None)
    return frozenset(work.kinds_changed)


def cursors_of(shelf: Shelf) -> dict[str, int]:
    """Give scope -> the last position applied."""
    return {scope: follow.cursor for scope, follow in shelf.follows().items()}


def purged_of(shelf: Shelf) -> dict[str, int]:
    """Give the scopes taken away whose rows are all gone, sealed ones included: what the next pull tells."""
    purges = shelf.place().purges
    sealing = shelf.sealing() if purges else ()
    return {scope: rows for scope, rows in purges.items() if scope not in sealing}


@dataclass(slots=True)
class _Work:
    """One call on one shelf: follows as they become, and what the outcome will tell."""

    shelf: Shelf
    kinds: Mapping[str, KindSpec]
    follows: dict[str, Follow]
    kinds_changed: set[str] = field(default_factory=set)
    mismatched: list[str] = field(default_factory=list)
    reads_again: bool = False
    parked: int = 0
    purged: int = 0

    def keep(self, pairs: Iterable[tuple[Row, Row]]) -> None:
        """Keep the rows that differ, with their digests and the entries that they let go."""
        steps = [Step(before, after) for before, after in pairs if before != after]
        moved: dict[str, tuple[int, int]] = {}
        for step in steps:
            self._count(step, moved)
        for scope in moved.keys() & self.follows.keys():
            follow = self.follows[scope]
            self.follows[scope] = follow.counting(follow.digest.moved(*moved[scope]))
        self.shelf.keep_rows(steps)
        self.shelf.keep_entries([entry for step in steps for entry in settled_entries(step.before, step.after)])

    def each(self, keys: Sequence[Key], change: Callable[[Row], Row]) -> None:
        """Change the rows of these keys, batch by batch."""
        for batch in _batches(keys):
            self.keep((row, change(row)) for row in self.shelf.rows(batch).values())

    def outcome(self) -> PullOutcome:
        """Tell what changed."""
        return PullOutcome(frozenset(self.kinds_changed), self.parked, tuple(self.mismatched), self.purged)

    def _count(self, step: Step, moved: dict[str, tuple[int, int]]) -> None:
        before, after = step.before, step.after
        if step.shows_other:
            self.kinds_changed.add(after.kind)
        self.parked += after.parked is not None and after.parked is not before.parked
        self.purged += bool(before.rv) and after.is_blank
        # The hash counts too: a restored server gives the same version to other words.
        if (before.scopes, before.rv, before.hash, before.parked) == (after.scopes, after.rv, after.hash, after.parked):
            return
        for row, sign in ((before, -1), (after, 1)):
            term = row.term if row.scopes else 0
            for scope in row.scopes:
                count, total = moved.get(scope, (0, 0))
                moved[scope] = count + sign, total + sign * term


def _settle(work: _Work, answer: PushAnswer, *, same_epoch: bool) -> None:
    verdicts = {verdict.n: verdict for verdict in answer.verdicts}
    # A first sync is nothing else: records that the server has never spoken of, and a yes to each.
    taken = [verdict for verdict in verdicts.values() if verdict.code is not VerdictCode.REJECTED]
    unheard = work.shelf.judge_unheard(taken) if taken else {}
    work.kinds_changed.update(unheard.values())
    for batch in _batches(sorted(verdicts.keys() - unheard.keys())):
        _settle_rows(work, {n: verdicts[n] for n in batch}, same_epoch=same_epoch)


def _settle_rows(work: _Work, verdicts: Mapping[int, Verdict], *, same_epoch: bool) -> None:
    entries = work.shelf.entries(verdicts.keys()).values()
    waiting = sorted((e for e in entries if e.state is EntryState.WAITING), key=lambda entry: entry.change.n)
    rows = work.shelf.rows({entry.key for entry in waiting})
    before = dict(rows)
    kept: list[Entry] = []
    for entry in waiting:
        rows[entry.key], settled = judged(rows[entry.key], verdicts[entry.change.n], same_epoch=same_epoch)
        kept.append(settled)
    work.shelf.keep_entries(kept)
    work.keep((before[key], row) for key, row in rows.items())


def _apply_rows(work: _Work, page: PullPage, purges: dict[str, int]) -> dict[str, int]:
    granted = frozenset(page.opened.granted)
    withdrawn = sorted(work.follows.keys() - granted)
    held = {scope: list(work.shelf.keys_in(scope)) for scope in withdrawn}
    for scope in withdrawn:
        del work.follows[scope]
    for scope in granted - work.follows.keys():
        work.follows[scope] = Follow()
    for table in page.tables:
        _take_table(work, table)
    _take_lines(work, page.rows)
    _advance(work, page.checkpoint)
    kept = {scope: rows for scope, rows in purges.items() if scope not in granted}
    return kept | _withdraw(work, held)


def _withdraw(work: _Work, held: Mapping[str, Sequence[Key]]) -> dict[str, int]:
    """Let rows leave scopes that were taken away; give scope -> rows that go, now or (sealed) later.

    Last of all that a page does: what it takes out of its other scopes as well is sealed for the one that was taken
    away, and holds back the word that this one is purged. (The other way round, the row was sealed for the others.)
    """
    gone, scopes = dict.fromkeys(held, 0), frozenset(held)
    holding: dict[Key, list[str]] = {}
    for scope, keys in held.items():
        for key in keys:
            holding.setdefault(key, []).append(scope)
    for batch in _batches(sorted(holding)):
        pairs = [(row, left(row, scopes)) for row in work.shelf.rows(batch).values()]
        for scope in (scope for _, after in pairs if not after.scopes for scope in holding[after.key]):
            gone[scope] += 1
        work.keep(pairs)
    return gone


def _take_table(work: _Work, table: Table) -> None:
    """Put what is new here all at once; what is known, or does not fit, goes as a line would."""
    is_plain = table.fits and all(scopes and work.follows.keys() >= set(scopes) for scopes in table.sets)
    left = frozenset(work.shelf.put_fresh(table) if is_plain else table.ids)
    put = table.without(left)
    for scope, counted in put.counted().items():
        follow = work.follows[scope]
        work.follows[scope] = follow.counting(follow.digest.moved(*counted))
    if put.ids:
        work.kinds_changed.add(table.kind)
    _take_lines(work, [table.put(place) for place, record_id in enumerate(table.ids) if record_id in left])


def _take_lines(work: _Work, lines: Sequence[Put | Gone]) -> None:
    for batch in _batches(lines):
        rows = work.shelf.rows({(line.kind, line.id) for line in batch})
        before = dict(rows)
        for line in batch:
            key = (line.kind, line.id)
            rows[key] = _after_line(work, rows[key], line)
        work.keep((before[key], row) for key, row in rows.items())


def _after_line(work: _Work, row: Row, line: Put | Gone) -> Row:
    match line:
        case Put():
            return received(row, line, work.follows.keys(), fits=_fits(work, line))
        case Gone():
            return left(row, frozenset(line.scopes))


def _tried_again(work: _Work, row: Row, parked: Put) -> Row:
    # The scopes may have changed since it was parked; the row's are the newer ones.
    put = replace(parked, scopes=tuple(sorted(row.scopes)))
    return replace(received(row, put, row.scopes, fits=_fits(work, put)), suspect=row.suspect)


def _fits(work: _Work, put: Put) -> bool:
    spec = work.kinds.get(put.kind)
    return spec is not None and not spec.validate(put.fields)


def _advance(work: _Work, checkpoint: Checkpoint) -> None:
    behind: list[str] = []
    for scope, cursor in checkpoint.cursors.items():
        follow = work.follows.get(scope)
        if follow is not None and cursor != follow.cursor:
            work.follows[scope] = follow.moved_to(cursor)
            behind += [scope] * (cursor < follow.cursor)
    for scope in behind:
        # The server stands behind what it told us, and says that it is the same server: its word is read anew.
        _read_again(work, scope)
    if behind:
        work.reads_again = True
    elif not checkpoint.more:
        _at_head(work, checkpoint)


def _at_head(work: _Work, checkpoint: Checkpoint) -> None:
    for scope in [scope for scope, follow in work.follows.items() if follow.rereading]:
        work.each(work.shelf.suspects(scope), partial(left, scopes=frozenset({scope})))
        work.follows[scope] = replace(work.follows[scope], rereading=False)
    work.each(work.shelf.judged(), at_head)
    for scope, digest in checkpoint.digests.items():
        if scope in work.follows:
            _compare(work, scope, digest)


def _compare(work: _Work, scope: str, digest: Digest) -> None:
    follow = work.follows[scope]
    if follow.digest == digest:
        work.follows[scope] = replace(follow, mismatches=0) if follow.mismatches else follow
        return
    mismatches = follow.mismatches + 1
    work.mismatched.append(scope)
    work.follows[scope] = replace(follow, mismatches=mismatches)
    if mismatches & (mismatches - 1) == 0:
        # The 1st, 2nd, 4th, 8th time in a row: a fault that reading again does not mend must not read for ever.
        _read_again(work, scope)
        work.reads_again = True


def _read_again(work: _Work, scope: str) -> None:
    keys = work.shelf.keys_in(scope)
    work.each(keys, lambda row: replace(row, suspect=row.suspect | {scope}))
    terms = (row.term for batch in _batches(keys) for row in work.shelf.rows(batch).values())
    work.follows[scope] = work.follows[scope].restarted(digest_of(terms))


def _replay(work: _Work, next_n: int) -> int:
    lost = work.shelf.entries_from(next_n, _ANSWERED)
    if lost:
        # A refused change stays when those around it are durable and forgotten. A push has no gaps: it stays refused.
        kept = [entry.change.n for entry in work.shelf.entries_from(next_n)]
        first_n = unbroken_to(work.shelf.last_n(), kept)
        lost = [entry for entry in lost if entry.change.n >= first_n]
    by_key: dict[Key, list[Entry]] = {}
    for entry in lost:
        by_key.setdefault(entry.key, []).append(Entry(entry.change))
    for batch in _batches(by_key):
        # The rows first: a shelf finds what is pending by the state of the entries.
        pairs = [(row, replayed(row, by_key[row.key])) for row in work.shelf.rows(batch).values()]
        work.shelf.keep_entries([entry for key in batch for entry in by_key[key]])
        work.keep(pairs)
    return len(lost)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch
