"""The stops of the tour: every place of the app, and what opens above it, over one seeded town.

A stop is a place as one agent sees it in one window, after some taps. `tests/fieldapp/tour/test_stops.py` holds that
no place of the shell's table is left out.
"""

from dataclasses import dataclass
from typing import Final

from fieldapp.ui import routes
from fieldapp.ui.tokens import Density
from tests.browser_driver import DESK_SMALL, TABLET, Size
from tests.fieldapp.rounds.walk import WALK
from tests.fieldapp.town import KARIM, SYLVIE, uid

SIGN_IN: Final = "sign-in"
FILLING: Final = "filling"
FAULT: Final = "fault"
"""Stops that no path leads to: before an office is open, while it fills, after a fault of ours."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Say where to go, as whom, and what to tap there; `taps` are identifiers, in their order."""

    name: str
    route: str
    agent: str = KARIM
    taps: tuple[str, ...] = ()
    density: Density = Density.FIELD

    @property
    def size(self) -> Size:
        """Give the window in which it is looked at."""
        return TABLET if self.density is Density.FIELD else DESK_SMALL

    @property
    def pattern(self) -> str:
        """Give the place without what follows the question mark."""
        return self.route.partition("?")[0]


HOLE: Final = uid("Nid-de-poule, 40 × 60 cm")
WIND: Final = uid("Vent fort ce soir : pas de nacelle après 16 h")
ASKED: Final = uid(f"conflict {HOLE} ['due_at']")
DRAFT_TITLE: Final = "Travaux rue Saige"
DRAFT: Final = uid(DRAFT_TITLE)

_FIELD: Final = (
    Stop("sign-in", SIGN_IN),
    Stop("filling", FILLING),
    Stop("fault", FAULT),
    Stop("today", routes.TODAY),
    Stop("tasks", routes.TASKS),
    Stop("task", routes.task(HOLE)),
    Stop("task-impossible", routes.task(HOLE), taps=("impossible",)),
    Stop("report-photo", routes.NEW_REPORT),
    Stop("report-category", routes.NEW_REPORT, taps=("without-photo",)),
    Stop("near", routes.NEAR_ME),
    Stop("report", routes.report(uid("hole"))),
    Stop("rounds", routes.ROUNDS),
    Stop("round", routes.round_page(WALK)),
    Stop("news", routes.NEWS),
    Stop("news-item", routes.news_item(WIND)),
    Stop("search", routes.search("grimaldi")),
    Stop("reconcile", routes.RECONCILE),
    Stop("conflict", routes.conflict(ASKED)),
    Stop("refused", routes.refused(1)),
    Stop("account", routes.ACCOUNT),
    Stop("accessibility", routes.ACCESSIBILITY),
    Stop("more", routes.MORE),
    Stop("not-for-you", routes.TRIAGE),
    Stop("pill", routes.MORE, taps=("sync-pill",)),
    Stop("help", routes.TODAY, taps=("help",)),
)


def _at_desk(name: str, route: str, *taps: str) -> Stop:
    return Stop(f"desk-{name}", route, SYLVIE, taps, Density.DESK)


_DESK: Final = (
    _at_desk("today", routes.TODAY),
    _at_desk("triage", routes.TRIAGE),
    _at_desk("triage-report", routes.triage_report(uid("hole"))),
    _at_desk("intake", routes.INTAKE),
    _at_desk("board", routes.BOARD),
    _at_desk("dashboard", routes.DASHBOARD),
    _at_desk("tasks", routes.TASKS),
    _at_desk("rounds", routes.ROUNDS),
    _at_desk("round-new", routes.NEW_ROUND),
    _at_desk("news", routes.NEWS),
    _at_desk("compose", routes.COMPOSE),
    _at_desk("compose-item", routes.compose_item(DRAFT)),
    _at_desk("search", routes.search("grimaldi")),
    _at_desk("reconcile", routes.RECONCILE),
    _at_desk("account", routes.ACCOUNT),
)

STOPS: Final = _FIELD + _DESK
