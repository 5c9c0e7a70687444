"""Words of the screens, in French (default) and English.

Inside a component: `t = use_words()` (or `look.t`), then `t("tasks.title")`, `t("sync.to_send", n=3)`;
`language, set_language = use_language()`. Elsewhere: `t = Words(Language.EN)`. Keys are literal strings
(a test finds every `t("…")` in the code), catalogues are `words_<feature>.py` files that hold
`WORDS: Catalogue = {"key": ("français", "English")}`; a sentence that counts gives two dicts
`{"one": …, "other": …}` and takes its count as `n`. Never glue sentences: write one key per sentence.

Within a sentence: `within(t, words)`, never `.lower()`; several: `sentences(t, told)`.
Instants: `clock stamp ago moment day long_day week_day hour duration late due` take `t`, the instant, and `now`
in the local zone. Quantities: `distance distance_parts walk size percent listing`, `t.number(x, decimals)`.
"""

from fieldapp.ui.i18n.context import LanguageChoice, LanguageContext, use_language, use_words
from fieldapp.ui.i18n.language import Catalogue, Entry, Language, Plural
from fieldapp.ui.i18n.moments import (
    ago,
    clock,
    day,
    due,
    duration,
    hour,
    late,
    long_day,
    moment,
    short_date,
    stamp,
    week_day,
)
from fieldapp.ui.i18n.quantities import Quantity, distance, distance_parts, listing, percent, size, walk
from fieldapp.ui.i18n.sentences import at_start, sentences, within
from fieldapp.ui.i18n.typography import NBSP, fr
from fieldapp.ui.i18n.words import Words

__all__ = [
    "NBSP",
    "Catalogue",
    "Entry",
    "Language",
    "LanguageChoice",
    "LanguageContext",
    "Plural",
    "Quantity",
    "Words",
    "ago",
    "at_start",
    "clock",
    "day",
    "distance",
    "distance_parts",
    "due",
    "duration",
    "fr",
    "hour",
    "late",
    "listing",
    "long_day",
    "moment",
    "percent",
    "sentences",
    "short_date",
    "size",
    "stamp",
    "use_language",
    "use_words",
    "walk",
    "week_day",
    "within",
]
