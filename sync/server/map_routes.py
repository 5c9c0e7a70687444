"""The routes of map packs: what the town publishes, and the bytes of a pack, for its signed-in devices only."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol.addresses import HASH_HEADER, MAPS, hash_header
from sync.protocol.map_codec import maps_to_json
from sync.server.auth import SignedIn
from sync.server.bodies import json_answer
from sync.server.callers import MAY_READ, device_of
from sync.server.file_answers import file_answer
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.routes import one_method, sha256_of, signed_in


@dataclass(frozen=True, slots=True)
class MapRoutes:
    """The handlers, over the parts of one server."""

    parts: Parts
    lanes: Lanes

    def routes(self) -> list[Route]:
        """List the routes."""
        return [one_method(MAPS, self.offers, "GET"), one_method(f"{MAPS}/{{sha256}}", self.pack, "GET")]

    async def offers(self, request: Request) -> Response:
        """Tell what the town publishes."""
        signed = signed_in(request, self.parts.auth)

        def work() -> Response:
            return json_answer(maps_to_json(self.parts.maps.offers(self._tenant(signed))))

        return await self.lanes.files.run(work)

    async def pack(self, request: Request) -> Response:
        """Give the bytes of a pack or of a part of it."""
        signed, sha256 = signed_in(request, self.parts.auth), sha256_of(request)

        def work() -> Response:
            path = self.parts.maps.readable(self._tenant(signed), sha256)
            return file_answer(path, request.headers.get("range", ""), {HASH_HEADER: hash_header(sha256)})

        return await self.lanes.files.run(work)

    def _tenant(self, signed: SignedIn) -> str:
        """Give the town of a device that may read."""
        caller = self.parts.auth.check(signed)
        with self.parts.store.reading(caller.tenant) as unit:
            device_of(unit, caller, MAY_READ)
        return caller.tenant
