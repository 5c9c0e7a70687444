"""The figures: each can be counted again from the reports, and nothing of a person is among them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from fieldapp.dashboard.queries import Delay, Figures, figures
from fieldapp.dashboard.screens import FAMILIES_SHOWN, parts_led_to
from fieldapp.triage.queries import open_reports, piled
from fieldapp.triage.queries_filters import wanted_of
from fieldapp.ui import routes
from sync.records.categories import CATEGORIES
from tests.fieldapp.town import EAST, KARIM, NORD, NOW, PROPRETE, VOIRIE, WEST, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

BEGUN = "2026-11-16T09:00:00.000Z"


def fill(town: Town) -> None:
    """Write eight reports of which each counts somewhere else."""
    held = {"status": "affecte", "service": VOIRIE, "team": NORD, "zone": EAST, "requested_datetime": BEGUN}
    town.report("long late", **held, expected_datetime="2026-11-12T09:00:00.000Z")
    town.report("late", **held, expected_datetime="2026-11-20T09:00:00.000Z", priority="dangereux")
    town.report("soon", **held, expected_datetime="2026-11-23T14:36:00.000Z")
    town.report("in time", **{**held, "zone": WEST}, expected_datetime="2026-12-07T09:00:00.000Z")
    town.report("new", service_code="cartons", service=PROPRETE, requested_datetime="2026-11-23T08:00:00.000Z")
    closed = {"service": VOIRIE, "requested_datetime": BEGUN, "closed_at": "2026-11-18T09:00:00.000Z"}
    town.report("mended", **closed, status="resolu", expected_datetime="2026-11-20T09:00:00.000Z")
    town.report("mended late", **closed, status="resolu", expected_datetime="2026-11-17T09:00:00.000Z")
    town.report("twin", **closed, status="doublon")
    town.report(
        "long ago", status="resolu", requested_datetime="2024-01-01T09:00:00.000Z", closed_at="2024-01-03T09:00:00.000Z"
    )


def read(town: Town, days: int = 30, service: str | None = None) -> Figures:
    return town.replica.read_now(figures, NOW, days, service)


def counts(shares: Any) -> dict[str, tuple[int, int]]:
    return {share.key: (share.count, share.late) for share in shares}


def test_open_reports_are_counted_by_state_delay_family_and_sector(town: Town) -> None:
    fill(town)
    found = read(town)
    assert (found.open, found.to_sort, found.late, found.dangerous) == (5, 1, 2, 1)
    assert counts(found.states) == {"nouveau": (1, 0), "affecte": (4, 2)}
    assert counts(found.delays) == {
        Delay.OVER_A_WEEK: (1, 0),
        Delay.LATE: (1, 0),
        Delay.SOON: (1, 0),
        Delay.IN_TIME: (1, 0),
        Delay.NONE: (1, 0),
    }
    assert counts(found.families) == {"voirie": (4, 2), "depots": (1, 0)}
    assert {family: counts(shares) for family, shares in found.categories.items()} == {
        "voirie": {"nid_de_poule": (4, 2)},
        "depots": {"cartons": (1, 0)},
    }
    assert {zone.name: (zone.count, zone.late) for zone in found.zones} == {
        "Les Moneghetti": (3, 2),
        "La Condamine": (1, 0),
        "": (1, 0),
    }
    for shares in (found.states, found.delays, found.families, found.zones):
        assert sum(share.count for share in shares) == found.open


def test_what_was_closed_in_the_period_is_counted_without_duplicates(town: Town) -> None:
    fill(town)
    found = read(town)
    assert (found.received, found.closed, found.median_days, found.in_time) == (8, 2, 2.0, 0.5)
    assert read(town, 365).closed == 2
    assert read(town, 1).closed == 0
    assert read(town, 1).in_time is None


def test_weeks_hold_what_came_in_and_what_was_closed(town: Town) -> None:
    fill(town)
    *_, before, this = read(town).weeks
    assert (before.received, before.closed) == (7, 2)
    assert (this.received, this.closed) == (1, 0)


def test_one_service_counts_its_own(town: Town) -> None:
    fill(town)
    assert read(town, service=PROPRETE).open == 1
    assert read(town, service=VOIRIE).open == 4


def test_figures_hold_nothing_of_a_person(town: Town) -> None:
    fill(town)
    town.report("his", status="en_cours", assignee=KARIM, author=KARIM, description="Mme Bert, 0612345678")
    found = repr(read(town))
    assert KARIM not in found
    assert "Bert" not in found


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]]) -> None:
    async def sit() -> None:
        async with at_desk(town, "/dashboard") as desk:
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def test_each_bar_is_read_aloud_with_its_name_and_figure_and_late_leads_to_its_list(town: Town) -> None:
    fill(town)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("tile-late"))
        labels = [str(node.label) for node in desk.page.all(ft.Semantics) if node.label]
        assert "Les Moneghetti, 3, dont 2 en retard" in labels
        assert "En retard, 1" in labels
        assert any("Semaine du" in label and "7 reçus, 2 clos" in label for label in labels)
        await desk.tap("tile-late")
        await desk.until(lambda: desk.has("which-late"))

    at(town, work)


def test_bar_leads_to_its_reports(town: Town) -> None:
    fill(town)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("bar-family-depots"))
        # Nobody sorts by what is in time: such a bar leads nowhere.
        assert desk.has("bar-delay-late")
        assert not desk.has("bar-delay-in-time")
        await desk.tap("bar-family-depots")
        await desk.until(lambda: desk.selected() == [f"row-{uid('new')}"])
        assert not desk.has(f"row-{uid('late')}")

    at(town, work)


def test_bars_are_chosen_and_opened_by_keys(town: Town) -> None:
    fill(town)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("bar-status-affecte"))
        await desk.keys("J", "J")
        await desk.until(lambda: pointed(desk) == ["bar-status-affecte"])
        await desk.key("Enter")
        await desk.until(lambda: desk.has(f"row-{uid('in time')}"))
        assert not desk.has(f"row-{uid('new')}")

    at(town, work)


def test_each_bar_leads_to_as_many_as_it_counts(town: Town) -> None:
    fill(town)
    found = read(town)
    cards, led = town.replica.read_now(open_reports), parts_led_to(found, None)
    categories = [("category", shares) for shares in found.categories.values()]
    for chart, shares in (("status", found.states), ("family", found.families), ("zone", found.zones), *categories):
        for share in shares:
            query = routes.locate(led[f"bar-{chart}-{share.key}".replace("_", "-")], [routes.TRIAGE]).query
            assert len(piled(cards, wanted_of(query))) == share.count, (chart, share)


def test_family_opens_into_its_categories_and_each_leads_to_its_list(town: Town) -> None:
    fill(town)
    other = town.report("slab", service_code="trottoir", service=VOIRIE, requested_datetime=BEGUN)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("open-voirie"))
        assert not desk.has("bar-category-trottoir")
        await desk.tap("open-voirie")
        await desk.until(lambda: desk.has("bar-category-trottoir"))
        assert desk.has("bar-category-nid-de-poule")
        assert not desk.has("bar-category-cartons")
        await desk.tap("bar-category-trottoir")
        await desk.until(lambda: desk.selected() == [f"row-{other}"])
        assert not desk.has(f"row-{uid('late')}")

    at(town, work)


def test_families_after_the_eighth_follow_on_demand(town: Town) -> None:
    first = {one.group: one.code for one in reversed(tuple(CATEGORIES.values())) if not one.deflection}
    codes = list(first.values())[: FAMILIES_SHOWN + 2]
    for number, code in enumerate(codes):
        town.report(f"of {number}", service_code=code)

    async def work(desk: DeskPage) -> None:
        await desk.until(lambda: desk.has("more-families"))
        assert desk.says("Encore 2 familles")
        assert len(families(desk)) == FAMILIES_SHOWN
        await desk.tap("more-families")
        await desk.until(lambda: len(families(desk)) == FAMILIES_SHOWN + 2)
        assert not desk.has("more-families")

    at(town, work)


def families(desk: DeskPage) -> set[str]:
    nodes = desk.page.all(ft.Semantics)
    return {str(node.identifier) for node in nodes if str(node.identifier).startswith("bar-family-")}


def pointed(desk: DeskPage) -> list[str]:
    nodes = desk.page.all(ft.Semantics, selected=True)
    return [str(node.identifier) for node in nodes if str(node.identifier).startswith("bar-")]


def test_empty_town_says_that_figures_come_with_reports(town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.until_says("Pas encore de signalement")

    at(town, work)
