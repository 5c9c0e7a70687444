"""How two edits of one field, made apart, become one value.

Every rule is three-way: `was` is what the writer looked at, `mine` what he wrote, `theirs` what the server has by
now. If only one side moved, that side wins under every rule; if both came to the same value, it stays. The rules
differ only when both moved apart:

    last      the one judged later wins                      the name of a street
    ask       a person decides; the server's value stays     a due date, an assignee
    measure   as ask: measurements are never guessed         a position
    status    a legal move from where it stands, else ask    decided by `sync.core.judge`, which knows the moves
    sum       both differences count                         minutes spent
    set       both additions count, an addition wins         followers
    append    both lists of entries, each entry once         comments, checks of a list
    text      by words; overlapping words ask                a description

The laws that the tests hold: merging what is already there changes nothing; for sum, set and append the order of
two merges does not change the result (up to the order of entries).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.core.model import Json, MergeRule
from sync.core.text_merge import merge_text


@dataclass(frozen=True, slots=True)
class Merged:
    """One value came out; the change can be applied."""

    value: Json


@dataclass(frozen=True, slots=True)
class Clash:
    """Both sides moved apart and only a person can choose; the server's value stays meanwhile."""


def merge_field(rule: MergeRule, *, was: Json, mine: Json, theirs: Json) -> Merged | Clash:
    """Merge one field by its rule. Values are JSON; for `append` the lists hold objects with an `id`."""
    if mine == was:
        return Merged(theirs)
    match rule:
        case MergeRule.APPEND:
            return Merged(_appended(_as_list(was), _as_list(mine), _as_list(theirs)))
        case MergeRule.SET:
            return Merged(_joined(_as_list(was), _as_list(mine), _as_list(theirs)))
        case MergeRule.SUM:
            return Merged((theirs or 0) + (mine or 0) - (was or 0))
    if theirs in (mine, was):
        return Merged(mine)
    match rule:
        case MergeRule.ASK | MergeRule.MEASURE | MergeRule.STATUS | MergeRule.SERVER:
            return Clash()
        case MergeRule.TEXT:
            text = merge_text(was or "", mine or "", theirs or "")
            return Clash() if text is None else Merged(text)
        case _:
            return Merged(mine)


def _as_list(value: Json) -> list[Json]:
    return list(value) if value else []


def _appended(was: Sequence[Json], mine: Sequence[Json], theirs: list[Json]) -> list[Json]:
    # Entries are never edited or removed, so an entry's id is enough to know it again.
    known = {entry["id"] for entry in (*was, *theirs)}
    return theirs + [entry for entry in mine if entry["id"] not in known]


def _joined(was: list[Json], mine: list[Json], theirs: list[Json]) -> list[Json]:
    added = [item for item in mine if item not in was]
    taken = [item for item in was if item not in mine]
    kept = [item for item in theirs if item not in taken]
    # Sorted, so that two orders of arrival give the same bytes and the same digest.
    return sorted({*kept, *added})
