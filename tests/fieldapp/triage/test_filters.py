"""What is late, what soon will be, and filters that are kept: queries, actions and the screen."""

import asyncio
from collections.abc import Awaitable, Callable

from fieldapp.triage import actions_filters, queries, queries_filters
from fieldapp.triage.queries import Pile, Wanted, Which
from tests.fieldapp.town import NOW, SYLVIE, VOIRIE, Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk

LATE = Wanted(Pile.OPEN, Which.LATE, service=VOIRIE)


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]], route: str = "/triage") -> None:
    async def sit() -> None:
        async with at_desk(town, route) as desk:
            await desk.until(lambda: desk.has("filter"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def delays(town: Town) -> None:
    """Write reports of Monday 16 November whose delays end at different times."""
    begun = "2026-11-16T09:00:00.000Z"
    for name, due in (
        ("two days late", "2026-11-21T09:00:00.000Z"),
        ("five days late", "2026-11-18T09:00:00.000Z"),
        ("an hour left", "2026-11-23T14:36:00.000Z"),
        ("two weeks left", "2026-12-07T09:00:00.000Z"),
    ):
        given = {"status": "affecte", "service": VOIRIE, "requested_datetime": begun}
        town.report(name, **given, expected_datetime=due)


def listed(town: Town, which: Which) -> list[str]:
    cards = town.replica.read_now(queries.open_reports)
    return [card.id for card in queries.sifted(cards, which, NOW)]


def test_overdue_reports_are_listed_by_how_long_they_wait(town: Town) -> None:
    delays(town)
    assert listed(town, Which.LATE) == [uid("five days late"), uid("two days late")]


def test_report_is_soon_late_once_three_quarters_of_its_delay_are_gone(town: Town) -> None:
    delays(town)
    assert listed(town, Which.SOON) == [uid("an hour left")]


def test_closed_report_has_no_clock(town: Town) -> None:
    town.report("done", status="impossible", expected_datetime="2026-11-21T09:00:00.000Z")
    (card,) = town.replica.read_now(queries.open_reports)
    assert (card.due_at, card.alert_at) == (None, None)


def test_filter_is_kept_found_and_forgotten(town: Town) -> None:
    kept = queries_filters.kept_of(LATE)
    filter_id = town.replica.write_now(actions_filters.save_filter, " Voirie en retard ", kept, True)
    (saved,) = town.replica.read_now(queries_filters.saved_filters, SYLVIE)
    assert (saved.title, saved.wanted, saved.shared, saved.is_mine) == ("Voirie en retard", LATE, True, True)
    fields = town.replica.write_now(actions_filters.forget_filter, filter_id)
    assert town.replica.read_now(queries_filters.saved_filters, SYLVIE) == ()
    town.replica.write_now(actions_filters.bring_back, fields)
    assert [one.title for one in town.replica.read_now(queries_filters.saved_filters, SYLVIE)] == ["Voirie en retard"]


def test_family_priority_and_state_are_kept_too(town: Town) -> None:
    wanted = Wanted(Pile.OPEN, family="voirie", priority="dangereux", status="affecte")
    town.replica.write_now(actions_filters.save_filter, "Dangers", queries_filters.kept_of(wanted), False)
    (saved,) = town.replica.read_now(queries_filters.saved_filters, SYLVIE)
    assert saved.wanted == wanted
    unknown = {"pile": "open", "family": "lune", "priority": "tiède", "status": "perdu"}
    assert queries_filters.wanted_of(unknown) == Wanted(Pile.OPEN)


def test_filter_of_a_newer_version_narrows_what_is_understood(town: Town) -> None:
    wanted = {"pile": "open", "which": "raining", "moon": "full"}
    town.put("saved_filter", "newer", title="Pluie", wanted=wanted, shared=True, author=uid("someone"))
    (saved,) = town.replica.read_now(queries_filters.saved_filters, SYLVIE)
    assert (saved.wanted, saved.is_mine) == (Wanted(Pile.OPEN), False)


def test_what_is_wanted_is_kept_with_the_keyboard_and_a_digit_leads_there(town: Town) -> None:
    delays(town)

    async def work(desk: DeskPage) -> None:
        await desk.key("V")
        await desk.tap("pile-open")
        await desk.type("filter-name", "Mes ouverts")
        await desk.submit("filter-name")
        await desk.until_says("Filtre gardé : Mes ouverts")
        await desk.tap("filter-clear")
        await desk.key("Escape")
        row = f"row-{uid('an hour left')}"
        assert not desk.has(row)
        await desk.key("1")
        await desk.until(lambda: desk.has(row))
        assert desk.says("Reste 1 h")

    at(town, work)


def test_filter_that_was_forgotten_comes_back(town: Town) -> None:
    town.put("saved_filter", "mine", title="En retard", wanted={"which": "late"}, shared=False, author=SYLVIE)
    town.put("saved_filter", "hers", title="À voir", wanted={"which": "twins"}, shared=True, author=uid("anne"))

    async def work(desk: DeskPage) -> None:
        await desk.key("V")
        await desk.until(lambda: desk.has(f"saved-{uid('hers')}"))
        assert not desk.has(f"forget-{uid('hers')}"), "a colleague's is not mine to forget"
        await desk.tap(f"forget-{uid('mine')}")
        await desk.until(lambda: not desk.has(f"saved-{uid('mine')}"))
        await desk.tap("undo")
        await desk.until_says("En retard")

    at(town, work)
