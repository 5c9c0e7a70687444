"""Answer templates: those of this device, which of them fit, and filling in their placeholders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.tables import AnswerTemplate
from sync.records.categories import category_of

TEMPLATES_MAX: Final = 200
OFFERED_MAX: Final = 5
PLACEHOLDERS: Final = ("numéro", "catégorie", "adresse", "service", "délai", "date", "commune", "téléphone")
"""What a template may ask for; never who at the town hall writes (DOMAIN AC-35)."""
_OF_THE_TOWN: Final = frozenset({"commune", "téléphone"})
_PLACEHOLDER: Final = re.compile(r"\{\s*([^{}\n]{1,30}?)\s*\}")


@dataclass(frozen=True, slots=True)
class Template:
    """Words with placeholders; None fits everywhere."""

    id: str
    title: str
    text: str
    status: str | None = None
    reason: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """For what an answer is written: the state that a report gets or has, why, and its category."""

    status: str
    category: str
    reason: str | None = None


def templates(session: Session) -> tuple[Template, ...]:
    """Give the templates of this device by title."""
    rows = session.exec(select(AnswerTemplate).order_by(col(AnswerTemplate.title)).limit(TEMPLATES_MAX)).all()
    return tuple(Template(row.id, row.title, row.text, row.status, row.reason, row.group) for row in rows)


def fitting(known: Iterable[Template], occasion: Occasion) -> list[Template]:
    """Give the templates for an occasion, those that are made for it before those that fit everywhere."""
    group = category_of(occasion.category).group
    asked = {"status": occasion.status, "reason": occasion.reason, "group": group}
    found = [one for one in known if all(getattr(one, name) in (None, value) for name, value in asked.items())]
    return sorted(found, key=lambda one: -sum(getattr(one, name) is not None for name in asked))[:OFFERED_MAX]


def for_any_report(known: Iterable[Template]) -> list[Template]:
    """Keep what says nothing of one report: only that may be written to several people at once."""
    return [one for one in known if set(unfilled(one.text)) <= _OF_THE_TOWN]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill in what is known; a placeholder without a value stays, to be seen."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1].lower()) or found[0], text)


def unfilled(text: str) -> Sequence[str]:
    """Give the placeholders that still stand in a text."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def unknown_placeholders(text: str) -> Sequence[str]:
    """Give the placeholders that nothing will ever fill in."""
    return [name for name in unfilled(text) if name.lower() not in PLACEHOLDERS]
