"""The history of a record in plain words: who did what, when it was done and when the town hall received it.

The entries are the server's (see `sync.core.judge`): agent, op, made_at, received_at, edits {field: [was, now]}.
Changes of this device that have no verdict yet stand at the end, in the same shape without `received_at`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fieldapp.ui.i18n import Words, clock, moment, sentences, stamp
from fieldapp.ui.widgets import Event
from fieldapp.ui.works import category_name
from sync.core.instants import parse_instant

APART: Final = timedelta(minutes=5)
"""A change that was received this much later than it was made tells both moments."""
_PEOPLE: Final = {"assignee", "service", "team"}
_PLACE: Final = {"lat", "long", "accuracy_m", "position_source", "position_mocked", "address"}
_MOMENTS: Final = {"due_at", "scheduled_at", "expected_datetime"}
_SILENT: Final = {
    "closed_at",
    "done_at",
    "started_at",
    "ended_at",
    "zone",
    "first_answer_due_at",
    "paused_at",
    "paused_s",
    "moved_at",
    "escalation_due_at",
    "history",
    "impossible_note",
}
"""Fields that change along with another one that is told."""
_GLYPHS: Final = {
    "status": "circle-half",
    "assignee": "user-circle",
    "service": "users",
    "team": "users-three",
    "comments": "chat-circle-text",
    "checks": "list-checks",
    "visits": "list-checks",
    "stops": "path",
    "order": "path",
    "planned_on": "calendar-blank",
    "priority": "warning",
    "service_code": "tag",
    "due_at": "calendar-blank",
    "scheduled_at": "calendar-blank",
    "followers": "eye",
    "escalation": "bell",
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Hold what the history needs to be told: the words, the names behind ids, and the moment."""

    t: Words
    names: Mapping[str, str]
    now: datetime
    me: str
    """My agent id: what I did is told as « Vous »."""


def history_events(teller: Teller, entries: Iterable[Mapping[str, Any]]) -> list[Event]:
    """Tell the entries, the newest first."""
    told = (_event(teller, entry) for entry in entries)
    return [event for event in told if event is not None][::-1]


def _event(teller: Teller, entry: Mapping[str, Any]) -> Event | None:
    edits: Mapping[str, Any] = entry.get("edits") or {}
    if entry.get("op") == "create":
        return Event("plus-circle", _who(teller, entry), teller.t("history.created"), _when(teller, entry))
    told = _sentences(teller, edits)
    if not told:
        return None
    name = next((name for name in _GLYPHS if name in edits), "")
    return Event(
        _GLYPHS.get(name, "pencil-simple"), _who(teller, entry), sentences(teller.t, told), _when(teller, entry)
    )


def _sentences(teller: Teller, edits: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name in sorted(edits, key=lambda name: list(_GLYPHS).index(name) if name in _GLYPHS else len(_GLYPHS)):
        sentence = _sentence(teller, name, _pair(edits[name]))
        if sentence and sentence not in found:
            found.append(sentence)
    return found


def _sentence(teller: Teller, name: str, pair: tuple[Any, Any]) -> str:
    t, (was, now) = teller.t, pair
    if name in _SILENT:
        return ""
    if name in _PLACE:
        return t("history.place")
    if name in _PEOPLE:
        return _person(teller, name, now)
    if name in _MOMENTS:
        return t("history.moment", at=moment(t, parse_instant(now), teller.now)) if now else t("history.no_moment")
    if name in ("status", "priority") and now:
        return t(f"history.{name}", state=_state(t, now)) if not was else t("history.from_to", **_states(t, was, now))
    if name == "service_code" and now:
        return t("history.category", name=category_name(t, now))
    if name == "escalation" and t.has(f"history.escalation_{now}"):
        return t(f"history.escalation_{now}")
    key = f"history.field_{name}"
    return t(key) if t.has(key) else t("history.other")


def _person(teller: Teller, name: str, now: Any) -> str:
    if now is None:
        return teller.t(f"history.no_{name}")
    return teller.t(f"history.{name}", name=teller.names.get(str(now)) or teller.t("history.somebody"))


def _states(t: Words, was: Any, now: Any) -> dict[str, str]:
    return {"was": _state(t, was), "now": _state(t, now)}


def _state(t: Words, code: Any) -> str:
    for key in (f"state.{code}", f"task_state.{code}"):
        if t.has(key):
            return t(key)
    return str(code)


def _pair(value: Any) -> tuple[Any, Any]:
    """Give was and now; both None where they were too long to repeat."""
    return (value[0], value[1]) if isinstance(value, list | tuple) and len(value) == 2 else (None, None)


def _who(teller: Teller, entry: Mapping[str, Any]) -> str:
    agent = str(entry.get("agent") or "")
    if agent == teller.me:
        return teller.t("history.you")
    return teller.names.get(agent) or teller.t("history.town_hall")


def _when(teller: Teller, entry: Mapping[str, Any]) -> str:
    t, made = teller.t, parse_instant(str(entry["made_at"]))
    shown = stamp(t, made, teller.now)
    if not entry.get("received_at"):
        return dotted(shown, t("sync.photo_to_send"))
    received = parse_instant(str(entry["received_at"]))
    if abs(received - made) < APART:
        return shown
    same_day = received.astimezone(teller.now.tzinfo).date() == made.astimezone(teller.now.tzinfo).date()
    at = clock(received, teller.now) if same_day else stamp(t, received, teller.now)
    return dotted(shown, t("history.received", at=at))


def dotted(*parts: str) -> str:
    """Join what stands in one line by middle dots; what is empty or was said already is left out."""
    return " · ".join(dict.fromkeys(part for part in parts if part))
