"""Find a category by everyday words: « trous », « nids de poule », « voiture abandonnée », « lampadère ».

A typed word is the word of a category when it is one of its forms (plural, feminine: the stem), when it begins it, or,
where no category has all words otherwise, when a slip of the finger lies between. Small words tell nothing. Where no
category has all words, those that have most of them are given: a word that nobody foresaw never empties the list.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fieldapp.replica.words import folded, stems, words_of
from sync.records.addresses.nearness import slips, slips_allowed
from sync.records.addresses.words import SMALL_WORDS
from sync.records.categories import CATEGORIES, GROUPS, Category

TYPED_WORDS_MAX: Final = 8
_TELLING_NOTHING: Final = SMALL_WORDS | frozenset(
    "ai avec c ce cette dans devant est il ils je mon n ne on ou par pas plein plus pour qui se sur tout trop un une y "
    "an and are at by for from in is my on there to with".split()
)
_NAME, _SYNONYM, _GROUP = 4, 3, 1
"""How much a place tells in which a word stands."""
_EXACT, _BEGUN, _SLIPPED = 3, 2, 1
"""How much a way tells in which a word fits."""
_WHERE: Final = frozenset("sur dans devant sous on in at by under".split())
"""After these stands the place: « matelas sur le trottoir » is about the mattress."""
_RARITIES: Final = ((1, 4), (2, 3), (4, 2))
"""Categories that have a word, and how much it then tells; « cassé » tells less than « abribus »."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """One word that is looked for, with its forms."""

    starts: tuple[str, ...]
    forms: frozenset[str]
    tells: int
    """Twice as much for what is wrong as for where."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a category fits what is typed: how many of its words it has, and how well."""

    words: int
    strength: int


def find_categories(typed: str, among: Collection[Category]) -> list[Category]:
    """Give those of these categories that fit what is typed, the best first; nothing typed finds nothing."""
    wanted = _wanted(typed)
    if not wanted:
        return []
    here = {category.code for category in among}
    fits: dict[str, _Fit] = {}
    for with_slips in (False, True):
        fits = {code: fit for code, fit in _fits(wanted, with_slips).items() if code in here}
        whole = {code: fit for code, fit in fits.items() if fit.words == len(wanted)}
        if whole:
            return _ranked(whole)
    return _ranked(fits)


def _ranked(fits: Mapping[str, _Fit]) -> list[Category]:
    """Put danger first, for it is a phone call; then what fits best, then what is reported most."""

    def rank(category: Category) -> tuple[bool, int, int, int]:
        fit = fits[category.code]
        return (not category.deflection, -fit.words, -fit.strength, -category.weight)

    return sorted((CATEGORIES[code] for code in fits), key=rank)


def _wanted(typed: str) -> tuple[_Typed, ...]:
    words = [folded(word[0]) for word in words_of(typed)][:TYPED_WORDS_MAX]
    where = next((at for at, word in enumerate(words) if word in _WHERE), len(words))
    telling = [(word, 2 if at < where else 1) for at, word in enumerate(words) if word not in _TELLING_NOTHING]
    # « la » alone may become « lampadaire ».
    return tuple(_typed(word, tells) for word, tells in telling or [(word, 1) for word in words[-1:]])


def _typed(word: str, tells: int) -> _Typed:
    return _Typed(tuple(dict.fromkeys((word, _singular(word)))), _forms(word), tells)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _forms(word: str) -> frozenset[str]:
    return frozenset((word, _singular(word))) | stems(word)


def _fits(wanted: tuple[_Typed, ...], with_slips: bool) -> dict[str, _Fit]:
    found: dict[str, _Fit] = {}
    for one in wanted:
        best: dict[str, int] = {}
        for word, forms, places in _vocabulary():
            way = _way(one, word, forms, with_slips)
            for code, place in places.items() if way else ():
                best[code] = max(best.get(code, 0), way * place * one.tells)
        for code, strength in best.items():
            before = found.get(code, _Fit(0, 0))
            found[code] = _Fit(before.words + 1, before.strength + strength)
    return found


def _way(one: _Typed, word: str, forms: frozenset[str], with_slips: bool) -> int:
    if one.forms & forms:
        return _EXACT
    if any(word.startswith(start) for start in one.starts):
        return _BEGUN
    typed = one.starts[-1]
    allowed = slips_allowed(typed) if with_slips else 0
    return _SLIPPED if allowed and slips(typed, word, allowed) <= allowed else 0


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, frozenset[str], Mapping[str, int]], ...]:
    """Give each word of the taxonomy, its forms, and how much it tells of which category."""
    places: dict[str, dict[str, int]] = {}
    for category in CATEGORIES.values():
        group = GROUPS[category.group]
        names, groups = f"{category.fr} {category.en}", f"{group.fr} {group.en}"
        for place, text in ((_NAME, names), (_SYNONYM, category.synonyms), (_GROUP, groups)):
            for word in words_of(text):
                at = places.setdefault(folded(word[0]), {})
                at[category.code] = max(at.get(category.code, 0), place)
    return tuple((word, _forms(word), _weighed(at)) for word, at in places.items() if word not in _TELLING_NOTHING)


def _weighed(at: Mapping[str, int]) -> Mapping[str, int]:
    rarity = next((tells for most, tells in _RARITIES if len(at) <= most), 1)
    return {code: place * rarity for code, place in at.items()}
