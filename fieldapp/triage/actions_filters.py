"""Writes of the saved filters: keep one under a name, share it, let it go."""

from typing import Final

from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records.saved_filter import NAME_CHARACTERS_MAX

SAVED_FILTER: Final = "saved_filter"


def save_filter(unit: Unit, title: str, wanted: Fields, shared: bool) -> str:
    """Keep what is wanted under a name and give its id."""
    fields = {"title": title.strip()[:NAME_CHARACTERS_MAX], "wanted": dict(wanted), "shared": shared}
    return unit.create(SAVED_FILTER, {**fields, "author": unit.agent})


def forget_filter(unit: Unit, filter_id: str) -> Fields:
    """Let a filter go and give what it was, for « Annuler »."""
    fields = dict(unit.fields(SAVED_FILTER, filter_id))
    unit.remove(SAVED_FILTER, filter_id)
    return fields


def bring_back(unit: Unit, fields: Fields) -> str:
    """Keep a filter again: a new record, because the id of a removed one is spent."""
    return unit.create(SAVED_FILTER, dict(fields))
