"""The kinds as an older version of the app knew them: fewer fields, fewer values, one kind less.

A record that such a version cannot hold is parked whole; a field that it does not know is kept and sent back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sync.core.errors import FieldError
from sync.core.model import Fields, KindSpec
from sync.records import KINDS

UNKNOWN_KINDS = frozenset({"conflict"})
UNKNOWN_FIELDS: Mapping[str, frozenset[str]] = {
    "task": frozenset({"time_spent_minutes"}),
    "report": frozenset({"followers", "priority"}),
}
UNKNOWN_VALUES: Mapping[str, frozenset[str]] = {"task": frozenset({"impossible"})}
"""States that came later: a record that stands in one cannot be shown."""


def _checked(spec: KindSpec) -> Callable[[Fields], tuple[FieldError, ...]]:
    unknown = UNKNOWN_VALUES.get(spec.name, frozenset())

    def validate(fields: Fields) -> tuple[FieldError, ...]:
        if fields.get(spec.status_field) in unknown:
            return (FieldError(f"/fields/{spec.status_field}", "not-valid"),)
        return spec.validate(fields)

    return validate


def _aged(spec: KindSpec) -> KindSpec:
    unknown = UNKNOWN_FIELDS.get(spec.name, frozenset())
    rules = {name: rule for name, rule in spec.rules.items() if name not in unknown}
    later = UNKNOWN_VALUES.get(spec.name, frozenset())
    moves = {
        origin: {to: roles for to, roles in targets.items() if to not in later}
        for origin, targets in spec.moves.items()
        if origin not in later
    }
    return replace(spec, rules=rules, moves=moves, validate=_checked(spec))


OLD_KINDS: Mapping[str, KindSpec] = {
    name: _aged(spec) if name in UNKNOWN_FIELDS else spec for name, spec in KINDS.items() if name not in UNKNOWN_KINDS
}


def knows(kinds: Mapping[str, KindSpec], kind: str, field: str) -> bool:
    """Say whether a version of the app knows this field of this kind."""
    return kind in kinds and (kinds is not OLD_KINDS or field not in UNKNOWN_FIELDS.get(kind, frozenset()))
