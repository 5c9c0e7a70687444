"""Words of the today screens: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {}
