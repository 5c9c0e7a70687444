"""The page by a secret link: what became of a report, in plain words, and what its reader may say."""

import io
import json

from sync.server import logs
from sync.server.outside.requesters import forget
from sync.server.rows_public import FollowerRow
from tests.server.outside.door_in_hand import picture
from tests.server.public.citizen_in_hand import Citizen, Desk
from tests.server.server_in_hand import ServerInHand

DAY_MS = 24 * 3_600_000


def closed(citizen: Citizen, desk: Desk, *, notes: str = "Le trou est rebouché.") -> tuple[str, str]:
    """Report something that the desk then mends; give the address of its page and its number."""
    address = citizen.reports(texte="Un trou")
    citizen.see(address)
    number = citizen.number()
    desk.moves(number, status="resolu", status_notes=notes, closed_at=desk.town.service.now())
    return address, number


def test_page_tells_state_history_and_answer_without_a_name(citizen: Citizen, desk: Desk) -> None:
    address, _ = closed(citizen, desk)
    page = citizen.see(address)
    assert "Le trou est rebouché." in page
    assert page.index("Reçu par la mairie") < page.rindex("Réglé")
    assert "Durand" not in page


def test_note_of_an_agent_in_the_street_is_no_answer(citizen: Citizen, desk: Desk) -> None:
    address = citizen.reports()
    citizen.see(address)
    device = desk.town.device("terrain")
    device.pull()
    told = {"status": "impossible", "status_notes": "Pas de clé, voir avec M. Untel"}
    assert device.patch("report", desk.id_of(citizen.number()), **told).refusal is None
    page = citizen.see(address)
    assert "Untel" not in page
    assert "Le travail n’a pas pu être fait" in page


def test_thanks_and_opinion_are_noted_once_each(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    address, _ = closed(citizen, desk)
    citizen.see(address)
    citizen.follow(citizen.send(citizen.form("/merci")))
    for opinion in ("non", "oui"):
        page = citizen.follow(citizen.send(citizen.form("/avis"), avis=opinion))
    assert "Votre avis est noté." in page
    with server.parts.store.reading(server.town.tenant) as unit:
        (row,) = unit.every(FollowerRow)
    assert (bool(row.thanked_at), row.opinion, row.is_requester) == (True, "oui", True)
    assert citizen.send(citizen.form("/avis"), avis="peut-être").status_code == 422


def test_report_is_taken_up_again_with_what_is_left_to_do(citizen: Citizen, desk: Desk) -> None:
    address, number = closed(citizen, desk)
    citizen.see(address)
    page = citizen.follow(citizen.send(citizen.form("/rouvrir"), texte="Il en reste la moitié"))
    fields = desk.town.fields("report", desk.id_of(number))
    assert (fields["status"], fields["reopened"]) == ("qualifie", True)
    assert fields["comments"][-1]["text"] == "Il en reste la moitié"
    assert "Repris à la demande d’un habitant" in page
    assert "/rouvrir" not in page


def test_report_is_not_taken_up_again_after_thirty_days(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    address, number = closed(citizen, desk)
    citizen.see(address)
    form = citizen.form("/rouvrir")
    server.clock.advance(31 * DAY_MS)
    assert "Clos depuis plus de 30" in citizen.see(address)
    fresh = citizen.form("/suivre").fields
    form.fields |= {"jeton": fresh["jeton"]}
    assert "faites-en un nouveau" in citizen.follow(citizen.send(form))
    assert desk.town.fields("report", desk.id_of(number))["status"] == "resolu"


def test_somebody_else_follows_by_a_link_of_his_own_and_sees_no_more_than_everybody(
    citizen: Citizen, desk: Desk, server: ServerInHand
) -> None:
    own = citizen.reports((picture(),), texte="Le chien de Mme Quillfeldt")
    citizen.see(own)
    number, other = citizen.number(), Citizen(server)
    other.see(f"/signalements/{number}")
    form = other.form("/suivre")
    first, again = other.send(form), other.send(form)
    assert first.headers["location"] == again.headers["location"]
    page = other.follow(first)
    assert "2\u00a0personnes" in page
    assert "Quillfeldt" not in page
    assert "/photos/" not in page
    assert "Quillfeldt" in citizen.see(own)
    other.follow(other.send(other.form("/suivre"), suivre="non"))
    assert "Une personne le suit" in citizen.see(own)


def test_link_leads_nowhere_once_its_writer_is_erased(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    address, number = closed(citizen, desk)
    citizen.see(address)
    citizen.follow(citizen.send(citizen.form("/merci")))
    with server.parts.store.writing(server.town.tenant) as unit:
        assert not forget(unit, desk.id_of(number))
    assert citizen.look(address).status_code == 404


def test_secret_is_neither_in_the_log_nor_told_to_other_sites(citizen: Citizen) -> None:
    address = citizen.reports()
    secret, written = address.rpartition("/")[2], io.StringIO()
    logs.configure(written)
    try:
        answer = citizen.look(address)
        citizen.send(citizen.form("/suivre"), suivre="non")
    finally:
        logs.configure()
    assert secret not in written.getvalue()
    routes = [json.loads(line)["route"] for line in written.getvalue().splitlines()]
    assert routes == ["GET /suivi/{secret}", "POST /suivi/{secret}/suivre"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


def test_unknown_link_is_not_found(citizen: Citizen) -> None:
    assert citizen.look("/suivi/" + "a" * 32).status_code == 404
    assert citizen.look("/suivi/" + "a" * 400).status_code == 404
