"""Following what is already reported instead of sending a second report; the form ends with it."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from fieldapp.replica.twins import Twin
from fieldapp.reports import actions
from fieldapp.reports.screens_shared import Form
from fieldapp.ui import routes
from fieldapp.ui.gestures import written
from fieldapp.ui.twins import Twins, follow_button, twin_cards
from fieldapp.ui.widgets import quiet


def followed_cards(form: Form, twins: Twins, save_note: Callable[[], Awaitable[None]]) -> list[ft.Control]:
    """Ask of each whether it is the same; following it ends the form, its note saved."""

    async def follow(twin: Twin) -> None:
        await save_note()
        if await written(form.app, form.look, actions.follow_instead, form.draft.id, twin.id) is not None:
            form.app.go(routes.report(twin.id))
            form.app.say(form.look.t("reports.followed_instead"))

    def end_of(twin: Twin, number: int) -> ft.Control:
        if twin.is_followed:
            return quiet(form.look, form.look.t("reports.twin_followed"))
        return follow_button(form.look, twin, number, partial(follow, twin))

    return twin_cards(form.look, twins, end_of)
