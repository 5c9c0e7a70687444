"""Writes of answers to residents and of their templates."""

from dataclasses import dataclass
from typing import Final

from fieldapp.replica import leavings
from fieldapp.replica.leavings import ANSWER, NEW, Leaving, end_leavings
from fieldapp.replica.unit import Unit
from fieldapp.triage.actions import REPORT, write_fields
from sync.core.model import Fields

TEMPLATE: Final = "answer_template"


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as a form gives it."""

    title: str
    text: str
    status: str | None = None
    reason: str | None = None
    group: str | None = None

    @property
    def fields(self) -> Fields:
        """Give the fields of the record."""
        words = {"title": self.title.strip(), "text": self.text.strip()}
        return {**words, "status": self.status, "reason": self.reason, "group": self.group}


def answer(unit: Unit, report_id: str, text: str) -> Fields:
    """Write what the resident will read, and leave the report where it stands; give what stood there."""
    end_leavings(unit, REPORT, report_id, (ANSWER,))
    return write_fields(unit, report_id, {"status_notes": text.strip() or None})


def form_of(template_id: str | None) -> Leaving:
    """Name the form in which a template is written, a new one or one that is there."""
    return Leaving(leavings.TEMPLATE, TEMPLATE, template_id or NEW)


def save_template(unit: Unit, template_id: str | None, draft: Draft) -> str:
    """Keep a template, a new one or one that is changed; give its id."""
    end_leavings(unit, TEMPLATE, template_id or NEW, (leavings.TEMPLATE,))
    if template_id is None:
        return unit.create(TEMPLATE, {**draft.fields, "author": unit.agent})
    unit.update(TEMPLATE, template_id, draft.fields)
    return template_id


def save_templates(unit: Unit, drafts: tuple[Draft, ...]) -> None:
    """Keep several new templates in one gesture."""
    for draft in drafts:
        save_template(unit, None, draft)


def forget_template(unit: Unit, template_id: str) -> Fields:
    """Let a template go and give what it was, for « Annuler »."""
    fields = dict(unit.fields(TEMPLATE, template_id))
    unit.remove(TEMPLATE, template_id)
    end_leavings(unit, TEMPLATE, template_id, (leavings.TEMPLATE,))
    return fields


def bring_template_back(unit: Unit, fields: Fields) -> str:
    """Keep a template again, signed by who brings it back."""
    return unit.create(TEMPLATE, {**fields, "author": unit.agent})
