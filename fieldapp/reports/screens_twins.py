"""Following what is already reported instead of sending a second report: the form ends, and can come back."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from fieldapp.replica.twins import Twin
from fieldapp.reports import actions
from fieldapp.reports.screens_shared import Form
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.removals import forgotten
from fieldapp.ui.twins import Twins, follow_button, twin_cards
from fieldapp.ui.widgets import quiet


def followed_cards(form: Form, twins: Twins, save_note: Callable[[], Awaitable[None]]) -> list[ft.Control]:
    """Ask of each whether it is the same; following it ends the form, its note saved."""
    app, look, page = form.app, form.look, ft.context.page

    async def follow(twin: Twin) -> None:
        await save_note()
        done = await written(app, look, actions.follow_instead, form.draft.id, twin.id)
        if done is not None:
            app.go(routes.report(twin.id))
            app.say(look.t("reports.followed_instead"), partial(_take_back, app, look, done.value))
            page.run_task(forgotten, app, done.value.aside_id)

    def end_of(twin: Twin, number: int) -> ft.Control:
        if twin.is_followed:
            return quiet(form.look, form.look.t("reports.twin_followed"))
        return follow_button(form.look, twin, number, partial(follow, twin))

    return twin_cards(form.look, twins, end_of)


async def _take_back(app: App, look: Look, followed: actions.Followed) -> None:
    """Come back to the form as it was."""
    correction = look.t("reports.followed_wrongly")
    if await written(app, look, actions.take_follow_back, followed, correction) is not None:
        app.go(routes.NEW_REPORT)
