"""What a stranger asks of a server, and a report that the desk let out."""

import asyncio
from functools import lru_cache
from typing import Any

import httpx
from fastapi import FastAPI

from sync.server.app import create_app
from tests.server.outside.door_in_hand import Door


@lru_cache(maxsize=1)
def app_of(door: Door) -> FastAPI:
    """Give the one app of a test's server."""
    return create_app(door.server.parts)


def asked(door: Door, path: str, **headers: str) -> httpx.Response:
    """Ask without any token, as anybody."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app_of(door), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://server.test") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return asyncio.run(ask())


def published(door: Door, **given: Any) -> str:
    """Report something and let it out."""
    report = door.given(**given)
    door.town.change("report", report, publication="published")
    return report
