"""A note « sauf … »: who is excepted is not counted, reached or waited for; the proof of reading."""

import asyncio
from typing import Any

import pytest

from fieldapp.news import actions
from fieldapp.news.queries_audience import Audience, audience_of, directory
from fieldapp.news.queries_form import NewsForm
from fieldapp.news.queries_proof import proof_of
from fieldapp.news.queries_readers import readers_of
from fieldapp.news.screens_proof import HEAD, table_of
from fieldapp.replica.people import found_by_id, reaches
from fieldapp.today.queries import Moment, field_day
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.news import Importance, NewsStatus, audience_scopes
from tests.fieldapp.day import moved
from tests.fieldapp.news.test_writing import published, read_by
from tests.fieldapp.town import ELU, KARIM, NOW, SYLVIE, VOIRIE, Town
from tests.fieldapp.triage.desk import at_desk

BUT_KARIM = Audience(everyone=True, excepted=(KARIM,))
GALE = NewsForm("Vent fort", "Pas de nacelle.", importance=Importance.OBLIGATOIRE, audience=BUT_KARIM)
TEXT = ("Vent fort", "Pas de nacelle.")


def audience(town: Town, news: str) -> dict[str, Any]:
    fields = town.replica.write_now(lambda unit: unit.fields("news", news))
    return dict(fields["audience"])


def test_who_is_excepted_is_not_counted(desk: Town) -> None:
    known = desk.replica.read_now(directory)
    assert known.count(BUT_KARIM).people == 2
    assert known.count(Audience(services=(VOIRIE,), excepted=(KARIM,))).people == 0
    assert audience_of(BUT_KARIM.fields()) == BUT_KARIM
    assert BUT_KARIM.flipped(KARIM) == Audience(everyone=True)


def test_note_that_excepts_somebody_goes_to_its_people_one_by_one(desk: Town) -> None:
    kept = audience(desk, published(desk, GALE))
    assert set(kept["people"]) == {SYLVIE, ELU}
    assert audience_scopes(kept) == {f"agent:{SYLVIE}", f"agent:{ELU}"}
    assert not reaches(kept, desk.replica.read_now(found_by_id, KARIM))


def test_who_was_hired_since_the_draft_receives_the_note(desk: Town) -> None:
    draft = desk.replica.write_now(actions.keep_new, GALE.draft())
    news = desk.replica.write_now(actions.store_new, draft, GALE.fields())
    desk.put("agent", "new", given_name="Léa", family_name="Roy", role="agent_terrain", active=True)
    desk.replica.write_now(actions.publish, news, {}, "none")
    assert len(audience(desk, news)["people"]) == 3
    desk.replica.write_now(actions.correct, news, {"title": "Vent très fort"}, "none")
    assert len(audience(desk, news)["people"]) == 3


def test_who_is_excepted_is_not_waited_for(desk: Town) -> None:
    found = desk.replica.read_now(readers_of, published(desk, GALE))
    assert found is not None
    assert (found.counts.addressed, {one.id for one in found.waited_for}) == (2, {SYLVIE, ELU})


def test_proof_names_each_reader_with_his_moments_and_the_text(desk: Town) -> None:
    news = published(desk, NewsForm(*TEXT, importance=Importance.OBLIGATOIRE, audience=Audience(everyone=True)))
    read_by(desk, news, KARIM, TEXT, opened_at=moved(NOW, minutes=-5), acknowledged_at=NOW)
    read_by(desk, news, ELU, ("Vent fort", "Avant."), opened_at=NOW)
    proof = desk.replica.read_now(proof_of, news)
    assert proof is not None
    table = table_of(Words(Language.FR), proof)
    assert len(table.head) == len(HEAD) == len(table.rows[0])
    assert {(row[3], row[4]) for row in table.rows} == {
        ("Karim Benali", "lu et compris"),
        ("Sylvie Martin", "pas encore touchée"),
        (next(row.name for row in proof.rows if row.knew_earlier), "texte précédent seulement"),
    }
    karim = next(row for row in proof.rows if row.name == "Karim Benali")
    assert karim.acknowledged_at is not None
    assert (karim.acknowledged_at.hour, karim.acknowledged_at.minute) == (14, 36), "the clock of the town"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_writer_keeps_the_proof_as_a_file(desk: Town, kind: str) -> None:
    news = published(desk)

    async def story() -> None:
        async with at_desk(desk, routes.news_item(news), SYLVIE) as page:
            await page.until(lambda: page.has(f"proof-{kind}"))
            await page.tap(f"proof-{kind}")
            await page.until_says(f"Fichier prêt : preuve-de-lecture-2026-11-23.{kind}")

    asyncio.run(story())


def test_reminder_of_a_mandatory_note_stands_on_the_readers_home(town: Town) -> None:
    town.news("Autre consigne", audience={"everyone": True}, published_at=moved(NOW, days=-3))
    reminded = {"published_at": moved(NOW, days=-2), "reminded_at": moved(NOW, hours=-1)}
    town.news("Consigne", audience={"everyone": True}, **reminded)
    day = town.replica.read_now(field_day, KARIM, None, Moment("2026-11-23", NOW))
    assert {note.title: note.reminded_at for note in day.to_read}["Consigne"] == reminded["reminded_at"]

    async def story() -> None:
        async with at_desk(town, routes.TODAY, KARIM) as page:
            await page.until(lambda: page.says("Relance 13:36"))

    asyncio.run(story())


def test_writer_excepts_a_person_by_his_name(desk: Town) -> None:
    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.until(lambda: page.has("audience-add"))
            await page.tap("audience-add")
            await page.until(lambda: page.has("choose-everyone"))
            await page.tap("choose-everyone")
            await page.type("find-audience", "karim")
            await page.until(lambda: page.has(f"choose-{KARIM}"))
            await page.tap(f"choose-{KARIM}")
            await page.until(lambda: page.has(f"excepted-{KARIM}"))
            await page.until_says("2 personnes")

    asyncio.run(story())


def test_withdrawn_note_keeps_its_people(desk: Town) -> None:
    news = published(desk, GALE)
    before = audience(desk, news)
    desk.replica.write_now(actions.withdraw, news)
    desk.replica.write_now(actions.restore, news)
    assert audience(desk, news) == before
    assert desk.replica.write_now(lambda unit: unit.fields("news", news))["status"] == NewsStatus.PUBLIE
