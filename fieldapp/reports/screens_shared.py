"""What the steps of a new report share: the form, and the position that is found meanwhile."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import Fix, PositionTrouble
from fieldapp.reports.queries_new import ReportDraft
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look
from fieldapp.ui.seen import use_seen_span
from fieldapp.ui.whereabouts import remember
from fieldapp.ui.works import category_name
from sync.records.geometry import Point

AUTO_TAKE_M: Final = 5.0
"""A position that is at least so precise is taken by itself (DOMAIN F 12)."""
GOOD_M: Final = 10.0
FAIR_M: Final = 25.0


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

    @property
    def point(self) -> Point | None:
        """Give the position as a point."""
        return Point(self.fix.lat, self.fix.long) if self.fix else None


def better(before: Gps, found: Fix | PositionTrouble, now_s: float) -> Gps:
    """Take a new position when it is more precise than the best so far."""
    if isinstance(found, PositionTrouble):
        return before if before.fix else replace(before, trouble=found)
    if before.fix is not None and before.fix.accuracy_m <= found.accuracy_m:
        return before
    return replace(before, fix=found, trouble=None, found_s=max(1, int(now_s - before.begun_s)))


def use_gps() -> Gps:
    """Look for the position for as long as the form is open and seen, from its first step on."""
    app = use_app()
    gps, set_gps = ft.use_state(Gps(begun_s=time.monotonic()))

    def told(found: Fix | PositionTrouble) -> None:
        remember(app.device, found)
        set_gps(lambda before: better(before, found, time.monotonic()))

    use_seen_span(lambda: app.device.position.watch(told), [])
    return gps
