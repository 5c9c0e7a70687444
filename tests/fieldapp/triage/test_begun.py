"""What was begun in a sheet of the desk: a close, another page or a kill takes nothing of it, sending ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import flet as ft
import pytest

from fieldapp.replica.leavings import ANSWER, ASIDE, ORDER, REJECT, Leaving, begun_at_the_desk, keep_leaving, leaving_of
from fieldapp.triage import actions, actions_templates
from fieldapp.triage.actions_templates import Draft
from fieldapp.triage.queries_report import Holder
from fieldapp.triage.queries_templates import templates
from fieldapp.triage.screens_order import Form, fields_of, form_of
from fieldapp.ui.kept_form import SAID
from sync.records.report import RejectReason, ReportStatus
from tests.fieldapp.town import Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_desk

HOLE = uid("trou")
SUGGESTED = Form("Nid-de-poule", Holder(uid("voirie")), date(2026, 11, 24))


@pytest.fixture
def desk_town(town: Town) -> Town:
    """Fill a town with a morning's reports."""
    fill_desk(town)
    return town


def begun(town: Town) -> dict[str, Any]:
    return town.replica.read_now(begun_at_the_desk, "report", HOLE)


def sit(town: Town, work: Callable[[DeskPage], Awaitable[None]]) -> None:
    async def at() -> None:
        async with at_desk(town, f"/triage/{HOLE}") as desk:
            await desk.until(lambda: desk.has("primary"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(at())


async def until_begun(desk: DeskPage, town: Town, form: str, **fields: Any) -> None:
    await desk.until(lambda: fields.items() <= dict(begun(town).get(form, {})).items())


async def opened(desk: DeskPage, key: str, identifier: str) -> str:
    await desk.key(key)
    await desk.until(lambda: desk.has(identifier))
    field = desk.page.id(identifier).content
    assert isinstance(field, ft.TextField), identifier
    return str(field.value)


def test_rejection_comes_back_on_another_page_and_ends_when_it_is_sent(desk_town: Town) -> None:
    async def begin(desk: DeskPage) -> None:
        assert await opened(desk, "X", "reject-note") == ""
        await desk.key("2")
        await desk.type("reject-note", "Rue privée, voir le syn")
        await until_begun(desk, desk_town, REJECT, reason="hors_territoire", note="Rue privée, voir le syn")

    async def go_on(desk: DeskPage) -> None:
        assert await opened(desk, "X", "reject-note") == "Rue privée, voir le syn"
        await desk.key("Ctrl Enter")
        await desk.until_says("Rejeté")

    sit(desk_town, begin)
    sit(desk_town, go_on)
    assert begun(desk_town) == {}
    sent = desk_town.replica.write_now(lambda unit: unit.fields("report", HOLE))
    assert (sent["reject_reason"], sent["status_notes"]) == ("hors_territoire", "Rue privée, voir le syn")


def test_closed_sheet_opens_again_with_what_was_begun(desk_town: Town) -> None:
    def written() -> list[str]:
        # A closed sheet stays on the page until a real client has taken it away.
        fields: list[Any] = [node.content for node in desks[0].page.all(ft.Semantics, identifier="reject-note")]
        return [str(field.value) for field in fields]

    async def work(desk: DeskPage) -> None:
        desks.append(desk)
        await opened(desk, "X", "reject-note")
        await desk.type("reject-note", "Rue privée, voir le syn")
        await until_begun(desk, desk_town, REJECT, note="Rue privée, voir le syn")
        await desk.tap("close")
        await desk.key("X")
        await desk.until(lambda: len(written()) == 2)
        assert written() == ["Rue privée, voir le syn"] * 2

    desks: list[DeskPage] = []
    sit(desk_town, work)


def test_answer_and_task_come_back_on_another_page(desk_town: Town) -> None:
    async def begin(desk: DeskPage) -> None:
        await opened(desk, "E", "answer")
        await desk.page.type("answer", "Bonjour, nous pas")
        await desk.tap("close")
        await until_begun(desk, desk_town, ANSWER, note="Bonjour, nous pas")
        await opened(desk, "T", "task-title")
        await desk.type("task-title", "Reboucher le tr")
        await desk.tap("minutes-more")
        await until_begun(desk, desk_town, ORDER, title="Reboucher le tr", minutes=45)

    async def go_on(desk: DeskPage) -> None:
        assert await opened(desk, "E", "answer") == "Bonjour, nous pas"
        await desk.tap("close")
        assert await opened(desk, "T", "task-title") == "Reboucher le tr"

    sit(desk_town, begin)
    sit(desk_town, go_on)


def test_each_gesture_ends_its_own_form_only(desk_town: Town) -> None:
    for form in (REJECT, ASIDE, ANSWER, ORDER):
        desk_town.replica.write_now(keep_leaving, Leaving(form, "report", HOLE), {"note": "à voir"})
    desk_town.replica.write_now(actions.put_aside, HOLE, ReportStatus.SOUS_SURVEILLANCE, "à voir")
    assert set(begun(desk_town)) == {REJECT, ANSWER, ORDER}
    desk_town.replica.write_now(actions_templates.answer, HOLE, "à voir")
    assert set(begun(desk_town)) == {REJECT, ORDER}
    desk_town.replica.write_now(actions.reject, HOLE, RejectReason.PRIVE, "")
    assert set(begun(desk_town)) == {ORDER}


def test_task_that_was_begun_reads_as_it_was_left_and_never_for_a_day_that_is_over() -> None:
    left = Form("Reboucher", Holder(uid("voirie"), uid("nord")), date(2026, 11, 26), minutes=45, photo_proof=False)
    assert form_of(SUGGESTED, {}, date(2026, 11, 23)) == SUGGESTED
    assert form_of(SUGGESTED, fields_of(left), date(2026, 11, 26)) == left
    assert form_of(SUGGESTED, fields_of(left), date(2026, 11, 27)).due_on == SUGGESTED.due_on


NEWER = {"title": "Reboucher", "colour": "rouge", "checks": [{"label": "Baliser"}], "to": ["s", "t", "a", "+"]}


def test_task_that_a_newer_version_began_reads_as_far_as_it_is_known() -> None:
    read = form_of(SUGGESTED, {**NEWER, "minutes": None, "due_on": "bientôt"}, date(2026, 11, 23))
    assert read == replace(SUGGESTED, title="Reboucher", to=Holder("s", "t", "a"))


def test_task_that_a_newer_version_began_opens_and_keeps_what_this_one_does_not_know(desk_town: Town) -> None:
    desk_town.replica.write_now(keep_leaving, Leaving(ORDER, "report", HOLE), NEWER)

    async def go_on(desk: DeskPage) -> None:
        assert await opened(desk, "T", "task-title") == "Reboucher"
        await desk.type("task-title", "Reboucher le trou")
        await until_begun(desk, desk_town, ORDER, **{**NEWER, "title": "Reboucher le trou"})

    sit(desk_town, go_on)


def test_template_comes_back_on_another_page_and_ends_when_it_is_kept(desk_town: Town) -> None:
    async def open_templates(desk: DeskPage) -> None:
        await desk.key("E")
        await desk.until(lambda: desk.has("open-templates"))
        await desk.tap("open-templates")
        await desk.until(lambda: desk.has("template-new"))

    async def begin(desk: DeskPage) -> None:
        await open_templates(desk)
        await desk.tap("template-new")
        await desk.until(lambda: desk.has("template-text"))
        await desk.type("template-title", "Merci")
        await desk.type("template-text", "Merci pour le ")
        await desk.tap("placeholder-0")

    async def go_on(desk: DeskPage) -> None:
        await open_templates(desk)
        await desk.tap("template-new")
        await desk.until(lambda: desk.has("template-text"))
        assert not desk.has("begun-drop"), "nothing is recorded to go back to"
        await desk.tap("template-confirm")
        await desk.until_says("Modèle gardé : Merci")

    new = actions_templates.form_of(None)
    sit(desk_town, begin)
    assert desk_town.replica.read_now(leaving_of, new) == {SAID: {"title": "Merci", "text": "Merci pour le {numéro}"}}
    sit(desk_town, go_on)
    assert desk_town.replica.read_now(leaving_of, new) == {}
    texts = {one.title: one.text for one in desk_town.replica.read_now(templates)}
    assert texts["Merci"] == "Merci pour le {numéro}"


def test_forgotten_template_leaves_nothing_begun(desk_town: Town) -> None:
    kept = desk_town.replica.write_now(actions_templates.save_template, None, Draft("Reçu", "Bonjour"))
    about = actions_templates.form_of(kept)
    desk_town.replica.write_now(keep_leaving, about, {"text": "Bonsoir"})
    desk_town.replica.write_now(actions_templates.forget_template, kept)
    assert desk_town.replica.read_now(leaving_of, about) == {}
