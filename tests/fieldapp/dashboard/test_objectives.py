"""Objectives at the desk: planned, followed by all, ended; three at most, and what lacks is said in the sheet."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import flet as ft
import pytest

from fieldapp.dashboard import actions
from fieldapp.dashboard.actions import Draft
from fieldapp.dashboard.queries_objectives import Objectives, objectives
from fieldapp.dashboard.screens_objective_form import quarter_ends, read_figure
from fieldapp.replica.errors import NotAllowed, NotValid
from fieldapp.replica.leavings import leaving_of
from tests.fieldapp.day import moved
from tests.fieldapp.town import ELU, NOW, SYLVIE, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

AIM = Draft("Réparer à temps", "reports_in_time", 50.0, 80.0, "2027-03-31")


def read(town: Town) -> Objectives:
    return town.replica.read_now(objectives, SYLVIE, NOW)


def test_objective_is_planned_followed_and_ended(town: Town) -> None:
    made = town.replica.write_now(actions.plan, Draft("Lire"))
    assert [(one.title, one.status) for one in read(town).others] == [("Lire", "projet")]
    with pytest.raises(NotValid) as refused:
        town.replica.write_now(actions.follow, made, Draft("Lire"))
    assert {error.pointer for error in refused.value.errors} == {
        f"/fields/{name}" for name in ("indicator", "baseline", "target", "due_on")
    }
    town.replica.write_now(actions.follow, made, AIM)
    assert [one.title for one in read(town).followed] == ["Réparer à temps"]
    assert town.replica.write_now(actions.end, made) == "actif"
    assert [one.status for one in read(town).others] == ["clos"]
    town.replica.write_now(actions.put_back, made, "actif")
    assert [one.id for one in read(town).followed] == [made]


def test_fourth_is_not_followed_and_stays_a_plan(town: Town) -> None:
    for number in range(3):
        town.objective(f"objective {number}")
    made = town.replica.write_now(actions.plan, AIM)
    with pytest.raises(NotValid) as refused:
        town.replica.write_now(actions.follow, made, AIM)
    assert [error.code for error in refused.value.errors] == ["too-many-active"]
    assert [one.id for one in read(town).others] == [made]
    town.replica.write_now(actions.end, uid("objective 0"))
    town.replica.write_now(actions.follow, made, AIM)
    with pytest.raises(NotValid):
        town.replica.write_now(actions.put_back, uid("objective 0"), "actif")


def test_who_works_in_the_street_sets_no_objective(town: Town) -> None:
    town.put("agent", "sylvie", given_name="Sylvie", family_name="Martin", role="agent_terrain", active=True)
    with pytest.raises(NotAllowed):
        town.replica.write_now(actions.plan, AIM)


def test_figures_are_read_as_people_write_them() -> None:
    assert [read_figure(typed) for typed in ("72", " 4,5 ", "4.5", "80 %", "")] == [72.0, 4.5, 4.5, 80.0, None]
    with pytest.raises(ValueError, match="beaucoup"):
        read_figure("beaucoup")


def test_days_offered_are_the_ends_of_quarters() -> None:
    assert quarter_ends(date(2026, 11, 23), 3) == (date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30))
    assert quarter_ends(date(2026, 12, 31), 5)[0] == date(2027, 3, 31)


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]], agent: str = SYLVIE) -> None:
    async def sit() -> None:
        async with at_desk(town, "/dashboard", agent) as desk:
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def fill(town: Town) -> None:
    for number, late in enumerate((False, False, True)):
        closed = moved(NOW, days=-3)
        due = moved(closed, days=-1 if late else 1)
        begun = moved(closed, days=-4)
        town.report(f"r {number}", status="resolu", requested_datetime=begun, closed_at=closed, expected_datetime=due)


def test_new_objective_says_what_lacks_and_starts_from_todays_figure(town: Town) -> None:
    fill(town)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("objective-new"))
        await desk.tap("objective-new")
        await desk.until(lambda: desk.has("counts-reports-in-time"))
        await desk.type("objective-name", "Réparer à temps")
        await desk.tap("counts-reports-in-time")
        await desk.until(lambda: desk.has("take-today"))
        await desk.tap("take-today")
        # The tap comes with the last letter, before that is drawn.
        await desk.page.type_and_tap("objective-target", "beaucoup", "primary")
        await desk.until_says("Un nombre, comme 72 ou 4,5")
        await desk.type("objective-target", "80")
        await desk.tap("primary")
        await desk.until_says("À remplir pour être suivi")
        await desk.tap("until-2027-03-31")
        await desk.tap("primary")
        await desk.until(lambda: len(read(town).followed) == 1)
        await desk.until_says("1 suivi sur 3")

    at(town, work)
    (kept,) = read(town).followed
    assert (kept.baseline, kept.target, kept.due_on, kept.now.value) == (66.7, 80.0, "2027-03-31", 100 * 2 / 3)
    assert len(read(town).others) == 0


def test_objective_is_ended_in_its_sheet_and_brought_back(town: Town) -> None:
    fill(town)
    one = town.objective("Réparer à temps")

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"objective-{one}"))
        await desk.tap(f"objective-{one}")
        await desk.until(lambda: desk.has("objective-end"))
        await desk.tap("objective-end")
        await desk.until(lambda: not read(town).followed)
        await desk.until_says("Aucun objectif suivi")
        await desk.until(lambda: desk.has("undo"))
        await desk.tap("undo")
        await desk.until(lambda: bool(read(town).followed))

    at(town, work)


def test_fourth_is_said_in_the_sheet_and_kept_as_a_plan(town: Town) -> None:
    for number in range(3):
        town.objective(f"objective {number}")
    plan = town.objective("Lire", status="projet", indicator="notes_read")

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"objective-{plan}"))
        await desk.tap(f"objective-{plan}")
        await desk.until(lambda: desk.has("objective-keep"))
        await desk.tap("primary")
        await desk.until_says("La commune suit déjà trois objectifs")

    at(town, work)
    assert [one.status for one in read(town).others] == ["projet"]


def test_elected_sees_the_followed_ones_and_sets_none(town: Town) -> None:
    fill(town)
    one = town.objective("Réparer à temps")
    town.objective("Lire", status="projet")

    async def work(desk: DeskPage) -> None:
        await desk.until_says("Réparer à temps")
        assert desk.says("toute la commune · pour le 31 mars 2027")
        assert not desk.has("objective-new")
        assert not desk.has(f"objective-{one}")
        assert not desk.says("Projets et objectifs terminés")

    at(town, work, ELU)


def written_in(desk: DeskPage, identifier: str) -> str:
    field = desk.page.id(identifier).content
    assert isinstance(field, ft.TextField), identifier
    return str(field.value)


def test_new_objective_comes_back_on_another_page_and_ends_when_it_is_kept(town: Town) -> None:
    async def begin(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("objective-new"))
        await desk.tap("objective-new")
        await desk.until(lambda: desk.has("objective-target"))
        await desk.type("objective-name", "Réparer à temps")
        await desk.type("objective-target", "8")
        await desk.tap("until-2027-03-31")
        await desk.tap("objective-shut")

    async def go_on(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("objective-new"))
        await desk.tap("objective-new")
        await desk.until(lambda: desk.has("objective-target"))
        assert (written_in(desk, "objective-name"), written_in(desk, "objective-target")) == ("Réparer à temps", "8")
        await desk.tap("objective-keep")
        await desk.until(lambda: len(read(town).others) == 1)

    at(town, begin)
    at(town, go_on)
    (kept,) = read(town).others
    assert (kept.title, kept.target, kept.due_on) == ("Réparer à temps", 8.0, "2027-03-31")
    assert town.replica.read_now(leaving_of, actions.form_of(None)) == {}


def test_what_was_begun_of_an_objective_is_told_and_what_is_recorded_is_one_tap_away(town: Town) -> None:
    one = town.objective("Réparer à temps")
    about = actions.form_of(one)
    recorded = read(town).followed[0].target

    async def opened(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has(f"objective-{one}"))
        await desk.tap(f"objective-{one}")
        await desk.until(lambda: desk.has("objective-target"))

    async def begin(desk: DeskPage) -> None:
        await opened(desk)
        assert not desk.has("begun-drop")
        await desk.type("objective-target", "99")
        await desk.tap("objective-shut")

    async def look(desk: DeskPage) -> None:
        await opened(desk)
        assert written_in(desk, "objective-target") == "99"
        await desk.tap("begun-drop")
        assert written_in(desk, "objective-target") == f"{recorded:g}"
        assert town.replica.read_now(leaving_of, about) == {}
        await desk.tap("begun-again")
        assert written_in(desk, "objective-target") == "99"
        await desk.tap("primary")
        await desk.until(lambda: read(town).followed[0].target == 99)

    at(town, begin)
    at(town, look)
    assert town.replica.read_now(leaving_of, about) == {}
