"""A copied token is useless: each request with a bound token is proven by the device's key (DPoP, RFC 9449)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from sync.protocol.addresses import LIVE, MAPS, PULL, PUSH, REFRESH, SESSIONS, photo_address
from sync.protocol.exchange_codec import pull_to_json, sign_in_to_json, tokens_of_json
from sync.protocol.messages import PullRequest, Tokens
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import PROOF_HEADER, Proved, content_hash, proof_text, thumbprint, token_hash
from sync.server.proving import SEEN_MAX, SLOT_MS, Proofs
from tests.server.proving_in_hand import ORIGIN, OWNER, THIEF, Prover, code_of, nonce_of
from tests.server.server_in_hand import KEY, ServerInHand, bearer

PHOTO = photo_address("a" * 64)


def played(server: ServerInHand, play: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    async def all_of_it() -> Any:
        async with server.client() as client:
            return await play(client)

    return asyncio.run(all_of_it())


def pulling(tokens: Tokens) -> dict[str, Any]:
    return pull_to_json(PullRequest(tokens.device, "", {}))


def test_proof_is_what_the_standard_says() -> None:
    told = Proved("POST", PUSH, token_hash("token"), content_hash(b"body"), "nonce")
    text = proof_text(OWNER, ORIGIN, told, bytes(12), 1_795_424_400)
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", **jws.extract_compact(text.encode()).headers()["jwk"]})
    read = jws.deserialize_compact(text, key, algorithms=["Ed25519"])
    assert read.headers()["typ"] == "dpop+jwt"
    assert key.thumbprint() == thumbprint(OWNER.public)
    claims = json.loads(read.payload)
    assert (claims["htm"], claims["htu"]) == ("POST", "https://sync.ville.example/v1/push")
    assert claims["ath"] == "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A"
    assert claims.keys() == {"jti", "htm", "htu", "iat", "nonce", "ath", "bh"}


def test_proven_sign_in_binds_both_tokens(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> None:
        owner = Prover(server)
        tokens = await owner.signed_in(client)
        assert tokens.jkt == thumbprint(OWNER.public)
        assert tokens.device_key == OWNER.public
        assert server.parts.auth.read(tokens.access_token).jkt == tokens.jkt
        assert (await owner.posted(client, PULL, tokens.access_token, pulling(tokens))).status_code == 200

    played(server, play)


def test_copied_token_is_useless_on_every_route(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> None:
        token = (await Prover(server).signed_in(client)).access_token
        thief = Prover(server, THIEF)
        asked = [("POST", PUSH), ("POST", PULL), ("GET", LIVE), ("GET", MAPS), ("DELETE", SESSIONS)]
        for method, path in [*asked, ("HEAD", PHOTO), ("PATCH", PHOTO), ("GET", PHOTO), ("POST", "/v1/parcels")]:
            for scheme in ("Bearer", "DPoP"):
                bare = await client.request(method, path, headers={"Authorization": f"{scheme} {token}"})
                assert bare.status_code == 401, path
                assert bare.headers["www-authenticate"] == 'DPoP error="use_dpop_nonce"'
                assert nonce_of(bare), "with what the device itself would go on"
            foreign = await client.request(method, path, headers=thief.headers(method, path, token))
            assert foreign.status_code == 401, path
            assert foreign.headers["www-authenticate"] == 'DPoP error="invalid_dpop_proof"'

    played(server, play)


def test_problem_of_a_missing_proof_says_what_to_do(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> httpx.Response:
        tokens = await Prover(server).signed_in(client)
        return await client.post(PULL, json=pulling(tokens), headers=bearer(tokens))

    answer = played(server, play)
    assert code_of(answer) == "proof-needed"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "Prove it with the nonce that came along."


@pytest.mark.parametrize(
    "altered",
    [
        {"method": "GET"},
        {"path": PUSH},
        {"token_hash": token_hash("another")},
        {"token_hash": ""},
        {"content_hash": content_hash(b"another")},
        {"content_hash": ""},
        {"nonce": ""},
        {"nonce": "AAAAAAAAAAAAAAAA"},
        {"nonce": "é"},
    ],
)
def test_proof_serves_the_very_request_that_it_was_made_for(server: ServerInHand, altered: dict[str, str]) -> None:
    async def play(client: httpx.AsyncClient) -> httpx.Response:
        owner = Prover(server)
        tokens = await owner.signed_in(client)
        body = json.dumps(pulling(tokens)).encode()
        headers = owner.headers("POST", PULL, tokens.access_token, body, **altered)
        return await client.post(PULL, content=body, headers=headers)

    answer = played(server, play)
    assert code_of(answer) == "proof-needed"
    assert nonce_of(answer)


def test_recorded_request_is_refused_when_it_comes_again(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> list[str]:
        owner = Prover(server)
        tokens = await owner.signed_in(client)
        body = json.dumps(pulling(tokens)).encode()
        headers = owner.headers("POST", PULL, tokens.access_token, body)
        return [code_of(await client.post(PULL, content=body, headers=headers)) for _ in range(2)]

    assert played(server, play) == ["", "proof-needed"]


@pytest.mark.parametrize("altered", ["x", "a.b.c", "é.é.é", "..", "e30.e30.AAAA"])
def test_made_up_proofs_are_refused(server: ServerInHand, altered: str) -> None:
    async def play(client: httpx.AsyncClient) -> httpx.Response:
        token = (await Prover(server).signed_in(client)).access_token
        headers = [(b"authorization", f"DPoP {token}".encode()), (PROOF_HEADER.encode(), altered.encode())]
        return await client.get(MAPS, headers=headers)

    assert code_of(played(server, play)) == "not-proven"


def test_proof_whose_signature_was_altered_is_refused(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> httpx.Response:
        owner = Prover(server)
        token = (await owner.signed_in(client)).access_token
        headers = owner.headers("GET", MAPS, token)
        signed, _, signature = headers[PROOF_HEADER].rpartition(".")
        headers[PROOF_HEADER] = f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        return await client.get(MAPS, headers=headers)

    assert code_of(played(server, play)) == "not-proven"


def test_nonce_serves_five_minutes_at_least_and_ten_at_most(server: ServerInHand) -> None:
    proofs = server.parts.auth.proofs

    def taken_after(milliseconds: int) -> bool:
        nonce = proofs.nonce()
        server.clock.advance(milliseconds)
        told = Proved("GET", MAPS, nonce=nonce)
        try:
            proofs.take(proof_text(OWNER, ORIGIN, told, server.clock().to_bytes(12), 0), "GET", MAPS)
        except ProblemError:
            return False
        return True

    assert taken_after(SLOT_MS)
    assert not taken_after(2 * SLOT_MS)


def test_answer_brings_a_new_nonce_only_where_the_old_one_ages(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> None:
        owner = Prover(server)
        token = (await owner.signed_in(client)).access_token
        assert not nonce_of(await client.get(MAPS, headers=owner.headers("GET", MAPS, token)))
        headers = owner.headers("GET", MAPS, token)
        server.clock.advance(SLOT_MS)
        assert nonce_of(await client.get(MAPS, headers=headers)) == server.parts.auth.proofs.nonce()

    played(server, play)


def test_another_process_and_a_restart_know_the_same_nonces(server: ServerInHand) -> None:
    ours, other = server.parts.auth.proofs, Proofs(KEY, server.clock)
    told = Proved("GET", MAPS, nonce=ours.nonce())
    assert other.take(proof_text(OWNER, ORIGIN, told, bytes(12), 0), "GET", MAPS).public == OWNER.public


def test_what_was_seen_is_bounded_and_forgotten_with_its_nonce(server: ServerInHand) -> None:
    proofs = server.parts.auth.proofs
    for count in range(3):
        told = Proved("GET", MAPS, nonce=proofs.nonce())
        proofs.take(proof_text(OWNER, ORIGIN, told, count.to_bytes(12), 0), "GET", MAPS)
    assert len(proofs._seen) == 3
    server.clock.advance(3 * SLOT_MS)
    told = Proved("GET", MAPS, nonce=proofs.nonce())
    proofs.take(proof_text(OWNER, ORIGIN, told, bytes(12), 0), "GET", MAPS)
    assert len(proofs._seen) == 1
    assert SEEN_MAX > 1_000 * 20


def test_refresh_of_a_bound_session_is_proven_or_refused_and_left_alone(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> None:
        owner, thief = Prover(server), Prover(server, THIEF)
        tokens = await owner.signed_in(client)
        asked = {"refresh_token": tokens.refresh_token, "device": tokens.device}
        assert code_of(await client.post(REFRESH, json=asked)) == "proof-needed"
        for _ in range(3):
            assert code_of(await thief.posted(client, REFRESH, "", asked)) == "not-proven"
            assert (
                code_of(await thief.posted(client, REFRESH, "", asked | {"device_key": THIEF.public})) == "not-proven"
            )
        renewed = tokens_of_json((await owner.posted(client, REFRESH, "", asked)).json())
        assert (renewed.jkt, renewed.device_key) == (tokens.jkt, OWNER.public)
        assert server.parts.auth.check(server.parts.auth.read(renewed.access_token)).device == tokens.device

    played(server, play)


def test_session_from_before_proofs_is_bound_by_its_first_proven_refresh(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    assert first.jkt == ""

    async def play(client: httpx.AsyncClient) -> None:
        assert (await client.post(PULL, json=pulling(first), headers=bearer(first))).status_code == 200
        asked = {"refresh_token": first.refresh_token, "device": first.device}
        bound = tokens_of_json((await Prover(server).posted(client, REFRESH, "", asked)).json())
        assert bound.jkt == thumbprint(OWNER.public)
        again = {"refresh_token": bound.refresh_token, "device": bound.device}
        assert code_of(await client.post(REFRESH, json=again)) == "proof-needed"

    played(server, play)


def test_sign_in_binds_to_another_key(server: ServerInHand) -> None:
    async def play(client: httpx.AsyncClient) -> None:
        first = await Prover(server).signed_in(client)
        second = await Prover(server, THIEF).signed_in(client, device=first.device)
        assert second.jkt == thumbprint(THIEF.public) != first.jkt

    played(server, play)


def test_server_that_requires_proofs_lets_old_devices_send_no_more(server: ServerInHand) -> None:
    _, old = server.signed_in("terrain")
    server.parts.auth.requires_proofs = True

    async def play(client: httpx.AsyncClient) -> None:
        assert code_of(await client.post(PULL, json=pulling(old), headers=bearer(old))) == "not-signed-in"
        asked = {"refresh_token": old.refresh_token, "device": old.device}
        assert code_of(await client.post(REFRESH, json=asked)) == "schema-too-old"
        assert code_of(await client.post(SESSIONS, json=sign_in_to_json(server.asked("terrain")))) == "schema-too-old"
        await Prover(server).signed_in(client)

    played(server, play)
