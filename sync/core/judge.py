"""The one judge: what becomes of a change, given the record as it stands.

Every write by anyone (a tablet, the desk, Open311, a job) passes here, once, in the order in which the server takes
them. The judge is pure: the record, the kind's rules, who writes and what he may see come in; a verdict, the next
version of the record and the conflicts to keep come out. It never drops anything: what it cannot settle becomes a
`ConflictDraft` with both sides, what it refuses becomes a `Refusal` that says what to mend.

    may he see it?   never -> rejected            he did when he wrote, no longer now -> only growing fields apply,
                                                  the rest waits in « À rapprocher » (reason: moved)
    does it stand?   purged -> gone               removed -> the edit comes back as a conflict (reason: removed)
    per field        nobody else touched it -> applied; else merged by its rule, or a conflict (reason: both)
    status           legal from where it was written -> applied; no longer legal from where it stands -> conflict
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sync.core.digest import canonical, canonical_json, hash_of_canonical
from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.merge import Clash, merge_field
from sync.core.model import (
    GROWING_RULES,
    Actor,
    Attempt,
    Change,
    Fields,
    Json,
    KindSpec,
    Op,
    Record,
    Sight,
    Stamp,
    Verdict,
    VerdictCode,
)
from sync.core.values import altered

HISTORY_FIELD = "history"
HISTORY_ENTRIES_MAX = 100
"""Entries that travel with a record; the server keeps every change for ever."""
HISTORY_VALUE_BYTES_MAX = 240
"""A longer value is named in the history, not repeated."""

SYSTEM_ROLE = "system"
"""The server's own writers: they may write the fields of rule `server`."""


class ConflictReason(StrEnum):
    """Why a person has to choose."""

    BOTH = "both"
    MOVED = "moved"
    REMOVED = "removed"
    EDITED = "edited"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class ConflictDraft:
    """Both sides of what could not be settled; the server keeps it as a record of kind `conflict`."""

    fields: tuple[str, ...]
    """The fields that must be chosen together; empty when the whole record is in question."""
    reason: ConflictReason
    base: Fields
    mine: Fields
    theirs: Fields
    theirs_agent: str
    theirs_at: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, the record after it (None when nothing is to be written), and what waits for a person."""

    verdict: Verdict
    record: Record | None = None
    conflicts: tuple[ConflictDraft, ...] = ()
    text: bytes = b""
    """The record's fields, canonical: the bytes of which the verdict tells the hash. Empty without a record."""


class Case(NamedTuple):
    """What the judge is given: one change and the world that it meets."""

    change: Change
    record: Record | None
    spec: KindSpec
    actor: Actor
    """The writer as he is now; where `sight` is THEN, as he was when he wrote."""
    sight: Sight
    received_at: str
    purged: bool = False
    """The id belonged to a record that is gone for ever."""
    parents_exist: bool = True
    followers: Sequence[Fields] = ()
    """What hangs on the record, where the change moves its status."""
    beside: Sequence[Fields] = ()
    """What hangs on the same parent, where the change hangs the record there; all others of a kind that `is_few`."""
    additions: Fields | None = None
    """Fields of rule `server` that a create receives (the report's number)."""


def judge(case: Case) -> Judgement:
    """Judge one change. The caller stores the verdict under (device, n) and never asks twice."""
    refusal = _refusal(case)
    if refusal is not None:
        return _refused(case, refusal)
    if case.record is None:
        return _created(case)
    if case.change.op is Op.REMOVE:
        return _removed(case, case.record)
    if case.record.removed:
        return _on_removed(case, case.record)
    return _patched(case, case.record)


def _refusal(case: Case) -> Refusal | None:
    # What no right could mend comes first: nobody is sent to ask for a right that would not help him.
    if case.purged:
        return Refusal(RefusalCode.GONE)
    if case.record is None and case.change.op is not Op.CREATE:
        return Refusal(RefusalCode.UNKNOWN_RECORD)
    if not case.parents_exist:
        return Refusal(RefusalCode.UNKNOWN_PARENT)
    if case.sight is Sight.NEVER:
        return Refusal(RefusalCode.FORBIDDEN)
    return _server_field_refusal(case) or _right_refusal(case)


def _server_field_refusal(case: Case) -> Refusal | None:
    if case.actor.role == SYSTEM_ROLE:
        return None
    # Refused, not left out: a device whose field vanished in silence would show what nobody else has.
    names = sorted(case.spec.server_fields & case.change.edits.keys())
    errors = tuple(FieldError(f"/fields/{name}", RefusalCode.SERVER_FIELD) for name in names)
    return Refusal(RefusalCode.SERVER_FIELD, errors) if errors else None


def _right_refusal(case: Case) -> Refusal | None:
    change = case.change
    # Of a record seen when written but no longer now, the actor is the one of that time: a right of today would
    # judge yesterday's work by today's post, and no right at all would let whoever left write on everything.
    fields = case.record.fields if case.record else {name: edit.now for name, edit in change.edits.items()}
    # A create of a record that stands writes on it: it needs the right to patch, not the right to begin one.
    stands = case.record is not None and not case.record.removed
    op = Op.PATCH if stands and change.op is Op.CREATE else change.op
    attempt = Attempt(case.actor, op, change.id, fields, change.edits)
    if case.actor.role == SYSTEM_ROLE or case.spec.may(attempt):
        return None
    return Refusal(RefusalCode.FORBIDDEN)


def _refused(case: Case, refusal: Refusal) -> Judgement:
    change = case.change
    return Judgement(Verdict(change.n, VerdictCode.REJECTED, received_at=case.received_at, refusal=refusal))


def _created(case: Case) -> Judgement:
    change = case.change
    fields = {name: edit.now for name, edit in change.edits.items() if edit.now is not None}
    errors = _errors(case, fields, changed=tuple(fields))
    if errors:
        return _refused(case, Refusal(RefusalCode.INVALID, errors))
    # After the check: a writer answers for what he wrote, never for what the server adds to it.
    fields.update(case.additions or {})
    blank = Record(change.kind, change.id, 0, {})
    return _written(case, blank, fields, changed=tuple(fields), conflicts=())


def _patched(case: Case, record: Record) -> Judgement:
    outcome = _Outcome({}, [], [])
    for group in _groups(case):
        _settle(case, record, group, outcome)
    # The whole change falls with its move: a reason or a date beside it was written for that move.
    if outcome.refused_moves:
        error = FieldError(f"/fields/{case.spec.status_field}", RefusalCode.MOVE_NOT_ALLOWED)
        return _refused(case, Refusal(RefusalCode.MOVE_NOT_ALLOWED, (error,)))
    fields = {**record.fields, **outcome.values}
    changed = tuple(name for name in outcome.values if record.fields.get(name) != outcome.values[name])
    # The record that comes out is checked, not the edit: two good edits may make a bad record together. What clashes
    # is checked as if it had been taken: nobody can be asked to choose a value that the kind refuses.
    clashing = {name: value for draft in outcome.conflicts for name, value in draft.mine.items()}
    errors = _errors(case, {**fields, **clashing}, changed) if changed or clashing else ()
    if errors:
        return _refused(case, Refusal(RefusalCode.INVALID, errors))
    conflicts = tuple(outcome.conflicts)
    if not changed and not conflicts:
        return _unchanged(case, record, VerdictCode.DUPLICATE)
    if not changed:
        return _unchanged(case, record, VerdictCode.CONFLICTED, conflicts)
    return _written(case, record, fields, changed, conflicts)


def _errors(case: Case, fields: Fields, changed: tuple[str, ...]) -> tuple[FieldError, ...]:
    spec = case.spec
    wrong = spec.validate(fields) or spec.crowds(fields, case.beside)
    return wrong or (spec.lacks(fields, case.followers) if spec.status_field in changed else ())


@dataclass(slots=True)
class _Outcome:
    values: dict[str, Json]
    conflicts: list[ConflictDraft]
    refused_moves: list[str]


def _groups(case: Case) -> Iterator[tuple[str, ...]]:
    seen: set[str] = set()
    for name in case.change.edits:
        group = tuple(member for member in case.spec.group(name) if member in case.change.edits)
        if not seen.intersection(group):
            seen.update(group)
            yield group


def _settle(case: Case, record: Record, group: tuple[str, ...], outcome: _Outcome) -> None:
    growing = all(case.spec.rule(name) in GROWING_RULES for name in group)
    if case.sight is Sight.THEN and not growing:
        _clash(case, record, group, ConflictReason.MOVED, outcome)
    elif case.spec.moves and group == (case.spec.status_field,):
        _settle_move(case, record, outcome)
    else:
        _settle_group(case, record, group, outcome)


def _settle_group(case: Case, record: Record, group: tuple[str, ...], outcome: _Outcome) -> None:
    if _is_torn(case, record, group):
        _clash(case, record, group, ConflictReason.BOTH, outcome)
        return
    merged: dict[str, Json] = {}
    for name in group:
        edit = case.change.edits[name]
        result = merge_field(case.spec.rule(name), was=edit.was, mine=edit.now, theirs=record.fields.get(name))
        # One part that clashes puts the whole group in question: half of a position is no position.
        if isinstance(result, Clash):
            _clash(case, record, group, ConflictReason.BOTH, outcome)
            return
        merged[name] = result.value
    outcome.values.update(merged)


def _is_torn(case: Case, record: Record, group: tuple[str, ...]) -> bool:
    """Say whether others moved a part of the group that this change leaves as it was.

    My latitude with their longitude would be a place that nobody has measured.
    """
    others = [name for name in case.spec.group(group[0]) if name not in group]
    return bool(set(others).intersection(_touched(case, record)))


def _settle_move(case: Case, record: Record, outcome: _Outcome) -> None:
    name, spec = case.spec.status_field, case.spec
    edit = case.change.edits[name]
    current, wanted = spec.status(record.fields.get(name)), spec.status(edit.now)
    if wanted == current or _may_move(case, current, wanted):
        outcome.values[name] = edit.now
    # Not allowed from where its writer stood: his mistake, which he can mend. From anywhere else, somebody
    # moved it meanwhile, his move was honest work, and a person chooses.
    elif current == spec.status(edit.was):
        outcome.refused_moves.append(name)
    else:
        _clash(case, record, (name,), ConflictReason.MOVE, outcome)


def _may_move(case: Case, from_status: Json, to_status: Json) -> bool:
    roles = case.spec.moves.get(str(from_status), {}).get(str(to_status), frozenset())
    return case.actor.role in roles or case.actor.role == SYSTEM_ROLE


def _clash(case: Case, record: Record, group: tuple[str, ...], reason: ConflictReason, outcome: _Outcome) -> None:
    mine = {name: case.change.edits[name].now for name in group}
    # Where both wrote the same there is nothing to choose, however each came to it.
    if any(value != record.fields.get(name) for name, value in mine.items()):
        # The whole group is in question, also what I left as it was: one place, one question.
        theirs = {name: record.fields.get(name) for name in case.spec.group(group[0])}
        outcome.conflicts.append(_draft(case, record, (mine, theirs), reason))


def _draft(case: Case, record: Record, sides: tuple[Fields, Fields], reason: ConflictReason) -> ConflictDraft:
    mine, theirs = sides
    names = tuple(theirs or mine)
    base = {name: case.change.edits[name].was for name in mine}
    # Where the whole record is in question (no names), its last writer stands for the other side.
    stamps = [record.stamps[name] for name in names if name in record.stamps] or list(record.stamps.values())
    last = max(stamps, key=lambda stamp: stamp.rv, default=Stamp(0, "", ""))
    return ConflictDraft(names, reason, base, mine, theirs, last.agent, last.at)


def _removed(case: Case, record: Record) -> Judgement:
    if record.removed:
        return _unchanged(case, record, VerdictCode.DUPLICATE)
    # Who removes says that nothing in it matters any more. Of what came since he looked he cannot have said it.
    touched = _touched(case, record)
    if case.sight is Sight.THEN or touched:
        reason = ConflictReason.MOVED if case.sight is Sight.THEN else ConflictReason.EDITED
        draft = _draft(case, record, ({}, {}), reason)
        return _unchanged(case, record, VerdictCode.CONFLICTED, (draft,))
    gone = altered(record, rv=record.rv + 1, removed=True)
    return _judged(case, gone, VerdictCode.ACCEPTED)


def _on_removed(case: Case, record: Record) -> Judgement:
    change = case.change
    if change.op is Op.CREATE and change.base_rv == record.rv:
        # Written by someone who knew that it was removed: he brings it back on purpose.
        return _created_again(case, record)
    mine = {name: edit.now for name, edit in change.edits.items()}
    errors = case.spec.validate({**record.fields, **mine})
    if errors:
        return _refused(case, Refusal(RefusalCode.INVALID, errors))
    draft = _draft(case, record, (mine, {}), ConflictReason.REMOVED)
    return _unchanged(case, record, VerdictCode.CONFLICTED, (draft,))


def _created_again(case: Case, record: Record) -> Judgement:
    mine = {name: edit.now for name, edit in case.change.edits.items() if edit.now is not None}
    fields = {**record.fields, **mine}
    errors = case.spec.validate(fields)
    if errors:
        return _refused(case, Refusal(RefusalCode.INVALID, errors))
    return _written(case, altered(record, removed=False), fields, changed=tuple(mine), conflicts=())


def _touched(case: Case, record: Record) -> tuple[str, ...]:
    """Name the fields that others changed after the version that the writer was looking at."""
    # What I changed myself since is no news to me, also from another device of mine: it asks nothing.
    device_agent = case.change.agent
    return tuple(
        sorted(
            name
            for name, stamp in record.stamps.items()
            if stamp.rv > case.change.base_rv and stamp.agent != device_agent and name != HISTORY_FIELD
        )
    )


def _written(
    case: Case, record: Record, fields: Fields, changed: tuple[str, ...], conflicts: tuple[ConflictDraft, ...]
) -> Judgement:
    touched = _touched(case, record)
    # Whoever no longer sees the record only adds to it: that moves nothing.
    if case.spec.keeps_time is not None and case.sight is not Sight.THEN:
        kept = case.spec.keeps_time(record.fields, fields, case.received_at)
        changed += tuple(name for name in kept if name not in {*changed, *case.spec.server_fields})
        fields = {**fields, **kept}
    rv = record.rv + 1
    stamp = Stamp(rv, case.change.agent, case.received_at)
    written = Record(
        kind=record.kind,
        id=record.id,
        rv=rv,
        fields=_with_history(case, record, fields, changed),
        stamps={**record.stamps, **dict.fromkeys(changed, stamp)},
    )
    code = VerdictCode.CONFLICTED if conflicts else VerdictCode.MERGED if touched else VerdictCode.ACCEPTED
    judgement = _judged(case, written, code, touched)
    return altered(judgement, conflicts=conflicts) if conflicts else judgement


def _unchanged(case: Case, record: Record, code: VerdictCode, conflicts: tuple[ConflictDraft, ...] = ()) -> Judgement:
    return altered(_judged(case, record, code), record=None, conflicts=conflicts, text=b"")


def _judged(case: Case, record: Record, code: VerdictCode, touched: tuple[str, ...] = ()) -> Judgement:
    text = canonical(record.fields)
    verdict = Verdict(case.change.n, code, record.rv, hash_of_canonical(text), case.received_at, touched)
    return Judgement(verdict, record, text=text)


def _with_history(case: Case, record: Record, fields: Fields, changed: tuple[str, ...]) -> Fields:
    if not case.spec.keeps_history:
        return fields
    change = case.change
    entry = {
        # Named for its change: judged again by a server that came back from a backup, it is the same entry.
        "id": f"{change.device}:{change.n}",
        "agent": change.agent,
        "op": change.op,
        "made_at": change.made_at,
        "received_at": case.received_at,
        # A create's values stand in the record itself, or as `was` in the first entry that changed them.
        "edits": {name: _told(case, record, fields, name) for name in changed if record.rv},
    }
    entries = [*(record.fields.get(HISTORY_FIELD) or ()), entry]
    return {**fields, HISTORY_FIELD: entries[-HISTORY_ENTRIES_MAX:]}


def _told(case: Case, record: Record, fields: Fields, name: str) -> list[Json]:
    """Give [was, now] for the history, or [] when the values are too long to repeat."""
    pair = [record.fields.get(name), fields.get(name)]
    growing = case.spec.rule(name) in GROWING_RULES
    return [] if growing or len(canonical_json(pair)) > HISTORY_VALUE_BYTES_MAX else pair
