"""The tokens of this device, in the encrypted database: whoever opens the vault is signed in."""

from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy.orm import Session

from fieldapp.replica.announcements import STANDING
from fieldapp.replica.leases import keep_lease
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Setting, set_setting, setting
from sync.protocol.messages import Tokens


class ReplicaCredentials:
    """The `Credentials` of a replica."""

    def __init__(self, replica: Replica) -> None:
        """Keep them in this replica."""
        self._replica = replica

    async def load(self) -> Tokens | None:
        """Give the tokens last saved; None before the first sign-in and after signing out."""
        kept = await self._replica.read(setting, Setting.TOKENS)
        return Tokens(**kept) if kept else None

    async def save(self, tokens: Tokens) -> None:
        """Replace the tokens in one step; those of another device make this one that device.

        The lease that came with them is kept in the same step.
        """
        moment = self._replica.world.moment()

        def keep(session: Session) -> None:
            _set(session, asdict(tokens))
            keep_lease(session, tokens, moment)

        if self._replica.is_enrolled and tokens.device != self._replica.identity.device:
            await self._replica.enrol_anew(tokens.device, keep)
            return
        await self._keep(keep)

    async def forget(self) -> None:
        """Delete the tokens; with `secure_delete` nothing of them stays in the file."""
        await self._keep(lambda session: _set(session, None))

    async def _keep(self, keep: Callable[[Session], None]) -> None:
        def step(session: Session) -> tuple[None, tuple[str, ...]]:
            keep(session)
            return None, (STANDING,)

        await self._replica.transact(step)


def _set(session: Session, value: dict[str, str] | None) -> None:
    set_setting(session, Setting.TOKENS, value)
