"""The device's end of proofs: signs what is asked, and remembers the server's nonce."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sync.client.http_transport import Ask
from sync.protocol.proofs import (
    JTI_BYTES,
    NONCE_HEADER,
    PROOF_HEADER,
    Proved,
    Signer,
    content_hash,
    proof_text,
    token_hash,
)


class Prover:
    """Proves the requests of one device to one server."""

    def __init__(
        self,
        signer: Signer,
        origin: str,
        *,
        now_s: Callable[[], float] = time.time,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.signer = signer
        self._origin = origin
        self._now_s = now_s
        self._random_bytes = random_bytes
        self._nonce = ""

    def proven(self, ask: Ask, token: str = "") -> Ask:
        """Give a request, packed as it is sent, with its proof."""
        told = Proved(
            ask.method,
            ask.address,
            token_hash(token) if token else "",
            content_hash(ask.content or b""),
            self._nonce,
        )
        jti = self._random_bytes(JTI_BYTES)
        text = proof_text(self.signer, self._origin, told, jti, int(self._now_s()))
        return replace(ask, headers={**(ask.headers or {}), PROOF_HEADER: text})

    def hear(self, headers: Mapping[str, Any]) -> bool:
        """Learn the nonce that came along, with an answer or a problem; say whether there was one."""
        nonce = headers.get(NONCE_HEADER, "")
        self._nonce = nonce or self._nonce
        return bool(nonce)
