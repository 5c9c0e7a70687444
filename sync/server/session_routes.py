"""The routes of sign-in, refresh and sign-out, of the way back into a vault and of the word that one was wiped."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from sync.protocol.addresses import ENROLMENTS, RECOVERIES, REFRESH, SESSIONS, WIPES
from sync.protocol.enrolment import enrol_ask_of_json, enrolled_to_json
from sync.protocol.exchange_codec import public_key_of, sign_in_of_json, tokens_to_json, word_of
from sync.protocol.json_parts import id_of
from sync.protocol.orders import claimed_receipt
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import answer_to_json, ask_of_json
from sync.protocol.signed_words import STATEMENT_CHARACTERS_MAX
from sync.server.auth import TOKEN_CHARACTERS_MAX
from sync.server.bodies import json_answer, read_message
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.proving import proof_of
from sync.server.routes import signed_in
from sync.server.wiping import take_receipt


def session_routes(parts: Parts, lanes: Lanes) -> APIRouter:
    """Give the router of `SESSIONS`, `REFRESH`, `ENROLMENTS`, `RECOVERIES` and `WIPES`."""
    router = APIRouter()

    @router.post(SESSIONS)
    async def sign_in(request: Request) -> Response:
        proof = proof_of(request, parts.auth.proofs)
        asked = sign_in_of_json(await read_message(request))
        address = request.client.host if request.client is not None else ""
        tokens = await lanes.passwords.run(partial(parts.auth.sign_in, asked, address, proof))
        return json_answer(tokens_to_json(tokens), status=201)

    @router.post(REFRESH)
    async def refresh(request: Request) -> Response:
        proof = proof_of(request, parts.auth.proofs)
        document = await read_message(request)
        token = word_of(document, "refresh_token", characters_max=TOKEN_CHARACTERS_MAX)
        device, device_key = id_of(document, "device"), public_key_of(document, "device_key")
        keeps_leases = document.get("keeps_leases") is True
        # A refresh comes before the sync that needs it: whoever is let in here is let in there.
        with lanes.room.entered(device):
            ask = partial(parts.auth.refresh, token, device, device_key, proof, keeps_leases=keeps_leases)
            work = lanes.writes.run(ask)
            tokens = await lanes.room.working(work)
        return json_answer(tokens_to_json(tokens))

    @router.post(ENROLMENTS)
    async def enrol(request: Request) -> Response:
        proof = proof_of(request, parts.auth.proofs, is_needed=True)
        asked = enrol_ask_of_json(await read_message(request))
        address = request.client.host if request.client is not None else ""
        enrolled = await lanes.writes.run(partial(parts.enrolments.take, asked, address, proof))
        return json_answer(enrolled_to_json(enrolled), status=201)

    @router.delete(SESSIONS)
    async def sign_out(request: Request) -> Response:
        signed = signed_in(request, parts.auth)

        def work() -> None:
            parts.auth.sign_out(parts.auth.check(signed))

        await lanes.writes_of(signed.caller.tenant).run(work)
        return Response(status_code=204)

    @router.post(RECOVERIES)
    async def recover(request: Request) -> Response:
        asked = ask_of_json(await read_message(request))
        address = request.client.host if request.client is not None else ""
        return json_answer(answer_to_json(await lanes.passwords.run(partial(parts.recovery.ask, asked, address))))

    @router.post(WIPES)
    async def wiped(request: Request) -> Response:
        document = await read_message(request)
        receipt = word_of(document, "receipt", characters_max=STATEMENT_CHARACTERS_MAX)
        await lanes.writes.run(partial(_keep_receipt, parts, receipt))
        return Response(status_code=204)

    return router


def _keep_receipt(parts: Parts, receipt: str) -> None:
    """Keep a receipt at the town that it names; raise `not-found` or `forbidden`."""
    try:
        tenant = claimed_receipt(receipt).tenant
    except WrongKey:
        raise ProblemError("forbidden") from None
    if tenant not in parts.store.tenants():
        raise ProblemError("not-found")
    with parts.store.writing(tenant) as unit:
        take_receipt(unit, receipt, parts.service.now())
