"""Enrolment by code: one device, once, in time; and what the code and the QR code hold."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from sync.protocol.addresses import ENROLMENTS, PULL, REFRESH
from sync.protocol.codes import ALPHABET, Enrolment, code_of, link_of, read_code, read_enrolment
from sync.protocol.enrolment import EnrolAsk, Enrolled, enrol_ask_to_json, enrolled_of_json
from sync.protocol.exchange_codec import tokens_of_json
from sync.protocol.orders import lease_of_text
from sync.protocol.pins import pin_of
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import Proof, Proved, thumbprint
from sync.server import audit
from sync.server.accounts import AccountTrouble
from sync.server.enrolling import AGAIN_MS, HOUR_MS, KEPT_MS
from sync.server.rows import DeviceState
from sync.server.rows_access import EnrolmentRow, TriesRow
from sync.server.staff import close_account, revoke_device
from sync.server.wiping import order_wipe
from tests.protocol.tls_in_hand import certificate_of
from tests.server.proving_in_hand import OWNER, THIEF, Prover, nonce_of
from tests.server.proving_in_hand import code_of as problem_of
from tests.server.server_in_hand import ADDRESS, ServerInHand

ACCOUNT = "terrain@ville.example"
PROOF = Proof(OWNER.public, Proved("POST", ENROLMENTS), "jti")


def made(server: ServerInHand, hours: int = 24) -> str:
    return server.parts.enrolments.make(server.town.tenant, ACCOUNT, hours).code


def taken(server: ServerInHand, code: str, device: str | None = None, **others: Any) -> Enrolled:
    asked = EnrolAsk(code, device or server.new_id(), "Tablette", **others)
    return server.parts.enrolments.take(asked, ADDRESS, PROOF)


def refused(server: ServerInHand, code: str, device: str | None = None, **others: Any) -> str:
    with pytest.raises(ProblemError) as trouble:
        taken(server, code, device, **others)
    return trouble.value.kind.code


def log_of(server: ServerInHand) -> list[str]:
    with server.town.store.reading(server.town.tenant) as unit:
        lines = audit.read(unit)
    assert audit.first_broken(lines) is None
    return [line.what for line in lines if line.what.startswith("enrolment")]


def test_code_lets_one_device_in_and_binds_it(server: ServerInHand) -> None:
    async def play() -> None:
        async with server.client() as client:
            owner, device = Prover(server), server.new_id()
            ask = EnrolAsk(made(server).lower(), device, "Tablette", device_key=OWNER.public)
            answer = await owner.posted(client, ENROLMENTS, "", enrol_ask_to_json(ask))
            assert answer.status_code == 201
            enrolled = enrolled_of_json(answer.json())
            assert enrolled.account == ACCOUNT
            assert enrolled.tokens.agent == server.town.ids["terrain"]
            assert enrolled.tokens.jkt == thumbprint(OWNER.public)
            pull = {"device": device, "epoch": "", "cursors": {}}
            assert (await owner.posted(client, PULL, enrolled.tokens.access_token, pull)).status_code == 200

    asyncio.run(play())
    assert log_of(server) == ["enrolment-made", "enrolment-used"]


def test_device_let_in_by_a_code_is_told_its_lease_and_hears_orders_like_any_other(server: ServerInHand) -> None:
    device = server.new_id()
    tokens = taken(server, made(server), device, keeps_leases=True).tokens
    assert lease_of_text(tokens.order_key, tokens.lease).device == device
    assert taken(server, made(server)).tokens.lease == "", "who keeps none is given none"

    async def play() -> None:
        async with server.client() as client:
            owner = Prover(server)
            asked = {"refresh_token": tokens.refresh_token, "device": device, "keeps_leases": True}
            renewed = tokens_of_json((await owner.posted(client, REFRESH, "", asked)).json())
            assert lease_of_text(tokens.order_key, renewed.lease).device == device
            with server.town.store.writing(server.town.tenant) as unit:
                row = revoke_device(unit, device, DeviceState.SENDING)
                named = (server.new_id(), server.clock())
                wipe = order_wipe(unit, server.parts.auth.order_keys, row, named, takes_work=True)
            pull = {"device": device, "epoch": "", "cursors": {}}
            refusal = await owner.posted(client, PULL, renewed.access_token, pull)
            assert refusal.json()["order"] == wipe.signed_order

    asyncio.run(play())


def test_code_without_a_proof_is_not_used(server: ServerInHand) -> None:
    code = made(server)

    async def play() -> httpx.Response:
        async with server.client() as client:
            return await client.post(ENROLMENTS, json=enrol_ask_to_json(EnrolAsk(code, server.new_id(), "Tablette")))

    answer = asyncio.run(play())
    assert problem_of(answer) == "proof-needed"
    assert nonce_of(answer)
    taken(server, code)


def test_code_serves_once(server: ServerInHand) -> None:
    code = made(server)
    taken(server, code)
    assert refused(server, code) == "wrong-code"


def test_device_whose_answer_was_lost_may_ask_again_for_a_while(server: ServerInHand) -> None:
    code, device = made(server), server.new_id()
    first, second = taken(server, code, device), taken(server, code, device)
    assert first.tokens.refresh_token != second.tokens.refresh_token
    server.clock.advance(AGAIN_MS)
    assert refused(server, code, device) == "wrong-code"


def test_code_ends_with_its_hours(server: ServerInHand) -> None:
    code = made(server, hours=1)
    server.clock.advance(HOUR_MS)
    assert refused(server, code) == "wrong-code"


def test_newer_code_of_an_account_replaces_the_one_before(server: ServerInHand) -> None:
    first, second = made(server), made(server)
    assert refused(server, first) == "wrong-code"
    taken(server, second)
    assert log_of(server) == ["enrolment-made", "enrolment-replaced", "enrolment-made", "enrolment-used"]


def test_made_up_code_is_refused_and_guesses_wait(server: ServerInHand) -> None:
    told = {refused(server, code_of(bytes([n]) * 10)) for n in range(8)}
    assert told == {"wrong-code", "too-many-tries"}
    with server.town.store.reading(server.town.tenant) as unit:
        assert not any(ADDRESS in str(row) for row in unit.every(TriesRow))


def test_account_that_was_closed_takes_its_code_along(server: ServerInHand) -> None:
    code = made(server)
    close_account(server.parts, server.town.tenant, ACCOUNT)
    assert refused(server, code) == "wrong-code"
    with pytest.raises(AccountTrouble):
        made(server)


def test_code_of_an_agent_who_left_is_not_used_up(server: ServerInHand) -> None:
    code = made(server)
    server.town.change("agent", server.town.ids["terrain"], active=False)
    assert refused(server, code) == "forbidden"
    server.town.change("agent", server.town.ids["terrain"], active=True)
    taken(server, code)


def test_code_is_kept_as_a_hash_and_for_a_month(server: ServerInHand) -> None:
    code = made(server)
    signs = read_code(code)
    assert signs is not None
    with server.town.store.reading(server.town.tenant) as unit:
        rows = list(unit.every(EnrolmentRow))
    assert rows
    assert not any(code in str(row) or signs in str(row) for row in rows)
    server.clock.advance(24 * HOUR_MS + KEPT_MS)
    made(server)
    with server.town.store.reading(server.town.tenant) as unit:
        assert len(list(unit.every(EnrolmentRow))) == 1


def test_town_is_found_by_the_code_or_by_its_name(server: ServerInHand) -> None:
    server.parts.service.found_town("Autre", {"name": "Autre", "centre_lat": 45.0, "centre_long": 4.0})
    taken(server, made(server))
    taken(server, made(server), tenant=server.town.tenant)
    assert refused(server, made(server), tenant=server.new_id()) == "unknown-tenant"
    assert refused(server, code_of(bytes(10))) == "wrong-code"


def test_every_wrong_sign_of_a_code_is_noticed() -> None:
    code = read_code(code_of(bytes(range(10))))
    assert code is not None
    for place, sign in enumerate(code):
        others = set(ALPHABET) - {sign}
        assert not any(read_code(code[:place] + other + code[place + 1 :]) for other in others), place
    assert read_code(code[:-1]) is None
    assert read_code(code + "0") is None


def test_swapped_neighbours_are_nearly_always_noticed() -> None:
    swaps = missed = 0
    for seed in range(200):
        code = read_code(code_of(bytes([seed, 255 - seed] * 5)))
        assert code is not None
        for place in range(15):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            swaps += swapped != code
            missed += swapped != code and read_code(swapped) is not None
    assert missed < swaps / 100


def test_code_is_read_as_it_is_typed() -> None:
    code = code_of(bytes.fromhex("00010203040506070809"))
    signs = code.replace("-", "")
    letters = signs.replace("0", "O").replace("1", "l")
    for typed in (code, code.lower(), f"  {code}\n", signs, code.replace("-", " "), code.replace("-", "–"), letters):
        assert read_code(typed) == signs, typed
    assert all(read_code(typed) is None for typed in ("", "é" * 16, "U" * 16, "-" * 16))


def test_link_holds_all_that_a_tablet_needs() -> None:
    pins = (pin_of(certificate_of().pem), pin_of(certificate_of().pem))
    code = read_code(code_of(bytes(range(10))))
    assert code is not None
    told = Enrolment(code, "https://sync.ville.example:8443", "t", pins, roots=False)
    assert read_enrolment(f" {link_of(told)}\n") == told
    assert read_enrolment(link_of(Enrolment(code))) == read_enrolment(code_of(bytes(range(10)))) == Enrolment(code)
    wrong = [link_of(told).replace(code, code[:-1] + "*"), "fieldapp:other?code=" + code, "https://ailleurs.example/"]
    wrong += [link_of(told) + "&pin=sha256/none", "fieldapp:", ""]
    assert [read_enrolment(one) for one in wrong] == [None] * len(wrong)


def test_thief_who_saw_the_exchange_has_no_second_use(server: ServerInHand) -> None:
    code, device = made(server), server.new_id()

    async def play() -> list[str]:
        async with server.client() as client:
            message = enrol_ask_to_json(EnrolAsk(code, device, "Tablette"))
            body = json.dumps(message).encode()
            headers = Prover(server).headers("POST", ENROLMENTS, "", body)
            said = [problem_of(await client.post(ENROLMENTS, content=body, headers=headers)) for _ in range(2)]
            other = enrol_ask_to_json(EnrolAsk(code, server.new_id(), "Autre"))
            said.append(problem_of(await Prover(server, THIEF).posted(client, ENROLMENTS, "", other)))
            return said

    assert asyncio.run(play()) == ["", "proof-needed", "wrong-code"]
