"""A citizen reports a problem by the pages, without a script."""

from urllib.parse import urlencode

import pytest

from sync.server.rows import RecordRow
from sync.server.rows_outside import RequesterRow
from tests.server.outside.door_in_hand import picture
from tests.server.public.citizen_in_hand import PLACED, Citizen, Desk
from tests.server.server_in_hand import ServerInHand


def fields_of(desk: Desk, number: str) -> dict[str, object]:
    """Read a report by its number."""
    return desk.town.fields("report", desk.id_of(number))


def test_report_goes_from_the_home_page_to_its_number(citizen: Citizen, desk: Desk) -> None:
    assert "/signaler" in citizen.see("/")
    assert "categorie=nid_de_poule" in citizen.see("/signaler?q=trou")
    assert "Où est-ce" in citizen.see("/signaler/lieu?categorie=nid_de_poule")
    citizen.see("/signaler/deja?" + urlencode(PLACED))
    form = citizen.form("/signaler/envoyer")
    page = citizen.follow(citizen.send(form, (picture(),), texte="Devant l’école"))
    assert "Bien reçu par la mairie" in page
    told = fields_of(desk, citizen.number())
    assert (told["description"], told["channel"], told["publication"]) == ("Devant l’école", "web", "pending")
    assert (told["lat"], told["address"], told["service_code"]) == (48.05, "3 rue Basse", "nid_de_poule")


def test_same_form_sent_twice_is_one_report(citizen: Citizen, desk: Desk) -> None:
    citizen.see("/signaler/envoyer?" + urlencode(PLACED))
    form = citizen.form("/signaler/envoyer")
    first, second = (citizen.send(form, texte="Un trou") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(desk.moderation.waiting(desk.town.tenant)) == 1


def test_who_reported_it_is_sealed_and_in_no_record(citizen: Citizen, server: ServerInHand) -> None:
    citizen.reports(nom="Zénobie Quillfeldt", courriel="zenobie@quillfeldt.example", reponse="oui")
    with server.parts.store.reading(server.town.tenant) as unit:
        (row,) = unit.every(RequesterRow)
        person = server.parts.outside.requesters.read(unit, row.report)
        assert "uillfeldt" not in "".join(one.fields_json for one in unit.every(RecordRow))
    assert person is not None
    assert (person.name, person.wants_answer, person.notice) == ("Zénobie Quillfeldt", True, "public-2026-11")
    assert "uillfeldt" not in row.sealed


def test_danger_is_a_telephone_call_and_no_report(citizen: Citizen, desk: Desk) -> None:
    page = citizen.see("/signaler/lieu?categorie=danger_immediat")
    assert 'href="tel:112"' in page
    sent = citizen.look("/signaler/envoyer?" + urlencode({**PLACED, "categorie": "danger_immediat"}))
    assert sent.headers["location"] == "/signaler/lieu?categorie=danger_immediat"
    citizen.see("/signaler/envoyer?" + urlencode(PLACED))
    forced = citizen.send(citizen.form("/signaler/envoyer"), categorie="danger_immediat")
    assert forced.headers["location"] == "/signaler/lieu?categorie=danger_immediat"
    assert desk.moderation.waiting(desk.town.tenant) == []


def test_category_of_agents_is_not_found(citizen: Citizen) -> None:
    assert citizen.look("/signaler/lieu?categorie=patrouille").status_code == 404
    assert "categorie=patrouille" not in citizen.see("/signaler?q=patrouille")


def test_report_close_by_is_offered_before_another_is_made(citizen: Citizen) -> None:
    citizen.see(citizen.reports())
    number = citizen.number()
    page = citizen.see("/signaler/deja?" + urlencode({**PLACED, "lat": "48.0501"}))
    assert f"/signalements/{number}#suivre" in page
    assert "À 11\u00a0m" in page


def test_place_may_be_an_address_in_words(citizen: Citizen, desk: Desk) -> None:
    address = citizen.reports(at={"categorie": "lampadaire", "adresse": "Derrière le vieux lavoir"})
    citizen.see(address)
    told = fields_of(desk, citizen.number())
    assert (told["address"], told["position_source"]) == ("Derrière le vieux lavoir", "adresse")


@pytest.mark.parametrize(
    ("filled", "says"),
    [
        ({"courriel": "pas une adresse"}, "adresse complète"),
        ({"telephone": "appelez-moi"}, "06 12 34 56 78"),
        ({"texte": "x" * 4_001}, "4\u00a0000 signes"),
        ({"lat": "12.5"}, "hors de la commune"),
    ],
)
def test_what_is_mistyped_is_told_beside_the_form(
    citizen: Citizen, desk: Desk, filled: dict[str, str], says: str
) -> None:
    citizen.see("/signaler/envoyer?" + urlencode(PLACED))
    answer = citizen.send(citizen.form("/signaler/envoyer"), (), **{"nom": "Nom gardé", **filled})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Nom gardé"' in answer.text
    assert desk.moderation.waiting(desk.town.tenant) == []


def test_photos_are_asked_for_again_with_the_form_that_comes_back(citizen: Citizen) -> None:
    citizen.see("/signaler/envoyer?" + urlencode(PLACED))
    answer = citizen.send(citizen.form("/signaler/envoyer"), (picture(),), courriel="pas une adresse")
    assert "Choisissez de nouveau vos photos" in answer.text


def test_file_that_is_no_photo_is_told_and_nothing_is_kept(citizen: Citizen, desk: Desk) -> None:
    citizen.see("/signaler/envoyer?" + urlencode(PLACED))
    answer = citizen.send(citizen.form("/signaler/envoyer"), (b"<svg onload=alert(1)>",))
    assert answer.status_code == 422
    assert "photos JPEG" in answer.text
    assert desk.moderation.waiting(desk.town.tenant) == []


def test_text_of_a_citizen_stays_text(citizen: Citizen, desk: Desk) -> None:
    page = citizen.see(citizen.reports(texte="<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
