"""A server's parts, made once and handed to the routes: no global, no part that another cannot see."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.server.accounts import Passwords
from sync.server.auth import Auth
from sync.server.blobs import BlobFiles
from sync.server.enrolling import Enrolments
from sync.server.handles import Handles
from sync.server.map.published import PublishedMaps
from sync.server.oidc import SignInService
from sync.server.oidc_provider import Providers
from sync.server.outside.intake import Outside
from sync.server.outside.pace import Pace
from sync.server.parcels import Parcels
from sync.server.privacy.receipts import Receipts
from sync.server.public.following import Following
from sync.server.public.guarding import Guard
from sync.server.reaching import Reaching
from sync.server.recovery import Recovery
from sync.server.service import Committed, Service
from sync.server.store import ServerStore
from sync.server.uploads import Uploads
from sync.server.wake import WakeBoard
from sync.server.watching.metrics import Metrics
from sync.server.webhooks.delivering import Deliveries


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the app, the command line and the demo need of one running server."""

    store: ServerStore
    service: Service
    auth: Auth
    uploads: Uploads
    maps: PublishedMaps
    parcels: Parcels
    board: WakeBoard
    reaching: Reaching
    receipts: Receipts
    handles: Handles
    recovery: Recovery
    enrolments: Enrolments
    outside: Outside
    pace: Pace
    following: Following
    forms: Guard
    sign_in_service: SignInService
    metrics: Metrics
    deliveries: Deliveries
    now_ms: Callable[[], int]


@dataclass(frozen=True, slots=True)
class World:
    """What a server takes from outside: time, randomness, its secret, and a hook after each commit."""

    now_ms: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    key: bytes
    passwords: Passwords
    after_commit: Callable[[Committed], None] = lambda committed: None
    """Called after each durable commit, before anybody is told: a test ends the process here."""
    citizens_key: bytes = b""
    """Under which citizens' identities are sealed; empty: it follows from `key`, as in tests."""


def build_parts(store: ServerStore, files: BlobFiles, maps: PublishedMaps, world: World) -> Parts:
    """Put a server together."""
    board, metrics = WakeBoard(store), Metrics()

    def committed(what: Committed) -> None:
        world.after_commit(what)
        board.committed(what)
        metrics.judged(what.judged)

    service = Service(store, now_ms=world.now_ms, random_bytes=world.random_bytes, after_commit=committed)
    auth, uploads = Auth(service, world.key, world.now_ms, world.passwords), Uploads(service, files)
    outside = Outside(service, files, world.citizens_key or world.key, world.random_bytes)
    enrolments = Enrolments(auth, service, world.now_ms, world.random_bytes)
    return Parts(
        store=store,
        service=service,
        auth=auth,
        uploads=uploads,
        parcels=Parcels(service, uploads, auth.parcel_keys),
        maps=maps,
        board=board,
        reaching=Reaching(service),
        receipts=Receipts(service),
        handles=Handles(world.now_ms),
        recovery=Recovery(auth, world.key, world.now_ms, world.random_bytes),
        outside=outside,
        pace=Pace(world.key),
        following=Following(service, outside.requesters),
        forms=Guard(world.key, world.now_ms, world.random_bytes),
        enrolments=enrolments,
        sign_in_service=SignInService(auth, enrolments, world.key, Providers(world.now_ms)),
        metrics=metrics,
        deliveries=Deliveries(service, world.key, world.now_ms),
        now_ms=world.now_ms,
    )
