"""A report as its pages show it: to everybody what `PublicReader` lets out, to its writer what he wrote.

Nobody's name is on it: a service answers, a history says what happened and never who did it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.core.model import Fields, Record
from sync.records.base import DESK_ROLES
from sync.records.categories import category_of
from sync.records.publication import PUBLICATION, Publication
from sync.records.report import ReportStatus
from sync.server.outside.publication import ATTACHMENT, PICTURES, PublicReader, PublicReport
from sync.server.outside.statuses import public_status
from sync.server.public.drawing import day
from sync.server.public.visits import Visit
from sync.server.public.words import Language, said
from sync.server.rights import SYSTEM_AGENT
from sync.server.rows import ChildRow, RecordRow
from sync.server.store import Unit

_S = ReportStatus
_CHIPS: Final[Mapping[str, tuple[str, str]]] = {
    _S.NOUVEAU: ("circle", ""),
    _S.A_QUALIFIER: ("question", ""),
    _S.QUALIFIE: ("check", ""),
    _S.AFFECTE: ("user-circle", ""),
    _S.PROGRAMME: ("calendar-blank", ""),
    _S.PRIS_EN_CHARGE: ("circle-half", ""),
    _S.EN_COURS: ("circle-half", ""),
    _S.FAIT_A_CONTROLER: ("circle-half", ""),
    _S.RESOLU: ("check-circle-fill", "done"),
    _S.ARCHIVE: ("check-circle-fill", "closed"),
    _S.EN_ATTENTE_USAGER: ("chat-circle-text", "wait"),
    _S.TRANSFERE_TIERS: ("arrow-square-out", ""),
    _S.SOUS_SURVEILLANCE: ("eye", "closed"),
    _S.REJETE: ("x-circle", "closed"),
    _S.DOUBLON: ("copy", "merge"),
    _S.IMPOSSIBLE: ("prohibit", "closed"),
}


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """A state: its shape, its word, its colour, and a sentence."""

    icon: str
    tone: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of what happened."""

    at: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A report in a list."""

    number: str
    category: str
    icon: str
    place: str
    day: str
    status: ShownStatus
    photo: str = ""
    metres: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A report on its page."""

    number: str
    category: str
    place: str
    day: str
    status: ShownStatus
    publication: str
    service: str
    expected: str
    answer: str
    description: str
    photos: tuple[str, ...]
    history: tuple[Step, ...]
    lat: float | None
    long: float | None


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A secret link, and whether it is that of who wrote the report."""

    secret: str
    is_writer: bool


def card(visit: Visit, report: PublicReport, fields: Fields, metres: int = 0) -> Card:
    """Give a public report as it stands in a list."""
    category, language = category_of(report.service_code), visit.language
    return Card(
        number=report.number,
        category=category_words(report.service_code, language),
        icon=category.icon,
        place=report.address or said(language, "list.no_address"),
        day=day(report.requested_at, language),
        status=shown_status(fields, language),
        photo=next(iter(photo_addresses(visit, f"signalements/{report.number}", report.photos)), ""),
        metres=metres,
    )


def public_page(visit: Visit, unit: Unit, report: PublicReport) -> Shown:
    """Give a public report as its page shows it."""
    record = unit.get(RecordRow, [("report", report.id)])["report", report.id].record()
    return Shown(
        number=report.number,
        place=report.address or said(visit.language, "list.no_address"),
        service=report.agency or "",
        answer=_answer(unit, record) if report.is_published else "",
        description=report.description or "",
        photos=photo_addresses(visit, f"signalements/{report.number}", report.photos),
        lat=report.lat,
        long=report.long,
        **_either(visit, record.fields),
    )


def own_page(visit: Visit, reader: PublicReader, record: Record, link: OwnLink) -> Shown:
    """Give a report as who has a link sees it: who did not write it, no more than the public does."""
    is_writer = link.is_writer
    fields, public = record.fields, reader.by_id(record.id)
    shown = (row for row in photos_of(reader.unit, record.id) if was_given(row.fields(), is_writer=is_writer))
    photos = tuple(row.id for row in shown)
    is_told = is_writer or fields.get(PUBLICATION) == Publication.PUBLISHED
    return Shown(
        number=str(fields.get("number") or ""),
        place=str((fields.get("address") if is_told else "") or said(visit.language, "list.no_address")),
        service=(public.agency if public else None) or said(visit.language, "fact.town_hall"),
        answer=_answer(reader.unit, record) if is_told else "",
        description=str(fields.get("description") or "") if is_told else "",
        photos=photo_addresses(visit, f"suivi/{link.secret}", photos),
        lat=None,
        long=None,
        **_either(visit, fields),
    )


def _either(visit: Visit, fields: Fields) -> dict[str, Any]:
    language = visit.language
    return {
        "category": category_words(str(fields.get("service_code")), language),
        "day": day(str(fields["requested_datetime"]), language),
        "status": shown_status(fields, language),
        "publication": str(fields.get(PUBLICATION) or Publication.NONE),
        "expected": day(fields["expected_datetime"], language) if _is_awaited(fields) else "",
        "history": tuple(_history(fields, language)),
    }


def _is_awaited(fields: Fields) -> bool:
    return bool(fields.get("expected_datetime")) and public_status(fields).is_open


def category_words(code: str, language: Language) -> str:
    """Give the words of a category."""
    category = category_of(code)
    return category.fr if language is Language.FRENCH else category.en


def shown_status(fields: Fields, language: Language) -> ShownStatus:
    """Give the state of a report as a shape, a word and a sentence."""
    status = str(fields.get("status") or _S.NOUVEAU)
    icon, tone = _CHIPS.get(status, _CHIPS[_S.NOUVEAU])
    sentences = [said(language, f"status.{status if status in _CHIPS else _S.NOUVEAU}_said")]
    if status == _S.PROGRAMME and fields.get("scheduled_at"):
        sentences = [said(language, "status.programme_on", day=day(fields["scheduled_at"], language))]
    if status == _S.REJETE and fields.get("reject_reason"):
        sentences.append(said(language, f"reason.{fields['reject_reason']}"))
    return ShownStatus(icon, tone, public_status(fields).words(language), " ".join(sentences))


def _history(fields: Fields, language: Language) -> Iterator[Step]:
    """Tell the moves of a report; two alike in a row are one."""
    began = str(fields["requested_datetime"])
    yield Step(began, day(began, language), said(language, "status.nouveau_step"))
    before = said(language, "status.nouveau_step")
    for entry in fields.get("history") or ():
        edits = entry.get("edits") or {}
        now = (edits.get("status") or [None, None])[1]
        if now is None or now not in _CHIPS:
            continue
        is_again = (edits.get("reopened") or [None, None])[1] is True
        text = said(language, "status.reopened_step" if is_again else f"status.{now}_step")
        if text != before:
            at = str(entry.get("received_at"))
            yield Step(at, day(at, language), text)
            before = text


def _answer(unit: Unit, record: Record) -> str:
    """Give the town's answer: the words on its state where the desk wrote them; the street's are not it."""
    text, stamp = record.fields.get("status_notes"), record.stamps.get("status_notes")
    if not text or stamp is None:
        return ""
    writer = unit.get(RecordRow, [("agent", stamp.agent)]).get(("agent", stamp.agent))
    is_desk = writer is not None and writer.fields().get("role") in DESK_ROLES
    return str(text) if is_desk or stamp.agent == SYSTEM_AGENT else ""


def photos_of(unit: Unit, report: str) -> Sequence[RecordRow]:
    """Give the pictures of a report whose bytes are here, the oldest first."""
    children = [row for row in unit.find(ChildRow, "parent_id", [report]) if row.kind == ATTACHMENT]
    found = unit.get(RecordRow, [(ATTACHMENT, row.id) for row in children])
    rows = sorted(found.values(), key=lambda row: row.id)
    return [row for row in rows if not row.removed and _is_picture(row.fields())]


def _is_picture(fields: Fields) -> bool:
    return fields.get("media_type", "image/jpeg") in PICTURES and bool(fields.get("received_at"))


def was_given(fields: Fields, *, is_writer: bool) -> bool:
    """Say whether a picture is for who has a link: a public one; for its writer one that waits, too."""
    publication = fields.get(PUBLICATION)
    return publication == Publication.PUBLISHED or (is_writer and publication == Publication.PENDING)


def photo_addresses(visit: Visit, under: str, photos: Sequence[str]) -> tuple[str, ...]:
    """Give the addresses of photos."""
    return tuple(f"{visit.base}/{under}/photos/{photo}" for photo in photos)
