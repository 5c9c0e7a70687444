"""The bell: what concerns me, told once, seldom, never at night, and not what was there before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.replica.settings import Setting, setting
from fieldapp.today import actions
from fieldapp.today.queries_bell import Matter, Sort, bell
from fieldapp.today.screens_bell import DEAF_S, place_of, to_tell
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.rings import RINGS
from tests.fieldapp.today.test_digest import SINCE, entry
from tests.fieldapp.town import KARIM, SYLVIE, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
TASK, NOTE, CLASH = Matter(Sort.TASK, "t"), Matter(Sort.NEWS, "n"), Matter(Sort.CONFLICT, "c")
ALL_DAY = {RINGS: {"a_day": 1, "quiet_from": "00:00", "quiet_until": "00:00"}}


@dataclass
class Clock:
    """Seconds that a test lets pass."""

    s: float = 0.0

    def __call__(self) -> float:
        """Give them."""
        return self.s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let no second pass by itself; who waits for rest looks again soon."""
    hand = Clock()
    monkeypatch.setattr("fieldapp.today.screens_bell.now_s", hand)
    monkeypatch.setattr("fieldapp.today.screens_bell.REST_S", 0.05)
    return hand


def concerns(town: Town) -> set[tuple[Sort, str]]:
    return {(matter.sort, matter.id) for matter in town.replica.read_now(bell, KARIM).matters}


def clash(town: Town, name: str, agent: str, status: str = "ouvert") -> None:
    side = {"agent": agent, "device": "d", "n": 1, "values": {"due_at": None}, "made_at": SINCE}
    of = {"record_kind": "task", "record_id": uid("given"), "names": ["due_at"], "base": {}, "sides": [side]}
    town.put("conflict", name, status=status, **of)


def test_bell_is_for_what_others_want_of_me(town: Town) -> None:
    town.task("given", history=[entry(SINCE)])
    town.task("taken by me", history=[entry(SINCE, KARIM)])
    town.task("begun", status="en_cours", history=[entry(SINCE)])
    town.task("another's", assignee=SYLVIE, history=[entry(SINCE)])
    town.task("written by me", author=KARIM)
    town.news("mandatory")
    town.news("to know", importance="information")
    clash(town, "mine", KARIM)
    clash(town, "hers", SYLVIE)
    clash(town, "settled", KARIM, "regle")
    assert concerns(town) == {(Sort.TASK, uid("given")), (Sort.NEWS, uid("mandatory")), (Sort.CONFLICT, uid("mine"))}


def test_note_that_is_reminded_calls_again(town: Town) -> None:
    town.news("mandatory")
    before = town.replica.read_now(bell, KARIM).matters
    town.news("mandatory", reminded_at=SINCE)
    assert town.replica.read_now(bell, KARIM).matters != before


def test_call_is_remembered_and_changes_no_record(town: Town) -> None:
    town.replica.write_now(actions.rang)
    (at,) = town.replica.read_now(bell, KARIM).rung_at
    assert abs(at - datetime.fromtimestamp(town.steps.now_ms / 1000, at.tzinfo)) < timedelta(minutes=5)


def test_only_so_many_calls_are_remembered(town: Town) -> None:
    for _ in range(120):
        town.replica.write_now(actions.rang)
    assert len(town.replica.read_now(setting, Setting.RUNG_AT)) == 100


@pytest.mark.parametrize(
    ("matters", "known", "told", "said"),
    [
        ((TASK,), {TASK}, (), ()),
        ((TASK, NOTE), {TASK}, (), (NOTE,)),
        ((TASK, NOTE), {TASK}, (TASK,), (TASK, NOTE)),
        ((NOTE,), {TASK}, (TASK,), (NOTE,)),
        ((), {TASK}, (TASK,), ()),
    ],
)
def test_only_something_new_calls_and_brings_what_still_waits(
    matters: tuple[Matter, ...], known: set[Matter], told: tuple[Matter, ...], said: tuple[Matter, ...], town: Town
) -> None:
    found = town.replica.read_now(bell, KARIM)
    assert to_tell(type(found)(matters, found.rule, ()), frozenset(known), told) == said


@pytest.mark.parametrize(
    ("matters", "path"),
    [
        ((TASK,), routes.task("t")),
        ((NOTE,), routes.news_item("n")),
        ((CLASH, CLASH), routes.RECONCILE),
        ((TASK, NOTE), routes.TODAY),
    ],
)
def test_line_leads_to_what_is_new(matters: tuple[Matter, ...], path: str) -> None:
    assert place_of(matters) == path


def rung(page: Watched) -> int:
    return len(page.town.replica.read_now(setting, Setting.RUNG_AT) or [])


def test_line_tells_what_comes_and_leads_there(tmp_path: Path, clock: Clock) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("before")
        assert not page.has("bell")
        page.town.task("given", history=[entry(SINCE)])
        await page.until("bell")
        assert page.says(FR("bell.task", n=1))
        clock.s += DEAF_S
        await page.tap("bell-go")
        await page.until_gone("bell")
        await page.until("impossible")
        assert rung(page) == 1

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("before", history=[entry(SINCE)]))


def test_what_comes_while_the_line_stands_joins_it_and_is_no_other_call(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("before")
        page.town.task("given", history=[entry(SINCE)])
        await page.until_text(FR("bell.task", n=1))
        page.town.task("given too", history=[entry(SINCE)])
        page.town.news("to read")
        await page.until_text(" · ".join((FR("bell.news", n=1), FR("bell.task", n=2))))
        assert rung(page) == 1

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("before", history=[entry(SINCE)]))


def test_line_waits_for_the_hand_to_rest_and_is_deaf_to_a_tap_that_was_on_its_way(tmp_path: Path, clock: Clock) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("before")
        await page.tap("place-more")
        await page.tap("place-today")
        page.town.task("given", history=[entry(SINCE)])
        await page.until_text("given")
        await page.page.settle(30)
        assert not page.has("bell")
        clock.s += 1
        await page.until("bell")
        await page.tap("bell-go")
        await page.tap("bell-away")
        assert page.has("bell")
        clock.s += DEAF_S
        await page.tap("bell-away")
        await page.until_gone("bell")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("before", history=[entry(SINCE)]))


def test_line_lies_over_the_page_and_moves_nothing(tmp_path: Path) -> None:
    def below(page: Watched) -> list[int]:
        (stack,) = (one for one in page.page.all(ft.Stack) if over(one).bottom is not None)
        return [part._i for part in stack.controls[:-1]]

    def over(stack: ft.Stack) -> Any:
        return stack.controls[-1]

    async def story(page: Watched) -> None:
        await page.until_text("before")
        before = below(page)
        page.town.task("given", history=[entry(SINCE)])
        await page.until("bell")
        (holder,) = (one for one in page.page.all(ft.Container) if one.content is page.page.id("bell"))
        assert holder.bottom is not None, "what is placed in a stack takes no room from what lies below"
        assert below(page) == before

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("before", history=[entry(SINCE)]))


def test_second_call_waits_for_the_next_day_where_the_town_allows_one(tmp_path: Path) -> None:
    def fill(town: Town) -> Any:
        town.task("before")
        town.put("town", "town", name="Saint-Aubin", centre_lat=45.75, centre_long=4.85, policy=ALL_DAY)
        town.replica.write_now(actions.rang)

    async def story(page: Watched) -> None:
        await page.until_text("before")
        page.town.task("given", history=[entry(SINCE)])
        await page.until_text("given")
        assert not page.has("bell")
        assert rung(page) == 1

    watch(tmp_path, story, routes.TODAY, fill=fill)


async def told(page: Watched, *states: str) -> None:
    for state in states:
        await page.page.raise_event(page.page.session.page, "app_lifecycle_state_change", {"state": state})


def test_what_comes_in_the_dark_is_told_on_return_and_what_was_done_is_not(tmp_path: Path, clock: Clock) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("before")
        await told(page, "inactive", "hide", "pause")
        page.town.task("given", history=[entry(SINCE)])
        page.town.news("read elsewhere")
        await page.until_text("given")
        assert not page.has("bell")
        assert rung(page) == 0
        page.town.news("read elsewhere", status="retire")
        await page.until_gone_text("read elsewhere")
        await told(page, "restart", "show", "resume")
        await page.until("bell")
        assert page.says(FR("bell.task", n=1))
        assert not page.says(FR("bell.news", n=1))
        clock.s += DEAF_S
        await page.tap("bell-away")
        await page.until_gone("bell")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("before"))
