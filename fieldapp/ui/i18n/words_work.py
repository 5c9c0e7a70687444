"""Words of work, maps, positions and histories, that several features share: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "work.no_address": ("Sans adresse", "No address"),
    "map.nearer": ("Plus près", "Nearer"),
    "map.farther": ("Plus loin", "Farther"),
    "map.here": ("Où je suis", "Where I am"),
    "map.cluster": ("{n} au même endroit : voir de plus près", "{n} in the same place: look nearer"),
    "map.urgent": ("carré : urgent", "square: urgent"),
    "map.calm": ("rond : le reste", "round: the rest"),
    "map.label": ("Carte", "Map"),
    "map.absent": ("La carte arrive avec le premier échange.", "The map comes with the first exchange."),
}
