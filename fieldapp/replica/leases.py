"""The lease of this device, in the encrypted database: its span, and what was seen of the time."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Setting, identity_of, set_setting, setting
from sync.core.instants import ms_of_instant
from sync.core.lease import Moment, Span, Stand, Witness, days_left, heard, seen, stand_of, time_at
from sync.protocol.messages import Tokens
from sync.protocol.orders import lease_of_text
from sync.protocol.parcel_keys import WrongKey


@dataclass(frozen=True, slots=True)
class KeptLease:
    """A lease with the witness of its time."""

    text: str
    span: Span
    witness: Witness


def keep_lease(session: Session, tokens: Tokens, moment: Moment) -> None:
    """Keep the lease that came with tokens; one that is not this device's own changes nothing."""
    kept = kept_lease(session)
    if not tokens.lease:
        set_setting(session, Setting.LEASE, None)
        return
    if kept is not None and kept.text == tokens.lease:
        return
    try:
        lease = lease_of_text(tokens.order_key, tokens.lease)
    except WrongKey:
        return
    identity = identity_of(session)
    if identity is None or lease.device != tokens.device:
        return
    given_ms = ms_of_instant(lease.given_at)
    span = Span(given_ms, ms_of_instant(lease.until))
    _write(session, KeptLease(tokens.lease, span, heard(given_ms, moment)))


def kept_lease(session: Session) -> KeptLease | None:
    """Give the lease of this device; None where it has no end."""
    kept: Any = setting(session, Setting.LEASE)
    return KeptLease(kept["text"], Span(**kept["span"]), Witness(**kept["witness"])) if kept else None


def _write(session: Session, lease: KeptLease) -> None:
    kept = {"text": lease.text, "span": asdict(lease.span), "witness": asdict(lease.witness)}
    set_setting(session, Setting.LEASE, kept)


class Leases:
    """How the lease of a replica stands, by the clocks of its world."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._kept: KeptLease | None = None

    @property
    def stand(self) -> Stand:
        """Say how the lease stands, as it was read last."""
        return stand_of(self._kept.span, self.now_ms) if self._kept is not None else Stand.NONE

    @property
    def days_left(self) -> int:
        """Give how many days it still has; 0 where there is none."""
        return days_left(self._kept.span, self.now_ms) if self._kept is not None else 0

    @property
    def now_ms(self) -> int:
        """Give the time on the server's clock, or this device's where no server told."""
        moment = self._replica.world.moment()
        return time_at(self._kept.witness, moment) if self._kept is not None else moment.wall_ms

    async def read(self) -> Stand:
        """Read it anew, and say how it stands."""
        self._kept = await self._replica.read(kept_lease)
        return self.stand

    async def is_over(self) -> bool:
        """Say whether nothing may be read any more until the agent signs in."""
        return await self.read() is Stand.ENDED

    async def note(self) -> None:
        """Note the time, so that no clock set back later takes it off; a durable write."""
        moment = self._replica.world.moment()

        def step(session: Session) -> tuple[None, tuple[str, ...]]:
            kept = kept_lease(session)
            if kept is not None:
                _write(session, KeptLease(kept.text, kept.span, seen(kept.witness, moment)))
            return None, ()

        await self._replica.transact(step)
