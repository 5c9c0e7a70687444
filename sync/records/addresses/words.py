"""Names of streets folded to comparable words: no accents, short forms written out, numerals as figures.

The short forms are those of the French tax office's street file (FANTOIR), which town halls and post write, and those
that people type. A short form that is also the beginning of other words stays possible as such: see `alternatives`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TEXT_CHARACTERS_MAX = 120
WORDS_MAX = 12
HOUSE_NUMBER_MAX = 99_998  # BAL writes 99999 for a place without numbers

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[a-z0-9]+")
_KINDS = {
    "allee": "all ale",
    "allees": "",
    "avenue": "av ave aven",
    "boulevard": "bd bv bld blvd boul bvd bard",
    "carrefour": "car carr crf",
    "chaussee": "chs chee",
    "chemin": "ch che chem chm",
    "cite": "",
    "corniche": "cor",
    "cour": "",
    "cours": "crs",
    "descente": "dsc",
    "domaine": "dom",
    "escalier": "esc",
    "escaliers": "",
    "esplanade": "esp espl",
    "faubourg": "fg fbg fb",
    "hameau": "ham",
    "impasse": "imp",
    "lotissement": "lot",
    "montee": "mte mtee",
    "parvis": "prv",
    "passage": "pas pass psg",
    "passerelle": "",
    "place": "pl plc",
    "placette": "",
    "pont": "",
    "promenade": "pro prom",
    "quai": "qu",
    "quartier": "qua quart",
    "residence": "res resid",
    "rocade": "roc",
    "rondpoint": "rpt",
    "route": "rte rt",
    "rue": "r",
    "ruelle": "rle",
    "sentier": "sen sent",
    "square": "sq",
    "traverse": "tra trav",
    "venelle": "ven",
    "villa": "vla",
    "village": "vge vlge",
    "voie": "",
}
_TITLES = {
    "saint": "st",
    "sainte": "ste",
    "saints": "sts",
    "saintes": "stes",
    "general": "gal gen gnl gral",
    "marechal": "mal mchl",
    "commandant": "cdt cmdt",
    "capitaine": "cne cpt capt",
    "colonel": "col cel",
    "lieutenant": "lt lieut",
    "adjudant": "adj",
    "amiral": "ami",
    "docteur": "dr doc",
    "professeur": "pr prof",
    "president": "pdt pres",
    "monseigneur": "mgr",
    "abbe": "ab",
    "grand": "gd",
    "grande": "gde",
    "grands": "gds",
    "petit": "pt",
    "petite": "pte",
}
_NUMERALS = (
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
)
KIND_WORDS = frozenset(_KINDS)
SMALL_WORDS = frozenset("a au aux d de des du en et l la le les s sous sur the of".split())
# One letter alone is a short form only as the first word: « r. des écoles », but « rue R. Poincaré ».
_ONLY_FIRST = frozenset("r ch pas car cor pro sen qua lot all".split())
_NEVER_FIRST = frozenset("mal col pt pr ab ami pres doc gen adj".split())

_LONG = {short: full for table in (_KINDS, _TITLES) for full, shorts in table.items() for short in shorts.split()}
_FIGURES = {word: str(i) for row in _NUMERALS for i, word in enumerate(row.split(), start=1)} | {
    "premier": "1",
    "1er": "1",
    "1ere": "1",
    "2e": "2",
    "2eme": "2",
}
_SUFFIXES = {"b": "bis", "t": "ter", "q": "quater", "bis": "bis", "ter": "ter", "quater": "quater"}
_NUMBER = re.compile(r"(\d{1,5})\s*(bis|ter|quater|[a-z])?(?![a-z0-9])")
# In a question a letter beyond h is rather a short form: « 12 r. Grimaldi ».
_ASKED_NUMBER = re.compile(r"(?<![a-z0-9])(\d{1,5})(?:\s*(?:bis|ter|quater|[a-h])(?![a-z0-9]))?(?![a-z0-9])")


def fold(text: str) -> str:
    """Write a text in small plain letters and figures, one space between words."""
    flat = unicodedata.normalize("NFKD", text[:TEXT_CHARACTERS_MAX].lower().translate(_LIGATURES))
    return " ".join(_WORD.findall("".join(c for c in flat if not unicodedata.combining(c)))[:WORDS_MAX])


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Give the words of a name as the index keeps them, every short form written out."""
    folded = fold(name).replace("rond point", "rondpoint").split()
    return tuple(_written_out(word, i == 0) for i, word in enumerate(folded))


def alternatives(word: str, *, is_first: bool) -> tuple[str, ...]:
    """Give what a typed word may stand for: itself, and what it is short for."""
    full = _written_out(word, is_first)
    return (word,) if full == word else (full, word)


def _written_out(word: str, is_first: bool) -> str:
    if word in _FIGURES and (len(word) > 1 or not is_first):
        return _FIGURES[word]
    if word in (_NEVER_FIRST if is_first else _ONLY_FIRST):
        return word
    return _LONG.get(word, word)


def weight_of(word: str) -> float:
    """Give how much a word tells about which street is meant."""
    if word in SMALL_WORDS:
        return 0.12
    return 0.5 if word in KIND_WORDS else 1.0


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """The number of a house; the suffix is bis, ter, quater, a letter, or empty."""

    number: int
    suffix: str = ""

    def __str__(self) -> str:
        """Write it as on a letter."""
        return f"{self.number} {self.suffix}".rstrip()


def house_number(text: str) -> HouseNumber | None:
    """Read a house number such as « 12 », « 12bis », « 12 B »; None for what is none."""
    match = _NUMBER.fullmatch(fold(text))
    if match is None or int(match[1]) > HOUSE_NUMBER_MAX:
        return None
    suffix = match[2] or ""
    return HouseNumber(int(match[1]), _SUFFIXES.get(suffix, suffix))


def without_number(folded: str) -> tuple[str, HouseNumber | None]:
    """Part a folded question into its words and the house number before or after them."""
    found = list(_ASKED_NUMBER.finditer(folded))
    for match in (*found[:1], *found[-1:]):
        if match.start() > 0 and match.end() < len(folded):
            continue
        rest = f"{folded[: match.start()]} {folded[match.end() :]}".strip()
        number = house_number(match[0])
        if rest and number is not None:
            return rest, number
    return folded, None
