"""Whether a change's values have the shape that the merge rules work on, before anyone works on them.

What is wrong with a value is told as a refusal of that one change: a problem of the whole exchange would stop a
device's queue for good, because the same change would come again with every try.
"""

from collections.abc import Callable, Iterator, Mapping

from sync.core.errors import FieldError
from sync.core.model import Change, Json, KindSpec, MergeRule
from sync.protocol.json_parts import INTEGER_MAX

VALUE_DEPTH_MAX = 16
"""Lists in objects in lists …; a polygon needs three."""
RECORD_BYTES_MAX = 512 * 1024
"""Canonical size of one record's fields: a line of a pull must stay far below `PULL_LINE_BYTES_MAX`, which ends a page
for everybody. Bytes, not characters: an emoji takes four."""
NAME_CHARACTERS_MAX = 60


def malformed(change: Change, spec: KindSpec) -> tuple[FieldError, ...]:
    """Name the edits whose values cannot be merged or stored; empty when all can."""
    return tuple(FieldError(f"/fields/{name[:NAME_CHARACTERS_MAX]}", code) for name, code in _wrong(change, spec))


def _wrong(change: Change, spec: KindSpec) -> Iterator[tuple[str, str]]:
    rules = spec.rules
    for name, edit in change.edits.items():
        rule = rules.get(name)
        if rule is None and not is_name(name):
            yield name, "not-a-name"
            continue
        fits = SHAPES.get(rule) if rule is not None else None
        for value in edit:
            if value is not None and not (_is_storable(value) and (fits is None or fits(value))):
                yield name, "not-valid"
                break


def is_name(name: str) -> bool:
    """Say whether a field that no rule names may be called so."""
    return 0 < len(name) <= NAME_CHARACTERS_MAX and "\x00" not in name


def _is_storable(value: Json, depth: int = 0) -> bool:
    kind = type(value)
    if kind is str or isinstance(value, str):
        # PostgreSQL stores no NUL; refusing it here keeps both databases alike.
        return "\x00" not in value
    if kind in _FLAT:
        return True
    if isinstance(value, dict):
        return depth < VALUE_DEPTH_MAX and all(
            _is_storable(key) and _is_storable(item, depth + 1) for key, item in value.items()
        )
    if isinstance(value, list):
        return depth < VALUE_DEPTH_MAX and all(_is_storable(item, depth + 1) for item in value)
    # Beyond it no database has a column for the number, and a device that met it would stop.
    return not isinstance(value, int) or abs(value) <= INTEGER_MAX


_FLAT = frozenset((float, bool, type(None)))


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list_of_entries(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in value)


def _is_list_of_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


SHAPES: Mapping[MergeRule, Callable[[Json], bool]] = {
    MergeRule.APPEND: _is_list_of_entries,
    MergeRule.SET: _is_list_of_texts,
    MergeRule.SUM: _is_number,
    MergeRule.STATUS: _is_text,
    MergeRule.TEXT: _is_text,
}
