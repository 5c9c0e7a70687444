"""The one place where the server asks the town's sign-in service: its settings, a token for a code, who it is.

Addresses come from the service's own discovery document (OpenID Connect Discovery 1.0), which must name the issuer that
the administrator set. HTTPS only, but on this machine; no redirect is followed, no proxy of the environment is used,
every answer has a limit. The document and the keys are kept for some minutes: keys that a token does not find are
fetched anew, at most once a minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from sync.server.oidc_tokens import Expected, Identity, NotVouched, identity_of, json_object, signed_claims, subject_of

ANSWER_BYTES_MAX = 512 * 1024
ANSWER_S_MAX = 10.0
KEPT_MS = 10 * 60_000
ANEW_MS = 60_000
WANTED_SCOPES = ("openid", "given_name", "usual_name", "email", "uid", "siret", "profile")
"""ProConnect's own names of scopes, and the two of everybody else; asked are those that the service knows."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_DISCOVERY = "/.well-known/openid-configuration"
_JWT = "application/jwt"


class ServiceSilent(Exception):
    """The sign-in service does not answer, or not as one."""


@dataclass(frozen=True, slots=True)
class Client:
    """What this server is at the service, for one way in."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What came back through the browser, and what was kept for it."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)


@dataclass(slots=True)
class _Kept:
    at_ms: int
    document: dict[str, Any]
    keys: dict[str, Any] | None = None
    keys_at_ms: int = 0


class Providers:
    """The sign-in services that this server has asked; `wire` replaces sockets in a test."""

    def __init__(self, now_ms: Callable[[], int], wire: httpx.BaseTransport | None = None) -> None:
        self._now_ms = now_ms
        self._wire = wire
        self._kept: dict[str, _Kept] = {}

    def begins_at(self, issuer: str) -> tuple[str, str]:
        """Give where a browser begins, and the scopes to ask; raise `ServiceSilent`."""
        document = self._known(issuer).document
        told = document.get("scopes_supported")
        scopes = [scope for scope in WANTED_SCOPES if not isinstance(told, list) or scope in told or scope == "openid"]
        return _address(document, "authorization_endpoint"), " ".join(scopes)

    def identity(self, client: Client, grant: Grant) -> Identity:
        """Give who came back with this code; raise `ServiceSilent` or `NotVouched`."""
        kept = self._known(client.issuer)
        tokens = self._tokens(kept.document, client, grant)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise NotVouched("tokens")
        expected = Expected(client.issuer, client.client_id, grant.nonce, self._now_ms() // 1000)
        try:
            subject = subject_of(id_token, self._keys(kept), expected)
        except NotVouched as trouble:
            if not str(trouble).startswith("signature") or self._now_ms() - kept.keys_at_ms < ANEW_MS:
                raise
            kept.keys = None
            subject = subject_of(id_token, self._keys(kept), expected)
        return identity_of(self._userinfo(kept, access_token), client.issuer, subject)

    def _tokens(self, document: Mapping[str, Any], client: Client, grant: Grant) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": grant.code,
            "redirect_uri": client.redirect_uri,
            "client_id": client.client_id,
            "code_verifier": grant.verifier,
        }
        methods = document.get("token_endpoint_auth_methods_supported")
        is_posted = isinstance(methods, list) and "client_secret_post" in methods
        if client.secret and is_posted:
            form["client_secret"] = client.secret
        # RFC 6749, 2.3.1: Basic is what every service must take.
        login = (client.client_id, client.secret) if client.secret and not is_posted else None
        return json_object(self._asked("POST", _address(document, "token_endpoint"), data=form, auth=login).content)

    def _userinfo(self, kept: _Kept, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = self._asked("GET", _address(kept.document, "userinfo_endpoint"), headers=headers)
        if answer.headers.get("content-type", "").partition(";")[0].strip().lower() == _JWT:
            return signed_claims(answer.text, self._keys(kept))
        return json_object(answer.content)

    def _known(self, issuer: str) -> _Kept:
        kept = self._kept.get(issuer)
        if kept is None or self._now_ms() - kept.at_ms >= KEPT_MS:
            document = json_object(self._asked("GET", issuer.rstrip("/") + _DISCOVERY).content)
            if document.get("issuer") != issuer:
                raise NotVouched("issuer")
            kept = self._kept[issuer] = _Kept(self._now_ms(), document)
        return kept

    def _keys(self, kept: _Kept) -> dict[str, Any]:
        if kept.keys is None:
            kept.keys = json_object(self._asked("GET", _address(kept.document, "jwks_uri")).content)
            kept.keys_at_ms = self._now_ms()
        return kept.keys

    def _asked(self, method: str, address: str, **what: Any) -> httpx.Response:
        if not is_safe(address):
            raise NotVouched("address")
        try:
            with (
                httpx.Client(timeout=ANSWER_S_MAX, trust_env=False, transport=self._wire) as client,
                client.stream(method, address, **what) as answer,
            ):
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > ANSWER_BYTES_MAX:
                        raise ServiceSilent("too much")
                if answer.status_code != httpx.codes.OK:
                    raise ServiceSilent(f"status {answer.status_code}")
                return httpx.Response(answer.status_code, headers=_plain(answer.headers), content=content)
        except httpx.HTTPError as trouble:
            raise ServiceSilent(type(trouble).__name__) from None


def is_safe(address: str) -> bool:
    """Say whether an address may be asked: HTTPS, or HTTP on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _plain(headers: httpx.Headers) -> dict[str, str]:
    return {"content-type": headers.get("content-type", "")}


def _address(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise NotVouched(name)
    return value
