"""What a reader sees and does, in a real replica: the order of the list, what is unread, what he confirms."""

from typing import Any

import pytest

from fieldapp.news import actions, queries
from fieldapp.news.queries import NewsCard, NewsPage
from fieldapp.replica.errors import NotAllowed
from sync.records.news import news_content_hash
from tests.fieldapp.day import moved
from tests.fieldapp.town import ELU, KARIM, NOW, SYLVIE, VOIRIE, Town, uid

ALL = {"everyone": True}


def listed(town: Town, agent: str = KARIM) -> list[NewsCard]:
    cards = town.replica.read_now(queries.news_list, agent)
    return [card for card in cards if card.is_current(NOW)]


def titles(town: Town) -> list[str]:
    return [card.title for card in listed(town)]


def page(town: Town, news: str, agent: str = KARIM) -> NewsPage:
    found = town.replica.read_now(queries.news_page, news, agent)
    assert found is not None
    return found


def acknowledgements(town: Town) -> list[dict[str, Any]]:
    found = town.replica.read_now(lambda session: queries._acknowledgements(session, KARIM))
    return [row.model_dump() for rows in found.values() for row in rows.values()]


def acknowledge(town: Town, news: str) -> None:
    town.replica.write_now(actions.acknowledge, news, page(town, news).content_hash)


def unread(town: Town, now: str = NOW) -> int:
    return int(town.replica.read_now(queries.unread_count, KARIM, now))


def test_note_is_listed_behind_hundreds_that_are_over(town: Town) -> None:
    over: dict[str, Any] = {
        "importance": "information",
        "status": "publie",
        "author": SYLVIE,
        "audience": ALL,
        "body": "Passé.",
    }
    over |= {"pinned": False, "comments_closed": False, "published_at": NOW, "expires_at": "2026-11-23T12:00:00.000Z"}
    town.pull(*(town.row("news", f"{n}", title=f"{n}", **over) for n in range(230)))
    town.news("Vent fort", published_at="2026-11-01T08:00:00.000Z")
    assert titles(town) == ["Vent fort"]
    assert unread(town) == 1


def test_mandatory_note_stands_first_until_its_present_text_is_acknowledged(town: Town) -> None:
    old = town.news("Consigne", audience=ALL, published_at=moved(NOW, days=-9))
    town.news("Épinglée", audience=ALL, importance="information", pinned=True, published_at=moved(NOW, days=-5))
    town.news("Récente", audience=ALL, importance="information")
    assert titles(town) == ["Consigne", "Épinglée", "Récente"]
    acknowledge(town, old)
    assert titles(town) == ["Épinglée", "Récente", "Consigne"]


def test_unread_important_note_stands_before_younger_information(town: Town) -> None:
    town.news("Info", audience=ALL, importance="information")
    important = town.news("Avis", audience=ALL, importance="importante", published_at=moved(NOW, days=-2))
    assert titles(town) == ["Avis", "Info"]
    town.replica.write_now(actions.opened, important, page(town, important).content_hash)
    assert titles(town) == ["Info", "Avis"]


def test_note_that_was_read_keeps_its_place_while_the_list_stands(town: Town) -> None:
    town.news("Info", audience=ALL, importance="information", published_at=moved(NOW, days=-1))
    important = town.news("Avis", audience=ALL, importance="importante", published_at=moved(NOW, days=-2))
    before = [card.id for card in listed(town)]
    town.replica.write_now(actions.opened, important, page(town, important).content_hash)
    town.news("Nouvelle", audience=ALL, importance="information")
    town.news("Consigne", audience=ALL, published_at=moved(NOW, days=-9))
    held = queries.in_place(listed(town), before)
    assert [card.title for card in held] == ["Consigne", "Nouvelle", "Avis", "Info"]


def test_read_notes_do_not_sink_below_older_ones(town: Town) -> None:
    young = town.news("Jeune", audience=ALL, importance="information")
    town.news("Vieille", audience=ALL, importance="information", published_at=moved(NOW, days=-2))
    town.replica.write_now(actions.opened, young, page(town, young).content_hash)
    assert titles(town) == ["Jeune", "Vieille"]


@pytest.mark.parametrize(
    "fields",
    [{"expires_at": moved(NOW, hours=-1)}, {"status": "retire"}, {"status": "programme"}],
    ids=["expired", "withdrawn", "to-come"],
)
def test_note_is_hidden_when_it_is_not_current(town: Town, fields: dict[str, Any]) -> None:
    town.news("Ailleurs", audience=ALL, **fields)
    assert titles(town) == []
    assert unread(town) == 0


def test_open_note_expires_by_itself_as_time_goes_by(town: Town) -> None:
    town.news("Ce soir", audience=ALL, expires_at=moved(NOW, hours=2))
    assert unread(town) == 1
    assert unread(town, moved(NOW, hours=3)) == 0


def test_note_counts_as_read_by_level(town: Town) -> None:
    mandatory = town.news("Consigne", audience=ALL)
    plain = town.news("Info", audience=ALL, importance="information")
    for note in (mandatory, plain):
        town.replica.write_now(actions.opened, note, page(town, note).content_hash)
    assert unread(town) == 1
    acknowledge(town, mandatory)
    assert unread(town) == 0


def test_note_for_others_asks_nothing_of_who_only_sees_it(town: Town) -> None:
    town.news("Pour les élus", audience={"roles": ["elu"]})
    (card,) = listed(town)
    assert not card.reading.is_reader
    assert not card.asks
    assert unread(town) == 0


@pytest.mark.parametrize(
    ("audience", "agent", "expected"),
    [
        (ALL, KARIM, True),
        ({"services": [VOIRIE]}, KARIM, True),
        ({"services": [VOIRIE]}, SYLVIE, False),
        ({"roles": ["elu"]}, ELU, True),
        ({"agents": [KARIM]}, KARIM, True),
        ({}, KARIM, False),
        (None, KARIM, False),
    ],
)
def test_reader_is_who_the_audience_holds(town: Town, audience: Any, agent: str, expected: bool) -> None:
    note = town.news("Note", audience=audience)
    assert page(town, note, agent).card.reading.is_reader is expected


def test_opening_is_written_once(town: Town) -> None:
    note = town.news("Note", audience=ALL)
    shown = page(town, note)
    town.replica.write_now(actions.opened, note, shown.content_hash)
    town.steps.later(60)
    town.replica.write_now(actions.opened, note, shown.content_hash)
    (row,) = acknowledgements(town)
    assert row["opened_at"] == NOW
    assert page(town, note).acknowledgement_receipt.unsent == 1


def test_acknowledgement_keeps_the_opening_and_is_written_once(town: Town) -> None:
    note = town.news("Note", audience=ALL)
    town.replica.write_now(actions.opened, note, page(town, note).content_hash)
    town.steps.later(60)
    acknowledge(town, note)
    town.steps.later(60)
    acknowledge(town, note)
    (row,) = acknowledgements(town)
    assert row["opened_at"] == NOW
    assert row["acknowledged_at"] == moved(NOW, minutes=1)
    assert row["news_author"] == SYLVIE


def test_changed_text_asks_again_and_says_that_an_earlier_one_was_read(town: Town) -> None:
    note = town.news("Consigne", audience=ALL, body="Avant.")
    acknowledge(town, note)
    assert not page(town, note).card.asks
    town.news("Consigne", audience=ALL, body="Après.")
    changed = page(town, note)
    assert changed.card.asks
    assert changed.card.reading.knew_earlier


def test_acknowledgement_is_of_the_text_that_was_shown(town: Town) -> None:
    note = town.news("Consigne", audience=ALL, body="Avant.")
    shown = page(town, note).content_hash
    town.news("Consigne", audience=ALL, body="Après.")
    town.replica.write_now(actions.acknowledge, note, shown)
    assert page(town, note).card.asks
    (row,) = acknowledgements(town)
    assert row["content_hash"] == news_content_hash({"title": "Consigne", "body": "Avant."})


def test_comment_is_added_and_its_draft_forgotten(town: Town) -> None:
    note = town.news("Note", audience=ALL)
    town.replica.write_now(actions.draft_comment, note, "Bien re")
    assert page(town, note).comment_draft == "Bien re"
    town.replica.write_now(actions.comment, note, " Bien reçu ")
    shown = page(town, note)
    assert [(said.text, said.author) for said in shown.comments] == [("Bien reçu", "Karim Benali")]
    assert shown.comment_draft == ""


def test_empty_comment_is_none(town: Town) -> None:
    note = town.news("Note", audience=ALL)
    town.replica.write_now(actions.comment, note, "  ")
    assert page(town, note).comments == ()


def test_comment_is_refused_when_comments_are_closed(town: Town) -> None:
    note = town.news("Note", audience=ALL, comments_closed=True)
    with pytest.raises(NotAllowed):
        town.replica.write_now(actions.comment, note, "Bien reçu")


def test_page_says_who_may_write_and_who_sees_readers(town: Town) -> None:
    note = town.news("Note", audience=ALL)
    assert not page(town, note).may_write
    assert page(town, note, SYLVIE).may_write
    assert page(town, note, SYLVIE).sees_readers
    assert town.replica.read_now(queries.news_page, uid("nowhere"), KARIM) is None
