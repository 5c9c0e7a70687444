"""The worked examples of proofs and enrolments in PROTOCOL.md, by the keys that its parcel has too."""

import json
from base64 import urlsafe_b64decode
from typing import Any

from sync.protocol.addresses import PULL
from sync.protocol.codes import code_of
from sync.protocol.enrolment import EnrolAsk, Enrolled, enrol_ask_to_json, enrolled_to_json
from sync.protocol.json_parts import write_json
from sync.protocol.messages import Tokens
from sync.protocol.proofs import Proved, SeedSigner, content_hash, proof_text, read_proof, thumbprint, token_hash
from sync.protocol.small_exchange import Stand
from sync.protocol.small_proof import agreed_key, half_of, proven_body
from tests.server.parcel_in_hand import SIGNER

SIGN = SeedSigner(lambda: SIGNER)
ORIGIN = "https://sync.ville.example"
NONCE = "AFtR73xNBMS2U9lI"
"""Any nonce; a server's own changes with the minute."""
DEVICE_HALF, SERVER_HALF = bytes([5]) * 32, bytes([6]) * 32
NAME = bytes.fromhex("c0ffee01")


def told_of_proofs(pull: dict[str, Any], tokens: Tokens, stand: Stand, text: bytes) -> dict[str, dict[str, Any]]:
    """Give the examples: a proof of this pull, an enrolment, and the body of a proven small exchange."""
    proved = Proved("POST", PULL, token_hash("an access token"), content_hash(write_json(pull)), NONCE)
    proof = proof_text(SIGN, ORIGIN, proved, bytes(range(12)), 1_795_424_428)
    assert read_proof(proof).proved == proved
    header, payload, _ = (
        json.loads(urlsafe_b64decode(part + "==")) if part[:1] == "e" else {} for part in proof.split(".")
    )
    code = code_of(bytes(range(10)))
    ask = EnrolAsk(code, tokens.device, "Tablette", device_key=SIGN.public, keeps_leases=True)
    bound = Tokens(**{**_words(tokens), "device_key": SIGN.public, "jkt": thumbprint(SIGN.public)})
    halves = half_of(DEVICE_HALF), half_of(SERVER_HALF)
    key = agreed_key(DEVICE_HALF, halves[1], *halves)
    assert key == agreed_key(SERVER_HALF, halves[0], *halves)
    body = proven_body(key, NAME, 1, stand.text(), text)
    bodies = {"handle_key": halves[0], "server_half": halves[1], "key": key.hex(), "head": body[:16].hex()}
    return {
        "proof-header": header,
        "proof": payload,
        "enrol": enrol_ask_to_json(ask),
        "enrolled": enrolled_to_json(Enrolled("terrain@ville.example", bound)),
        "proven-bodies": bodies,
    }


def _words(tokens: Tokens) -> dict[str, str]:
    keys = ("parcel_key", "recovery_key", "order_key")
    members = ("tenant", "agent", "device", "access_expires_at", "epoch", "lease", *keys)
    return {name: getattr(tokens, name) for name in members} | {"access_token": "…", "refresh_token": "…"}
