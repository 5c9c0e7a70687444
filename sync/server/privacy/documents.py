"""Documents of a town that are kept with all that they ever were: policy, register, notices.

They are rows of the table of settings, under names that no setting has: one version per change, who and when.
"""

from collections.abc import Sequence
from typing import Any

from sync.server import audit
from sync.server.rows import json_text
from sync.server.rows_outside import SettingRow
from sync.server.store import Unit

PREFIX = "privacy."


def versions_of(unit: Unit, name: str) -> Sequence[SettingRow]:
    """Give all versions of a document, the oldest first."""
    return sorted(unit.find(SettingRow, "name", [PREFIX + name]), key=lambda row: row.version)


def newest(unit: Unit, name: str) -> tuple[int, Any]:
    """Give the version in force and its content; version 0 and None where nobody wrote one."""
    rows = versions_of(unit, name)
    return (rows[-1].version, rows[-1].value()) if rows else (0, None)


def write(unit: Unit, name: str, content: object, *, who: str, at: str) -> SettingRow:
    """Keep a new version and note it in the audit log."""
    row = SettingRow(PREFIX + name, len(versions_of(unit, name)) + 1, json_text([content]), who, at)
    unit.put([row])
    audit.note(unit, at, "privacy-document-changed", name=name, version=str(row.version), who=who)
    return row
