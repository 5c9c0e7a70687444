"""The news as people read and write them: a headless client over real replicas."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import pytest

from fieldapp.news import queries, queries_form
from fieldapp.news.screens_form import marked
from fieldapp.news.screens_markdown import held_together, without_pictures
from fieldapp.news.screens_moment import evening
from fieldapp.news.screens_page import Progress
from fieldapp.replica.replica import Replica
from sync.core.instants import parse_instant
from tests.fieldapp.stand import PARIS
from tests.fieldapp.town import KARIM, NOW, SYLVIE, VOIRIE, Town
from tests.fieldapp.triage.desk import DeskPage, at_desk

ALL = {"everyone": True}
Work = Callable[[DeskPage], Awaitable[None]]


def at(town: Town, work: Work, route: str, agent: str = SYLVIE, **page: Any) -> None:
    """Do something at a place, once it is drawn."""

    async def sit() -> None:
        async with at_desk(town, route, agent, **page) as desk:
            await desk.settle()
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def shown(town: Town, news: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("news", news))


def reading(replica: Replica, news: str, agent: str) -> queries.Reading:
    page = replica.read_now(queries.news_page, news, agent)
    assert page is not None
    return page.card.reading


async def lay_out(desk: DeskPage, *, text: float, window: float) -> None:
    """Tell the page its sizes, as Flutter would: the window scrolls a column, the text is in it."""
    found = [one for one in desk.page.all(ft.Container) if one.on_size_change is not None]
    columns = [(one, one.content) for one in found if isinstance(one.content, ft.Column) and one.content.scroll]
    windows = [one for one, _ in columns]
    texts = [one for one in found if any(one in column.controls for _, column in columns)]
    assert (len(windows), len(texts)) == (1, 1)
    for control, height in ((windows[0], window), (texts[0], text)):
        await desk.page.raise_event(control, "size_change", {"w": 600, "h": height})
    await desk.settle()


def test_end_counts_once_the_last_line_is_on_the_screen() -> None:
    assert not Progress().at_end
    assert Progress(text_height=300, window_height=800).at_end
    assert not Progress(text_height=3000, window_height=800).at_end
    assert Progress(text_height=3000, window_height=800, scrolled=2190).at_end


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bold", "un **deux**\ntrois"), ("list", "- un deux\ntrois"), ("quote", "> un deux\ntrois")],
)
def test_mark_is_put_on_what_is_selected(name: str, expected: str) -> None:
    assert marked("un deux\ntrois", 3, 7, name, "mot") == expected


def test_mark_gives_a_word_when_nothing_is_selected() -> None:
    assert marked("", 0, 0, "bold", "mot") == "**mot**"
    assert marked("a\nb", 0, 3, "list", "mot") == "- a\n- b"
    assert marked("court", 90, 99, "bold", "mot") == "court**mot**"


def test_pictures_of_a_text_become_links() -> None:
    assert without_pictures("![plan](https://x.test/p.png) !") == "[plan](https://x.test/p.png) !"


def test_words_that_belong_together_stay_on_one_line() -> None:
    typed = "Dit : « danger » à **85 km/h** dès 15 h 30 !"
    assert held_together(typed).split(" ") == [
        "Dit\xa0:",
        "«\xa0danger\xa0»",
        "à",
        "**85\xa0km/h**",
        "dès",
        "15\xa0h\xa030\xa0!",
    ]
    for kept in ("| a | b |\n| :--- | ---: |", "- un\n- deux", "## Titre", "> 12 hommes"):
        assert held_together(kept) == kept


def test_expiry_is_an_evening_of_the_town() -> None:
    assert evening(parse_instant(NOW).astimezone(PARIS), 1) == "2026-11-24T19:00:00.000Z"


def test_list_says_what_must_be_read(desk: Town) -> None:
    note = desk.news("Consigne", audience=ALL)
    desk.news("Pour demain", audience=ALL, status="programme", published_at="2026-11-24T08:00:00.000Z")

    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has(f"news-{note}"))
        assert page.says("Lecture obligatoire")
        assert not page.says("Pour demain")

    at(desk, work, "/news")


def test_empty_list_says_how_old_that_is(desk: Town) -> None:
    async def work(page: DeskPage) -> None:
        await page.until_says("Aucune information pour vous")
        await page.until_says("Dernière mise à jour")

    at(desk, work, "/news")


def test_short_text_is_confirmed_at_once_and_saved(town: Town) -> None:
    note = town.news("Consigne", audience=ALL)

    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has("read-on"))
        assert reading(town.replica, note, KARIM).opened_at == NOW
        await lay_out(page, text=200, window=700)
        await page.tap("primary")
        await page.until_says("Enregistré sur la tablette")
        assert reading(town.replica, note, KARIM).acknowledged_at == NOW

    at(town, work, f"/news/{note}", KARIM)


def test_long_text_leads_on_before_it_can_be_confirmed(town: Town) -> None:
    note = town.news("Consigne", audience=ALL)

    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has("read-on"))
        await lay_out(page, text=3000, window=700)
        assert page.has("read-on")
        assert not page.has("primary")

    at(town, work, f"/news/{note}", KARIM)


def test_new_note_is_kept_as_typed_and_published_once(desk: Town) -> None:
    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has("audience-add"))
        await page.type("title", "Vent fort")
        await page.type("body", "Pas de nacelle.")
        await page.until_says("Brouillon enregistré à 14:36")
        await page.tap("primary")
        await page.until_says("Manque : destinataires")
        await page.tap("audience-add")
        await page.tap(f"choose-{VOIRIE}")
        await page.tap("audience-done")
        await page.until_says("Publier à 1 personne")
        await page.key("Ctrl Enter")
        await page.until_says("Publiée à 1 personne")

    at(desk, work, "/news/new")
    (card,) = desk.replica.read_now(queries.news_list, SYLVIE)
    fields = shown(desk, card.id)
    assert (fields["title"], fields["audience"]) == ("Vent fort", {"services": [VOIRIE]})
    assert desk.replica.read_now(queries_form.new_composer).draft_id is None


def test_correction_says_before_that_readers_are_asked_again(desk: Town) -> None:
    note = desk.news("Consigne", audience=ALL)

    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has("title"))
        assert not page.says("confirmer à nouveau")
        await page.type("body", "Autre texte.")
        await page.until_says("3 personnes devront le relire et confirmer à nouveau.")
        await page.key("Ctrl Enter")
        await page.until_says("Correction publiée")

    at(desk, work, f"/news/{note}/edit")
    assert shown(desk, note)["body"] == "Autre texte."


def test_withdrawal_is_taken_back_by_the_toast(desk: Town) -> None:
    note = desk.news("Consigne", audience=ALL)

    async def work(page: DeskPage) -> None:
        await page.until(lambda: page.has("withdraw"))
        await page.tap("withdraw")
        await page.until(lambda: page.has("undo"))
        assert shown(desk, note)["status"] == "retire"
        await page.tap("undo")
        await page.until(lambda: page.has("withdraw"))

    at(desk, work, f"/news/{note}")
    assert shown(desk, note)["status"] == "publie"


def test_readers_stand_beside_the_note_for_its_writer_only(desk: Town) -> None:
    mine = desk.news("La mienne", audience=ALL)
    other = desk.news("La sienne", audience=ALL, author=KARIM)

    async def sees(page: DeskPage) -> None:
        await page.until_says("3 personnes attendues")

    async def sees_not(page: DeskPage) -> None:
        await page.until_says("Commentaires")
        assert not page.has("readers")

    at(desk, sees, f"/news/{mine}")
    at(desk, sees_not, f"/news/{other}")
