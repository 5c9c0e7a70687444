"""« Voir plus » on every list that is drawn by fifties: the last row can be reached, the first ones stay."""

from collections.abc import Callable
from pathlib import Path

import flet as ft
import pytest

from fieldapp.dashboard.screens import FAMILIES_SHOWN
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.widgets import ROWS_MAX
from sync.records.categories import CATEGORIES
from tests.fieldapp.town import CENTRE, KARIM, NORD, SYLVIE, VOIRIE, Town, uid
from tests.fieldapp.watched import Watched, watch

MANY = 2 * ROWS_MAX + 3
DESK = {"agent": SYLVIE, "width": 1400}
FR = Words(Language.FR)


def tasks(town: Town) -> None:
    """Give Karim more tasks than two pages hold, the last of them last."""
    shared = {"status": "a_faire", "priority": "genant", "assignee": KARIM, "service": VOIRIE, "team": NORD}
    town.pull(*(town.row("task", f"{n}", title=f"task {n}", due_at=due(n), **shared) for n in range(MANY)))


def notes(town: Town) -> None:
    """Publish more notes than two pages hold, the last of them oldest."""
    for n in range(MANY):
        town.news(f"{n}", published_at=due(MANY - n), importance="information")


def reports(town: Town) -> None:
    """Put more reports around than two pages hold, the last of them farthest."""
    for n in range(MANY):
        town.report(f"{n}", lat=CENTRE[0] + n * 0.00001)


def due(n: int) -> str:
    """Give an instant far ahead, the later the larger the number."""
    return f"2027-01-{1 + n // 24:02}T{n % 24:02}:00:00.000Z"


@pytest.mark.parametrize(
    ("route", "fill", "kind", "button"),
    [
        (routes.TASKS, tasks, "task", "more-tasks"),
        (routes.NEWS, notes, "news", "more-news"),
        (routes.NEAR_ME, reports, "report", "more-reports"),
    ],
)
def test_last_row_is_reached_by_fifties(
    tmp_path: Path, route: str, fill: Callable[[Town], None], kind: str, button: str
) -> None:
    async def story(page: Watched) -> None:
        await page.until(f"{kind}-{uid('0')}")
        assert not page.has(f"{kind}-{uid(str(ROWS_MAX))}")
        await page.tap(button)
        await page.until(f"{kind}-{uid(str(ROWS_MAX))}")
        assert page.has(f"{kind}-{uid('0')}")
        assert not page.has(f"{kind}-{uid(str(MANY - 1))}")
        await page.tap(button)
        await page.until(f"{kind}-{uid(str(MANY - 1))}")
        assert not page.has(button)

    watch(tmp_path, story, route, fill=fill)


def test_tasks_by_street_go_on_too_and_another_list_begins_anew(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("more-tasks")
        await page.until(f"task-{uid(str(ROWS_MAX))}")
        await page.tap("by-street")
        await page.until_gone(f"task-{uid(str(ROWS_MAX))}")
        await page.tap("more-tasks")
        await page.tap("more-tasks")
        await page.until(f"task-{uid(str(MANY - 1))}")

    watch(tmp_path, story, routes.TASKS, fill=tasks)


def test_home_shows_all_that_is_to_do_then_the_first_again(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.more_tasks", n=MANY - 5))
        for _ in range(3):
            await page.tap("more-tasks")
        await page.until(f"task-{uid(str(MANY - 1))}")
        await page.until_text(FR("today.fewer_tasks"))
        await page.tap("more-tasks")
        await page.until_gone(f"task-{uid('5')}")

    watch(tmp_path, story, routes.TODAY, fill=tasks)


def test_last_candidate_of_a_round_is_reached_and_a_word_begins_anew(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("pick-every")
        await page.tap("more-picks")
        await page.until(f"pick-{uid(str(ROWS_MAX))}")
        await page.tap("more-picks")
        await page.until(f"pick-{uid(str(MANY - 1))}")
        await page.type("pick-search", "task")
        await page.until_gone(f"pick-{uid(str(ROWS_MAX))}")

    watch(tmp_path, story, routes.NEW_ROUND, fill=tasks, page={"agent": SYLVIE, "width": 1400})


def focused(page: Watched) -> list[str]:
    """Give the rows that the client was asked to give the focus to."""
    asked = [call.control_id for call in page.page.wire.calls if call.name == "focus"]
    nodes = page.page.all(ft.Semantics)
    return [str(node.identifier) for node in nodes if node.content is not None and node.content._i in asked]


async def tab_to(page: Watched, identifier: str) -> None:
    """Come to a button by Tab, as the client tells it."""
    await page.until(identifier)
    held, root = page.page.id(identifier).content, page.page.session.page
    key = {"key": "Tab", "shift": False, "ctrl": False, "alt": False, "meta": False}
    await page.page.raise_event(root, "keyboard_event", key)
    assert held is not None, "a button of the desk holds a button of Material"
    await page.page.raise_event(held, "focus")


@pytest.mark.parametrize("by_key", [True, False])
def test_focus_goes_to_the_first_new_row_when_a_key_asked(tmp_path: Path, by_key: bool) -> None:
    async def story(page: Watched) -> None:
        if by_key:
            await tab_to(page, "more-news")
        await page.tap("more-news")
        await page.until(f"news-{uid(str(ROWS_MAX))}")
        for _ in range(20):
            await page.page.settle()
        assert focused(page) == ([f"news-{uid(str(ROWS_MAX))}"] if by_key else [])

    watch(tmp_path, story, f"{routes.NEWS}?look=desk", fill=notes, page=DESK)


def test_focus_goes_to_the_first_new_family_of_the_figures(tmp_path: Path) -> None:
    groups = {one.group: one.code for one in reversed(tuple(CATEGORIES.values())) if not one.deflection}
    many = list(groups.values())[: FAMILIES_SHOWN + 2]

    def fill(town: Town) -> None:
        for number, code in enumerate(many):
            for n in range(len(many) - number):
                town.report(f"{n} of {number}", service_code=code)

    async def story(page: Watched) -> None:
        await tab_to(page, "more-families")
        await page.tap("more-families")
        await page.until_gone("more-families")
        for _ in range(20):
            await page.page.settle()
        ninth = CATEGORIES[many[FAMILIES_SHOWN]].group
        assert focused(page) == [f"open-{ninth}".replace("_", "-")]

    watch(tmp_path, story, f"{routes.DASHBOARD}?look=desk", fill=fill, page=DESK)
