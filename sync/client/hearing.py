"""Who hears the orders to wipe that a server signs; see `sync.protocol.orders`."""

from collections.abc import Awaitable, Callable

Ordered = Callable[[str], Awaitable[None]]
"""Hears an order as it came, before anything else is done, each time that the server tells it."""


async def no_order(order: str) -> None:
    """Hear none: a device without a vault has nothing to wipe."""
