"""Forms are taken from our own pages only, from the browser that fetched them, and in measure."""

from urllib.parse import urlencode

import pytest

from sync.server.public.guarding import SENDINGS_PER_HOUR_MAX
from tests.server.public.citizen_in_hand import PLACED, Citizen, Desk, Form
from tests.server.server_in_hand import ServerInHand

DAY_MS = 24 * 3_600_000
SEND = "/signaler/envoyer"


@pytest.fixture
def form(citizen: Citizen) -> Form:
    citizen.see(f"{SEND}?{urlencode(PLACED)}")
    return citizen.form(SEND)


def nothing_came(desk: Desk) -> bool:
    """Say that no report was made."""
    return desk.moderation.waiting(desk.town.tenant) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://other.example"},
    ],
)
def test_form_of_another_site_is_refused(citizen: Citizen, desk: Desk, form: Form, headers: dict[str, str]) -> None:
    del citizen.headers["Sec-Fetch-Site"]
    citizen.headers |= headers
    assert citizen.send(form).status_code == 403
    assert nothing_came(desk)


@pytest.mark.parametrize("origin", ["null", "http://server.test"])
def test_old_browser_that_says_no_site_is_served(citizen: Citizen, form: Form, origin: str) -> None:
    del citizen.headers["Sec-Fetch-Site"]
    citizen.headers |= {"Origin": origin}
    assert citizen.send(form).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "1.2", "zz.00", "é.é"])
def test_form_without_its_token_is_refused(citizen: Citizen, desk: Desk, form: Form, token: str) -> None:
    assert citizen.send(form, jeton=token).status_code == 403
    assert nothing_came(desk)


def test_form_of_another_browser_is_refused(server: ServerInHand, desk: Desk, form: Form) -> None:
    other = Citizen(server)
    assert other.send(form).status_code == 403
    other.see(f"{SEND}?{urlencode(PLACED)}")
    assert other.send(form).status_code == 403
    assert nothing_came(desk)


def test_form_is_over_after_a_day(citizen: Citizen, server: ServerInHand, desk: Desk, form: Form) -> None:
    server.clock.advance(DAY_MS + 60_000)
    answer = citizen.send(form)
    assert (answer.status_code, "resté ouvert trop longtemps" in answer.text) == (403, True)
    assert nothing_came(desk)


def test_program_that_fills_in_every_field_is_refused(citizen: Citizen, desk: Desk, form: Form) -> None:
    assert citizen.send(form, site_web="https://spam.example").status_code == 422
    assert nothing_came(desk)


def test_one_address_sends_so_much_in_an_hour_and_the_next_hour_again(citizen: Citizen, server: ServerInHand) -> None:
    citizen.see(citizen.reports())
    form = citizen.form("/suivre")
    for _ in range(SENDINGS_PER_HOUR_MAX - 1):
        assert citizen.send(form).status_code == 303
    answer = citizen.send(form)
    assert (answer.status_code, "Un peu de patience" in answer.text) == (429, True)
    assert int(answer.headers["retry-after"]) > 0
    server.clock.advance(3_600_000)
    assert citizen.send(form).status_code == 303


def test_form_that_is_too_large_or_none_is_refused(citizen: Citizen, desk: Desk, form: Form) -> None:
    assert citizen.send(form, texte="x" * 100_000).status_code in (413, 422)
    assert citizen.send(form, texte="a\0b").status_code == 422
    assert nothing_came(desk)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(citizen: Citizen) -> None:
    citizen.headers |= {"X-Forwarded-Proto": "https"}
    cookie = citizen.look(f"{SEND}?{urlencode(PLACED)}").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Secure"} <= {part.strip() for part in cookie.split(";")}
