"""Brings one message to a webhook: one of the two files by which the server goes out to others.

No redirect is followed, no proxy asked, no more than the status read; the connection goes to the address that the
guard looked at, under the certificate of the name. `tests/house` keeps all but `oidc_provider` from doing so too.
"""

import asyncio
import ssl
from collections.abc import Mapping
from functools import lru_cache

import httpx

from sync.server.webhooks.guard import AddressRefused, target_of

ANSWER_S_MAX = 10.0
FAILED = 0
"""Instead of a status: not reached, not allowed, no answer."""


async def bring(url: str, body: bytes, headers: Mapping[str, str], *, allows_private: bool) -> int:
    """Post a body; give the status of the answer, or `FAILED`. Takes at most `ANSWER_S_MAX`."""
    try:
        async with asyncio.timeout(ANSWER_S_MAX):
            target = await asyncio.to_thread(target_of, url, allows_private=allows_private)
            told = {**headers, "host": target.parts.netloc}
            async with (
                httpx.AsyncClient(
                    verify=_trust(), follow_redirects=False, trust_env=False, timeout=ANSWER_S_MAX
                ) as client,
                client.stream(
                    "POST", target.url, content=body, headers=told, extensions={"sni_hostname": target.host}
                ) as answer,
            ):
                return answer.status_code
    except (AddressRefused, OSError, UnicodeError, TimeoutError, httpx.HTTPError, httpx.InvalidURL):
        return FAILED


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    # Reading the authorities costs 0.1 s of CPU: once, not per message.
    return httpx.create_ssl_context(trust_env=False)
