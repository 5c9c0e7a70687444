"""Keeping both: the texts of a conflict one after the other, mine first, as long as the field holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fieldapp.reconcile.queries import ConflictView
from fieldapp.replica.tables import ROW_TYPES
from sync.core.judge import ConflictReason

TEXTS: Final = frozenset({"description", "body", "status_notes", "impossible_note", "handover_note"})
"""Fields of several lines: two of them make one text. A title or a state is one or the other."""
_BETWEEN: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Both:
    """What stands in each field once both are kept, and the fields that do not hold it."""

    values: Mapping[str, str]
    too_long: tuple[str, ...]


def both_of(view: ConflictView) -> Both | None:
    """Give mine, then theirs; None where more than texts is asked about, or one says nothing."""
    mine, theirs = view.mine.values, view.theirs
    is_asked = view.names and TEXTS.issuperset(view.names) and view.mine.reason is ConflictReason.BOTH
    if not (is_asked and view.subject.is_here):
        return None
    if not all(str(values.get(name) or "").strip() for values in (mine, theirs) for name in view.names):
        return None
    values = {name: _BETWEEN.join((str(mine[name]).strip(), str(theirs[name]).strip())) for name in view.names}
    return Both(values, too_long(view.subject.kind, values))


def too_long(kind: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """Name the texts that their fields do not hold."""
    return tuple(name for name, value in values.items() if len(str(value or "")) > (chars_max(kind, name) or 1 << 30))


def chars_max(kind: str, name: str) -> int | None:
    """Give how many characters a field holds; None where nothing limits it."""
    field = ROW_TYPES[kind].model_fields.get(name)
    limits = (getattr(one, "max_length", None) for one in field.metadata) if field is not None else ()
    return next((limit for limit in limits if isinstance(limit, int)), None)
