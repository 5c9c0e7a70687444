"""The keys of the vault on the agent's page: renewed by a hold, behind the passphrase."""

import flet as ft

from fieldapp.account.actions import Obstacle
from fieldapp.account.screens_desk import use_own_desk
from fieldapp.account.screens_secret import answer_words
from fieldapp.account.screens_threshold import live
from fieldapp.ui.look import use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import Action, banner, card, column, heading, quiet
from fieldapp.ui.widgets.holds import hold_button


@ft.component
def keys_card() -> ft.Control:
    """Let an agent have everything encrypted anew under other keys."""
    look, desk = use_look(), use_own_desk()
    trouble, set_trouble = ft.use_state("")

    async def renew() -> None:
        answer = await desk.renew_keys()
        # With a yes the office is closed, and this page with it.
        if isinstance(answer, Obstacle):
            set_trouble(answer_words(look, answer))

    told = [live(banner(look, "warning-circle", trouble, role=Role.WAIT))] if trouble else []
    lies = quiet(look, look.t(f"account.keys_in_{desk.key_place}"))
    words = [lies, quiet(look, look.t("account.keys_text")), quiet(look, look.t("account.keys_phrase"))]
    renews = hold_button(Action("keys-renew", look.t("account.keys_renew"), renew, glyph="lock-key"))
    title = heading(look, look.t("account.keys"), level=2, style=Style.HEADING)
    return card(look, column(title, *words, *told, renews, gap=12, stretch=True))
