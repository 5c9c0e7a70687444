"""Which places the navigation shows: by role, and by bottom bar or rail."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fieldapp.shell.places import place_of
from fieldapp.ui import routes
from fieldapp.ui.app import Agent, App
from fieldapp.ui.look import Look
from fieldapp.ui.widgets.buttons import Action, Kind
from fieldapp.ui.widgets.shells import Navigation, Place, has_rail
from sync.records.base import WORK_ROLES, Role

Go = Callable[[str], Any]

_GLYPHS: Final = {
    routes.TODAY: "house",
    routes.TRIAGE: "tray",
    routes.TASKS: "clipboard-text",
    routes.ROUNDS: "path",
    routes.BOARD: "columns",
    routes.DASHBOARD: "chart-line-up",
    routes.NEAR_ME: "map-trifold",
    routes.NEWS: "newspaper",
    routes.SEARCH: "magnifying-glass",
    routes.RECONCILE: "arrows-merge",
    routes.MORE: "list",
}
_NAMES: Final = {
    routes.TODAY: "today",
    routes.TRIAGE: "triage",
    routes.TASKS: "tasks",
    routes.ROUNDS: "rounds",
    routes.BOARD: "board",
    routes.DASHBOARD: "dashboard",
    routes.NEAR_ME: "map",
    routes.NEWS: "news",
    routes.SEARCH: "search",
    routes.RECONCILE: "reconcile",
    routes.MORE: "more",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a place: the figures beside its icon."""

    to_reconcile: int = 0


_DESK_LAST: Final = (routes.ROUNDS, routes.NEWS, routes.DASHBOARD, routes.RECONCILE)


def bar_places(agent: Agent) -> tuple[str, ...]:
    """Give the four places of the bottom bar; the rest is under « Plus »."""
    second = routes.TRIAGE if agent.works_at_desk and not agent.works_in_field else routes.NEAR_ME
    return (routes.TODAY, second, routes.NEWS, routes.MORE)


def rail_places(agent: Agent) -> tuple[str, ...]:
    """Give the places of the rail, those of the role first: six, or eight for who steers a desk."""
    if agent.works_at_desk and not agent.works_in_field:
        return (routes.TODAY, routes.TRIAGE, routes.TASKS, routes.BOARD, *_DESK_LAST)
    if agent.works_at_desk:
        return (routes.TODAY, routes.TASKS, routes.TRIAGE, routes.BOARD, *_DESK_LAST)
    if agent.role in WORK_ROLES:
        return (routes.TODAY, routes.TASKS, routes.NEAR_ME, routes.NEWS, routes.SEARCH, routes.RECONCILE)
    figures = (routes.DASHBOARD,) if agent.role == Role.ELU else ()
    return (routes.TODAY, routes.NEAR_ME, routes.NEWS, *figures, routes.SEARCH, routes.RECONCILE)


def more_places(agent: Agent) -> tuple[str, ...]:
    """Give what stands under « Plus »: every place of the role that the bottom bar has no room for."""
    shown = bar_places(agent)
    own = (routes.ROUNDS,) if agent.role in WORK_ROLES else ()
    whole = dict.fromkeys((*rail_places(agent), *own, routes.SEARCH, routes.NEAR_ME))
    return tuple(place for place in whole if place not in shown)


def navigation(look: Look, app: App, waiting: Waiting) -> Navigation:
    """Give the navigation of this agent in this window, with the place where he is lit."""
    wide = has_rail(look)
    shown = rail_places(app.agent) if wide else bar_places(app.agent)
    lit = _lit(app.place, shown)
    return Navigation(
        places=[_place(look, path, app.go, waiting, selected=path == lit) for path in shown],
        plate=_report_plate(look, app.go) if look.measures.field else None,
        initials=_initials(app.agent.town_name),
        foot=_foot(look, app) if wide else None,
    )


def place_name(look: Look, path: str) -> str:
    """Give the word of a place; the first one is a day in the field, an office's front page at the desk."""
    if path == routes.TODAY and look.measures.field:
        return look.t("shell.place_today_field")
    return look.t(f"shell.place_{_NAMES[path]}")


def place_key(path: str) -> str:
    """Give the noun of a place, for identifiers and words."""
    return _NAMES[path]


def place_glyph(path: str) -> str:
    """Give the icon of a place."""
    return _GLYPHS[path]


def _lit(location: routes.Location, shown: tuple[str, ...]) -> str:
    under = place_of(location).under
    return under if under in shown else routes.MORE


def _place(look: Look, path: str, go: Go, waiting: Waiting, *, selected: bool) -> Place:
    count = waiting.to_reconcile if path in (routes.RECONCILE, routes.MORE) else 0
    return Place(
        f"place-{_NAMES[path]}",
        place_name(look, path),
        partial(go, path),
        selected=selected,
        glyph=_GLYPHS[path],
        count=count,
    )


def _report_plate(look: Look, go: Go) -> Action:
    return Action(
        "place-report",
        look.t("shell.report"),
        partial(go, routes.NEW_REPORT),
        kind=Kind.PRIMARY,
        glyph="camera-plus",
    )


def _foot(look: Look, app: App) -> Place:
    return Place(
        "place-account",
        look.t("shell.place_account_label", name=app.agent.name),
        partial(app.go, routes.ACCOUNT),
        selected=app.place.pattern == routes.ACCOUNT,
        word=app.agent.given_name,
        glyph="user-circle",
    )


def _initials(town: str) -> str:
    """Give the two letters of a town for the plate on top of the rail: Saint-Aubin gives SA."""
    words = [word for word in town.replace("-", " ").split() if word[:1].isupper()]
    return "".join(word[0] for word in words[:2]).upper() or "F"
