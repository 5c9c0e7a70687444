"""Rows of who signs in by what: second factors, how each session began, the town's own sign-in service."""

from dataclasses import dataclass, field
from typing import ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class SecondFactorRow(Row):
    """An account's secret of one-time codes (RFC 6238), sealed under the server's key."""

    TABLE: ClassVar[str] = "second_factor"
    KEY: ClassVar[tuple[str, ...]] = ("account",)

    account: str
    sealed: str = field(repr=False)
    made_ms: int
    last_step: int = 0
    """The step of the last code that was taken: it and those before it serve no more."""


@dataclass(frozen=True, slots=True)
class SpareCodeRow(Row):
    """A code that stands once for a one-time code, by its hash; a used one is dropped."""

    TABLE: ClassVar[str] = "spare_code"
    KEY: ClassVar[tuple[str, ...]] = ("account", "code_hash")
    INDEXES: ClassVar[tuple[str, ...]] = ("account",)

    account: str
    code_hash: str
    made_ms: int


@dataclass(frozen=True, slots=True)
class BeginningRow(Row):
    """How and when the session of a device began; of sessions from before this was kept there is none."""

    TABLE: ClassVar[str] = "session_beginning"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    session: str
    account: str
    how: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class ProviderRow(Row):
    """The sign-in service of the town's own (OpenID Connect), as the administrator set it."""

    TABLE: ClassVar[str] = "sign_in_provider"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    label: str
    """What stands on the button: « ProConnect »."""
    issuer: str
    client_id: str
    sealed_secret: str = field(repr=False)
    siret: str
    """Whoever comes must be of this establishment; empty for any."""
    new_role: str
    """The role of whoever is not in the directory yet; empty: nobody is let in whom the town does not know."""
    name: str = "only"


@dataclass(frozen=True, slots=True)
class SignInFlowRow(Row):
    """One way through the sign-in service that came back, by the hash of its `state`: it serves once."""

    TABLE: ClassVar[str] = "sign_in_flow"
    KEY: ClassVar[tuple[str, ...]] = ("state_hash",)
    INDEXES: ClassVar[tuple[str, ...]] = ("code_hash",)

    state_hash: str
    ends_ms: int
    code_hash: str = ""
    """Of the enrolment's code that it ended in."""


@dataclass(frozen=True, slots=True)
class SignInLinkRow(Row):
    """Whose account somebody's name at the sign-in service stands for, from his first time on."""

    TABLE: ClassVar[str] = "sign_in_link"
    KEY: ClassVar[tuple[str, ...]] = ("issuer", "subject")
    INDEXES: ClassVar[tuple[str, ...]] = ("account",)

    issuer: str
    subject: str
    account: str
    since_ms: int
