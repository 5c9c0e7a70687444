"""After how many minutes without a touch the session is locked: a choice of three."""

from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.screens_desk import use_own_desk
from fieldapp.ui.look import use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Action, card, column, heading, pane_count, quiet, segmented

_MINUTES: Final = (1, 5, 15)


@ft.component
def lock_card() -> ft.Control:
    """Let an agent choose how long his session waits for him."""
    look, desk = use_look(), use_own_desk()
    chosen, set_chosen = ft.use_state(desk.lock_after_min)

    async def choose(minutes: int) -> None:
        await desk.lock_after(minutes)
        set_chosen(minutes)

    async def read() -> None:
        set_chosen(desk.lock_after_min)

    ft.use_effect(read, [desk.lock_after_min])
    choices = [
        Action(f"lock-{one}", look.t("account.lock_min", n=one), partial(choose, one), selected=one == chosen)
        for one in _MINUTES
    ]
    title = heading(look, look.t("account.lock"), level=2, style=Style.HEADING)
    words = quiet(look, look.t("account.lock_sub"))
    return card(look, column(title, segmented(look, choices, 0.9 / pane_count(look)), words, gap=12, stretch=True))
