"""What a transaction did to the scopes: comings and goings in the log, digests, the kept records.

A record that changes is *put* at a new position in every scope that holds it now, and *gone* at the same position
from every scope that it left. Records that follow it (photos) move with it. One position per record: all its rows in
the log carry it, so a page can be cut between any two records and never within one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.core.digest import Digest, record_term
from sync.server.rows import ChildRow, MemberRow, RecordRow, ScopeRow, scopes_text, stamps_text
from sync.server.store import Unit
from sync.server.worktable import Step, Worktable


@dataclass(frozen=True, slots=True)
class Moved:
    """One record's way through the scopes in this transaction."""

    kind: str
    id: str
    left: frozenset[str]
    holds: frozenset[str]
    term_before: int
    term_after: int
    held_before: frozenset[str]


def write_records(work: Worktable) -> list[Step]:
    """Write the changed records and those that follow them; give what is left to write in the log."""
    changed = work.changed()
    unit = work.unit
    _write_children(work, changed)
    moving = [step.after.id for step in changed if step.before is None or step.before.scopes() != step.scopes]
    followers = unit.find(ChildRow, "parent_id", moving) if moving else []
    steps = [*changed, *work.rescoped({(row.kind, row.id) for row in followers})]
    unit.put(_record_row(step) for step in steps)
    unit.put(work.numbered())
    return steps


def _write_children(work: Worktable, changed: Sequence[Step]) -> None:
    for step in changed:
        spec = work.kinds[step.after.kind]
        if not spec.follows_parent:
            continue
        before = step.before.fields() if step.before is not None else None
        old = spec.parents(before)[:1] if before is not None else ()
        new = spec.parents(step.after.fields)[:1]
        if old != new:
            work.unit.drop(ChildRow, [(*parent, step.after.kind, step.after.id) for parent in old])
            work.unit.put(ChildRow(*parent, step.after.kind, step.after.id) for parent in new)


def _record_row(step: Step) -> RecordRow:
    record = step.after
    return RecordRow(
        kind=record.kind,
        id=record.id,
        rv=record.rv,
        fields_json=step.text,
        stamps_json=stamps_text(record.stamps),
        scopes_json=scopes_text(step.scopes),
        hash=step.hash,
        removed=record.removed,
    )


def _moved(step: Step) -> Moved:
    before, after = step.before, step.after
    held_before = before.scopes() if before is not None else frozenset[str]()
    return Moved(
        kind=after.kind,
        id=after.id,
        left=held_before - step.scopes,
        holds=step.scopes,
        term_before=record_term(before.id, before.rv, before.hash) if before is not None else 0,
        term_after=record_term(after.id, after.rv, step.hash),
        held_before=held_before,
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """The positions that a transaction took, first to last (none: `last` below `first`), and its scopes."""

    first: int
    last: int
    scopes: frozenset[str]


def write_log(unit: Unit, steps: Sequence[Step]) -> Logged:
    """Take positions for these steps and write them: the last act of the transaction."""
    if not steps:
        head = unit.head()
        return Logged(head + 1, head, frozenset())
    moves = [_moved(step) for step in steps]
    touched = frozenset(scope for move in moves for scope in (*move.left, *move.holds))
    digests = {row.scope: row.digest() for row in unit.get(ScopeRow, [(scope,) for scope in touched]).values()}
    for move in moves:
        _count(digests, move)
    first = unit.bump(len(moves)) + 1
    heads: dict[str, int] = {}
    members = list(_members(moves, first, heads))
    unit.put(members)
    unit.put(ScopeRow(scope, digests[scope].count, digests[scope].hex, heads[scope]) for scope in sorted(touched))
    return Logged(first, first + len(moves) - 1, touched)


def _count(digests: dict[str, Digest], move: Moved) -> None:
    for scope in move.held_before:
        digests[scope] = digests[scope].minus(move.term_before)
    for scope in move.holds:
        digests[scope] = digests.get(scope, Digest()).plus(move.term_after)


def _members(moves: Sequence[Moved], first: int, heads: dict[str, int]) -> Iterable[MemberRow]:
    ordered = sorted(moves, key=lambda move: (move.id, move.kind))
    for seq, move in enumerate(ordered, start=first):
        for scope in sorted(move.left | move.holds):
            heads[scope] = seq
            yield MemberRow(scope, move.kind, move.id, seq, scope in move.holds)
