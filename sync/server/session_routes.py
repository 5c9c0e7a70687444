"""The routes of sign-in, refresh and sign-out, and of the way back into a vault."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from sync.protocol.addresses import ENROLMENTS, RECOVERIES, REFRESH, SESSIONS
from sync.protocol.enrolment import enrol_ask_of_json, enrolled_to_json
from sync.protocol.exchange_codec import public_key_of, sign_in_of_json, tokens_to_json, word_of
from sync.protocol.json_parts import id_of
from sync.protocol.recovery import answer_to_json, ask_of_json
from sync.server.auth import TOKEN_CHARACTERS_MAX
from sync.server.bodies import json_answer, read_message
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.proving import proof_of
from sync.server.routes import signed_in


def session_routes(parts: Parts, lanes: Lanes) -> APIRouter:
    """Give the router of `SESSIONS`, `REFRESH`, `ENROLMENTS` and `RECOVERIES`."""
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
        # A refresh comes before the sync that needs it: whoever is let in here is let in there.
        with lanes.room.entered(device):
            work = lanes.writes.run(partial(parts.auth.refresh, token, device, device_key, proof))
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

    return router
