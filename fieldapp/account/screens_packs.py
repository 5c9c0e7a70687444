"""The card of the town's map on the agent's page: what is here, what can be had, how far it is."""

import flet as ft

from fieldapp.ui.app import use_app
from fieldapp.ui.look import use_look
from fieldapp.ui.pack_cards import pack_card
from fieldapp.ui.packs import use_packs
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Action, card, column, heading
from fieldapp.ui.widgets.holds import hold_button


@ft.component
def town_plan() -> ft.Control:
    """Show the town's map pack with what can be done about it; the town hall is asked what it publishes."""
    app, look, packs = use_app(), use_look(), use_packs()

    def remove() -> None:
        packs.desk.remove()
        app.say(look.t("packs.removed"))

    ft.use_effect(packs.desk.look, [])
    delete = hold_button(Action("pack-remove", look.t("packs.remove"), remove, glyph="trash"))
    title = heading(look, look.t("packs.title"), level=2, style=Style.HEADING)
    return card(look, column(title, pack_card(look, packs, delete), gap=14, stretch=True))
