"""A new report in three steps: photo, category, position.

Everything is saved as it comes and nothing asks to be saved. The form lives in the replica's drafts; its id is the
report's. Whoever comes back, after a pause or after the end of the process, finds the step at which he was.
"""

from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.reports import actions, queries_new
from fieldapp.reports.queries_new import ReportDraft
from fieldapp.reports.screens_category import category_step
from fieldapp.reports.screens_photo import photo_step
from fieldapp.reports.screens_position import position_step
from fieldapp.reports.screens_shared import Form, Gps, use_gps, use_shot
from fieldapp.ui.app import status_pill, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import stamp
from fieldapp.ui.live import Filled, Loading, use_live
from fieldapp.ui.look import use_look
from fieldapp.ui.widgets import Tap, column, page_header, step_header, waiting_state
from sync.core.instants import parse_instant

STEPS: Final = ("photo", "category", "position")


@ft.component
def report_form() -> ft.Control:
    """Show the step at which the form is."""
    app, look = use_app(), use_look()
    new_id, _ = ft.use_state(app.replica.world.new_id())
    draft = use_live(queries_new.open_draft, kinds=("draft",))
    town = use_live(ground, kinds=("town", "zone"))
    step, set_step = ft.use_state(_not_known())
    (gps, gps_now), shot_s = use_gps(), ft.use_ref(_never())
    kept = draft.value if isinstance(draft, Filled) else None
    current = kept or ReportDraft(new_id, "")
    here = step if step is not None else current.step

    async def turn(to: int) -> None:
        set_step(to)
        await written(app, look, actions.save_draft, current.id, {"step": to})

    async def save(**edits: Any) -> None:
        if "step" in edits:
            set_step(edits["step"])
        await written(app, look, actions.save_draft, current.id, edits)

    form = Form(app, look, current, kept is not None, here, turn, save, gps_now, shot_s)
    use_shot(form, gps)
    if isinstance(draft, Loading) or isinstance(town, Loading):
        return waiting_state(look)
    map_ground = town.value if isinstance(town, Filled) else None
    return _step(form, gps, map_ground)


def _not_known() -> int | None:
    return None


def _never() -> float | None:
    return None


def _step(form: Form, gps: Gps, map_ground: Ground | None) -> ft.Control:
    match form.step:
        case 0:
            return photo_step(form, form_head(form, form.look.t("reports.new"), _saved(form)))
        case 1:
            head = form_head(form, form.look.t("reports.what"), _photos(form))
            return category_step(form, head)
        case _:
            head = form_head(form, form.look.t("reports.where"), form.summary)
            return position_step(form, gps, map_ground, head)


def form_head(form: Form, title: str, sub: str) -> ft.Control:
    """Draw title and steps; the first step is left by a cross, the others go back one."""
    look, t = form.look, form.look.t
    if form.step == 0:
        back = Tap("close", t("action.close"), form.app.back)
    else:
        back = Tap("back", t("action.back"), partial(form.turn, form.step - 1))
    header = page_header(look, title, sub=sub, back=back, end=status_pill())
    names = [t(f"reports.step_{name}") for name in STEPS]
    return column(header, step_header(look, names, form.step), gap=0, stretch=True)


def _saved(form: Form) -> str:
    if not form.is_kept:
        return form.look.t("reports.draft_new")
    return form.look.t("reports.draft_at", at=stamp(form.look.t, parse_instant(form.draft.saved_at), form.app.now()))


def _photos(form: Form) -> str:
    count = len(form.draft.photos)
    return form.look.t("reports.photos_n", n=count) if count else form.look.t("reports.without_photo")
