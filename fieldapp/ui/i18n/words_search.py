"""Words of the search screen: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "search.title": ("Chercher", "Search"),
    "search.sub": ("Sur cet appareil, avec ou sans réseau", "On this device, with or without network"),
    "search.hint": ("Un numéro, une rue, un mot", "A number, a street, a word"),
    "search.group_task": ("Tâches", "Tasks"),
    "search.group_report": ("Signalements", "Reports"),
    "search.group_round": ("Tournées", "Rounds"),
    "search.group_news": ("Informations", "News"),
    "search.cut": ("Les {n} plus proches ; ajoutez un mot", "The {n} closest; add a word"),
    "search.found": ({"one": "{n} résultat", "other": "{n} résultats"}, {"one": "{n} result", "other": "{n} results"}),
    "search.start": ("Tapez au moins deux lettres", "Type at least two letters"),
    "search.start_text": (
        "Tâches, signalements et informations, sans souci des accents.",
        "Tasks, reports and news, whatever the accents.",
    ),
    "search.nothing": ("Rien pour « {typed} »", "Nothing for “{typed}”"),
    "search.nothing_text": (
        "Essayez un mot plus court, ou le nom de la rue.",
        "Try a shorter word, or the name of the street.",
    ),
    "search.clear": ("Vider la recherche", "Clear the search"),
}
