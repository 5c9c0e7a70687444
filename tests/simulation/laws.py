"""The laws of one judgement, stated apart from the judge: what a change may never do, whatever the code does.

Each law is a plain function of the case and of the judgement; it gives what is broken. They are deliberately written
from DESIGN's words, not from `sync.core.judge`: a fault in a merge rule must not be repeated here.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from sync.core.judge import SYSTEM_ROLE, Case, Judgement
from sync.core.model import GROWING_RULES, Edit, Json, MergeRule, Op, Sight, VerdictCode

Law = Callable[[Case, Judgement], Iterator[str]]
_TAKEN = (VerdictCode.ACCEPTED, VerdictCode.MERGED, VerdictCode.DUPLICATE)
_DECIDED_BY_PEOPLE = (MergeRule.ASK, MergeRule.MEASURE)


def nothing_unseen_is_overwritten(case: Case, judgement: Judgement) -> Iterator[str]:
    """Keep the server's value where a person must settle and both sides moved apart."""
    if case.record is None or case.record.removed or judgement.record is None:
        return
    for name, edit in case.change.edits.items():
        theirs, after = case.record.fields.get(name), judgement.record.fields.get(name)
        moved_apart = theirs != edit.was and theirs != edit.now
        if case.spec.rule(name) in _DECIDED_BY_PEOPLE and moved_apart and after != theirs:
            yield f"{name} was overwritten unseen"


def what_was_taken_is_there(case: Case, judgement: Judgement) -> Iterator[str]:
    """Find an accepted value in the record."""
    after = judgement.record or case.record
    if judgement.verdict.code not in _TAKEN or after is None or case.change.op is Op.REMOVE:
        return
    for name, edit in case.change.edits.items():
        rule = case.spec.rule(name)
        if rule in GROWING_RULES or rule is MergeRule.TEXT or edit.now == edit.was:
            continue
        if after.fields.get(name) != edit.now:
            yield f"{name} was accepted and is not there"


def lists_only_grow(case: Case, judgement: Judgement) -> Iterator[str]:
    """Find the entries of both sides, each once, and both differences in a sum."""
    if case.record is None or case.record.removed or judgement.record is None:
        return
    for name, edit in case.change.edits.items():
        theirs, after = case.record.fields.get(name), judgement.record.fields.get(name)
        holds = _HOLDS_BOTH.get(case.spec.rule(name))
        if holds is not None and not holds(edit, theirs, after):
            yield f"{name} does not hold both sides"


def _entries_of_both(edit: Edit, theirs: Json, after: Json) -> bool:
    return _ids(after) == list(dict.fromkeys([*_ids(theirs), *_ids(edit.now)]))


def _sum_of_both(edit: Edit, theirs: Json, after: Json) -> bool:
    return bool((after or 0) == (theirs or 0) + (edit.now or 0) - (edit.was or 0))


def _set_of_both(edit: Edit, theirs: Json, after: Json) -> bool:
    now, was = {*(edit.now or ())}, {*(edit.was or ())}
    return {*(after or ())} == ({*(theirs or ())} - (was - now)) | (now - was)


_HOLDS_BOTH = {MergeRule.APPEND: _entries_of_both, MergeRule.SUM: _sum_of_both, MergeRule.SET: _set_of_both}


def texts_keep_both_sides(case: Case, judgement: Judgement) -> Iterator[str]:
    """Let the text stand where only one side wrote."""
    if case.record is None or case.record.removed or judgement.record is None:
        return
    for name, edit in case.change.edits.items():
        theirs, after = case.record.fields.get(name), judgement.record.fields.get(name)
        if case.spec.rule(name) is MergeRule.TEXT and theirs == edit.was and after != edit.now:
            yield f"{name} is not what the only writer wrote"


def texts_merge_all_or_ask(case: Case, judgement: Judgement) -> Iterator[str]:
    """Find every word that either side put in, unless a person is asked about the text."""
    if case.record is None or case.record.removed or judgement.record is None:
        return
    asked = {name for draft in judgement.conflicts for name in draft.fields}
    for name, edit in case.change.edits.items():
        if case.spec.rule(name) is not MergeRule.TEXT or name in asked:
            continue
        was, after = Counter((edit.was or "").split()), Counter((judgement.record.fields.get(name) or "").split())
        for side in (edit.now, case.record.fields.get(name)):
            if (Counter((side or "").split()) - was) - after:
                yield f"{name} lost words that one side put in"


def whoever_lost_sight_only_adds(case: Case, judgement: Judgement) -> Iterator[str]:
    """Change a record that has moved away by growing fields only."""
    if case.sight is not Sight.THEN or case.record is None or judgement.record is None:
        return
    for name, value in judgement.record.fields.items():
        is_growing = case.spec.rule(name) in GROWING_RULES or name == "history"
        if not is_growing and value != case.record.fields.get(name):
            yield f"{name} was changed by someone who no longer sees the record"


def a_removal_destroys_nothing_unseen(case: Case, judgement: Judgement) -> Iterator[str]:
    """Let a record stay that others changed since the remover looked."""
    if case.record is None or judgement.record is None or not judgement.record.removed:
        return
    for name, stamp in case.record.stamps.items():
        if stamp.rv > case.change.base_rv and stamp.agent != case.change.agent and name != "history":
            yield f"the removal destroys another's {name}"


def moves_are_legal(case: Case, judgement: Judgement) -> Iterator[str]:
    """Move a status only where its kind and the writer's role allow."""
    name = case.spec.status_field
    if case.record is None or case.record.removed or judgement.record is None or not case.spec.moves:
        return
    before, after = case.record.fields.get(name), judgement.record.fields.get(name)
    roles = case.spec.moves.get(str(before), {}).get(str(after), frozenset())
    if before != after and case.actor.role not in {*roles, SYSTEM_ROLE}:
        yield f"{before} became {after}"


def versions_count(case: Case, judgement: Judgement) -> Iterator[str]:
    """Give a written record its next version, the same in its receipt, and the change in its history."""
    if judgement.record is None:
        return
    if judgement.record.rv != (case.record.rv if case.record else 0) + 1:
        yield "the version does not count up by one"
    if judgement.verdict.rv != judgement.record.rv:
        yield "the receipt tells another version"
    told = {entry["id"] for entry in judgement.record.fields.get("history") or ()}
    if case.spec.keeps_history and case.change.op is not Op.REMOVE and _name_of(case) not in told:
        yield "the history does not tell the change"


def a_conflict_says_what_it_is_about(case: Case, judgement: Judgement) -> Iterator[str]:
    """Bring drafts with a conflicted change and with no other; write nothing for a rejected one."""
    is_conflicted = judgement.verdict.code is VerdictCode.CONFLICTED
    if is_conflicted != bool(judgement.conflicts):
        yield "the verdict and its conflicts do not agree"
    if judgement.verdict.code is VerdictCode.REJECTED and judgement.record is not None:
        yield "a rejected change was written"


LAWS: tuple[Law, ...] = (
    nothing_unseen_is_overwritten,
    what_was_taken_is_there,
    lists_only_grow,
    texts_keep_both_sides,
    texts_merge_all_or_ask,
    whoever_lost_sight_only_adds,
    a_removal_destroys_nothing_unseen,
    moves_are_legal,
    versions_count,
    a_conflict_says_what_it_is_about,
)


def broken_laws(case: Case, judgement: Judgement) -> list[str]:
    """Name what a judgement breaks."""
    return [f"{law.__name__}: {what}" for law in LAWS for what in law(case, judgement)]


def _ids(entries: Json) -> list[str]:
    return [entry["id"] for entry in entries or ()]


def _name_of(case: Case) -> str:
    return f"{case.change.device}:{case.change.n}"
