"""What a sign-in service says of a person, checked: its signature, for whom, when, and in answer to what.

OpenID Connect Core 1.0, 3.1.3.7 (ID token) and 5.3 (userinfo, which may be signed as well: ProConnect signs it).
Algorithms are ours to choose, never the token's: the shared secret of HS256 would let whoever knows it make tokens, and
`none` anybody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
LEEWAY_S: Final = 60
AGE_S_MAX: Final = 600
WORD_CHARACTERS_MAX: Final = 512


class NotVouched(Exception):
    """What came is not the word of the sign-in service about this way in; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say to be of this way in."""

    issuer: str
    client_id: str
    nonce: str
    now_s: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, in the words of ProConnect; empty where the service does not say."""

    issuer: str
    subject: str
    email: str = ""
    given_name: str = ""
    usual_name: str = ""
    siret: str = ""
    uid: str = ""
    is_email_denied: bool = False
    """Whether the service itself says that it has not verified the e-mail address."""


def subject_of(id_token: str, keys: Mapping[str, Any], expected: Expected) -> str:
    """Give the subject of an ID token; raise `NotVouched` unless all of it is as it must be."""
    claims = signed_claims(id_token, keys)
    _check_for(claims, expected)
    _check_time(claims, expected.now_s)
    if not expected.nonce or claims.get("nonce") != expected.nonce:
        raise NotVouched("nonce")
    return _word(claims, "sub", is_needed=True)


def identity_of(claims: Mapping[str, Any], issuer: str, subject: str) -> Identity:
    """Read userinfo; raise `NotVouched` where it is of another subject than the ID token."""
    if _word(claims, "sub", is_needed=True) != subject:
        raise NotVouched("userinfo-sub")
    return Identity(
        issuer=issuer,
        subject=subject,
        email=_word(claims, "email"),
        given_name=_word(claims, "given_name"),
        usual_name=_word(claims, "usual_name") or _word(claims, "family_name"),
        siret="".join(_word(claims, "siret").split()),
        uid=_word(claims, "uid"),
        is_email_denied=claims.get("email_verified") in (False, "false"),
    )


def signed_claims(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Give the claims of a token that one of these keys signed; raise `NotVouched`."""
    try:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # what came from outside; it checks
        claims = jwt.decode(token, key_set, list(ALGORITHMS)).claims
    except (JoseError, ValueError, KeyError, TypeError) as trouble:
        raise NotVouched(f"signature: {type(trouble).__name__}") from None
    if not isinstance(claims, dict):
        raise NotVouched("claims")
    return claims


def _check_for(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise NotVouched("iss")
    told = claims.get("aud")
    audience = told if isinstance(told, list) else [told]
    if expected.client_id not in audience:
        raise NotVouched("aud")
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise NotVouched("azp")


def _check_time(claims: Mapping[str, Any], now_s: int) -> None:
    ends, begun = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, int | float) or now_s >= ends + LEEWAY_S:
        raise NotVouched("exp")
    if not isinstance(begun, int | float) or not now_s - AGE_S_MAX <= begun <= now_s + LEEWAY_S:
        raise NotVouched("iat")


def _word(claims: Mapping[str, Any], name: str, *, is_needed: bool = False) -> str:
    value = claims.get(name)
    text = value.strip() if isinstance(value, str) and len(value) <= WORD_CHARACTERS_MAX else ""
    if is_needed and not text:
        raise NotVouched(name)
    return text


def json_object(body: bytes) -> dict[str, Any]:
    """Read an answer of the service; raise `NotVouched` for anything but a JSON object."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotVouched("json") from None
    if not isinstance(document, dict):
        raise NotVouched("json")
    return document
