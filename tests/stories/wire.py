"""The network between one device and the town hall: whole, cut, or with answers that get lost on the way back."""

from collections.abc import Callable

import httpx

from sync.protocol.addresses import PULL, PUSH, SYNC
from tests.stories.town_hall import TownHall


class Wire(httpx.AsyncBaseTransport):
    """Carries requests into the server's app; a story decides what happens to them."""

    def __init__(self, hall: TownHall) -> None:
        """Lead to a town hall, whichever app it runs at the moment."""
        self._hall = hall
        self.is_cut = True
        """A tablet begins a story where there is no network."""
        self.lost: list[str] = []
        """Paths whose next answer gets lost after the server has done its work; each is used once.

        A small exchange is a push and a pull in one.
        """
        self.carried: list[str] = []
        """What arrived at the server: method and path."""
        self.on_answer: Callable[[str], None] = lambda path: None
        """Called with the path when the server has answered, before the device hears of it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request there and its answer back."""
        if self.is_cut:
            raise httpx.ConnectError("no network")
        self.carried.append(f"{request.method} {request.url.path}")
        response = await httpx.ASGITransport(self._hall.app, raise_app_exceptions=False).handle_async_request(request)
        self.on_answer(request.url.path)
        meant = {PUSH, PULL, SYNC} if request.url.path == SYNC else {request.url.path}
        if lost := meant & set(self.lost):
            self.lost.remove(min(lost))
            raise httpx.ReadError("the line went dead before the answer")
        return response
