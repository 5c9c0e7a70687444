"""What people are told where their data is taken (RGPD art. 13): five lines, in French and English, versioned.

A version is a number that grows; it is noted with the data (`notice` of a requester or caller), so that a town can
say what each person had read. A town's own words replace these; those of before stay readable under their number.
"""

from dataclasses import dataclass
from typing import Any

from sync.records.base import TEXT_CHARACTERS_MAX
from sync.server.outside.settings import LANGUAGES, settings_of
from sync.server.privacy import documents
from sync.server.privacy.policy import Kept, policy_of
from sync.server.rows_outside import SettingRow
from sync.server.store import Unit

FIRST_VERSION = 1
LINES_MAX = 12

_FIRST = {
    "fr": (
        "{town} utilise ce que vous écrivez pour traiter votre signalement (mission d’intérêt public).",
        "Donner votre nom, votre téléphone ou votre courriel est facultatif ; ils ne sont jamais publics.",
        "Seuls l’accueil et le service concerné les lisent ; ils sont effacés {contacts} après la clôture.",
        "Votre photo est effacée {photos} après la clôture. Évitez les visages et les plaques.",
        "Accès, rectification, effacement, opposition : {contact} ; réclamation auprès de la CNIL.",
    ),
    "en": (
        "{town} uses what you write to deal with your report (task in the public interest).",
        "Giving your name, telephone or e-mail address is optional; they are never public.",
        "Only the front desk and the service in charge read them; they are erased {contacts} after closing.",
        "Your photo is erased {photos} after closing. Please avoid faces and number plates.",
        "Access, rectification, erasure, objection: {contact}; complaints to the CNIL.",
    ),
}
_UNITS = {
    "fr": {"D": ("{} jour", "{} jours"), "M": ("{} mois", "{} mois"), "Y": ("{} an", "{} ans")},
    "en": {"D": ("{} day", "{} days"), "M": ("{} month", "{} months"), "Y": ("{} year", "{} years")},
}
_NEVER = {"fr": "sans limite de durée", "en": "at no fixed time"}
_TOWN_HALL = {"fr": "la mairie", "en": "the town hall"}


class NoticeTrouble(Exception):
    """What was asked of a notice cannot be; the code says why."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of one version in one language."""

    version: str
    language: str
    lines: tuple[str, ...]


def notice_of(unit: Unit, language: str, version: str | None = None) -> Notice:
    """Give the notice in force, or the one of a version; raise `NoticeTrouble`."""
    if language not in LANGUAGES:
        raise NoticeTrouble("notice-language-unknown")
    rows = documents.versions_of(unit, "notice")
    newest = FIRST_VERSION + len(rows)
    asked = str(newest) if version is None else version
    if not asked.isdecimal() or not FIRST_VERSION <= int(asked) <= newest:
        raise NoticeTrouble("notice-version-unknown")
    if int(asked) == FIRST_VERSION:
        return Notice(asked, language, tuple(_filled(unit, language)))
    return Notice(asked, language, tuple(rows[int(asked) - FIRST_VERSION - 1].value()[language]))


def set_notice(unit: Unit, texts: dict[str, list[str]], *, who: str, at: str) -> SettingRow:
    """Give the notice new words, in every language at once; raise `NoticeTrouble`."""
    if texts.keys() != set(LANGUAGES) or not all(map(_is_notice, texts.values())):
        raise NoticeTrouble("notice-not-valid")
    return documents.write(unit, "notice", texts, who=who, at=at)


def _is_notice(lines: Any) -> bool:
    if not isinstance(lines, list) or not 0 < len(lines) <= LINES_MAX:
        return False
    return all(isinstance(line, str) and line.strip() and len(line) <= TEXT_CHARACTERS_MAX for line in lines)


def _filled(unit: Unit, language: str) -> list[str]:
    settings, durations = settings_of(unit), policy_of(unit).durations
    told = {"town": settings.public_name or _TOWN_HALL[language], "contact": settings.contact or _TOWN_HALL[language]}
    for name, kept in (("contacts", Kept.CONTACTS), ("photos", Kept.PHOTOS)):
        one = durations[kept]
        words = _NEVER[language] if one.is_never else _UNITS[language][one.unit][one.amount > 1].format(one.amount)
        told[name] = words
    lines = [line.format(**told) for line in _FIRST[language]]
    return [line[0].upper() + line[1:] for line in lines]
