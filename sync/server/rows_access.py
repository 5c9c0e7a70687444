"""Rows of sign-in and of the photo store; see `rows` for what rows are."""

import json
from dataclasses import dataclass
from typing import ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class AccountRow(Row):
    """What a person signs in with; who he is stands in the directory, under the agent's id."""

    TABLE: ClassVar[str] = "account"
    KEY: ClassVar[tuple[str, ...]] = ("account",)
    INDEXES: ClassVar[tuple[str, ...]] = ("agent",)

    account: str
    """Normalised by `accounts.normal`."""
    agent: str
    password_hash: str
    """Argon2id, with its parameters and salt."""
    changed_at: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class SessionRow(Row):
    """The signed-in state of one device; a new sign-in on it begins another session."""

    TABLE: ClassVar[str] = "session"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    session: str
    generation: int
    """How often its refresh token was replaced."""
    renewed_ms: int
    """When the newest generation was first given out, Unix milliseconds."""
    previous: str = ""
    """Hash of the token that was used for it: it alone may ask again, until one of the newest is used."""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class SessionKeyRow(Row):
    """The device's key to which a session's tokens are bound; one from before there were proofs has none."""

    TABLE: ClassVar[str] = "session_key"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    session: str
    jkt: str
    """Thumbprint of the key (RFC 7638)."""


@dataclass(frozen=True, slots=True)
class RefreshRow(Row):
    """A refresh token given out, by its hash. The last generations are kept, to know a stolen one again."""

    TABLE: ClassVar[str] = "refresh"
    KEY: ClassVar[tuple[str, ...]] = ("token_hash",)
    INDEXES: ClassVar[tuple[str, ...]] = ("session",)

    token_hash: str
    session: str
    device: str
    generation: int
    expires_ms: int


@dataclass(frozen=True, slots=True)
class AddressRow(Row):
    """How the town's devices reach this server, and what its certificate must show: told with each code."""

    TABLE: ClassVar[str] = "address"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    origin: str
    pins_json: str
    roots: bool
    """Whether a public authority vouches for it."""
    name: str = "public"

    def pins(self) -> tuple[str, ...]:
        """Decode the pins."""
        return tuple(json.loads(self.pins_json))


@dataclass(frozen=True, slots=True)
class EnrolmentRow(Row):
    """A code that lets one device of an account in, by its hash."""

    TABLE: ClassVar[str] = "enrolment"
    KEY: ClassVar[tuple[str, ...]] = ("code_hash",)
    INDEXES: ClassVar[tuple[str, ...]] = ("account",)

    code_hash: str
    account: str
    made_ms: int
    ends_ms: int
    used_ms: int = 0
    device: str = ""
    """Which device used it; empty while it waits."""

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has used it yet."""
        return not self.device


@dataclass(frozen=True, slots=True)
class TriesRow(Row):
    """Failed tries to sign in, per subject: a keyed hash of an account or of an address, never itself."""

    TABLE: ClassVar[str] = "tries"
    KEY: ClassVar[tuple[str, ...]] = ("subject",)

    subject: str
    failures: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class UseRow(Row):
    """An attachment that shows these bytes, as its picture or as its thumbnail."""

    TABLE: ClassVar[str] = "blob_use"
    KEY: ClassVar[tuple[str, ...]] = ("sha256", "attachment")
    INDEXES: ClassVar[tuple[str, ...]] = ("sha256",)

    sha256: str
    attachment: str
    is_thumbnail: bool


@dataclass(frozen=True, slots=True)
class UploadRow(Row):
    """One agent's upload of these bytes; how many have come is the length of the file.

    Per agent, because knowing a hash is no proof of having the bytes: who has not sent them all sees them only
    through an attachment of someone who has.
    """

    TABLE: ClassVar[str] = "upload"
    KEY: ClassVar[tuple[str, ...]] = ("sha256", "agent")

    sha256: str
    agent: str
    size_bytes: int
    announced_at: str
    completed_at: str = ""
    """Empty until all bytes are here and their hash is the announced one."""


@dataclass(frozen=True, slots=True)
class DeviceKeyRow(Row):
    """The public key by which a device's parcels are known; from its first token that knows of keys."""

    TABLE: ClassVar[str] = "device_key"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    public: str
    since: str
