"""The bell: a calm line over the screens that says what is new for me, as seldom as the town allows.

It tells what came since this page was opened (what was there before stands on the home), once the page is seen, and
all of it in one line; what comes while the line stands there joins it and is no other call. What comes in quiet hours,
or after the last call of the day, is told at the next time at which somebody may be called, unless it was done by then.

A gloved finger that is on its way hits what it aims at. The line therefore lies over the page, above the place of the
toast, where there are rows and no bar and no header, and moves nothing when it comes, grows or goes. It comes once
nothing has been touched for `REST_S`, and its buttons are deaf for the first `DEAF_S`: a tap that was meant for the row
below does nothing, and is made again by who sees the line. A strip that is always there would cost every list a row of
its height for three lines a day; a line that only waits for rest would still move the rows under a finger.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.announcements import RINGS
from fieldapp.today import actions
from fieldapp.today.queries_bell import Bell, Matter, Sort, bell
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.effects import use_span, use_task
from fieldapp.ui.gestures import written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import follow_touches
from fieldapp.ui.seen import use_seen
from fieldapp.ui.toasts import above_toasts
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import Action, Tap, banner, button, icon_button, row
from sync.records.rings import rings_left

REST_S: Final = 3.0
"""Between two taps of somebody at work lies less; who reads on is not kept from it."""
DEAF_S: Final = 0.8
"""From the decision to touch to the touch: reaction and reach of an arm, with a glove on, rounded up."""
KINDS: Final = ("news", "acknowledgement", "task", "conflict", "town", RINGS)


def use_bell() -> ft.Control:
    """Give the line of what is new for me, inside a component of the frame; without any it is nothing."""
    app, look = use_app(), use_look()
    is_seen = use_seen()
    live = use_live(bell, app.agent.id, kinds=KINDS)
    known: ft.MutableRef[frozenset[Matter] | None] = ft.use_ref(_nothing_known)
    kept: ft.MutableRef[Rest] = ft.use_ref(Rest)
    rest: Rest = kept.current
    told, tell = ft.use_state(_no_matters())
    found = live.value if isinstance(live, Filled) else None
    use_span(partial(follow_touches, ft.context.page, rest.touched), [])

    async def ring() -> None:
        if found is None:
            return
        if known.current is None:
            known.current = frozenset(found.matters)
            return
        is_shown = any(matter in found.matters for matter in told)
        may_tell = is_seen and (is_shown or rings_left(found.rule, found.rung_at, app.now()) > 0)
        new = to_tell(found, known.current, told) if may_tell else ()
        if not new:
            return
        await rest.come()
        known.current |= frozenset(new)
        rest.shown()
        tell(new)
        if not is_shown:
            # What else comes meanwhile ends this task, and must not end the counting.
            await asyncio.shield(asyncio.ensure_future(written(app, look, actions.rang)))

    use_task(ring, [live, is_seen])
    shown = tuple(matter for matter in told if found is not None and matter in found.matters)
    return bell_line(app, look, shown, (rest, partial(tell, ()))) if shown else ft.Container(left=0, bottom=0)


class Rest:
    """Whether the hands are at rest, and whether the line has stood long enough to be meant by a tap."""

    def __init__(self) -> None:
        self._touched_s = self._shown_s = float("-inf")
        self._stirred = asyncio.Event()

    def touched(self) -> None:
        """Take note of a touch."""
        self._touched_s = now_s()
        self._stirred.set()

    def shown(self) -> None:
        """Take note that the line comes, or says something else."""
        self._shown_s = now_s()

    async def come(self) -> None:
        """Wait until nothing has been touched for `REST_S`."""
        while (left_s := self._touched_s + REST_S - now_s()) > 0:
            self._stirred.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), left_s)

    def meant(self, do: Callable[[], Any]) -> Callable[[], Any]:
        """Give what a tap does, once the line has stood for `DEAF_S`."""
        return lambda: do() if now_s() - self._shown_s >= DEAF_S else None


def to_tell(found: Bell, known: frozenset[Matter], told: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """Give what is to be said: with something new, all that was said before and still waits; else nothing."""
    if frozenset(found.matters) <= known:
        return ()
    return tuple(matter for matter in found.matters if matter not in known or matter in told)


def bell_line(app: App, look: Look, matters: tuple[Matter, ...], ways: tuple[Rest, Callable[[], None]]) -> ft.Control:
    """Draw what is new, the way there and the way to put it away, over the page."""
    rest, put_away = ways
    t = look.t
    counts = [(sort, sum(matter.sort is sort for matter in matters)) for sort in Sort]
    words = " · ".join(t(f"bell.{sort}", n=n) for sort, n in counts if n)

    def go() -> None:
        put_away()
        app.go(place_of(matters))

    end = row(
        button(look, Action("bell-go", t("bell.go"), rest.meant(go))),
        icon_button(look, Tap("bell-away", t("bell.away"), rest.meant(put_away)), "x"),
        gap=8,
    )
    line = banner(look, "bell", words, role=Role.ACCENT, end=end)
    return above_toasts(look, ft.Semantics(identifier="bell", live_region=True, container=True, content=line))


def place_of(matters: tuple[Matter, ...]) -> str:
    """Give where new matters are: one on its own page, several choices on theirs, else the home."""
    sorts = {matter.sort for matter in matters}
    if sorts == {Sort.CONFLICT}:
        return routes.RECONCILE
    if len(matters) == 1:
        return routes.task(matters[0].id) if sorts == {Sort.TASK} else routes.news_item(matters[0].id)
    return routes.TODAY


def now_s() -> float:
    """Give seconds of a clock that only goes forward."""
    return time.monotonic()


def _nothing_known() -> frozenset[Matter] | None:
    return None


def _no_matters() -> tuple[Matter, ...]:
    return ()
