"""The gallery: every component in every state, in whatever look is switched on (`fieldapp gallery`).

Each tab is one page of the kind that screens build: field lists, a form, the desk in panes. What is written here is
sample content, not words of the product. `tests/fieldapp/ui/test_gallery.py` says which component stands on no tab.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import flet as ft

from fieldapp.ui.gallery_camera import camera
from fieldapp.ui.gallery_choices import choices
from fieldapp.ui.gallery_desk import composer, triage
from fieldapp.ui.gallery_field import answers, lists
from fieldapp.ui.gallery_figures import figures
from fieldapp.ui.gallery_house import SampleHouse, sample_office
from fieldapp.ui.gallery_keys import frames
from fieldapp.ui.gallery_look import Worn, larger, look_strip
from fieldapp.ui.gallery_map import maps, packs
from fieldapp.ui.gallery_pieces import pieces
from fieldapp.ui.gallery_records import photos, reconcile
from fieldapp.ui.gallery_states import states
from fieldapp.ui.gallery_voice import voices
from fieldapp.ui.look import Look, LookContext, use_look
from fieldapp.ui.preferences import use_preferences
from fieldapp.ui.widgets import Action, Kind, Navigation, Place, Tap, filter_chip, pad, row, shell

Page = Callable[[Look], ft.Control]
Tabs = Mapping[str, tuple[str, Page]]

GROUPS: Final[Mapping[str, tuple[str, str, Tabs]]] = {
    "parts": ("Pièces", "squares-four", {"pieces": ("Pièces", pieces), "states": ("États", states)}),
    "field": (
        "Terrain",
        "list-bullets",
        {
            "lists": ("Listes", lists),
            "answers": ("Saisie", answers),
            "choices": ("Choix", choices),
            "voices": ("Voix", voices),
        },
    ),
    "media": (
        "Images",
        "images",
        {
            "photos": ("Photos", photos),
            "camera": ("Appareil", camera),
            "maps": ("Carte", maps),
            "packs": ("Plan", packs),
        },
    ),
    "desk": (
        "Bureau",
        "tray",
        {
            "triage": ("Trier", triage),
            "composer": ("Rédiger", composer),
            "reconcile": ("Rapprocher", reconcile),
            "figures": ("Chiffres", figures),
            "frames": ("Cadres", lambda look: frames()),
        },
    ),
}
"""The places of the gallery, with the tabs of each."""
TABS: Final[Tabs] = {key: tab for _, _, tabs in GROUPS.values() for key, tab in tabs.items()}


@ft.component
def gallery(house: SampleHouse, first: str = "pieces") -> ft.Control:
    """Show one tab of the gallery, below the switches of its look."""
    look = use_look()
    tab, choose = ft.use_state(first)
    # With large text they are in the way until somebody asks for them.
    asked, ask = ft.use_state(_not_asked())
    is_open = not look.measures.large_text if asked is None else asked
    enlarged, enlarge = ft.use_state(1.0)
    preferences, wear = use_preferences()
    shown = larger(look, enlarged)
    strip = [look_strip(look, Worn(preferences, wear, enlarged, enlarge))] if is_open else []
    switches = Action("settings", "Aspect", lambda: ask(not is_open), kind=Kind.PRIMARY, glyph="palette")
    foot = Place("settings", "Aspect", lambda: ask(not is_open), glyph="palette")

    def drawn() -> ft.Control:
        content = ft.Semantics(identifier=f"page-{tab}", container=True, content=TABS[tab][1](shown))
        page = ft.Container(content, expand=True, key=f"page-{tab}")
        body: list[ft.Control] = [*strip, _tabs(shown, tab, choose), page]
        whole = ft.Column(body, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        plate, at_foot = (switches, None) if shown.measures.field else (None, foot)
        return shell(shown, Navigation(_places(tab, choose), plate, "SA", at_foot), whole)

    return LookContext(shown, lambda: sample_office(house, drawn))


def _not_asked() -> bool | None:
    return None


def _places(tab: str, choose: Callable[[str], None]) -> list[Place]:
    return [
        Place(f"group-{key}", word, partial(choose, next(iter(tabs))), selected=tab in tabs, glyph=glyph)
        for key, (word, glyph, tabs) in GROUPS.items()
    ]


def _tabs(look: Look, tab: str, choose: Callable[[str], None]) -> ft.Control:
    """Draw the tabs of this place."""
    tabs = next(tabs for _, _, tabs in GROUPS.values() if tab in tabs)
    chips = [
        filter_chip(look, Tap(f"tab-{key}", word, partial(choose, key), selected=key == tab))
        for key, (word, _) in tabs.items()
    ]
    return ft.Container(row(*chips, gap=look.measures.gap, wrap=True), padding=pad(10, look.measures.margin))
