"""A transport that reads nothing once the device's lease is over; the server is asked first whether it is."""

from typing import Protocol

from sync.client.account import Account
from sync.client.ports import LeaseEnded, Transport
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest


class LeaseGate(Protocol):
    """Whoever keeps the lease of this device."""

    async def is_over(self) -> bool:
        """Say whether it is over, by all that is known of the time."""
        ...


class LeasedTransport:
    """Another transport, behind the lease: pushes pass, pulls only while it runs."""

    def __init__(self, transport: Transport, account: Account, lease: LeaseGate) -> None:
        self._transport = transport
        self._account = account
        self._lease = lease
        self._may_read = False
        """What the last look said: nothing is read ahead before the first."""

    def begin(self, request: PushRequest | PullRequest, then: PullRequest | None = None) -> None:
        """Let a request be on its way, without the page after it where nothing may be read."""
        if self._may_read or isinstance(request, PushRequest):
            self._transport.begin(request, then if self._may_read else None)

    async def push(self, request: PushRequest, upcoming: PushRequest | None = None) -> PushAnswer:
        """Send changes."""
        return await self._transport.push(request, upcoming)

    async def pull(self, request: PullRequest) -> PullPage:
        """Read the next page; raise `LeaseEnded` where new tokens do not mend it."""
        self._may_read = not await self._lease.is_over()
        if not self._may_read:
            await self._account.renewed(await self._account.tokens())
            self._may_read = not await self._lease.is_over()
        if not self._may_read:
            raise LeaseEnded
        return await self._transport.pull(request)
