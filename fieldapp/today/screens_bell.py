"""The bell: a calm line above the screens that says what is new for me, as seldom as the town allows.

It tells what came since this page was opened (what was there before stands on the home), once the page is seen, and
all of it in one line; what comes while the line stands there joins it and is no other call. What comes in quiet hours,
or after the last call of the day, is told at the next time at which somebody may be called, unless it was done by then.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import flet as ft

from fieldapp.replica.announcements import RINGS
from fieldapp.today import actions
from fieldapp.today.queries_bell import Bell, Matter, Sort, bell
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.seen import use_seen
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import Action, Tap, banner, button, icon_button, pad, row
from sync.records.rings import rings_left

KINDS: Final = ("news", "acknowledgement", "task", "conflict", "town", RINGS)


def use_bell() -> ft.Control:
    """Give the line of what is new for me, inside a component of the frame; without any it takes no room."""
    app, look = use_app(), use_look()
    is_seen = use_seen()
    live = use_live(bell, app.agent.id, kinds=KINDS)
    known: ft.MutableRef[frozenset[Matter] | None] = ft.use_ref(_nothing_known)
    told, tell = ft.use_state(_no_matters())
    found = live.value if isinstance(live, Filled) else None

    async def ring() -> None:
        if found is None:
            return
        before = known.current
        if before is None:
            known.current = frozenset(found.matters)
            return
        is_shown = any(matter in found.matters for matter in told)
        may_tell = is_seen and (is_shown or rings_left(found.rule, found.rung_at, app.now()) > 0)
        new = to_tell(found, before, told) if may_tell else ()
        if new:
            known.current = before | frozenset(new)
            tell(new)
        if new and not is_shown:
            await written(app, look, actions.rang)

    ft.use_effect(ring, [live, is_seen])
    shown = tuple(matter for matter in told if found is not None and matter in found.matters)
    # One control that stays, full or empty: a line that is put in would move the screen below it, state and all.
    return bell_line(app, look, shown, partial(tell, ())) if shown else ft.Container(width=0, height=0)


def to_tell(found: Bell, known: frozenset[Matter], told: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """Give what is to be said: with something new, all that was said before and still waits; else nothing."""
    if frozenset(found.matters) <= known:
        return ()
    return tuple(matter for matter in found.matters if matter not in known or matter in told)


def bell_line(app: App, look: Look, matters: tuple[Matter, ...], put_away: Callable[[], None]) -> ft.Control:
    """Draw what is new, the way there and the way to put it away."""
    t = look.t
    counts = [(sort, sum(matter.sort is sort for matter in matters)) for sort in Sort]
    words = " · ".join(t(f"bell.{sort}", n=n) for sort, n in counts if n)

    def go() -> None:
        put_away()
        app.go(place_of(matters))

    end = row(
        button(look, Action("bell-go", t("bell.go"), go)),
        icon_button(look, Tap("bell-away", t("bell.away"), put_away), "x"),
        gap=8,
    )
    line = banner(look, "bell", words, role=Role.ACCENT, end=end)
    return ft.Container(
        ft.Semantics(identifier="bell", live_region=True, container=True, content=line),
        padding=pad(8, look.measures.margin, bottom=0),
    )


def place_of(matters: tuple[Matter, ...]) -> str:
    """Give where new matters are: one on its own page, several choices on theirs, else the home."""
    sorts = {matter.sort for matter in matters}
    if sorts == {Sort.CONFLICT}:
        return routes.RECONCILE
    if len(matters) == 1:
        return routes.task(matters[0].id) if sorts == {Sort.TASK} else routes.news_item(matters[0].id)
    return routes.TODAY


def _nothing_known() -> frozenset[Matter] | None:
    return None


def _no_matters() -> tuple[Matter, ...]:
    return ()
