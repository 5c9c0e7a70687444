"""All words of the citizens' pages, French and English; typography of French is done here, once."""

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sync.server.public import words_follow, words_report, words_status

NO_BREAK: Final = "\u00a0"
_BEFORE_SIGN: Final = re.compile(r" (?=[:;?!»%])")
_AFTER_QUOTE: Final = re.compile(r"(?<=«) ")
_UNITS: Final = re.compile(r"(?<=[\d}]) (?=(?:m|j|h|Mo|000|jours|personnes|signalements)\b)")


class Language(StrEnum):
    """The languages in which all pages are whole."""

    FRENCH = "fr"
    ENGLISH = "en"


WORDS: dict[str, tuple[str, str]] = {
    "all.skip": ("Aller au contenu", "Skip to content"),
    "all.menu": ("Menu", "Menu"),
    "all.report": ("Signaler", "Report"),
    "all.list": ("Signalements", "Reports"),
    "all.search": ("Chercher", "Search"),
    "all.privacy": ("Données personnelles", "Personal data"),
    "all.phone": ("Mairie : {phone}", "Town hall: {phone}"),
    "all.quiet": (
        "Ce site ne suit personne : ni mesure d’audience, ni service tiers.",
        "This site follows nobody: no audience measurement, no third party.",
    ),
    "all.accessibility": ("Accessibilité : non conforme", "Accessibility: not compliant"),
    "accessibility.title": ("Déclaration d’accessibilité", "Accessibility statement"),
    "privacy.title": ("Vos données personnelles", "Your personal data"),
    "prose.no_contact": ("à l’accueil de la mairie", "at the town hall’s desk"),
    "towns.title": ("Signalements", "Reports"),
    "towns.heading": ("Choisissez votre commune", "Choose your town"),
    "home.title": ("Un problème dans la rue ?", "A problem in the street?"),
    "home.lead": (
        "Dites-le à {town} : un lieu, une photo, c’est envoyé. Sans compte, sans nom.",
        "Tell {town}: a place, a photo, and it is sent. No account, no name.",
    ),
    "home.begin": ("Signaler un problème", "Report a problem"),
    "home.how": ("Comment ça marche", "How it works"),
    "home.how1": ("Vous signalez", "You report"),
    "home.how1_more": (
        "Trois étapes, et un numéro pour suivre la suite.",
        "Three steps, and a number to follow what happens next.",
    ),
    "home.how2": ("Un service s’en charge", "A service takes it on"),
    "home.how2_more": (
        "La mairie le confie au bon service, avec un délai.",
        "The town hall gives it to the right service, with a date.",
    ),
    "home.how3": ("Vous savez ce qui a été fait", "You know what was done"),
    "home.how3_more": ("La réponse est sur votre page de suivi.", "The answer is on your tracking page."),
    "home.recent": ("Récemment signalé", "Recently reported"),
    "home.all": ("Voir tous les signalements publiés", "See all published reports"),
    "home.find": ("Retrouver un signalement", "Find a report"),
    "home.number": ("Numéro du signalement", "Number of the report"),
    "home.number_hint": ("Par exemple : A2026K0412", "For example: A2026K0412"),
    "list.title": ("Signalements publiés", "Published reports"),
    "list.lead": (
        "Ce que d’autres ont signalé, relu par la mairie avant publication.",
        "What others have reported, read by the town hall before it is published.",
    ),
    "list.line": ("{number}, {day}", "{number}, {day}"),
    "list.empty": ("Rien n’est publié pour l’instant.", "Nothing is published yet."),
    "list.none": ("Aucun signalement", "No report"),
    "list.one": ("1 signalement", "1 report"),
    "list.many": ("{n} signalements", "{n} reports"),
    "list.missing": (
        "Aucun signalement publié ne porte le numéro {number}. Si c’est le vôtre, ouvrez votre lien de suivi.",
        "No published report has the number {number}. If it is yours, open your tracking link.",
    ),
    "list.pages": ("Pages", "Pages"),
    "list.page": ("Page {page} sur {pages}", "Page {page} of {pages}"),
    "list.newer": ("Plus récents", "Newer"),
    "list.older": ("Plus anciens", "Older"),
    "list.no_address": ("Lieu sur la carte", "Place on the map"),
    "problem.home": ("Retour à l’accueil", "Back to the home page"),
    "problem.incident": ("Code à donner à la mairie : {incident}", "Code to give to the town hall: {incident}"),
    "problem.not-found": ("Cette page n’existe pas", "This page does not exist"),
    "problem.not-found_text": (
        "L’adresse est incomplète, ou ce qu’elle montrait n’est plus publié.",
        "The address is not whole, or what it showed is no longer published.",
    ),
    "problem.form-over": ("Ce formulaire est resté ouvert trop longtemps", "This form was open for too long"),
    "problem.form-over_text": (
        "Rien n’a été envoyé. Revenez en arrière, rechargez la page et envoyez de nouveau.",
        "Nothing was sent. Go back, load the page again and send it once more.",
    ),
    "problem.too-many-tries": ("Un peu de patience", "A little patience"),
    "problem.too-many-tries_text": (
        "Beaucoup d’envois viennent de votre réseau. Rien n’a été envoyé ; réessayez dans quelques minutes.",
        "Much was sent from your network. Nothing was sent now; try again in a few minutes.",
    ),
    "problem.too-large": ("C’est trop lourd", "This is too large"),
    "problem.too-large_text": (
        "Rien n’a été envoyé. Choisissez moins de photos, ou des photos plus légères.",
        "Nothing was sent. Choose fewer photos, or lighter ones.",
    ),
    "problem.busy": ("Le service est très demandé", "The service is in great demand"),
    "problem.busy_text": (
        "Rien n’a été envoyé. Réessayez dans un instant.",
        "Nothing was sent. Try again in a moment.",
    ),
    "problem.internal": ("Cette page ne peut pas s’afficher", "This page cannot be shown"),
    "problem.internal_text": (
        "La panne est de notre côté. Réessayez plus tard, ou appelez la mairie.",
        "The fault is ours. Try again later, or call the town hall.",
    ),
    "problem.not-valid": ("Cette demande n’a pas été comprise", "This request was not understood"),
    "problem.not-valid_text": (
        "Rien n’a été envoyé. Recommencez depuis l’accueil.",
        "Nothing was sent. Begin again from the home page.",
    ),
}

_ALL: Final = {**WORDS, **words_report.WORDS, **words_follow.WORDS, **words_status.WORDS}


def fr(text: str) -> str:
    """Give French its spaces that never break: before : ; ? ! » %, after «, before a unit."""
    return _UNITS.sub(NO_BREAK, _AFTER_QUOTE.sub(NO_BREAK, _BEFORE_SIGN.sub(NO_BREAK, text)))


_CATALOGUE: Final = MappingProxyType(
    {
        Language.FRENCH: {key: fr(words[0]) for key, words in _ALL.items()},
        Language.ENGLISH: {key: words[1] for key, words in _ALL.items()},
    }
)


def said(language: Language, key: str, **values: object) -> str:
    """Give the words of a key, filled in."""
    return _CATALOGUE[language][key].format(**values)


def pairs() -> dict[str, tuple[str, str]]:
    """Give all words as they are written: key -> French, English."""
    return dict(_ALL)


def keys() -> frozenset[str]:
    """Give all keys of the catalogue."""
    return frozenset(_ALL)
