"""A device that proves its requests, and the machines of those who copied its token."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from sync.protocol.addresses import SESSIONS
from sync.protocol.exchange_codec import sign_in_to_json, tokens_of_json
from sync.protocol.messages import Tokens
from sync.protocol.proofs import (
    NONCE_HEADER,
    PROOF_HEADER,
    Proved,
    SeedSigner,
    content_hash,
    proof_text,
    token_hash,
)
from tests.server.server_in_hand import ServerInHand

ORIGIN = "https://sync.ville.example"
OWNER = SeedSigner(lambda: bytes(range(32)))
THIEF = SeedSigner(lambda: bytes(range(1, 33)))
WRONG_BY_YEARS_S = 0
"""What a tablet says that has forgotten the time: 1970."""


class Prover:
    """Proves requests by one key; counts its proofs, so that none is like another."""

    def __init__(self, server: ServerInHand, signer: SeedSigner = OWNER) -> None:
        self.server = server
        self.signer = signer
        self.count = 0

    def headers(self, method: str, path: str, token: str = "", body: bytes = b"", /, **others: Any) -> dict[str, str]:
        """Give the headers of one request; `others` alter what is proven."""
        self.count += 1
        told: dict[str, Any] = {
            "method": method,
            "path": path,
            "token_hash": token_hash(token) if token else "",
            "content_hash": content_hash(body),
            "nonce": self.server.parts.auth.proofs.nonce(),
        }
        jti = self.count.to_bytes(12)
        proof = proof_text(self.signer, ORIGIN, Proved(**{**told, **others}), jti, WRONG_BY_YEARS_S)
        return {PROOF_HEADER: proof} | ({"Authorization": f"DPoP {token}"} if token else {})

    async def signed_in(self, client: httpx.AsyncClient, name: str = "terrain", device: str | None = None) -> Tokens:
        """Sign one of the people in, proven."""
        body = json.dumps(sign_in_to_json(self.server.asked(name, device))).encode()
        answer = await client.post(SESSIONS, content=body, headers=self.headers("POST", SESSIONS, "", body))
        assert answer.status_code == 201, answer.text
        return tokens_of_json(answer.json())

    async def posted(self, client: httpx.AsyncClient, path: str, token: str, message: Mapping[str, Any]) -> Any:
        """Post a message, proven."""
        body = json.dumps(message).encode()
        return await client.post(path, content=body, headers=self.headers("POST", path, token, body))


def code_of(answer: httpx.Response) -> str:
    """Give the problem of an answer; nothing where there is none."""
    return str(answer.json().get("type", "")).rpartition(":")[2] if answer.status_code >= 400 else ""


def nonce_of(answer: httpx.Response) -> str:
    """Give the nonce that came along."""
    return str(answer.headers.get(NONCE_HEADER, ""))
