"""What the public may know of a record: nothing, that it waits to be looked at, all of it, or nothing any more.

Both fields that this file declares are the desk's to write. They are no columns on devices: an app that does not know
them keeps and sends them like any field of a newer version.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sync.core.errors import FieldError
from sync.core.model import Attempt, Fields
from sync.records.base import DESK_ROLES, TEXT_CHARACTERS_MAX

PUBLICATION = "publication"
ANSWERS = "answers"
ANSWERS_MAX = 40
ANSWER_NAME_CHARACTERS_MAX = 60


class Publication(StrEnum):
    """How far a report, or a photo of one, is public."""

    NONE = "none"
    """Not meant for the public: an agent's own report. What an absent field means."""
    PENDING = "pending"
    """From the public, and not looked at yet: that it is there is told, none of its words and pictures."""
    PUBLISHED = "published"
    HIDDEN = "hidden"
    """Looked at and kept from the public altogether."""


FROM_OUTSIDE = frozenset({"web", "open311"})
"""Channels of `sync.records.report` by which the public itself writes."""
_CHOICES = frozenset(choice.value for choice in Publication)


def first_publication(fields: Fields) -> Fields:
    """Give what a new report gets: what the public wrote waits for somebody to look at it."""
    if fields.get("channel") in FROM_OUTSIDE and fields.get(PUBLICATION) is None:
        return {PUBLICATION: Publication.PENDING.value}
    return {}


def publishes_unasked(attempt: Attempt) -> bool:
    """Say whether somebody outside the desk would say what is public, or change the public's answers."""
    return attempt.actor.role not in DESK_ROLES and bool({PUBLICATION, ANSWERS} & attempt.edits.keys())


def with_publication(
    validate: Callable[[Fields], tuple[FieldError, ...]],
) -> Callable[[Fields], tuple[FieldError, ...]]:
    """Give a kind's validation that looks at these fields too."""

    def checked(fields: Fields) -> tuple[FieldError, ...]:
        found = validate(fields)
        if fields.get(PUBLICATION) is not None and not _is_choice(fields[PUBLICATION]):
            found += (FieldError(f"/fields/{PUBLICATION}", "not-a-choice"),)
        if fields.get(ANSWERS) is not None and not _are_answers(fields[ANSWERS]):
            found += (FieldError(f"/fields/{ANSWERS}", "not-valid"),)
        return found

    return checked


def _is_choice(value: object) -> bool:
    return isinstance(value, str) and value in _CHOICES


def _are_answers(value: object) -> bool:
    """Say whether this is {name: text or texts}, as a form of the public is answered."""
    if not isinstance(value, Mapping) or len(value) > ANSWERS_MAX:
        return False
    return all(_is_name(name) and _is_answer(answer) for name, answer in value.items())


def _is_name(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= ANSWER_NAME_CHARACTERS_MAX


def _is_answer(answer: object) -> bool:
    texts = answer if isinstance(answer, list) else [answer]
    return len(texts) <= ANSWERS_MAX and all(
        isinstance(text, str) and len(text) <= TEXT_CHARACTERS_MAX for text in texts
    )
