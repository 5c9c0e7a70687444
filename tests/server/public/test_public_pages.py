"""What everybody may read: published reports, statements, problems; in French and in English."""

import re

import pytest

from sync.server.outside.settings import set_value
from sync.server.public import words
from sync.server.public.words import Language
from tests.server.outside.door_in_hand import picture
from tests.server.public.citizen_in_hand import Citizen, Desk
from tests.server.server_in_hand import ServerInHand


def reported(citizen: Citizen, texte: str = "Un trou") -> str:
    """Report something with a photo; give its number."""
    citizen.see(citizen.reports((picture(),), texte=texte))
    return citizen.number()


def test_report_is_public_only_once_it_was_looked_at(citizen: Citizen, desk: Desk) -> None:
    number = reported(citizen, texte="Le chien de Mme Quillfeldt")
    assert number not in citizen.see("/signalements")
    page = citizen.see(f"/signalements/{number}")
    assert "Quillfeldt" not in page
    assert "rue Basse" not in page
    assert "/photos/" not in page
    desk.publish(number)
    assert number in citizen.see("/signalements")
    assert number in citizen.see("/")
    page = citizen.see(f"/signalements/{number}")
    assert "Quillfeldt" in page
    photo = re.search(r'src="([^"]*/photos/[^"]*)"', page)
    assert photo is not None
    assert citizen.look(photo[1]).headers["content-type"] == "image/jpeg"


def test_hidden_report_and_its_photos_are_not_found(citizen: Citizen, desk: Desk) -> None:
    number = reported(citizen)
    desk.publish(number)
    photo = re.search(r'src="([^"]*/photos/[^"]*)"', citizen.see(f"/signalements/{number}"))
    assert photo is not None
    desk.hide(number)
    for address in (f"/signalements/{number}", photo[1]):
        assert citizen.look(address).status_code == 404
    assert number not in citizen.see("/signalements")


def test_report_of_an_agent_is_not_public(citizen: Citizen, desk: Desk) -> None:
    report = desk.town.device("terrain").create("report", desk.town.report_fields())
    number = desk.town.fields("report", report)["number"]
    assert citizen.look(f"/signalements/{number}").status_code == 404
    assert "ne porte le numéro" in citizen.see(f"/signalements?numero={number}")


def test_number_leads_to_its_report(citizen: Citizen, desk: Desk) -> None:
    number = reported(citizen)
    desk.publish(number)
    assert citizen.look(f"/signalements?numero={number.lower()}").headers["location"] == f"/signalements/{number}"


def test_language_follows_the_browser_then_the_switch(server: ServerInHand) -> None:
    english = Citizen(server, **{"Accept-Language": "en-GB,en;q=0.9,fr;q=0.8"})
    assert '<html lang="en">' in english.see("/")
    assert "A problem in the street?" in english.see("/")
    assert '<html lang="fr">' in english.see("/?langue=fr")
    assert '<html lang="fr">' in english.see("/signaler")


def test_both_languages_say_everything_and_french_breaks_nowhere_before_its_signs() -> None:
    holes = re.compile(r"\{(\w+)\}")
    for key, (french, english) in words.pairs().items():
        assert french, key
        assert english, key
        assert set(holes.findall(french)) == set(holes.findall(english)), key
        assert not re.search(r" [:;?!»%]|« ", words.fr(french)), key


@pytest.mark.parametrize("address", ["/accessibilite", "/confidentialite"])
@pytest.mark.parametrize("language", list(Language))
def test_statements_are_there_in_both_languages(citizen: Citizen, address: str, language: Language) -> None:
    page = citizen.see(f"{address}?langue={language}")
    assert "Sainte-Aldegonde" in page
    assert "{" not in page


def test_problem_is_a_page_for_people_and_a_document_for_programs(citizen: Citizen) -> None:
    answer = citizen.look("/nulle-part")
    assert (answer.status_code, "Cette page n’existe pas" in answer.text) == (404, True)
    citizen.headers |= {"Accept": "application/json"}
    assert citizen.look("/nulle-part").headers["content-type"] == "application/problem+json"
    citizen.headers |= {"Accept": "text/html"}
    assert citizen.look("/v1/nothing").headers["content-type"] == "application/problem+json"


def test_pages_load_nothing_from_elsewhere_and_run_no_script(citizen: Citizen, desk: Desk) -> None:
    desk.publish(reported(citizen))
    for address in ("/", "/signaler", "/signaler/lieu?categorie=nid_de_poule", "/signalements"):
        answer = citizen.look(address)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        loaded = re.findall(r'(?:src|href)="([^"#]*)"', answer.text)
        assert [one for one in loaded if not one.startswith(("/", "tel:"))] == []
        for one in (one for one in loaded if one.startswith("/pages/")):
            assert citizen.look(one).status_code == 200


def test_server_of_several_towns_lets_one_choose_and_keeps_them_apart(citizen: Citizen, desk: Desk) -> None:
    number = reported(citizen)
    desk.publish(number)
    service = desk.town.service
    other = service.found_town("Œuilly", {"name": "Œuilly", "centre_lat": 49.0, "centre_long": 3.0})
    with desk.town.store.writing(other) as unit:
        set_value(unit, "public_name", "Œuilly-sur-Marne", who="test", at=service.now())
    page = citizen.see("/")
    assert 'href="/sainte-aldegonde"' in page
    assert 'href="/oeuilly-sur-marne"' in page
    assert number in citizen.see("/sainte-aldegonde/signalements")
    assert citizen.look(f"/oeuilly-sur-marne/signalements/{number}").status_code == 404
    assert citizen.look("/signalements").status_code == 404
