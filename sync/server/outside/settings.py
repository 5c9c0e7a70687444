"""What a town may decide of its dealings with the public: named values, each with all that it ever was.

A setting that was never set has its default here, which is always the one that tells less. `fieldserver settings`
shows, sets and tells the history.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sync.records.base import LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from sync.server.rows import json_text
from sync.server.rows_outside import SettingRow
from sync.server.store import Unit

LANGUAGES = ("fr", "en")
AGENCIES_MAX = 200
JURISDICTION_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")


class SettingTrouble(Exception):
    """The setting is not known, or its value does not fit: the code says which."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it is when nobody set it, which values it takes, and what it does."""

    name: str
    default: Any
    takes: Callable[[object], bool]
    says: str


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LINE_CHARACTERS_MAX and value.isprintable()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_CHARACTERS_MAX and "\0" not in value


def _is_jurisdiction(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LINE_CHARACTERS_MAX and set(value) <= JURISDICTION_CHARACTERS


def _are_languages(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(value.count(one) == 1 and one in LANGUAGES for one in value)


def _are_agencies(value: object) -> bool:
    if not isinstance(value, Mapping) or len(value) > AGENCIES_MAX:
        return False
    return all(_is_line(code) and _is_line(word) for code, word in value.items())


def _are_decimals(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6)


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        one.name: one
        for one in (
            Setting("jurisdiction_id", "", _is_jurisdiction, "Name of the town for Open311, such as ville.example."),
            Setting("public_name", "", _is_line, "Name that citizens read; empty: the town's own."),
            Setting("contact", "", _is_text, "Whom citizens and other systems ask."),
            Setting("languages", ["fr"], _are_languages, 'Languages, the first is the default: ["fr", "en"].'),
            Setting("agencies", {}, _are_agencies, 'Words for services, by code: {"voirie": "Roads department"}.'),
            Setting("open311", False, _is_bool, "Whether other systems may read and bring reports: true or false."),
            Setting("open311_tokens", False, _is_bool, "Answer a new request with a token instead of its number."),
            Setting("agents_reports", False, _is_bool, "Whether agents' own reports are public, without text."),
            Setting("open_data", False, _is_bool, "Whether anybody may fetch the public reports: true or false."),
            Setting("open_data_texts", False, _is_bool, "Whether with what people wrote, once it is published."),
            Setting("position_decimals", None, _are_decimals, "Decimals of public positions: 3 is about 100 m."),
        )
    }
)


@dataclass(frozen=True, slots=True)
class TownSettings:
    """All settings of a town as they are in force."""

    jurisdiction_id: str
    public_name: str
    contact: str
    languages: tuple[str, ...]
    agencies: Mapping[str, str]
    open311: bool
    open311_tokens: bool
    agents_reports: bool
    open_data: bool
    open_data_texts: bool
    position_decimals: int | None

    def language(self, asked: str | None) -> str:
        """Give the language that was asked for if the town speaks it, else its own."""
        return asked if asked in self.languages else self.languages[0]


def settings_of(unit: Unit) -> TownSettings:
    """Read the settings in force."""
    values = {name: one.default for name, one in SETTINGS.items()}
    values |= {row.name: row.value() for row in _in_force(unit) if row.name in SETTINGS}
    return TownSettings(**{**values, "languages": tuple(values["languages"])})


def set_value(unit: Unit, name: str, value: object, *, who: str, at: str) -> SettingRow:
    """Give a setting a new value, keep the one before; raise `SettingTrouble`."""
    known = SETTINGS.get(name)
    if known is None:
        raise SettingTrouble("setting-unknown")
    if not known.takes(value):
        raise SettingTrouble("setting-not-valid")
    row = SettingRow(name, len(history_of(unit, name)) + 1, json_text([value]), who, at)
    unit.put([row])
    return row


def history_of(unit: Unit, name: str) -> Sequence[SettingRow]:
    """Give all that a setting ever was, the oldest first."""
    return sorted(unit.find(SettingRow, "name", [name]), key=lambda row: row.version)


def _in_force(unit: Unit) -> Sequence[SettingRow]:
    newest: dict[str, SettingRow] = {}
    for row in unit.find(SettingRow, "name", sorted(SETTINGS)):
        if row.name not in newest or newest[row.name].version < row.version:
            newest[row.name] = row
    return tuple(newest.values())
