"""The one catalogue of problems that cross the wire as `application/problem+json` (RFC 9457).

A problem is about the exchange (the token, the size, the schema); a refused change is data in the answer, never an
HTTP error. Each entry says its HTTP status and what the caller should do; the words for people are the screens'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sync.core.errors import FieldError

PROBLEM_MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:fieldapp:problem:"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the catalogue; `code` is stable and is what clients decide by."""

    code: str
    status: int
    title: str
    advice: str


_KINDS = (
    ProblemKind("not-json", 400, "The body is not the JSON that was announced", "Nothing was stored; send it again."),
    ProblemKind("not-valid", 422, "A value of the message is missing or wrong", "See errors; nothing was stored."),
    ProblemKind("too-large", 413, "The message is larger than this server takes", "Send it in smaller parts."),
    ProblemKind("not-signed-in", 401, "The token is missing, wrong or has expired", "Refresh it, else sign in again."),
    ProblemKind(
        "proof-needed", 401, "The request is not proven by its device", "Prove it with the nonce that came along."
    ),
    ProblemKind(
        "not-proven", 401, "The proof is not by the device to which this token is bound", "Do not repeat it; sign in."
    ),
    ProblemKind("wrong-password", 401, "The account or its password is not known", "Ask the person again."),
    ProblemKind("wrong-code", 401, "The code is not known, was used or is over", "Ask the town hall for another."),
    ProblemKind(
        "second-factor-needed",
        401,
        "The account signs in with a second factor",
        "Ask again with otp, by one of methods; none: the town hall gives one.",
    ),
    ProblemKind(
        "wrong-second-factor", 401, "The code of the second factor is wrong or was used", "Ask the person for the next."
    ),
    ProblemKind("too-many-tries", 429, "Too many tries to sign in", "Wait for Retry-After seconds."),
    ProblemKind("revoked", 403, "This device was revoked by the town hall", "Send what waits, then wipe."),
    ProblemKind(
        "lease-ended", 403, "The device was without its server for too long", "Send what waits, then sign in again."
    ),
    ProblemKind("forbidden", 403, "The account may not do this", "Do not repeat it."),
    ProblemKind("not-found", 404, "There is nothing at this address", "Do not repeat it."),
    ProblemKind("wrong-method", 405, "This address does not take this method", "Do not repeat it."),
    ProblemKind(
        "epoch-differs", 409, "This server came back from a backup since", "Pull first: it tells what is lost."
    ),
    ProblemKind("number-gap", 409, "A change is missing before these", "Send again from next_n."),
    ProblemKind(
        "number-reused",
        409,
        "Another change was already judged under this number",
        "Fetch the verdicts before n, then enrol anew.",
    ),
    ProblemKind(
        "chunk-out-of-place", 409, "The chunk does not start where the upload stands", "Ask HEAD, go on there."
    ),
    ProblemKind("hash-differs", 422, "The bytes are not those that were announced", "Send the whole photo again."),
    ProblemKind("not-a-parcel", 422, "The file is not a parcel of this version", "Choose the exported file."),
    ProblemKind(
        "parcel-damaged", 422, "The parcel was cut short or altered", "Nothing was stored; copy or export it again."
    ),
    ProblemKind(
        "parcel-not-for-us", 422, "The parcel is sealed to another server or town", "Hand it in where it is for."
    ),
    ProblemKind(
        "parcel-unknown-device", 403, "No device of this town signed the parcel", "Sign the device in, export again."
    ),
    ProblemKind(
        "parcel-not-taken", 409, "The device itself would not be heard either", "See why; what it told so far stays."
    ),
    ProblemKind("no-recovery", 409, "The vault's key was not sealed to this town", "Only the passphrase opens it."),
    ProblemKind("schema-too-old", 426, "This version of the app is too old to read", "It may still send; update it."),
    ProblemKind("unknown-tenant", 404, "This server does not host this town", "Check the address."),
    ProblemKind("busy", 503, "The server cannot answer now", "Wait for Retry-After seconds."),
    ProblemKind("internal", 500, "The server met a fault of its own", "Nothing was stored; try again later."),
)

CATALOGUE: Mapping[str, ProblemKind] = MappingProxyType({kind.code: kind for kind in _KINDS})


class ProblemError(Exception):
    """An exchange that the server answers with a problem; raised at the edge, written once by the app."""

    def __init__(self, code: str, *, errors: tuple[FieldError, ...] = (), **members: Any) -> None:
        """Take a code of the catalogue, the errors to point at, and extension members such as `next_n`."""
        self.kind = CATALOGUE[code]
        self.errors = errors
        self.members = members
        super().__init__(code)

    def document(self) -> dict[str, Any]:
        """Give the problem as the JSON object of RFC 9457."""
        document: dict[str, Any] = {
            "type": TYPE_PREFIX + self.kind.code,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.kind.advice,
            **self.members,
        }
        if self.errors:
            document["errors"] = [{"pointer": error.pointer, "code": error.code} for error in self.errors]
        return document


def problem_code(document: object) -> str | None:
    """Read the catalogue's code from a problem document; None when it is not one of ours."""
    kind = document.get("type") if isinstance(document, dict) else None
    if not isinstance(kind, str) or not kind.startswith(TYPE_PREFIX):
        return None
    return kind.removeprefix(TYPE_PREFIX)
