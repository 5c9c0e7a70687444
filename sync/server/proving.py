"""What the server asks of a proof (`sync.protocol.proofs`): its own nonce, this very request, and only once.

    nonce     the quarter hour's third by the server's clock, and a MAC of it: any process with the same key knows it
              again, also after a restart; it serves for five to ten minutes
    once      each proof is noted while its nonce serves; a proof that comes again is refused

What is noted is in the memory of one process. A recorded request that is played to another one, or after a restart,
within those minutes, reads what its device has just read, or writes what it has written: a push gets its first
verdicts, a chunk its place, a refresh the token that only the device can use.
"""

import binascii
import hashlib
import hmac
import struct
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from starlette.requests import Request

from sync.protocol.problems import ProblemError
from sync.protocol.proofs import PROOF_HEADER, Proof, ProofWrong, Proved, read_proof, token_hash

SLOT_MS: Final = 5 * 60_000
SEEN_MAX: Final = 200_000
"""Proofs noted; the oldest goes first. A thousand tablets give a tenth of it in ten minutes."""
_MAC_BYTES: Final = 8
_SLOT = struct.Struct(">I")
_PURPOSE = b"fieldserver nonce 1: "


class Proofs:
    """The nonces of a server and the proofs that it has seen; for any thread."""

    def __init__(self, key: bytes, now_ms: Callable[[], int]) -> None:
        self._key = hmac.digest(key, _PURPOSE, "sha256")
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, int] = OrderedDict()

    def nonce(self) -> str:
        """Give the nonce of this moment."""
        return self._nonce_of(self._slot())

    def ages(self, nonce: str) -> bool:
        """Say whether a nonce should be replaced soon."""
        return nonce != self.nonce()

    def take(self, text: str, method: str, path: str, token: str = "") -> Proof:
        """Check a proof; raise `not-proven` for a wrong signature, `proof-needed` for what another mends."""
        try:
            proof = read_proof(text)
        except ProofWrong:
            raise ProblemError("not-proven") from None
        said = proof.proved
        slot = self._slot_of(said.nonce)
        wanted = Proved(method, path, token_hash(token) if token else "", said.content_hash, said.nonce)
        if slot is None or said != wanted or not self._is_new(proof, slot):
            raise ProblemError("proof-needed")
        return proof

    def _slot(self) -> int:
        return self._now_ms() // SLOT_MS

    def _slot_of(self, nonce: str) -> int | None:
        """Give the moment of a nonce that serves; None of any other."""
        try:
            (slot,) = _SLOT.unpack(urlsafe_b64decode(nonce)[: _SLOT.size])
        except (binascii.Error, ValueError, struct.error):
            return None
        # One ahead: another process's clock may be a little before ours.
        serves = abs(slot - self._slot()) <= 1 and hmac.compare_digest(self._nonce_of(slot), nonce)
        return int(slot) if serves else None

    def _nonce_of(self, slot: int) -> str:
        told = _SLOT.pack(slot)
        return urlsafe_b64encode(told + hmac.digest(self._key, told, "sha256")[:_MAC_BYTES]).decode()

    def _is_new(self, proof: Proof, slot: int) -> bool:
        mark = hashlib.blake2b(f"{proof.public} {proof.jti}".encode(), digest_size=16).digest()
        with self._lock:
            while self._seen and (len(self._seen) >= SEEN_MAX or self._is_over(next(iter(self._seen.values())))):
                self._seen.popitem(last=False)
            is_new = mark not in self._seen
            self._seen[mark] = slot
            return is_new

    def _is_over(self, slot: int) -> bool:
        return slot < self._slot() - 1


def proof_of(
    request: Request, proofs: Proofs, *, token: str = "", jkt: str = "", is_needed: bool = False
) -> Proof | None:
    """Read a request's proof and note the body that it is for; raise `proof-needed` or `not-proven`.

    Gives None where there is none and none is needed. With a proof, and with each problem of one, goes a nonce.
    """
    text = request.headers.get(PROOF_HEADER, "")
    if not text and not (jkt or is_needed):
        return None
    request.state.nonce = request.state.fresh_nonce = proofs.nonce()
    if not text:
        raise ProblemError("proof-needed")
    proof = proofs.take(text, request.method, request.url.path, token)
    if jkt and proof.jkt != jkt:
        raise ProblemError("not-proven")
    request.state.content_hash = proof.proved.content_hash
    if token and not proofs.ages(proof.proved.nonce):
        request.state.fresh_nonce = None
    return proof
