"""French typography, done once: no-break spaces and curly apostrophes.

U+00A0 everywhere and never U+202F, which our fonts lack (UI.md §1). Applied to the templates of the
catalogue, not to what agents typed.
"""

import re
from functools import lru_cache
from typing import Final

NBSP: Final = "\u00a0"

_BEFORE: Final = re.compile(r" (?=[:;?!%»])")
_AFTER: Final = re.compile(r"(?<=«) ")
_UNIT: Final = re.compile(r"(?<=[\d}]) (?=(?:h|min|s|j|m|km|cm|o|ko|Mo|Go|€|m²|personnes?)(?![\w’'{]))")
_HOUR: Final = re.compile(r"(?<=h) (?=[\d{])")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")


@lru_cache(maxsize=4096)
def fr(text: str) -> str:
    """Set the spaces and apostrophes of a French text as a printer would."""
    text = _APOSTROPHE.sub("’", text.replace("...", "…"))
    for rule in (_BEFORE, _AFTER, _UNIT, _HOUR):
        text = rule.sub(NBSP, text)
    return text
