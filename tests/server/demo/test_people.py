"""The people of the demo town: who is needed, and names as they are written."""

from collections import Counter

from sync.records import KINDS
from sync.records.base import Role
from sync.records.categories import CATEGORIES
from sync.server.demo.family_names import WOMEN
from sync.server.demo.people import SERVICES, TEAMS, accounts_of
from tests.server.demo.parts import parts


def test_known_accounts_are_the_ones_of_the_demo() -> None:
    known = {account.email: account.role for account in accounts_of(parts().people) if account.known}
    assert known["karim.belkacem@saint-aubin.example"] == Role.AGENT_TERRAIN
    assert known["sylvie.martin@saint-aubin.example"] == Role.AGENT_BUREAU
    assert set(known.values()) == {role.value for role in Role}


def test_mail_addresses_are_plain_and_unique() -> None:
    mails = [account.email for account in accounts_of(parts().people)]
    assert len(set(mails)) == len(mails) >= 55
    assert all(mail.isascii() and mail == mail.lower() and " " not in mail for mail in mails)


def test_karim_works_for_the_roads_in_the_north() -> None:
    karim = parts().people.named("Karim Belkacem")
    assert (karim.service, karim.team) == ("voirie", "voirie_nord")


def test_every_team_has_hands_and_someone_who_plans() -> None:
    people = parts().people
    for team in TEAMS:
        assert len(people.of_team(team, Role.AGENT_TERRAIN)) >= 3
        assert people.chief_of(team).service == TEAMS[team][1]


def test_every_service_of_the_taxonomy_exists() -> None:
    assert {category.service_code for category in CATEGORIES.values()} <= set(SERVICES)


def test_organisation_passes_the_validation_of_its_kinds() -> None:
    wrong = [
        (record, errors)
        for record in parts().records
        if record.kind in ("town", "service", "zone", "team", "agent")
        and (errors := KINDS[record.kind].validate(record.fields))
    ]
    assert wrong == []


def test_roles_are_all_filled_with_several_elus() -> None:
    roles = Counter(person.role for person in parts().people.persons)
    assert set(roles) == set(Role)
    assert roles[Role.ELU] >= 5
    assert roles[Role.AGENT_TERRAIN] >= 25


def test_women_have_the_feminine_of_their_title() -> None:
    trades = [p for p in parts().people.persons if p.title.startswith(("agent ", "agente "))]
    assert {p.title.startswith("agente ") for p in trades} == {True, False}
    assert all(p.title.startswith("agente ") == (p.given_name in WOMEN) for p in trades if p.service != "accueil")
