"""The entries of lists that only grow: their shape, and that whoever adds one adds it in his own name.

Screens of every device take entries apart. One that a device cannot read would end the page of everybody who sees the
record, so that its shape is the judge's business; members that this version does not know pass.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from sync.core.model import Attempt, Op
from sync.records.base import TEXT_CHARACTERS_MAX

ENTRY_ID_CHARACTERS_MAX = 60


def is_text(value: object, characters_max: int) -> bool:
    """Say whether a member is a text of at most this length."""
    return isinstance(value, str) and len(value) <= characters_max


def is_text_or_absent(value: object, characters_max: int) -> bool:
    """Say whether a member is left out, or a text of at most this length."""
    return value is None or is_text(value, characters_max)


def is_named(entry: Mapping[str, Any]) -> bool:
    """Say whether an entry has the id by which it is known again."""
    return bool(entry.get("id")) and is_text(entry.get("id"), ENTRY_ID_CHARACTERS_MAX)


def _is_comment(entry: Mapping[str, Any]) -> bool:
    signature = (entry.get("agent"), entry.get("at"))
    is_signed = all(is_text_or_absent(word, ENTRY_ID_CHARACTERS_MAX) for word in signature)
    return is_named(entry) and is_signed and is_text_or_absent(entry.get("text"), TEXT_CHARACTERS_MAX)


def each(is_good: Callable[[dict[str, Any]], bool]) -> AfterValidator:
    """Accept only lists of which every entry is good."""

    def check(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not all(is_good(entry) for entry in entries):
            raise ValueError("not-entries")
        return entries

    return AfterValidator(check)


Comments = Annotated[list[dict[str, Any]], each(_is_comment)]
"""Entries {id, agent, at, text}."""


def signs_own(attempt: Attempt, *names: str) -> bool:
    """Say whether all entries that this attempt adds to these lists bear its own agent's name, or none.

    Entries are taken as they come, so that a comment signed by another would be his word for ever.
    """
    return all(entry.get("agent") in (None, attempt.actor.agent) for name in names for entry in _added(attempt, name))


def _added(attempt: Attempt, name: str) -> Iterator[Mapping[str, Any]]:
    edit = attempt.edits.get(name)
    if edit is None:
        return
    standing = () if attempt.op is Op.CREATE else attempt.fields.get(name) or ()
    known = {entry.get("id") for entry in (*standing, *(edit.was or ()))}
    yield from (entry for entry in edit.now or () if entry.get("id") not in known)
