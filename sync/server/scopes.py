"""What a transaction did to the scopes: comings and goings in the log, digests, the kept records.

A record that changes is *put* at a new position in every scope that holds it now, and *gone* at the same position
from every scope that it left. Records that follow it (photos) move with it. One position per record: all its rows in
the log carry it, so a page can be cut between any two records and never within one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.core.digest import MODULUS, Digest, record_term
from sync.server.rows import ChildRow, MemberRow, RecordRow, ScopeRow, in_order, scopes_text, stamps_text
from sync.server.store import Unit
from sync.server.worktable import Step, Worktable


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
    counted = _counted(steps)
    digests = {row.scope: row.digest() for row in unit.get(ScopeRow, [(scope,) for scope in counted]).values()}
    first = unit.bump(len(steps)) + 1
    heads: dict[str, int] = {}
    members = list(_members(steps, first, heads))
    unit.put(members)
    unit.put(_scope_row(scope, digests.get(scope, Digest()), counted[scope], heads[scope]) for scope in sorted(counted))
    return Logged(first, first + len(steps) - 1, frozenset(counted))


def _counted(steps: Sequence[Step]) -> dict[str, list[int]]:
    """Give, per scope that is touched, how many records it has more, and what their terms come to."""
    found: dict[str, list[int]] = {}
    for step in steps:
        before, after = step.before, step.after
        if before is not None:
            _count(found, before.scopes(), -1, record_term(before.id, before.rv, before.hash))
        _count(found, step.scopes, 1, record_term(after.id, after.rv, step.hash))
    return found


def _count(found: dict[str, list[int]], scopes: Iterable[str], sign: int, term: int) -> None:
    for scope in scopes:
        counts = found.get(scope)
        if counts is None:
            counts = found[scope] = [0, 0]
        counts[0] += sign
        counts[1] += sign * term


def _scope_row(scope: str, digest: Digest, counted: Sequence[int], head: int) -> ScopeRow:
    count, total = counted
    # Not by `Digest.moved`, which stops at zero: a device mends itself, the server must not have to.
    assert digest.count + count >= 0, "a record leaves a scope that holds none"
    after = Digest(digest.count + count, (digest.sum + total) % MODULUS)
    return ScopeRow(scope, after.count, after.hex, head)


def _members(steps: Sequence[Step], first: int, heads: dict[str, int]) -> Iterable[MemberRow]:
    ordered = sorted(steps, key=lambda step: (step.after.id, step.after.kind))
    for seq, step in enumerate(ordered, start=first):
        after, holds = step.after, step.scopes
        touched = holds if step.before is None else holds | step.before.scopes()
        for scope in in_order(touched):
            heads[scope] = seq
            yield MemberRow(scope, after.kind, after.id, seq, scope in holds)
