"""Whom a note reaches and who has read it: people counted once, services, those who are waited for."""

from fieldapp.news.queries_audience import Audience, Group, audience_of, directory, matching
from fieldapp.news.queries_form import NewsForm
from fieldapp.news.queries_readers import Counts, ReaderState
from sync.records.news import Importance
from tests.fieldapp.news.test_writing import published, read_by, readers
from tests.fieldapp.town import EAST, ELU, KARIM, NORD, NOW, SYLVIE, VOIRIE, WEST, Town

ALL = Audience(everyone=True)
GALE = NewsForm(title="Vent fort", body="Pas de nacelle.", importance=Importance.OBLIGATOIRE, audience=ALL)


def test_audience_counts_nobody_twice(desk: Town) -> None:
    people = desk.replica.read_now(directory)
    twice = Audience(services=(VOIRIE,), teams=(NORD,), roles=("agent_terrain",), agents=(KARIM, ELU))
    count = people.count(twice)
    assert (count.people, count.elus) == (2, 1)
    assert count.services == (("Voirie", 1, 1), ("", 1, 2))
    assert people.count(ALL).people == 3
    assert people.count(Audience()).people == 0


def test_sector_is_of_those_who_work_in_it(desk: Town) -> None:
    desk.put("agent", "lea", given_name="Léa", family_name="Roy", role="agent_terrain", active=True, zones=[WEST])
    people = desk.replica.read_now(directory)
    assert [person.id for person in people.meant(Audience(zones=(EAST,)))] == [KARIM], "with his team"
    assert people.count(Audience(zones=(EAST, WEST), teams=(NORD,))).people == 2
    assert (people.size(Group.ZONES, WEST), people.name(Group.ZONES, WEST)) == (1, "La Condamine")
    assert people.items(Group.ZONES) == (WEST, EAST)
    assert audience_of(Audience(zones=(EAST,)).fields()) == Audience(zones=(EAST,))


def test_who_left_the_town_is_not_counted(desk: Town) -> None:
    desk.put("agent", "gone", given_name="Paul", family_name="Parti", role="agent_terrain", active=False)
    assert desk.replica.read_now(directory).count(ALL).people == 3


def test_audience_is_toggled_part_by_part() -> None:
    chosen = Audience().toggled(Group.SERVICES, VOIRIE).toggled(Group.ROLES, "elu")
    assert chosen.fields() == {"services": [VOIRIE], "roles": ["elu"]}
    assert chosen.toggled(Group.SERVICES, VOIRIE).fields() == {"roles": ["elu"]}
    assert audience_of(chosen.fields()) == chosen


def test_people_are_found_by_any_part_of_their_name(desk: Town) -> None:
    people = desk.replica.read_now(directory).people
    assert [person.name for person in matching(people, "ben KÀR")] == ["Karim Benali"]


def test_directory_offers_roles_that_somebody_holds(desk: Town) -> None:
    people = desk.replica.read_now(directory)
    assert people.items(Group.ROLES) == ("agent_terrain", "agent_bureau", "elu")
    assert people.size(Group.SERVICES, VOIRIE) == 1
    assert people.name(Group.TEAMS, NORD) == "équipe nord"


def test_readers_are_counted_by_service_with_who_is_waited_for(desk: Town) -> None:
    news = published(desk)
    text = ("Vent fort", "Pas de nacelle.")
    read_by(desk, news, KARIM, text, opened_at=NOW, acknowledged_at=NOW)
    read_by(desk, news, SYLVIE, text, opened_at=NOW)
    found = readers(desk, news)
    assert found.counts == Counts(acknowledged=1, opened=1, unreached=1)
    assert [(row.name, row.counts) for row in found.services] == [
        ("Voirie", Counts(acknowledged=1)),
        ("", Counts(opened=1, unreached=1)),
    ]
    assert [(reader.id, reader.state) for reader in found.waited_for] == [
        (ELU, ReaderState.UNREACHED),
        (SYLVIE, ReaderState.OPENED),
    ]


def test_who_read_the_text_before_is_waited_for_again(desk: Town) -> None:
    news = published(desk)
    read_by(desk, news, KARIM, ("Vent fort", "Avant."), opened_at=NOW, acknowledged_at=NOW)
    found = readers(desk, news)
    karim = next(reader for reader in found.waited_for if reader.id == KARIM)
    assert (karim.state, karim.knew_earlier) == (ReaderState.UNREACHED, True)


def test_opened_is_read_when_the_note_asks_for_nothing(desk: Town) -> None:
    news = published(desk, NewsForm("Marché", "Samedi.", audience=Audience(agents=(KARIM, ELU))))
    read_by(desk, news, KARIM, ("Marché", "Avant."), opened_at=NOW)
    found = readers(desk, news)
    assert (found.is_mandatory, found.counts) == (False, Counts(opened=1, pending=1))
    assert [reader.id for reader in found.waited_for] == [ELU]
