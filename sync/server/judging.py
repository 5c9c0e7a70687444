"""A batch of changes, gesture by gesture, through the one judge: verdicts come out, records lie on the table.

A gesture (neighbours with one `txn`) is judged all or none. Within it, the change that was refused says why and its
companions are `blocked-by-another`; nothing else is blocked: later changes meet the record as it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from sync.core.erasing import erase
from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.judge import Case, Judgement, judge
from sync.core.model import Change, Fields, KindSpec, Op, Record, Sight, Verdict, VerdictCode, no_parents
from sync.core.values import altered
from sync.protocol.codec import verdict_text
from sync.server import logs
from sync.server.conflicts import keep_conflict
from sync.server.creating import Creator
from sync.server.numbering import next_number
from sync.server.numbers import Ruling
from sync.server.rights import Writer, sight_of, sight_of_record
from sync.server.rows import RecordKey
from sync.server.shapes import malformed
from sync.server.worktable import RecordTooLarge, Worktable


class Item(NamedTuple):
    """One change to judge: who makes it, and when the server received it."""

    change: Change
    writer: Writer
    received_at: str
    is_quick: bool = False
    """Whether `quick_json` may write all its values."""
    erases: bool = False
    """Whether it is an erasure, which only the server writes."""


def keys_of(work: Worktable, changes: Iterable[Change]) -> Iterator[RecordKey]:
    """Give the records that these changes touch or name as parents: what to load in one go."""
    for change in changes:
        yield change.kind, change.id
        spec = work.kinds.get(change.kind)
        if spec is not None and change.op is Op.CREATE and spec.parents is not no_parents:
            yield from spec.parents({name: edit.now for name, edit in change.edits.items()})


def judge_all(work: Worktable, items: Sequence[Item]) -> list[Ruling]:
    """Judge every gesture in turn; give one verdict per change, in their order."""
    work.load(keys_of(work, (item.change for item in items)))
    creator = Creator(work, items[0].writer, items[0].received_at)
    rulings: list[Ruling] = []
    for _, gesture in groupby(items, key=_gesture_of):
        first, *more = gesture
        accepted = None if more or not first.is_quick else creator.created(first.change)
        if accepted is not None:
            rulings.append(_ruling(accepted))
        else:
            rulings.extend(map(_ruling, _judge_gesture(work, [first, *more])))
    return rulings


def _gesture_of(item: Item) -> str:
    return item.change.txn


def _ruling(verdict: Verdict) -> Ruling:
    return Ruling(verdict, verdict_text(verdict))


def _judge_gesture(work: Worktable, items: list[Item]) -> list[Verdict]:
    verdicts = [_judge_one(work, item) for item in items]
    if not any(verdict.code is VerdictCode.REJECTED for verdict in verdicts):
        work.keep()
        return verdicts
    work.undo()
    return [_blocked(item, verdict) for item, verdict in zip(items, verdicts, strict=True)]


def _blocked(item: Item, verdict: Verdict) -> Verdict:
    if verdict.code is VerdictCode.REJECTED:
        return verdict
    return _rejected(item, Refusal(RefusalCode.BLOCKED))


def _rejected(item: Item, refusal: Refusal) -> Verdict:
    return Verdict(item.change.n, VerdictCode.REJECTED, received_at=item.received_at, refusal=refusal)


def _judge_one(work: Worktable, item: Item) -> Verdict:
    spec = work.kinds.get(item.change.kind)
    if spec is None:
        return _rejected(item, Refusal(RefusalCode.UNKNOWN_KIND))
    errors = malformed(item.change, spec)
    if errors:
        return _rejected(item, Refusal(RefusalCode.INVALID, errors))
    try:
        return _judge_well_formed(work, item)
    except RecordTooLarge:
        return _rejected(item, Refusal(RefusalCode.INVALID, (FieldError("/fields", "too-large"),)))
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as trouble:
        # A kind's rule stumbled over values that its validation lets pass. Refusing this one change keeps the
        # device's queue moving; an error here would come back with every try, for ever.
        logs.incident("judge-stumbled", trouble, kind=item.change.kind, device=item.change.device, n=item.change.n)
        return _rejected(item, Refusal(RefusalCode.INVALID, (FieldError("/fields", "not-valid"),)))


def _judge_well_formed(work: Worktable, item: Item) -> Verdict:
    change, spec = item.change, work.kinds[item.change.kind]
    record = work.get((change.kind, change.id))
    if not _is_admitted(work, item, record):
        return _rejected(item, Refusal(RefusalCode.FORBIDDEN))
    sight = sight_of(work, item.writer, change, record)
    additions = _additions(work, item) if record is None else None
    case = Case(
        change=change,
        record=record,
        spec=spec,
        actor=item.writer.actor_at(change.scope_epoch) if sight is Sight.THEN else item.writer.actor,
        sight=sight,
        received_at=item.received_at,
        purged=work.is_gone((change.kind, change.id)),
        parents_exist=_parents_exist(work, item, record),
        followers=_followers(work, change) if record is not None else (),
        beside=_beside(work, change, record),
        additions=additions,
    )
    judgement = erase(case) if item.erases else judge(case)
    if record is None and judgement.record is not None and spec.complete is not None and additions is None:
        return _rejected(item, Refusal(RefusalCode.INVALID, (FieldError("/fields", "not-valid"),)))
    return _kept(work, item, judgement)


def _additions(work: Worktable, item: Item) -> Fields | None:
    """Give what the server adds to a create; a number taken for a refused one goes back with its gesture."""
    spec = work.kinds[item.change.kind]
    if spec.complete is None or item.change.op is not Op.CREATE:
        return None
    fields = {name: edit.now for name, edit in item.change.edits.items()}
    try:
        return spec.complete(fields, next_number(work, fields, item.received_at))
    except (TypeError, ValueError, KeyError):
        # Fields that are missing or wrong: the judge says which.
        return None


def _kept(work: Worktable, item: Item, judgement: Judgement) -> Verdict:
    if judgement.record is not None:
        work.scopes_of(judgement.record)  # a kind that cannot say who sees it must stumble here, not at the commit
        work.put(judgement.record, judgement.text, judgement.verdict.hash)
    conflicts = [keep_conflict(work, item.change, draft, item.received_at) for draft in judgement.conflicts]
    return altered(judgement.verdict, conflicts=tuple(conflicts)) if conflicts else judgement.verdict


def _followers(work: Worktable, change: Change) -> list[Fields]:
    if not _moves_status(work.kinds[change.kind], change):
        return []
    return [one.fields for one in work.followers((change.kind, change.id))]


def _moves_status(spec: KindSpec, change: Change) -> bool:
    return bool(spec.moves) and spec.status_field in change.edits


def _beside(work: Worktable, change: Change, record: Record | None) -> list[Fields]:
    spec = work.kinds[change.kind]
    if spec.is_few and (record is None or _moves_status(spec, change)):
        return [one.fields for one in work.all_of(change.kind) if one.id != change.id]
    if not spec.follows_parent or change.op is Op.REMOVE:
        return []
    parents = _parents_after(spec, change, record)
    if record is not None and not record.removed and parents == spec.parents(record.fields):
        return []
    return [one.fields for key in parents[:1] for one in work.followers(key) if one.id != change.id]


def _is_admitted(work: Worktable, item: Item, record: Record | None) -> bool:
    """Say whether the record that this one is hung on takes it; one that is absent has no say."""
    change, spec = item.change, work.kinds[item.change.kind]
    if not spec.follows_parent or item.writer.is_system or change.op is Op.REMOVE:
        return True
    parents = _parents_after(spec, change, record)
    if record is not None and parents == spec.parents(record.fields):
        return True
    # One that he never saw counts as unknown, which the judge says: not even this refusal tells that it is there.
    seen = [key for key in parents[:1] if _is_parent(work, item, key)]
    found = [parent for key in seen if (parent := work.get(key)) is not None]
    return all(work.kinds[parent.kind].admits(item.writer.actor, parent.fields) for parent in found)


def _parents_after(spec: KindSpec, change: Change, record: Record | None) -> tuple[RecordKey, ...]:
    before = record.fields if record is not None else {}
    return spec.parents({**before, **{name: edit.now for name, edit in change.edits.items()}})


def _parents_exist(work: Worktable, item: Item, record: Record | None) -> bool:
    change, spec = item.change, work.kinds[item.change.kind]
    wanted = _parents_after(spec, change, record)
    if change.op is Op.REMOVE or (record is not None and wanted == spec.parents(record.fields)):
        return True
    return all(_is_parent(work, item, parent) for parent in wanted)


def _is_parent(work: Worktable, item: Item, key: RecordKey) -> bool:
    if work.kinds[item.change.kind].follows_parent and not work.may_follow(key):
        return False
    parent = work.get(key) if key[0] in work.kinds else None
    return parent is not None and sight_of_record(work, item.writer, item.change, parent) is not Sight.NEVER
