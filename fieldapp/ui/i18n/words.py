"""`Words`: what a screen says, in one language.

    t = use_words()
    t("tasks.title")                # « Mes tâches »
    t("sync.to_send", n=3)          # « 3 à envoyer », the form chosen by n

`Words` is a value: two pages open in the same process may speak two languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.ui.i18n.catalogue import CATALOGUE
from fieldapp.ui.i18n.language import Form, Language, is_one
from fieldapp.ui.i18n.typography import NBSP, fr


@dataclass(frozen=True, slots=True)
class Words:
    """Say things in one language; call it with a key and the values of its placeholders."""

    language: Language = Language.FR

    def __call__(self, key: str, **values: object) -> str:
        """Give the sentence of a key; numbers are written as the language does, `n` chooses the plural."""
        entry = CATALOGUE.get(key)
        assert entry is not None, f"no words for {key!r}"
        template = self._form(entry[0 if self.language is Language.FR else 1], values, key)
        if self.language is Language.FR:
            template = fr(template)
        return template.format_map({name: self._shown(value) for name, value in values.items()})

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: « 1 234,5 » in French, “1,234.5” in English."""
        text = f"{value:,.{decimals}f}"
        if self.language is Language.EN:
            return text
        return text.replace(",", NBSP).replace(".", ",")

    def has(self, key: str) -> bool:
        """Tell whether the catalogue knows a key, for keys made of a code from outside."""
        return key in CATALOGUE

    def _form(self, form: Form, values: Mapping[str, object], key: str) -> str:
        if isinstance(form, str):
            return form
        n = values.get("n")
        assert isinstance(n, int | float), f"{key!r} counts: give n"
        return form["one"] if is_one(self.language, n) else form["other"]

    def _shown(self, value: object) -> object:
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return self.number(value)
        return self.number(value, 1) if isinstance(value, float) else value
