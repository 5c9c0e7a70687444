"""The two statements that a town owes its readers: how accessible its pages are, what becomes of their data."""

from dataclasses import dataclass

from starlette.responses import Response

from sync.server.public.drawing import page
from sync.server.public.prose_words import ACCESSIBILITY, PRIVACY, Prose
from sync.server.public.sending import NOTICE
from sync.server.public.visits import Visit
from sync.server.public.words import Language, fr, said


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it."""

    title: str
    lines: tuple[str, ...]
    points: tuple[str, ...]


def accessibility(visit: Visit) -> Response:
    """Show the accessibility statement (law 2005-102, article 47)."""
    return _drawn(visit, "accessibility.title", ACCESSIBILITY)


def privacy(visit: Visit) -> Response:
    """Show the whole notice on personal data (RGPD, article 13)."""
    return _drawn(visit, "privacy.title", PRIVACY)


def _drawn(visit: Visit, key: str, prose: Prose) -> Response:
    face = visit.face
    contact = face.contact or face.phone or said(visit.language, "prose.no_contact")
    told = {"town": face.name, "contact": contact, "notice": NOTICE}
    parts = [
        Part(
            _said(visit, title, told),
            tuple(_said(visit, line, told) for line in lines),
            tuple(_said(visit, point, told) for point in points),
        )
        for title, lines, points in prose
    ]
    return page(visit, "prose.html", heading=said(visit.language, key), parts=parts)


def _said(visit: Visit, words: tuple[str, str], told: dict[str, str]) -> str:
    text = fr(words[0]) if visit.language is Language.FRENCH else words[1]
    return text.format(**told)
