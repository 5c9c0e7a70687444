"""What a screen shows: the server's last word with my unsent changes on top.

When the server's word on a record changes while some of my changes to it still wait, they are replayed on the new
word by the same merge rules that the server will use. Where the rules would ask a person, my value is shown: it is
my tablet and my work; the question comes with the verdict.
"""

from collections.abc import Iterable

from sync.core.merge import Clash, merge_field
from sync.core.model import Change, Fields, Json, KindSpec, Op


def overlay(fields: Fields | None, changes: Iterable[Change], spec: KindSpec) -> Fields | None:
    """Replay unsent changes, in their order, on the server's word; None stands for "no such record"."""
    shown = dict(fields) if fields is not None else None
    for change in changes:
        shown = _applied(shown, change, spec)
    return shown


def _applied(shown: dict[str, Json] | None, change: Change, spec: KindSpec) -> dict[str, Json] | None:
    if change.op is Op.REMOVE:
        return None
    if shown is None and change.op is not Op.CREATE:
        # The record left (removed, or no longer mine to see): the edit alone cannot be shown as a record.
        return None
    return {**(shown or {}), **_merged(shown or {}, change, spec)}


def _merged(shown: Fields, change: Change, spec: KindSpec) -> Fields:
    values: dict[str, Json] = {}
    for name, edit in change.edits.items():
        result = merge_field(spec.rule(name), was=edit.was, mine=edit.now, theirs=shown.get(name))
        values[name] = edit.now if isinstance(result, Clash) else result.value
    return values
