"""« Relancer »: those who have not answered are asked once more, those who have are left in peace."""

import asyncio

from fieldapp.news import actions, queries, queries_readers
from fieldapp.ui import routes
from tests.fieldapp.day import moved
from tests.fieldapp.town import KARIM, NOW, SYLVIE, Town
from tests.fieldapp.triage.desk import at_desk

ALL = {"everyone": True}


def card(town: Town, news: str, agent: str) -> queries.NewsCard:
    page = town.replica.read_now(queries.news_page, news, agent)
    assert page is not None
    return page.card


def content_hash(town: Town, news: str) -> str:
    page = town.replica.read_now(queries.news_page, news, KARIM)
    assert page is not None
    return page.content_hash


def test_reader_who_owes_an_answer_is_reminded(town: Town) -> None:
    news = town.news("Consigne", audience=ALL, reminded_at=moved(NOW, hours=-1))
    assert card(town, news, KARIM).is_reminded
    town.replica.write_now(actions.acknowledge, news, content_hash(town, news))
    assert not card(town, news, KARIM).is_reminded


def test_reader_who_opened_what_asks_nothing_is_left_in_peace(town: Town) -> None:
    told = {"importance": "information", "reminded_at": moved(NOW, hours=-1)}
    news = town.news("Marché", audience=ALL, **told)
    assert card(town, news, KARIM).is_reminded
    town.replica.write_now(actions.opened, news, content_hash(town, news))
    assert not card(town, news, KARIM).is_reminded


def test_reminder_is_taken_back_to_the_one_before(desk: Town) -> None:
    earlier = moved(NOW, days=-1)
    news = desk.news("Consigne", audience=ALL, reminded_at=earlier)
    before = desk.replica.write_now(actions.remind, news)
    assert (before, card(desk, news, SYLVIE).reminded_at) == (earlier, NOW)
    desk.replica.write_now(actions.take_reminder_back, news, before)
    assert card(desk, news, SYLVIE).reminded_at == earlier


def test_writer_reminds_once_and_sees_when(desk: Town) -> None:
    news = desk.news("Consigne", audience=ALL, published_at=moved(NOW, days=-1))

    async def story() -> None:
        async with at_desk(desk, routes.news_item(news), SYLVIE) as page:
            await page.until(lambda: page.has("remind"))
            found = desk.replica.read_now(queries_readers.readers_of, news)
            assert found is not None
            assert page.says(f"Relancer {len(found.waited_for)} personnes")
            assert page.says(f"Adressée à {found.counts.addressed} personnes")
            await page.tap("remind")
            await page.until(lambda: page.has("reminded"))
            assert not page.has("remind")
            assert page.says("Dernière relance : 14:36")

    asyncio.run(story())


def test_reader_sees_that_he_is_reminded(town: Town) -> None:
    news = town.news("Consigne", audience=ALL, reminded_at=moved(NOW, hours=-1))

    async def story() -> None:
        async with at_desk(town, routes.NEWS, KARIM) as page:
            await page.until(lambda: page.has(f"news-{news}"))
            assert page.says("Relance")
            await page.tap(f"news-{news}")
            await page.until(lambda: page.says("La mairie attend votre lecture. Relance : 13:36."))

    asyncio.run(story())
