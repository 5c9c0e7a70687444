"""The table of places: which component each path shows, for whom, and where it stands in the navigation.

A component is imported when its place is first shown: the first frame waits for no screen but its own. It is
called with the values of the pattern's `:names`, in their order: `tasks(task_id)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

import flet as ft

from fieldapp.ui import routes
from sync.records.base import ALL_ROLES, DESK_ROLES, WORK_ROLES, Role
from sync.records.caller import INTAKE_ROLES
from sync.records.news import WRITER_ROLES

Screen = Callable[..., ft.Control]


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one row of the table: `target` is `module:component`, `under` the place the navigation lights."""

    pattern: str
    target: str
    under: str
    roles: frozenset[Role] = ALL_ROLES
    is_bare: bool = False
    """Whether it stands without the bottom bar on an upright tablet: its own bar is there."""

    is_steady: bool = False
    """Whether it shows list and detail in one: another record in its path keeps its state."""

    def key(self, path: str) -> str:
        """Give what makes a screen another one: with another key it begins anew."""
        return self.target if self.is_steady else path

    def screen(self) -> Screen:
        """Give the component, imported at the first call."""
        return _imported(self.target)


FIGURES_ROLES: Final = DESK_ROLES | {Role.ELU}
"""Who sees the figures: the desks, and the elected, for whom nothing of a person is in them."""
PLACES: Final = (
    Place(routes.TODAY, "fieldapp.today.screens:today", routes.TODAY),
    Place(routes.TASKS, "fieldapp.tasks.screens:tasks", routes.TASKS, WORK_ROLES, is_steady=True),
    Place(routes.TASK, "fieldapp.tasks.screens:tasks", routes.TASKS, WORK_ROLES, is_bare=True, is_steady=True),
    Place(routes.NEW_REPORT, "fieldapp.reports.screens:new_report", routes.NEW_REPORT, is_bare=True),
    Place(routes.NEAR_ME, "fieldapp.reports.screens:near_me", routes.NEAR_ME),
    Place(routes.REPORT, "fieldapp.reports.screens:report_detail", routes.NEAR_ME, is_bare=True),
    Place(routes.ROUNDS, "fieldapp.rounds.screens:rounds", routes.ROUNDS, WORK_ROLES, is_steady=True),
    Place(routes.ROUND, "fieldapp.rounds.screens:rounds", routes.ROUNDS, WORK_ROLES, is_bare=True, is_steady=True),
    Place(routes.NEW_ROUND, "fieldapp.rounds.screens:new_round", routes.ROUNDS, DESK_ROLES, is_bare=True),
    Place(routes.NEWS, "fieldapp.news.screens:news", routes.NEWS, is_steady=True),
    Place(routes.NEWS_ITEM, "fieldapp.news.screens:news", routes.NEWS, is_bare=True, is_steady=True),
    Place(routes.COMPOSE, "fieldapp.news.screens:compose", routes.NEWS, frozenset(WRITER_ROLES), is_bare=True),
    Place(routes.COMPOSE_ITEM, "fieldapp.news.screens:compose", routes.NEWS, frozenset(WRITER_ROLES), is_bare=True),
    Place(routes.TRIAGE, "fieldapp.triage.screens:triage", routes.TRIAGE, DESK_ROLES, is_steady=True),
    Place(
        routes.TRIAGE_REPORT, "fieldapp.triage.screens:triage", routes.TRIAGE, DESK_ROLES, is_bare=True, is_steady=True
    ),
    Place(routes.BOARD, "fieldapp.board.screens:team_board", routes.BOARD, DESK_ROLES),
    Place(routes.DASHBOARD, "fieldapp.dashboard.screens:dashboard", routes.DASHBOARD, FIGURES_ROLES),
    Place(routes.INTAKE, "fieldapp.intake.screens:intake", routes.TRIAGE, INTAKE_ROLES, is_bare=True),
    Place(routes.SEARCH, "fieldapp.search.screens:search", routes.SEARCH),
    Place(routes.RECONCILE, "fieldapp.reconcile.screens:reconcile", routes.RECONCILE, is_steady=True),
    Place(routes.CONFLICT, "fieldapp.reconcile.screens:reconcile", routes.RECONCILE, is_bare=True, is_steady=True),
    Place(routes.REFUSED, "fieldapp.reconcile.screens:reconcile", routes.RECONCILE, is_bare=True, is_steady=True),
    Place(routes.ACCOUNT, "fieldapp.account.screens:account", routes.ACCOUNT),
    Place(routes.ACCESSIBILITY, "fieldapp.account.screens_accessibility:accessibility", routes.ACCOUNT, is_bare=True),
    Place(routes.MORE, "fieldapp.shell.more:more", routes.MORE),
)
PATTERNS: Final = tuple(place.pattern for place in PLACES)
_BY_PATTERN: Final = {place.pattern: place for place in PLACES}


def place_of(location: routes.Location) -> Place:
    """Give the row of the table for a location."""
    return _BY_PATTERN[location.pattern]


@cache
def _imported(target: str) -> Screen:
    module, _, name = target.partition(":")
    screen: Screen = getattr(import_module(module), name)
    return screen
