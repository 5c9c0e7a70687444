"""The table of places: every path leads somewhere, every place exists, « back » makes sense."""

import pytest

from fieldapp.shell.navigation import bar_places, more_places, rail_places
from fieldapp.shell.places import PATTERNS, PLACES, place_of
from fieldapp.shell.trail import HISTORY_MAX, Trail
from fieldapp.ui import routes
from fieldapp.ui.app import Agent
from sync.records.base import DESK_ROLES, Role

_ID = "0198c0de-0000-7000-8000-000000000001"


def agent(role: Role) -> Agent:
    return Agent("a", "Karim", "Benali", role)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.pattern)
def test_place_has_a_component(place: object) -> None:
    assert callable(place.screen())  # type: ignore[attr-defined]


def test_every_pattern_of_the_routes_has_a_place() -> None:
    named = {value for name, value in vars(routes).items() if name.isupper() and isinstance(value, str)}
    assert named == set(PATTERNS)


@pytest.mark.parametrize(
    ("path", "pattern", "params"),
    [
        (routes.task(_ID), routes.TASK, (_ID,)),
        (routes.NEW_REPORT, routes.NEW_REPORT, ()),
        (routes.report(_ID), routes.REPORT, (_ID,)),
        (routes.compose_item("a b/c"), routes.COMPOSE_ITEM, ("a b/c",)),
        (routes.refused(7), routes.REFUSED, ("7",)),
        ("/tasks/", routes.TASKS, ()),
        ("/no/such/place/at/all", routes.TODAY, ()),
        ("", routes.TODAY, ()),
        ("/" + "x" * 10_000, routes.TODAY, ()),
    ],
)
def test_path_leads_to_its_place(path: str, pattern: str, params: tuple[str, ...]) -> None:
    found = routes.locate(path, PATTERNS)
    assert (found.pattern, found.params) == (pattern, params)
    assert place_of(found).pattern == pattern


def test_search_path_keeps_its_text() -> None:
    assert routes.locate(routes.search("rue de l’Été & co"), PATTERNS).query == {"q": "rue de l’Été & co"}


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (routes.task(_ID), routes.TASKS),
        (routes.news_item(_ID), routes.NEWS),
        (routes.report(_ID), routes.TODAY),
        (routes.conflict(_ID), routes.RECONCILE),
        (routes.refused(3), routes.RECONCILE),
        (routes.TASKS, routes.TODAY),
        (routes.TODAY, routes.TODAY),
    ],
)
def test_parent_is_the_place_above(path: str, above: str) -> None:
    assert routes.parent(path) == above


def test_back_goes_where_one_was_then_up() -> None:
    trail = Trail(routes.task(_ID))
    assert trail.back() == routes.TASKS
    trail.went(routes.NEWS)
    trail.went(routes.SEARCH)
    assert trail.back() == routes.NEWS
    trail.went(routes.NEWS)
    assert (trail.path, trail.back()) == (routes.NEWS, routes.task(_ID))


def test_trail_stays_bounded() -> None:
    trail = Trail(routes.TODAY)
    for number in range(3 * HISTORY_MAX):
        trail.went(routes.task(str(number)))
    assert len(trail.before) == HISTORY_MAX


@pytest.mark.parametrize("role", Role)
def test_navigation_leads_every_role_only_to_its_places(role: Role) -> None:
    mine = agent(role)
    open_to = {place.pattern for place in PLACES if role in place.roles}
    assert set(rail_places(mine)) <= open_to
    assert set(bar_places(mine)) <= open_to
    assert len(bar_places(mine)) == 4
    # Who steers a desk has two more: the week of a team and the figures.
    assert len(rail_places(mine)) <= (8 if role in DESK_ROLES else 6)


@pytest.mark.parametrize("role", Role)
def test_more_holds_what_the_bar_has_no_room_for(role: Role) -> None:
    mine = agent(role)
    everywhere = [*bar_places(mine), *more_places(mine)]
    assert set(rail_places(mine)) <= set(everywhere)
    assert len(everywhere) == len(set(everywhere))


def test_desk_finds_the_triage_in_the_bar_and_the_field_the_map() -> None:
    assert routes.TRIAGE in bar_places(agent(Role.AGENT_BUREAU))
    assert routes.NEAR_ME in bar_places(agent(Role.AGENT_TERRAIN))
    assert routes.TRIAGE not in rail_places(agent(Role.ELU))
