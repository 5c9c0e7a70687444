"""The last step of a report: photos, words, how to reach who reports it; then through the one door from outside."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from sync.records.base import TEXT_CHARACTERS_MAX
from sync.records.categories import Category
from sync.records.report import Channel
from sync.server.outside.given import Deflected, GivenReport, NotTaken
from sync.server.outside.pictures import PHOTO_BYTES_MAX, PHOTOS_MAX
from sync.server.outside.requesters import Requester
from sync.server.parts import Parts
from sync.server.public.drawing import page, sent_to
from sync.server.public.form_reading import Sent
from sync.server.public.guarding import KEY_FIELD
from sync.server.public.steps import Place, category_asked, place_asked, place_words, point_of, recap
from sync.server.public.visits import Visit
from sync.server.public.words import said

NOTICE: Final = "public-2026-11"
"""The version of the five lines that stand beside the form (RGPD art. 13): another text is another version."""
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE: Final = re.compile(r"\+?[\d\s.()/-]{6,40}")
_GIVEN: Final = ("texte", "nom", "courriel", "telephone", "reponse")
_FIELD_OF: Final = {"description": "texte", "photos": "photos", "email": "courriel", "phone": "telephone"}


@dataclass(frozen=True, slots=True)
class _Filled:
    """The form as it is drawn: empty at first, as it was sent where something is to be mended."""

    category: Category
    place: Place
    given: dict[str, str]
    problems: dict[str, str]


def ask_rest(parts: Parts, visit: Visit) -> Response:
    """Show the empty form."""
    category, place = category_asked(visit), place_asked(visit)
    if category.deflection or (place.lat is None and not place.address):
        return sent_to(f"{visit.base}/signaler/lieu?{urlencode({'categorie': category.code})}")
    return _drawn(parts, visit, _Filled(category, place, dict.fromkeys(_GIVEN, ""), {}))


def send(parts: Parts, visit: Visit, sent: Sent) -> Response:
    """Take the report in and show its page; draw the form again where something is to be mended."""
    asked = _asked_by(visit, sent)
    category, place = category_asked(asked), place_asked(asked)
    given = {name: sent.value(name) for name in _GIVEN}
    problems = _problems(asked, sent)
    if not problems:
        try:
            received = parts.outside.report(visit.face.tenant, _report(visit, category, place, sent))
        except Deflected:
            return sent_to(f"{visit.base}/signaler/lieu?{urlencode({'categorie': category.code})}")
        except NotTaken as trouble:
            problems = _told(asked, trouble)
        else:
            return sent_to(f"{visit.base}/suivi/{received.tracking_secret}?fait=recu")
    if sent.files and "photos" not in problems:
        # No browser gives a chosen file back to a form.
        problems["photos"] = said(visit.language, "send.photos_again")
    return _drawn(parts, asked, _Filled(category, place, given, problems))


def _drawn(parts: Parts, visit: Visit, filled: _Filled) -> Response:
    jar = parts.forms.jar(visit)
    kept = {"categorie": filled.category.code, "adresse": filled.place.address}
    if filled.place.lat is not None:
        kept |= {"lat": str(filled.place.lat), "long": str(filled.place.long)}
    told: dict[str, Any] = {
        "category": recap(visit, filled.category),
        "place": place_words(visit, filled.place),
        "place_href": f"{visit.base}/signaler/lieu?{urlencode({'categorie': filled.category.code})}",
        "kept": kept,
        "given": filled.given,
        "problems": filled.problems,
        "form": parts.forms.words(visit, jar),
    }
    answer = page(visit, "send.html", 422 if filled.problems else 200, at="report", **told)
    return parts.forms.keep(answer, visit, jar)


def _asked_by(visit: Visit, sent: Sent) -> Visit:
    """Give the visit as if what the form kept of the steps before had been asked by GET."""
    kept = tuple((name, sent.value(name)) for name in ("categorie", "adresse", "lat", "long") if sent.value(name))
    return Visit(visit.town, visit.towns, visit.base, visit.language, visit.path, kept, visit.is_secure, visit.jar)


def _report(visit: Visit, category: Category, place: Place, sent: Sent) -> GivenReport:
    return GivenReport(
        service_code=category.code,
        channel=Channel.WEB,
        lat=place.lat,
        long=place.long,
        address=place.address,
        description=sent.value("texte"),
        photos=sent.files,
        person=Requester(
            sent.value("nom"), sent.value("courriel"), sent.value("telephone"), bool(sent.value("reponse")), NOTICE
        ),
        key=sent.value(KEY_FIELD)[:64],
        source=f"web\x1f{visit.jar}",
    )


def _problems(visit: Visit, sent: Sent) -> dict[str, str]:
    """Look at what people mistype; the door itself looks at everything."""
    checks = {
        "photos": len(sent.files) > PHOTOS_MAX,
        "texte": len(sent.value("texte")) > TEXT_CHARACTERS_MAX,
        "courriel": bool(sent.value("courriel")) and not _EMAIL.fullmatch(sent.value("courriel")),
        "telephone": bool(sent.value("telephone")) and not _PHONE.fullmatch(sent.value("telephone")),
    }
    problems = {name: _words(visit, name) for name, is_wrong in checks.items() if is_wrong}
    has_point = point_of(visit.asked("lat"), visit.asked("long"), visit.face.box) is not None
    if visit.asked("lat") and not has_point:
        problems["lieu"] = said(visit.language, "send.outside")
    elif not has_point and not visit.asked("adresse"):
        problems["lieu"] = said(visit.language, "send.place_wrong")
    return problems


def _told(visit: Visit, trouble: NotTaken) -> dict[str, str]:
    names = {error.pointer.strip("/").partition("/")[0] for error in trouble.errors}
    return {field: _words(visit, field) for field in sorted(_FIELD_OF.get(name, "lieu") for name in names)}


def _words(visit: Visit, field: str) -> str:
    keys = {
        "photos": "send.photos_wrong",
        "texte": "send.text_wrong",
        "courriel": "send.email_wrong",
        "telephone": "send.phone_wrong",
        "lieu": "send.place_wrong",
    }
    return said(visit.language, keys[field], size=PHOTO_BYTES_MAX // (1024 * 1024))
