"""The addresses of the protocol: one list, from which the client asks and the server routes.

    POST   SESSIONS        SignIn -> Tokens
    POST   REFRESH         {refresh_token, device} -> Tokens; the old token works until the new one was used once
    POST   ENROLMENTS      EnrolAsk -> Enrolled: sign in by a code that serves once, proven by the device's key
    DELETE SESSIONS        sign out: this device's tokens end (204)
    POST   PUSH            PushRequest -> PushAnswer
    POST   PULL            PullRequest -> JSON Lines: open, rows, checkpoint; or sections, much by column: `tables`
    POST   SYNC            a push and the page after it, by a handle and packed: `small_exchange`
    GET    LIVE            server-sent events: `pull` says that there is news, a comment keeps the line alive
    HEAD   photo_address   how much of the bytes is here: `Upload-Offset` (tus 1.0), 0 when nothing is
    PATCH  photo_address   one chunk at `Upload-Offset`, with `Upload-Length`; 204 and the new `Upload-Offset`
    GET    photo_address   the bytes, `Range` understood
    POST   PARCELS         a parcel that some device packed (`parcel`), handed in by any -> ParcelReport
    POST   RECOVERIES      RecoveryAsk -> RecoveryAnswer, by an account's password; asked again until there is an answer
    POST   WIPES           {receipt}: a device's signed word that it wiped; 204, again does no harm
    GET    OIDC            which sign-in services the towns have: label and where a browser begins (no token)
    GET    OIDC_START      for a browser: goes to the sign-in service, which comes back to OIDC_CALLBACK with a code
    GET    MAPS            what map packs the town publishes: name, hash, size, version
    GET    map_address     the bytes of a pack, `Range` understood

`Repr-Digest` (RFC 9530) comes with HEAD, PATCH and GET once all bytes are here and have the hash of their address: it
is the proof on which a device may let its own copy go.

All but the first three, `RECOVERIES`, `WIPES` and those of `OIDC` want `Authorization: DPoP <access token>` with a
proof (`proofs`), or `Bearer` where the token is bound to no key; `SYNC` has its handle instead, and what `WIPES` takes
is signed itself. Bodies may be gzipped both ways.
"""

import base64

SESSIONS = "/v1/sessions"
REFRESH = "/v1/sessions/refresh"
ENROLMENTS = "/v1/enrolments"
PUSH = "/v1/push"
PULL = "/v1/pull"
SYNC = "/v1/sync"
LIVE = "/v1/live"
PHOTOS = "/v1/photos"
PARCELS = "/v1/parcels"
RECOVERIES = "/v1/recoveries"
WIPES = "/v1/wipes"
OIDC = "/v1/oidc"
OIDC_START = "/v1/oidc/start"
OIDC_CALLBACK = "/v1/oidc/callback"
MAPS = "/v1/maps"

JSON_MEDIA_TYPE = "application/json"
LINES_MEDIA_TYPE = "application/jsonl"
TABLES_MEDIA_TYPE = "application/vnd.fieldapp.tables"
"""A page of the log with records by column, in packed sections: see `tables`."""
LIVE_MEDIA_TYPE = "text/event-stream"
CHUNK_MEDIA_TYPE = "application/offset+octet-stream"
"""tus 1.0's own media type for a chunk."""
PARCEL_MEDIA_TYPE = "application/octet-stream"
OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
HASH_HEADER = "Repr-Digest"

LIVE_EVENT = "pull"
LIVE_SILENCE_S_MAX = 45
"""The server writes at least a comment this often; a longer silence means that the line is dead."""


def hash_header(sha256: str) -> str:
    """Give the value of `Repr-Digest` that proves the bytes with this hash."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def photo_address(sha256: str) -> str:
    """Give the address of the bytes with this hash, a photo's or a thumbnail's."""
    return f"{PHOTOS}/{sha256}"


def map_address(sha256: str) -> str:
    """Give the address of the map pack with this hash."""
    return f"{MAPS}/{sha256}"
