"""The gallery: every component in every state, in the theme of the page (`fieldapp gallery`).

Each tab is one page of the kind that screens build: field lists, a form, the desk in panes. What is
written here is sample content, not words of the product.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import flet as ft

from fieldapp.ui.gallery_desk import composer, triage
from fieldapp.ui.gallery_field import answers, lists
from fieldapp.ui.gallery_pieces import pieces, states
from fieldapp.ui.gallery_records import photos, reconcile
from fieldapp.ui.i18n import Language
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.preferences import Preferences, ThemeChoice, use_preferences
from fieldapp.ui.tokens import Density
from fieldapp.ui.widgets import Action, Kind, Navigation, Place, Sheet, Tap, row, segmented, sheet, shell

Page = Callable[[Look], ft.Control]

TABS: Final[dict[str, tuple[str, str, Page]]] = {
    "pieces": ("Pièces", "squares-four", pieces),
    "lists": ("Listes", "list-bullets", lists),
    "answers": ("Saisie", "pencil-simple", answers),
    "photos": ("Photos", "images", photos),
    "reconcile": ("Rapprocher", "arrows-merge", reconcile),
    "triage": ("Bureau", "tray", triage),
    "composer": ("Rédiger", "megaphone", composer),
    "states": ("États", "info", states),
}


@ft.component
def gallery(first: str = "pieces") -> ft.Control:
    """Show one tab of the gallery, and a sheet that changes theme, language, size and hand."""
    look = use_look()
    tab, choose_tab = ft.use_state(first)
    open_, set_open = ft.use_state(False)
    preferences, choose = use_preferences()
    ft.use_dialog(_settings(look, preferences, choose, lambda: set_open(False)) if open_ else None)
    word, _, page = TABS[tab]
    places = [
        Place(
            f"tab-{key}",
            title,
            partial(choose_tab, key),
            selected=key == tab,
            glyph=name,
            count=3 * (key == "reconcile"),
        )
        for key, (title, name, _) in TABS.items()
    ]
    if look.measures.field and look.measures.width < 1024:
        places = places[:5] if tab in list(TABS)[:5] else places[3:]
        places = places[:2] + places[-2:] if len(places) > 4 else places
    plate = Action("settings", "Aspect", lambda: set_open(True), kind=Kind.PRIMARY, glyph="palette")
    foot = Place("settings-foot", "Aspect", lambda: set_open(True), glyph="palette")
    navigation = Navigation(places, plate if look.measures.field else None, "SA", None if look.measures.field else foot)
    return shell(look, navigation, ft.Container(page(look), expand=True, key=f"page-{tab}-{word}"))


def _settings(
    look: Look, preferences: Preferences, choose: Callable[[Preferences], None], close: Callable[[], None]
) -> ft.DialogControl:
    """Give the sheet of the appearance: one tap each."""
    t = look.t

    def pick(**changed: object) -> Callable[[], None]:
        return lambda: choose(replace(preferences, **changed))  # type: ignore[arg-type]

    themes = [
        Action(f"theme-{one.value}", t(f"theme.{one.value}"), pick(theme=one), selected=preferences.theme is one)
        for one in ThemeChoice
    ]
    languages = [
        Action(
            f"language-{one.value}",
            t(f"language.{one.value}"),
            pick(language=one),
            selected=preferences.language is one,
        )
        for one in Language
    ]
    densities = [
        Action(f"density-{one.value}", word, pick(density=one), selected=preferences.density is one)
        for one, word in ((Density.FIELD, "Terrain"), (Density.DESK, "Bureau"))
    ]
    hands = [
        Action("gloves", "Gants", pick(gloves=not preferences.gloves), selected=preferences.gloves),
        Action(
            "left-hand", "Main gauche", pick(left_handed=not preferences.left_handed), selected=preferences.left_handed
        ),
    ]
    groups = [row(segmented(look, group), wrap=True) for group in (themes, languages, densities, hands)]
    return sheet(look, Sheet("Aspect", groups, Tap("close", t("action.close"), close)))
