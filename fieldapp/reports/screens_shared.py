"""What the steps of a new report share: the form, and the position that is found meanwhile.

A report is where its first photo was taken: the position of that moment is kept in the form, and becomes more precise
only there. Whoever ends the form at the depot sends the place of the hole, not the depot.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import Fix, PositionTrouble
from fieldapp.reports.queries_new import ReportDraft
from fieldapp.ui.app import App, use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look
from fieldapp.ui.seen import use_seen_span
from fieldapp.ui.whereabouts import remember
from fieldapp.ui.works import category_name
from sync.records.geometry import Point, metres_between
from sync.records.report import PositionSource

AUTO_TAKE_M: Final = 5.0
"""A position that is at least so precise is taken by itself (DOMAIN F 12)."""
GOOD_M: Final = 10.0
FAIR_M: Final = 25.0
STALE_S: Final = 15.0
"""An older position says where the agent was."""
SHOT_S: Final = 30.0
"""A position that comes so long after a photo is still the photo's: a cold receiver needs half a minute."""
_REFINED: Final = 0.7
"""The place of a photo is kept anew once it is so much more precise, not at every metre."""


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the form, and what its controls do."""

    app: App
    look: Look
    draft: ReportDraft
    is_kept: bool
    """Whether something of it was saved."""
    step: int
    turn: Callable[[int], Any]
    save: Callable[..., Any]
    """`await save(category=…, step=2)`: keep fields of the form."""
    gps_now: "Callable[[], Gps]"
    """Tells the position as it is at a tap, not as it was drawn."""
    shot_s: "ft.MutableRef[float | None]"
    """When a photo was taken of which nobody knew where; its place comes with the next position."""

    @property
    def summary(self) -> str:
        """Say what is known so far: category and photos."""
        t, count = self.look.t, len(self.draft.photos)
        name = category_name(t, self.draft.category).partition(",")[0] if self.draft.category else ""
        return dotted(name, t("reports.photos_n", n=count) if count else t("reports.without_photo"))


class Grade(StrEnum):
    """Say how good a position is."""

    GOOD = "good"
    FAIR = "fair"
    ROUGH = "rough"


def grade(accuracy_m: float) -> Grade:
    """Give the word for a precision in metres."""
    return Grade.GOOD if accuracy_m <= GOOD_M else Grade.FAIR if accuracy_m <= FAIR_M else Grade.ROUGH


@dataclass(frozen=True, slots=True)
class Gps:
    """The best position since the form was opened, or why there is none, and since when it is looked for."""

    fix: Fix | None = None
    trouble: PositionTrouble | None = None
    begun_s: float = 0.0
    found_s: int = 0
    """Seconds from the beginning to the best position."""
    fix_s: float = 0.0
    """When the best position came, by the same clock as `begun_s`."""

    @property
    def point(self) -> Point | None:
        """Give the position as a point."""
        return Point(self.fix.lat, self.fix.long) if self.fix else None


def better(before: Gps, found: Fix | PositionTrouble, now_s: float) -> Gps:
    """Take a new position that is more precise than the one held, or that shows it to be of the past."""
    if isinstance(found, PositionTrouble):
        return before if before.fix else replace(before, trouble=found)
    held = before.fix
    is_past = held is not None and (now_s - before.fix_s > STALE_S or not _same_place(held, found))
    if held is not None and held.accuracy_m <= found.accuracy_m and not is_past:
        return before
    return replace(before, fix=found, trouble=None, found_s=max(1, int(now_s - before.begun_s)), fix_s=now_s)


def _same_place(one: Fix, other: Fix) -> bool:
    apart_m = metres_between(Point(one.lat, one.long), Point(other.lat, other.long))
    return apart_m <= one.accuracy_m + other.accuracy_m


def at_shot(gps: Gps, shot: Fix | None) -> Gps:
    """Give the position of the first photo, or the one of now where that is the same, more precisely."""
    if shot is None or (gps.fix is not None and _same_place(shot, gps.fix) and gps.fix.accuracy_m < shot.accuracy_m):
        return gps
    return replace(gps, fix=shot, trouble=None)


def taken_from(gps: Gps) -> dict[str, Any]:
    """Give the fields of a form whose place is the position held."""
    assert gps.fix is not None, "a position that was found"
    return {
        "lat": gps.fix.lat,
        "long": gps.fix.long,
        "accuracy_m": round(gps.fix.accuracy_m, 1),
        "source": PositionSource.GPS,
        "mocked": gps.fix.mocked,
        "taken_s": gps.found_s,
    }


def place_edits(draft: ReportDraft, gps: Gps, *, awaits: bool) -> dict[str, Any]:
    """Give what the form keeps of a position: the place of its photo, taken where it is precise.

    `awaits` says that a photo has just been taken; without it a place that is kept becomes more precise.
    """
    if gps.fix is None or draft.source:
        return {}
    shot = draft.shot
    if shot is None and not awaits:
        return {}
    if shot is not None and (not _same_place(shot, gps.fix) or gps.fix.accuracy_m > shot.accuracy_m * _REFINED):
        return {}
    kept: dict[str, Any] = {"shot": asdict(gps.fix)}
    return {**kept, **taken_from(gps)} if gps.fix.accuracy_m <= AUTO_TAKE_M else kept


def place_of_now(gps: Gps) -> dict[str, Any]:
    """Give what the form keeps of where a photo is taken; nothing where the position may be of the past."""
    is_past = time.monotonic() - gps.fix_s > STALE_S
    return {} if is_past else place_edits(ReportDraft("", ""), gps, awaits=True)


def use_shot(form: Form, gps: Gps) -> None:
    """Keep the place of a photo that was quicker than the satellites, inside a component."""
    page = ft.context.page

    def keep() -> None:
        shot_s = form.shot_s.current
        awaits = shot_s is not None and gps.fix_s >= shot_s and gps.fix_s - shot_s <= SHOT_S
        edits = place_edits(form.draft, gps, awaits=awaits and bool(form.draft.photos))
        if edits:
            form.shot_s.current = None
            page.run_task(partial(form.save, **edits))

    ft.use_effect(keep, [gps.fix, form.draft.shot, bool(form.draft.photos)])


def use_gps() -> tuple[Gps, Callable[[], Gps]]:
    """Look for the position while the form is open and seen; give it as drawn, and what tells it now."""
    app = use_app()
    gps, set_gps, latest = use_latest(Gps(begun_s=time.monotonic()))

    def told(found: Fix | PositionTrouble) -> None:
        remember(app.device, found)
        set_gps(lambda before: better(before, found, time.monotonic()))

    use_seen_span(lambda: app.device.position.watch(told), [])
    return gps, latest
