"""Whom a mandatory note has reached, as its writer's desk shows it: only what the town hall heard is said."""

import asyncio

from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import NewsForm
from fieldapp.news.queries_proof import proof_of
from fieldapp.news.queries_readers import Counts, ReaderState
from fieldapp.news.screens_proof import HEAD, table_of
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.news import news_content_hash
from tests.fieldapp.day import moved
from tests.fieldapp.news.test_writing import GALE, published, read_by, readers
from tests.fieldapp.town import ELU, KARIM, NOW, SYLVIE, Town
from tests.fieldapp.triage.desk import at_desk

TEXT = ("Vent fort", "Pas de nacelle.")


def reached_by(town: Town, news: str, *agents: str, text: tuple[str, str] = TEXT) -> None:
    """Pull what the town hall heard of a text."""
    content = news_content_hash({"title": text[0], "body": text[1]})
    told = {"news": news, "news_author": SYLVIE, "content_hash": content}
    town.put("reach", f"reach {text[1]}", **told, agents=dict.fromkeys(agents, moved(NOW, minutes=-5)))


def test_who_has_the_note_is_told_from_who_has_it_not(desk: Town) -> None:
    news = published(desk)
    reached_by(desk, news, KARIM)
    read_by(desk, news, SYLVIE, TEXT, opened_at=NOW)
    found = readers(desk, news)
    assert found.counts == Counts(opened=1, received=1, unreached=1)
    assert (found.counts.addressed, found.counts.reached, found.counts.unanswered) == (3, 2, 3)
    assert [(one.id, one.state, one.at) for one in found.waited_for] == [
        (ELU, ReaderState.UNREACHED, None),
        (KARIM, ReaderState.RECEIVED, moved(NOW, minutes=-5)),
        (SYLVIE, ReaderState.OPENED, NOW),
    ]


def test_text_before_says_nothing_of_the_present_one(desk: Town) -> None:
    news = published(desk)
    reached_by(desk, news, KARIM, text=("Vent fort", "Avant."))
    assert readers(desk, news).counts == Counts(unreached=3)


def test_note_that_asks_for_nothing_claims_nothing(desk: Town) -> None:
    news = published(desk, NewsForm(*TEXT, audience=Audience(agents=(KARIM, ELU))))
    reached_by(desk, news, KARIM)
    assert readers(desk, news).counts == Counts(pending=2)


def test_proof_says_when_each_was_reached(desk: Town) -> None:
    news = published(desk)
    reached_by(desk, news, KARIM)
    proof = desk.replica.read_now(proof_of, news)
    assert proof is not None
    table = table_of(Words(Language.FR), proof)
    assert len(HEAD) == len(table.head) == len(table.rows[0])
    assert {(row[3], row[4], row[5] is not None) for row in table.rows} == {
        ("Karim Benali", "reçue, pas encore ouverte", True),
        ("Sylvie Martin", "pas encore touchée", False),
        ("Hélène Roux", "pas encore touchée", False),
    }


def test_writer_sees_who_was_not_reached_and_how_far_a_reminder_goes(desk: Town) -> None:
    news = published(desk, GALE)
    reached_by(desk, news, KARIM)

    async def story() -> None:
        async with at_desk(desk, routes.news_item(news), SYLVIE) as page:
            # She has it open herself: nobody hears of that but her own device, and it is enough.
            await page.until_says("Adressée à 3 personnes · 2 touchées")
            assert page.says("1 personne · 1 touchée · 1 en attente")
            assert page.says("2 personnes · 1 touchée · 2 en attente")
            assert page.says("Relancer 3 personnes")
            assert page.says("1 pas encore touchée : la note et la relance arrivent dès que son appareil a du réseau")
            reached_by(desk, news, KARIM, ELU)
            await page.until_says("Adressée à 3 personnes · 3 touchées")
            assert not page.says("pas encore touchée : ")

    asyncio.run(story())
