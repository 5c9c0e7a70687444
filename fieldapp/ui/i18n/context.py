"""The language of one page: held by its component tree, never by the process."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.i18n.language import Language
from fieldapp.ui.i18n.words import Words


def _unset(language: Language) -> None:
    """Do nothing: no provider above means nobody can change the language."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """Hold the language of a page and the way to change it."""

    language: Language = Language.FR
    choose: Callable[[Language], None] = _unset


LanguageContext = ft.create_context(LanguageChoice())


def use_words() -> Words:
    """Give the words of this page's language, inside a component."""
    return Words(ft.use_context(LanguageContext).language)


def use_language() -> tuple[Language, Callable[[Language], None]]:
    """Give this page's language and the function that changes it, inside a component."""
    choice = ft.use_context(LanguageContext)
    return choice.language, choice.choose
