"""Sign-in through the town's own service (OpenID Connect): its word becomes a code that enrols a device.

    browser: start ──> the service, with state, nonce and PKCE (S256), all three sealed in a cookie of this browser
    service: callback with a code ──> the cookie's state is compared, the code bought for tokens, the tokens checked
    who it is ──> by his name at the service once it was met, else by his e-mail address ──> an account
    account ──> a code of `enrolling`, which serves one device, once, for ten minutes, bound to that device's key

Nobody is let in whom the town does not know, unless its settings give newcomers a role. The device's trust stays what
it was: it never speaks to the service, and a stolen answer of the service alone opens nothing here.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from sync.core.ids import is_id
from sync.core.instants import instant_of_ms
from sync.protocol.addresses import OIDC_CALLBACK
from sync.protocol.codes import Enrolment, code_hash, link_of, read_code
from sync.protocol.problems import ProblemError
from sync.server import audit
from sync.server.accounts import AccountTrouble, find_account, normal
from sync.server.auth import Auth, check_agent
from sync.server.enrolling import Enrolments
from sync.server.oidc_provider import Client, Grant, Providers
from sync.server.oidc_tokens import Identity
from sync.server.rows_access import AccountRow, AddressRow
from sync.server.rows_identity import ProviderRow, SignInFlowRow, SignInLinkRow
from sync.server.sealing import SealBroken, Sealer
from sync.server.store import Unit

FLOW_MS = 10 * 60_000
CODE_HOURS = 1 / 6
RANDOM_BYTES = 32
Newcomer = Callable[[str, Identity, str], None]
"""Opens an account for somebody: tenant, who, role."""


class SignInRefused(Exception):
    """Whoever came back is not let in; the code says why, in the words of the page and of the log."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what it keeps."""

    location: str
    cookie: str = field(repr=False)
    is_https: bool


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brings back."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    cookie: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The code for the device, and the link that says all that goes with it."""

    code: str = field(repr=False)
    link: str = field(repr=False)


class SignInService:
    """Takes browsers through the service of each town."""

    def __init__(self, auth: Auth, enrolments: Enrolments, key: bytes, providers: Providers) -> None:
        self._auth = auth
        self._store = auth.store
        self._enrolments = enrolments
        self._now_ms = enrolments.now_ms
        self._random_bytes = enrolments.random_bytes
        self._sealer = Sealer(key, "sign-in service")
        self.providers = providers

    def offered(self) -> list[tuple[str, str]]:
        """Give the towns that have a service, each with what its button says."""
        found = []
        for tenant in self._store.tenants():
            with self._store.reading(tenant) as unit:
                row = provider_of(unit)
            if row is not None:
                found.append((tenant, row.label))
        return found

    def keep(self, tenant: str, row: ProviderRow, secret: str) -> None:
        """Set a town's service."""
        sealed = self._sealer.seal(secret.encode(), f"secret {tenant}", self._random_bytes) if secret else ""
        with self._store.writing(tenant) as unit:
            before = provider_of(unit)
            admits = (before.siret, before.new_role) if before is not None else (row.siret, row.new_role)
            unit.put([replace(row, sealed_secret=sealed, siret=admits[0], new_role=admits[1])])
            self._note(unit, "sign-in-service-set", issuer=row.issuer, client=row.client_id)

    def admit(self, tenant: str, siret: str, new_role: str) -> None:
        """Say whom a town's service lets in; raise `AccountTrouble` where it has none."""
        with self._store.writing(tenant) as unit:
            row = provider_of(unit)
            if row is None:
                raise AccountTrouble("service-unset")
            unit.put([replace(row, siret=siret, new_role=new_role)])
            self._note(unit, "sign-in-service-admits", siret=siret, new_role=new_role)

    def drop(self, tenant: str) -> None:
        """Take a town's service away."""
        with self._store.writing(tenant) as unit:
            unit.drop(ProviderRow, [("only",)])
            self._note(unit, "sign-in-service-dropped")

    def start(self, tenant: str) -> Begun:
        """Begin: raise `not-found` where this town has no service."""
        client = self._client(tenant)
        location, scopes = self.providers.begins_at(client.issuer)
        state, nonce, verifier = f"{tenant}.{self._random()}", self._random(), self._random()
        asked = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_uri,
            "scope": scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        kept = json.dumps([state, nonce, verifier, self._now_ms() + FLOW_MS]).encode()
        cookie = self._sealer.seal(kept, "flow", self._random_bytes)
        return Begun(
            f"{location}{'&' if '?' in location else '?'}{urlencode(asked)}",
            cookie,
            client.redirect_uri.startswith("https:"),
        )

    def finish(self, back: Return, open_account: Newcomer) -> Ended:
        """End: give the code for a device; raise `SignInRefused`, `NotVouched`, `ServiceSilent` or a problem."""
        nonce, verifier = self._kept_for(back.state, back.cookie)
        tenant = back.state.partition(".")[0]
        subject = f"sign-in service {back.address}"
        with self._store.writing(tenant) as unit:
            self._auth.count_try(unit, subject, back.address)
        mark = hashlib.sha256(back.state.encode()).hexdigest()
        with self._store.writing(tenant) as unit:
            self._take_flow(unit, mark)
        client = self._client(tenant)
        who = self.providers.identity(client, Grant(back.code, verifier, nonce))
        account = self._account(tenant, who, open_account)
        made = self._enrolments.make(tenant, account, CODE_HOURS)
        with self._store.writing(tenant) as unit:
            self._auth.forgive_try(unit, subject, back.address)
            flow = unit.get(SignInFlowRow, [(mark,)])[(mark,)]
            unit.put([replace(flow, code_hash=code_hash(read_code(made.code) or ""))])
            self._note(unit, "sign-in-service-vouched", account=account, issuer=who.issuer)
            public = _address_of(unit)
        told = Enrolment(made.code.replace("-", ""), public.origin, tenant, public.pins(), public.roots)
        return Ended(made.code, link_of(told))

    def link(self, tenant: str, account: str, subject: str) -> None:
        """Say by hand whose account a name at the service stands for; raise `AccountTrouble`."""
        with self._store.writing(tenant) as unit:
            row, provider = find_account(unit, account), provider_of(unit)
            if row is None:
                raise AccountTrouble("account-unknown")
            if provider is None:
                raise AccountTrouble("service-unset")
            unit.put([SignInLinkRow(provider.issuer, subject, row.account, self._now_ms())])
            self._note(unit, "sign-in-linked", account=row.account, issuer=provider.issuer)

    def _kept_for(self, state: str, cookie: str) -> tuple[str, str]:
        """Open the cookie of the browser that began; the state that comes back must be the one that it holds."""
        try:
            kept, nonce, verifier, ends_ms = json.loads(self._sealer.opened(cookie, "flow"))
        except (SealBroken, ValueError):
            raise SignInRefused("another-browser") from None
        if not hmac.compare_digest(kept.encode(), state.encode(errors="replace")):
            raise SignInRefused("another-browser")
        if self._now_ms() >= ends_ms:
            raise SignInRefused("too-late")
        return nonce, verifier

    def _take_flow(self, unit: Unit, mark: str) -> None:
        """Let a way in serve once."""
        now = self._now_ms()
        unit.drop(SignInFlowRow, [row.key for row in unit.every(SignInFlowRow) if row.ends_ms <= now])
        if unit.get(SignInFlowRow, [(mark,)]):
            raise SignInRefused("served-already")
        # Kept until the code that it ends in has served, too: `sessions` tell how they began.
        unit.put([SignInFlowRow(mark, now + 3 * FLOW_MS)])

    def _account(self, tenant: str, who: Identity, open_account: Newcomer) -> str:
        """Find whose account this is, or open one where the town says so; raise `SignInRefused`."""
        with self._store.writing(tenant) as unit:
            provider = provider_of(unit)
            assert provider is not None, "it was there when this way in was taken"
            trouble, row = _matched(unit, provider, who)
            if row is not None:
                if not unit.get(SignInLinkRow, [(who.issuer, who.subject)]):
                    unit.put([SignInLinkRow(who.issuer, who.subject, row.account, self._now_ms())])
                return row.account
            is_new = trouble == "not-known" and bool(provider.new_role)
            if not is_new:
                # Who it was stands nowhere: he is nobody's agent.
                self._note(unit, "sign-in-service-refused", why=trouble)
        if not is_new:
            raise SignInRefused(trouble)
        open_account(tenant, who, provider.new_role)
        with self._store.writing(tenant) as unit:
            account = normal(who.email)
            unit.put([SignInLinkRow(who.issuer, who.subject, account, self._now_ms())])
            self._note(unit, "sign-in-service-opened-account", account=account, role=provider.new_role)
        return account

    def _client(self, tenant: str) -> Client:
        if not is_id(tenant) or tenant not in self._store.tenants():
            raise ProblemError("not-found")
        with self._store.reading(tenant) as unit:
            row = provider_of(unit)
            if row is None:
                raise ProblemError("not-found")
            origin = _address_of(unit).origin
        secret = self._sealer.opened(row.sealed_secret, f"secret {tenant}").decode() if row.sealed_secret else ""
        return Client(row.issuer, row.client_id, secret, f"{origin}{OIDC_CALLBACK}")

    def _random(self) -> str:
        return urlsafe_b64encode(self._random_bytes(RANDOM_BYTES)).rstrip(b"=").decode()

    def _note(self, unit: Unit, what: str, **told: str) -> None:
        audit.note(unit, instant_of_ms(self._now_ms()), what, **told)


def provider_of(unit: Unit) -> ProviderRow | None:
    """Give the town's service."""
    return unit.get(ProviderRow, [("only",)]).get(("only",))


def _address_of(unit: Unit) -> AddressRow:
    row = unit.get(AddressRow, [("public",)]).get(("public",))
    if row is None:
        raise ProblemError("not-found")
    return row


def _matched(unit: Unit, provider: ProviderRow, who: Identity) -> tuple[str, AccountRow | None]:
    """Give the account of somebody, or why there is none."""
    if provider.siret and who.siret != provider.siret:
        return "another-establishment", None
    link = unit.get(SignInLinkRow, [(who.issuer, who.subject)]).get((who.issuer, who.subject))
    if link is None and (not who.email or who.is_email_denied):
        return "no-email", None
    row = find_account(unit, link.account if link is not None else who.email)
    if row is None:
        return "not-known", None
    if not row.is_open:
        return "closed", None
    others = unit.find(SignInLinkRow, "account", [row.account])
    if link is None and any(other.issuer == who.issuer for other in others):
        # An address that was given to somebody new does not bring the account along.
        return "linked-to-another", None
    try:
        check_agent(unit, row)
    except ProblemError:
        return "closed", None
    return "", row
