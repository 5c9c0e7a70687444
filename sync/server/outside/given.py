"""What somebody outside gives to report something, and how it is looked at before anything is stored."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.core.errors import FieldError
from sync.records.base import LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from sync.records.caller import PHONE_CHARACTERS_MAX
from sync.records.categories import CATEGORIES, Category
from sync.records.questions import Answer, checked_answers
from sync.records.report import Channel
from sync.server.outside.pictures import PHOTOS_MAX, Picture, PictureRefused, picture_of
from sync.server.outside.requesters import Requester


class NotTaken(Exception):
    """Nothing was stored; `errors` point at what to mend, by the names of `GivenReport`."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(", ".join(f"{error.pointer} {error.code}" for error in errors))


class Deflected(Exception):
    """This is not for a form: who sees it calls for help. Nothing was stored."""

    def __init__(self, category: Category) -> None:
        self.category = category
        super().__init__(category.code)


@dataclass(frozen=True, slots=True)
class GivenReport:
    """A report as it comes in by a form or by Open311; nothing in it is believed."""

    service_code: str
    channel: Channel
    lat: float | None = None
    long: float | None = None
    address: str = ""
    description: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    photos: tuple[bytes, ...] = ()
    media_url: str = ""
    """Where its sender keeps a picture: noted for the desk, never fetched."""
    person: Requester = field(default_factory=Requester)
    key: str = ""
    """By which the same request is known when it comes again; empty: each is another."""
    source: str = ""
    """Who chose the key: two senders may choose the same one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report that was looked at."""

    category: Category
    lat: float | None
    long: float | None
    address: str | None
    description: str | None
    answers: dict[str, Answer]
    person: Requester
    pictures: tuple[Picture, ...]


def checked(given: GivenReport) -> Checked:
    """Look at all of it; raise `NotTaken` with all that is wrong, or `Deflected`."""
    category = CATEGORIES.get(given.service_code)
    if category is None or category.agents_only:
        raise NotTaken([FieldError("/service_code", "not-a-choice" if given.service_code else "required")])
    if category.deflection:
        raise Deflected(category)
    answers, errors = checked_answers(category.code, _plain_answers(given.answers))
    texts = {
        "address": (plain_line(given.address), LINE_CHARACTERS_MAX),
        "description": (plain_text(given.description), TEXT_CHARACTERS_MAX),
        "media_url": (plain_line(given.media_url), LINE_CHARACTERS_MAX),
        "name": (plain_line(given.person.name), LINE_CHARACTERS_MAX),
        "email": (plain_line(given.person.email), LINE_CHARACTERS_MAX),
        "phone": (plain_line(given.person.phone), PHONE_CHARACTERS_MAX),
    }
    too_long = [FieldError(f"/{name}", "too-long") for name, (text, most) in texts.items() if len(text) > most]
    pictures, refused = _pictures(given.photos)
    found = [*_place_errors(given), *errors, *too_long, *refused]
    if found:
        raise NotTaken(found)
    said = {name: text for name, (text, _) in texts.items()}
    if said["media_url"]:
        answers["media_url"] = said["media_url"]
    return Checked(
        category=category,
        lat=given.lat,
        long=given.long,
        address=said["address"] or None,
        description=said["description"] or None,
        answers=answers,
        person=Requester(
            said["name"], said["email"], said["phone"], given.person.wants_answer, plain_line(given.person.notice)[:20]
        ),
        pictures=pictures,
    )


def _plain_answers(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: [plain_text(text) for text in texts] for name, texts in given.items()}


def plain_line(text: str) -> str:
    """Give a text on one line, without signs that steer a screen."""
    return " ".join(plain_text(text).split())


def plain_text(text: str) -> str:
    """Give a text of letters, spaces and line ends: what steers a screen or no database keeps is left out.

    Marks of HTML are letters like others: every door writes them so that they stay what they are.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or not _steers(sign)).strip()


def _steers(sign: str) -> bool:
    # Control signs, lone surrogates, what is no letter; of the formatting ones those that turn a line around.
    return unicodedata.category(sign) in ("Cc", "Cs", "Cn") or sign in _TURNING


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _place_errors(given: GivenReport) -> list[FieldError]:
    if (given.lat is None) != (given.long is None):
        return [FieldError("/lat" if given.lat is None else "/long", "required")]
    if given.lat is None or given.long is None:
        return [] if plain_line(given.address) else [FieldError("/lat", "required")]
    return [
        FieldError(f"/{name}", "out-of-range")
        for name, value, most in (("lat", given.lat, 90), ("long", given.long, 180))
        if not -most <= value <= most
    ]


def _pictures(photos: Sequence[bytes]) -> tuple[tuple[Picture, ...], list[FieldError]]:
    if len(photos) > PHOTOS_MAX:
        return (), [FieldError("/photos", "too-many")]
    pictures: list[Picture] = []
    errors: list[FieldError] = []
    for place, content in enumerate(photos):
        try:
            pictures.append(picture_of(content))
        except PictureRefused as trouble:
            errors.append(FieldError(f"/photos/{place}", str(trouble)))
    return tuple(pictures), errors
