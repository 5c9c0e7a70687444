"""The list of the triage as a spreadsheet: the same reports in the same order, and nobody's contact."""

import asyncio
from collections.abc import Awaitable, Callable

from fieldapp.triage.queries_export import export_rows
from fieldapp.triage.screens_export import HEAD, table_of
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.town import EAST, KARIM, NORD, NOW, SYLVIE, VOIRIE, Town
from tests.fieldapp.triage.desk import DeskPage, at_desk


def reports(town: Town) -> list[str]:
    held = {"status": "affecte", "service": VOIRIE, "team": NORD, "assignee": KARIM, "zone": EAST}
    first = town.report("first", number="A1", address="=CMD()", expected_datetime="2026-11-21T09:00:00.000Z", **held)
    second = town.report("second", number="A2", description="Chez Mme Bert", closed_at=NOW, status="resolu")
    town.put("caller", "caller", report=second, name="Mme Bert", phone="0612345678", notice="1", author=SYLVIE)
    return [second, first]


def test_lines_follow_the_list_and_say_names(town: Town) -> None:
    ids = reports(town)
    rows = town.replica.read_now(export_rows, tuple(ids), NOW)
    assert [row.number for row in rows] == ["A2", "A1"]
    late = rows[1]
    assert (late.service, late.team, late.agent, late.zone) == (
        "Voirie",
        "équipe nord",
        "Karim Benali",
        "Les Moneghetti",
    )
    assert late.is_late
    assert late.due_at is not None
    assert late.due_at.hour == 10, "the clock of the town"
    assert rows[0].due_at is None


def test_what_residents_wrote_is_there_only_when_asked_for_and_contacts_never(town: Town) -> None:
    rows = town.replica.read_now(export_rows, tuple(reports(town)), NOW)
    t = Words(Language.FR)
    plain = table_of(t, "Ouverts", rows, with_words=False)
    assert len(plain.head) == len(HEAD) == len(plain.rows[0])
    assert "Bert" not in str(plain.rows)
    told = table_of(t, "Ouverts", rows, with_words=True)
    assert "Chez Mme Bert" in told.rows[0]
    assert "0612345678" not in str(told.rows)


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]]) -> None:
    async def sit() -> None:
        async with at_desk(town, "/triage?show=late") as desk:
            await desk.until(lambda: desk.has("export"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def test_list_is_saved_with_two_keys(town: Town) -> None:
    reports(town)

    async def work(desk: DeskPage) -> None:
        await desk.key("L")
        await desk.until_says("Ouverts : 1 signalement")
        await desk.key("1")
        await desk.until_says("Fichier prêt : signalements-2026-11-23.csv")

    at(town, work)
