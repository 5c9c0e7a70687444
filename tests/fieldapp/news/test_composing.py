"""The composer on a tablet that draws slowly: what is typed or chosen before the next drawing is all kept."""

import asyncio

import flet as ft

from fieldapp.news import queries_form
from fieldapp.ui import routes
from tests.fieldapp.town import SYLVIE, VOIRIE, Town
from tests.fieldapp.triage.desk import DeskPage, at_desk

WORDS = {"title": "Salage dès 5 h", "body": "Les équipes partent à 5 h.", "summary": "Salage.", "category": "Routes"}


async def typed(desk: DeskPage, words: dict[str, str]) -> None:
    """Type into several fields before anything is drawn anew."""
    fields = {name: desk.page.id(name).content for name in words}
    for name, text in words.items():
        field = fields[name]
        assert isinstance(field, ft.TextField), name
        desk.page.session.apply_patch(field._i, {"value": text})
        await desk.page.session.dispatch_event(field._i, "change", text)


async def kept(desk: Town, is_so: str) -> queries_form.NewsForm:
    for _ in range(400):
        form = desk.replica.read_now(queries_form.new_composer).form
        if form.title == is_so:
            break
        await asyncio.sleep(0.01)
    return form


def test_fields_typed_before_the_next_drawing_are_all_kept(desk: Town) -> None:
    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.settle()
            await typed(page, WORDS)
            await page.settle()
            form = await kept(desk, WORDS["title"])
            assert {name: getattr(form, name) for name in WORDS} == WORDS

    asyncio.run(story())


def test_audience_chosen_right_after_the_last_letter_keeps_the_text(desk: Town) -> None:
    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.settle()
            await page.page.tap("audience-add")
            choice = page.page.id(f"choose-{VOIRIE}")
            await typed(page, {name: WORDS[name] for name in ("body", "title")})
            await page.page.raise_event(choice, "tap")
            form = await kept(desk, WORDS["title"])
            assert (form.body, form.audience.services) == (WORDS["body"], (VOIRIE,))

    asyncio.run(story())


def test_dropped_draft_comes_back_as_it_was(desk: Town) -> None:
    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.settle()
            await typed(page, WORDS)
            form = await kept(desk, WORDS["title"])
            await page.settle()
            await page.page.tap("drop-draft")
            await kept(desk, "")
            await page.settle()
            await page.page.tap("undo")
            assert await kept(desk, WORDS["title"]) == form

    asyncio.run(story())
