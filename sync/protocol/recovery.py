"""The way back into a vault: its key lies beside it, sealed to the town; two keepers open it for a request.

    escrow   HPKE to the town's recovery key of {tenant, account, key}: made by the device while its vault is open
    answer   HPKE of the key alone, to the public key that the device drew for one request

HPKE is RFC 9180 in its base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. The recovery key itself is kept at the town
hall in no one's hands: see `sync.server.keepers`. Public keys are 64 hexadecimal digits, sealed bytes are base64.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.protocol.exchange_codec import public_key_of, word_of
from sync.protocol.json_parts import count_of, id_of, needed, not_valid
from sync.protocol.parcel_keys import WrongKey, is_public, seal_name

ESCROWS_MAX = 32
"""Vaults of one device that one request may name."""
SEALED_BYTES_MAX = 1_024
KEY_BYTES = 32
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ESCROW = b"fieldapp recovery 1: escrow"
_ANSWER = b"fieldapp recovery 1: answer"
_NUMBER = b"fieldapp recovery 1: number"
_NUMBER_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Escrow:
    """A vault's key, sealed; `to` names the recovery key that opens it."""

    to: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Secret:
    """What an escrow holds: whose vault, and its data key."""

    tenant: str
    account: str
    key: bytes = field(repr=False)


class RecoveryState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    GIVEN = "given"
    REFUSED = "refused"
    FOREIGN = "foreign"
    """Two keepers said yes, and none of these vaults is this account's."""


@dataclass(frozen=True, slots=True)
class RecoveryAsk:
    """POST /v1/recoveries: asked and asked again with the same `request`, until there is an answer."""

    account: str
    password: str = field(repr=False)
    request: str
    answer_key: str
    """The public key, drawn for this request, to which the answer is sealed."""
    device_name: str
    escrows: tuple[Escrow, ...]
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class RecoveryAnswer:
    """How many keepers agreed, of how many needed; the sealed keys by the place of their escrow."""

    state: RecoveryState
    approvals: int
    needed: int
    keys: Mapping[int, bytes] = field(default_factory=dict)


def escrow_of(public: str, secret: Secret) -> Escrow:
    """Seal a vault's key to the town's recovery key."""
    told = {"tenant": secret.tenant, "account": secret.account, "key": secret.key.hex()}
    return Escrow(seal_name(public), _sealed(public, json.dumps(told, sort_keys=True).encode(), _ESCROW))


def secret_of(seed: bytes, escrow: Escrow) -> Secret:
    """Open an escrow with the recovery key's private half; raise `WrongKey`."""
    told = json.loads(_opened(seed, escrow.sealed, _ESCROW))
    return Secret(told["tenant"], told["account"], bytes.fromhex(told["key"]))


def sealed_answer(answer_key: str, key: bytes) -> bytes:
    """Seal a vault's key to a request."""
    return _sealed(answer_key, key, _ANSWER)


def opened_answer(seed: bytes, sealed: bytes) -> bytes:
    """Open an answer with the private half that was drawn for the request; raise `WrongKey`."""
    key = _opened(seed, sealed, _ANSWER)
    if len(key) != KEY_BYTES:
        raise WrongKey
    return key


def number_of(answer_key: str) -> str:
    """Give the six digits that agent and keeper compare, so that no other request is approved."""
    digest = hashlib.sha256(_NUMBER + bytes.fromhex(answer_key)).digest()
    digits = str(int.from_bytes(digest[:8], "big") % 10**_NUMBER_DIGITS).zfill(_NUMBER_DIGITS)
    return f"{digits[:3]} {digits[3:]}"


def ask_to_json(ask: RecoveryAsk) -> dict[str, Any]:
    """Write a request; the tenant only where there is one."""
    escrows = [{"to": escrow.to, "sealed": b64encode(escrow.sealed).decode()} for escrow in ask.escrows]
    names = ("account", "password", "request", "answer_key", "device_name", "tenant")
    return {name: value for name in names if (value := getattr(ask, name)) is not None} | {"escrows": escrows}


def ask_of_json(document: Mapping[str, Any]) -> RecoveryAsk:
    """Read a request; raise `not-valid`."""
    answer_key = public_key_of(document, "answer_key")
    if not is_public(answer_key):
        raise not_valid("/answer_key")
    found = needed(document, "escrows", list)
    if not 0 < len(found) <= ESCROWS_MAX:
        raise not_valid("/escrows", "too-many" if found else "out-of-range")
    return RecoveryAsk(
        account=word_of(document, "account"),
        password=word_of(document, "password"),
        request=id_of(document, "request"),
        answer_key=answer_key,
        device_name=word_of(document, "device_name"),
        escrows=tuple(escrow_of_json(item, f"/escrows/{index}") for index, item in enumerate(found)),
        tenant=word_of(document, "tenant") if document.get("tenant") is not None else None,
    )


def escrow_of_json(item: object, pointer: str = "") -> Escrow:
    """Read an escrow; raise `not-valid`."""
    if not isinstance(item, dict):
        raise not_valid(pointer)
    return Escrow(word_of(item, "to", characters_max=64), _bytes(item, "sealed"))


def answer_to_json(answer: RecoveryAnswer) -> dict[str, Any]:
    """Write where a request stands."""
    keys = [{"escrow": place, "sealed": b64encode(sealed).decode()} for place, sealed in answer.keys.items()]
    return {"state": answer.state.value, "approvals": answer.approvals, "needed": answer.needed, "keys": keys}


def answer_of_json(document: Mapping[str, Any]) -> RecoveryAnswer:
    """Read where a request stands; raise `not-valid`."""
    try:
        state = RecoveryState(word_of(document, "state"))
    except ValueError:
        raise not_valid("/state") from None
    found = needed(document, "keys", list)
    if len(found) > ESCROWS_MAX or not all(isinstance(item, dict) for item in found):
        raise not_valid("/keys")
    keys = {count_of(item, "escrow"): _bytes(item, "sealed") for item in found}
    return RecoveryAnswer(state, count_of(document, "approvals"), count_of(document, "needed"), keys)


def _bytes(document: Mapping[str, Any], name: str) -> bytes:
    try:
        return b64decode(word_of(document, name, characters_max=2 * SEALED_BYTES_MAX), validate=True)
    except ValueError:
        raise not_valid(f"/{name}") from None


def _sealed(public: str, content: bytes, label: bytes) -> bytes:
    try:
        return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(bytes.fromhex(public)), info=label)
    except ValueError:
        # A point of low order: what is sealed to it would be open to everybody.
        raise WrongKey from None


def _opened(seed: bytes, sealed: bytes, label: bytes) -> bytes:
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(seed), info=label)
    except (InvalidTag, ValueError):
        raise WrongKey from None
