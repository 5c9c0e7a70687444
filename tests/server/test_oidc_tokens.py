"""What is taken for the word of a sign-in service: each thing that must be so, broken once."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from sync.server.oidc_tokens import AGE_S_MAX, LEEWAY_S, Expected, NotVouched, identity_of, json_object, subject_of

ISSUER, CLIENT, NONCE, NOW_S = "https://login.example", "town", "a nonce", 1_800_000_000
KEY, OTHER = RSAKey.generate_key(2048, parameters={"kid": "1"}), RSAKey.generate_key(2048, parameters={"kid": "1"})
KEYS: Any = KeySet([KEY]).as_dict(private=False)
EXPECTED = Expected(ISSUER, CLIENT, NONCE, NOW_S)
GOOD = {"iss": ISSUER, "aud": CLIENT, "sub": "who", "nonce": NONCE, "iat": NOW_S, "exp": NOW_S + 60}


def token(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "1"}, claims, key, [algorithm])


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "other"], "azp": CLIENT},
        {"exp": NOW_S - LEEWAY_S + 1},
        {"iat": NOW_S + LEEWAY_S},
        {"iat": NOW_S - AGE_S_MAX},
    ],
)
def test_good_token_gives_its_subject(change: dict[str, Any]) -> None:
    assert subject_of(token({**GOOD, **change}), KEYS, EXPECTED) == "who"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "https://other.example"}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": [CLIENT, "other"]}, "azp"),
        ({"azp": "other"}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": NOW_S - LEEWAY_S}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": NOW_S + LEEWAY_S + 1}, "iat"),
        ({"iat": NOW_S - AGE_S_MAX - 1}, "iat"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 600}, "sub"),
    ],
)
def test_each_claim_must_be_as_it_must(change: dict[str, Any], why: str) -> None:
    with pytest.raises(NotVouched, match=f"^{why}$"):
        subject_of(token({k: v for k, v in {**GOOD, **change}.items() if v is not None}), KEYS, EXPECTED)


def test_signature_must_be_of_the_service_s_own_key_and_no_weaker_kind() -> None:
    unsigned = token(GOOD).rsplit(".", 1)[0]
    forged = [
        token(GOOD, OTHER),
        _signed_with_public_key(),
        f"{unsigned}.",
        "eyJhbGciOiJub25lIn0." + unsigned.split(".")[1] + ".",
        "not a token",
        "",
    ]
    for one in forged:
        with pytest.raises(NotVouched, match=r"^signature"):
            subject_of(one, KEYS, EXPECTED)
    unfit: list[dict[str, Any]] = [{}, {"keys": []}, {"keys": ["x"]}, {"keys": 3}]
    for keys in unfit:
        with pytest.raises(NotVouched):
            subject_of(token(GOOD), keys, EXPECTED)


def _signed_with_public_key() -> str:
    """Give the trick of old: the public key, which everybody has, taken for a shared secret."""
    parts = [{"alg": "HS256", "kid": "1"}, GOOD]
    words = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    mac = hmac.digest(KEY.as_pem(private=False), words, "sha256")
    return f"{words.decode()}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_userinfo_is_of_the_same_subject_and_proconnect_s_names_are_read() -> None:
    told = {
        "sub": "who",
        "usual_name": "Caron",
        "given_name": "Inès",
        "email": "i@v.example",
        "siret": "2175 0001",
        "uid": 3,
    }
    who = identity_of(told, ISSUER, "who")
    assert (who.usual_name, who.given_name, who.email, who.siret, who.uid) == (
        "Caron",
        "Inès",
        "i@v.example",
        "21750001",
        "",
    )
    assert identity_of({"sub": "who", "family_name": "Roy", "email_verified": False}, ISSUER, "who").is_email_denied
    with pytest.raises(NotVouched, match="userinfo-sub"):
        identity_of({**told, "sub": "other"}, ISSUER, "who")
    for body in (b"[]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(NotVouched, match="json"):
            json_object(body)
