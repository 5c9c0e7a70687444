"""Fields and values of any record in plain words: functions of the language, the value and the names behind ids."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from fieldapp.reconcile.queries_subjects import Names, Subject
from fieldapp.ui.i18n import Words, at_start, distance, duration, listing, long_day, moment
from fieldapp.ui.works import category_glyph, category_name
from sync.core.instants import parse_instant
from sync.core.model import Fields, Json
from sync.records.base import Role
from sync.records.categories import CATEGORIES

_INSTANT_CHARACTERS: Final = 24
_PLACE_FIELDS: Final = frozenset({"lat", "long", "accuracy_m", "position_source", "position_mocked", "address"})
_MINUTES: Final = frozenset({"time_spent_minutes", "expected_minutes"})
_CATEGORY_FIELDS: Final = frozenset({"service_code", "category"})
_DEGREES_SHOWN: Final = 5


def field_words(t: Words, names: Sequence[str]) -> str:
    """Name one field or a group that goes together: « la position », « l’échéance »."""
    if len(names) > 1 and _PLACE_FIELDS.issuperset(names):
        return t("field.lat")
    known = dict.fromkeys(t(f"field.{name}") if t.has(f"field.{name}") else name for name in names)
    return listing(t, tuple(known))


def field_label(t: Words, names: Sequence[str]) -> str:
    """Name a field or a group above its value: with a capital."""
    return at_start(field_words(t, names))


def subject_title(t: Words, subject: Subject) -> str:
    """Name a record: its title, else its category, else its kind."""
    if subject.kind == "attachment":
        return t("reconcile.photo_of", what=_own_title(t, subject))
    return _own_title(t, subject)


def _own_title(t: Words, subject: Subject) -> str:
    if subject.title:
        return subject.title
    if subject.category:
        return _category(t, subject.category)
    key = "reconcile.untitled" if subject.is_here else "reconcile.left_here"
    return t(key, kind=t(f"kind.{subject.kind}"))


def subject_place(subject: Subject) -> str:
    """Give the line below a record's name: its number and its address."""
    return " · ".join(part for part in (subject.number, subject.place) if part)


def subject_glyph(subject: Subject) -> str:
    """Give the icon of a record: that of its category, else of its kind."""
    if subject.category in CATEGORIES:
        return category_glyph(subject.category)
    kinds = {
        "task": "clipboard-text",
        "news": "newspaper",
        "attachment": "image",
        "report": "megaphone",
        "round": "path",
        "objective": "target",
    }
    return kinds.get(subject.kind, "note")


def _category(t: Words, code: str) -> str:
    """Give the words of a category; what is not in the taxonomy (a news' own word) stands for itself."""
    return category_name(t, code) if code in CATEGORIES else code


def side_words(t: Words, names: Sequence[str], values: Fields, people: Names, now: datetime) -> str:
    """Put the values of one side into words; a position is one value however many fields it has."""
    if _PLACE_FIELDS.issuperset(names) and {"lat", "long"} & set(names):
        return _place_words(t, values)
    told = [value_words(t, name, values.get(name), people, now) for name in names]
    return listing(t, told)


def value_words(t: Words, name: str, value: Json, people: Names, now: datetime) -> str:
    """Put one value into words."""
    match value:
        case None | "" | []:
            return t("reconcile.empty_value")
        case bool():
            return t("reconcile.yes") if value else t("reconcile.no")
        case int() | float():
            return _number_words(t, name, value)
        case str():
            return _text_words(t, name, value, people, now)
        case list():
            return _order_words(t, value, people) if name == "order" else _list_words(t, value, people)
        case dict():
            return _audience_words(t, value, people) if name == "audience" else t("reconcile.entries", n=len(value))
        case _:
            return str(value)


def _number_words(t: Words, name: str, value: float) -> str:
    if name in _MINUTES:
        return duration(t, value * 60)
    return t.number(value) if float(value).is_integer() else t.number(value, 2)


def _text_words(t: Words, name: str, value: str, people: Names, now: datetime) -> str:
    if value in people:
        return people[value]
    if name in _CATEGORY_FIELDS:
        return _category(t, value)
    if name == "role" and value in frozenset(Role):
        return t(f"account.role.{value}")
    if name in ("planned_on", "due_on"):
        return long_day(t, date.fromisoformat(value))
    at = _instant(value)
    if at is not None:
        return moment(t, at, now)
    for key in (f"task_state.{value}", f"state.{value}", f"value.{value}"):
        if t.has(key) and name not in ("title", "body", "description"):
            return t(key)
    return value


def _instant(value: str) -> datetime | None:
    if len(value) != _INSTANT_CHARACTERS or not value.endswith("Z"):
        return None
    try:
        return parse_instant(value)
    except ValueError:
        return None


def _order_words(t: Words, value: Sequence[Any], people: Names) -> str:
    """Give what stands in an order with its numbers, by which two ways through one list are compared."""
    names = [people.get(str(one), "") for one in value]
    if not all(names):
        return t("reconcile.entries", n=len(value))
    return " · ".join(t("reconcile.nth", n=number, what=name) for number, name in enumerate(names, start=1))


def _list_words(t: Words, value: Sequence[Any], people: Names) -> str:
    words = [people.get(one, one) if isinstance(one, str) else str(one.get("label") or "") for one in _plain(value)]
    if len(words) == len(value) and all(words):
        return listing(t, words)
    return t("reconcile.entries", n=len(value))


def _plain(value: Sequence[Any]) -> list[str | Mapping[str, Any]]:
    return [one for one in value if isinstance(one, str | dict)]


def _audience_words(t: Words, audience: Mapping[str, Any], people: Names) -> str:
    if audience.get("except"):
        left_out = [people.get(one) or t("reconcile.somebody") for one in audience["except"]]
        whole = _audience_words(t, {**audience, "except": None}, people)
        return t("reconcile.audience_except", audience=whole, names=listing(t, left_out))
    if audience.get("everyone"):
        return t("reconcile.everyone")
    ids = [one for key in ("services", "teams", "agents") for one in audience.get(key) or ()]
    roles = [t(f"account.role.{role}") for role in audience.get("roles") or () if role in frozenset(Role)]
    known = [people[one] for one in ids if one in people]
    if len(known) < len(ids):
        return t("reconcile.entries", n=len(ids) + len(roles))
    return listing(t, [*known, *roles])


def _place_words(t: Words, values: Fields) -> str:
    lat, long = values.get("lat"), values.get("long")
    place = str(values.get("address") or "")
    if not place and isinstance(lat, int | float) and isinstance(long, int | float):
        place = t("reconcile.position", lat=f"{lat:.{_DEGREES_SHOWN}f}", long=f"{long:.{_DEGREES_SHOWN}f}")
    accuracy = values.get("accuracy_m")
    if place and isinstance(accuracy, int | float):
        return t("reconcile.position_accuracy", place=place, metres=distance(t, accuracy))
    return place or t("reconcile.empty_value")
