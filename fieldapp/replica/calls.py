"""The form of a call that is being taken in: its draft's id, its place, and the notice to be read."""

from collections.abc import Mapping
from typing import Any, Final

from sync.core.ids import derived_id
from sync.records.geometry import Point

FORM: Final = "intake"
NOTICE: Final = "2026-11"
"""The version of the notice: its words are `intake.notice_*` of the screens."""


def form_id(agent: str) -> str:
    """Give the id of an agent's form: one per agent and device, found again when he was called away."""
    return derived_id("intake", agent)


def point_of(fields: Mapping[str, Any]) -> Point | None:
    """Give the place of a form, once it has one."""
    lat, long = fields.get("lat"), fields.get("long")
    return None if lat is None or long is None else Point(float(lat), float(long))
