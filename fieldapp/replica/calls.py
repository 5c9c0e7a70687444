"""The form of a call that is being taken in: its draft's id, its place, and the notice to be read."""

from collections.abc import Mapping
from typing import Any, Final

from sync.core.ids import derived_id
from sync.records.geometry import Point

FORM: Final = "intake"
NOTICE: Final = "2026-11"
"""The version of the notice: its words are `intake.notice_*` of the screens."""


LINES_MAX: Final = 4
"""Calls that one person takes in side by side, each in a window of its own."""


def form_id(agent: str, line: int = 0) -> str:
    """Give the id of an agent's form on one of his lines; it is found again when he was called away."""
    return derived_id("intake", agent) if line == 0 else derived_id("intake", agent, str(line))


def point_of(fields: Mapping[str, Any]) -> Point | None:
    """Give the place of a form, once it has one."""
    lat, long = fields.get("lat"), fields.get("long")
    return None if lat is None or long is None else Point(float(lat), float(long))
