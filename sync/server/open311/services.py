"""What can be reported here, and what else is asked about it: GeoReport's services and their definitions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.records.categories import CATEGORIES, GROUPS, Category, category_of
from sync.records.questions import QUESTIONS, Question
from sync.server.open311.documents import Document
from sync.server.open311.trouble import ENGLISH, trouble
from sync.server.outside.settings import TownSettings


def public_categories() -> list[Category]:
    """Give what the public may report: neither what is for agents only nor what is a telephone call."""
    return [one for one in CATEGORIES.values() if not one.agents_only and not one.deflection]


def services(settings: TownSettings, language: str) -> Document:
    """Give the list of services."""
    return Document("services", [_service(one, settings, language) for one in public_categories()])


def definition(service_code: str, language: str) -> Document:
    """Give what is asked about a service; raise `GeoTrouble` where nothing is."""
    if service_code not in {one.code for one in public_categories()}:
        raise trouble("service")
    questions = QUESTIONS.get(service_code)
    if questions is None:
        raise trouble("definition")
    attributes = [_attribute(one, place, language) for place, one in enumerate(questions, start=1)]
    return Document("service_definition", {"service_code": service_code, "attributes": attributes})


def service_name(service_code: str, language: str) -> str:
    """Give the name of a service."""
    category = category_of(service_code)
    return category.en if language == ENGLISH else category.fr


def notice(service_code: str, language: str) -> str:
    """Say within which time the town means to mend it."""
    category, is_english = category_of(service_code), language == ENGLISH
    if category.fix_hours:
        hours = category.fix_hours
        return f"We aim to mend it within {hours} hours." if is_english else f"Délai visé : {hours} heures."
    days = category.fix_days
    return f"We aim to mend it within {days} working days." if is_english else f"Délai visé : {days} jours ouvrés."


def attributes_of(service_code: str, answers: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Give the answers of a published report, as an extension tells them."""
    return [
        {"code": one.code, "description": _words(one.fr, one.en, language), "values": _told(one, answers, language)}
        for one in QUESTIONS.get(service_code, ())
        if one.code in answers
    ]


def _service(category: Category, settings: TownSettings, language: str) -> dict[str, Any]:
    group = GROUPS[category.group]
    return {
        "service_code": category.code,
        "service_name": _words(category.fr, category.en, language),
        "description": notice(category.code, language),
        "metadata": category.code in QUESTIONS,
        "type": "batch" if settings.open311_tokens else "realtime",
        "keywords": ",".join(category.synonyms.split()) or None,
        "group": _words(group.fr, group.en, language),
    }


def _attribute(question: Question, place: int, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype.value,
        "required": question.required,
        "datatype_description": _words(question.hint_fr, question.hint_en, language) or None,
        "order": place,
        "description": _words(question.fr, question.en, language),
    }
    if question.choices:
        told["values"] = [{"key": one.key, "name": _words(one.fr, one.en, language)} for one in question.choices]
    return told


def _told(question: Question, answers: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    answer = answers[question.code]
    texts: Sequence[str] = answer if isinstance(answer, list) else [answer]
    names = {one.key: _words(one.fr, one.en, language) for one in question.choices}
    return [{"key": text, "name": names.get(text, text)} for text in texts]


def _words(french: str, english: str, language: str) -> str:
    return english if language == ENGLISH else french
