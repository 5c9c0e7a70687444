"""Gallery, the tab of the desk's frame: tops of screens, keys, panes that wait, sheets, help."""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.ui.app import App, use_app
from fieldapp.ui.gallery_samples import carded, nothing, part, sample_page, small_screen
from fieldapp.ui.help import TOPICS, help_sheet
from fieldapp.ui.key_sheet import GENERAL, key_asker, key_foot, key_table
from fieldapp.ui.keymap import KeyLine
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.routes import TODAY
from fieldapp.ui.tokens import Density
from fieldapp.ui.tops import screen_top
from fieldapp.ui.two_panes import pane_header, two_panes, waiting_pane
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Panes,
    Sheet,
    Sign,
    Tap,
    button,
    chip,
    column,
    page_frame,
    quiet,
    row,
    rule,
    scrolled,
    sheet,
    text,
)
from fieldapp.ui.widgets.support import support_line

_LINES: Final[tuple[KeyLine, ...]] = ((("J", "K"), "triage.key_next"), *GENERAL)
_BODY: Final = "Le bureau verra ces mots avec le dossier. Rien ne part avant « Envoyer »."


@ft.component
def frames() -> ft.Control:
    """Show what surrounds the content of a screen."""
    app, look = use_app(), use_look()
    back = Tap("back", look.t("action.back"), nothing)
    return sample_page(
        look,
        "Cadres",
        "Têtes d’écran, touches, feuilles",
        part(look, "Tête d’un écran", screen_top(look, app, "Mes tâches", sub="7, dont 2 en retard")),
        part(look, "Tête d’un dossier", screen_top(look, app, "Nid-de-poule", sub="A2026K0412", back=back)),
        part(look, "Tête au bureau", screen_top(look.at(Density.DESK), app, "Trier", sub="38 à trier")),
        part(look, "Feuilles", sheets()),
        carded(look, "Toutes les touches", key_table(look, _LINES)),
        *_foot(look),
        carded(look, "Code d’une panne", support_line("E-0412")),
        small_screen(look, "Liste, et son détail à côté où il y a la place", 520, partial(_list_and_detail, app=app)),
        small_screen(look, "Rien n’est choisi", 520, _nothing_chosen),
        key_asker(),
    )


def _foot(look: Look) -> list[ft.Control]:
    foot = key_foot(look.at(Density.DESK), _LINES[:4], "6 triés en 4 min")
    return [] if foot is None else [part(look, "Pied du bureau", foot)]


def _list_and_detail(look: Look, app: App) -> ft.Control:
    lines = [text(look, "Première ligne"), rule(look), text(look, "Deuxième ligne")]
    listed = page_frame(pane_header(look, "Informations"), scrolled(look, *lines))
    return two_panes(look, app, "Informations", Panes(listed, empty=_nothing_chosen(look)))


def _nothing_chosen(look: Look) -> ft.Control:
    return waiting_pane(look, "newspaper", "Choisissez une note", "Elle s’ouvre ici, la liste reste à côté.")


@ft.component
def sheets() -> ft.Control:
    """Open one sheet or another."""
    look = use_look()
    opened, open_ = ft.use_state("")

    def close() -> None:
        open_("")

    ft.use_dialog(_SHEETS[opened](look, close) if opened else None)
    words = {"ask": "Question", "tall": "Longue, avec un pied", "help": "Aide"}
    buttons = [
        button(look, Action(f"sheet-{name}", word, lambda name=name: open_(name), kind=Kind.SOFT))  # type: ignore[misc]
        for name, word in words.items()
    ]
    return row(*(ft.Row([one], tight=True) for one in buttons), gap=12, wrap=True)


def _ask(look: Look, close: Callable[[], None]) -> ft.DialogControl:
    actions = (
        Action("sheet-later", look.t("action.cancel"), close),
        Action("sheet-send", "Envoyer au bureau", close, kind=Kind.PRIMARY, glyph="paper-plane-tilt"),
    )
    content = [text(look, _BODY), row(chip(look, Sign.LATE), chip(look, Sign.TO_SEND), wrap=True)]
    closing = Tap("close", look.t("action.close"), close)
    return sheet(look, Sheet("Rendre la tâche", content, closing, sub="Nid-de-poule, rue Grimaldi", actions=actions))


def _tall(look: Look, close: Callable[[], None]) -> ft.DialogControl:
    content = [column(text(look, f"Ligne {n}"), quiet(look, _BODY), gap=4) for n in range(1, 20)]
    foot = [button(look, Action("sheet-done", "Terminer", close, kind=Kind.PRIMARY, glyph="check"))]
    return sheet(look, Sheet("Une feuille longue", content, Tap("close", look.t("action.close"), close), foot=foot))


def _help(look: Look, close: Callable[[], None]) -> ft.DialogControl:
    return sheet(look, help_sheet(look, TOPICS[TODAY], close))


_SHEETS: Final = {"ask": _ask, "tall": _tall, "help": _help}
