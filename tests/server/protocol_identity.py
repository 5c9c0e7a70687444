"""The worked examples of second factors and of a town's sign-in service in PROTOCOL.md."""

from typing import Any

import httpx
import pyotp

from sync.protocol.addresses import OIDC, SESSIONS
from sync.protocol.exchange_codec import sign_in_of_json, sign_in_to_json
from sync.protocol.sign_in_services import services_of_json
from sync.server.rows_identity import ProviderRow
from sync.server.second_factor import STEP_MS
from tests.server.server_in_hand import ServerInHand

DESK = "bureau@ville.example"


async def told_of_identity(server: ServerInHand, client: httpx.AsyncClient) -> dict[str, Any]:
    """Give the examples: the problem, and the same sign-in with a code, which is taken."""
    randomness = server.town.world.random.randbytes
    factor = server.parts.auth.second_factors.turn_on(server.town.tenant, DESK, randomness)
    asked = sign_in_to_json(server.asked("bureau"))
    needed = (await client.post(SESSIONS, json=asked)).json()
    asked["otp"] = pyotp.TOTP(factor.secret).generate_otp(server.clock() // STEP_MS)
    given = await client.post(SESSIONS, json=asked)
    assert given.status_code == 201, given.text
    assert sign_in_of_json(asked).otp == asked["otp"]
    provider = ProviderRow("ProConnect", "https://login.example", "fieldapp", "", "", "")
    server.parts.sign_in_service.keep(server.town.tenant, provider, "")
    services = (await client.get(OIDC)).json()
    assert [one.label for one in services_of_json(services)] == ["ProConnect"]
    return {
        "second-factor-needed": needed,
        "sign-in-otp": asked | {"password": "…"},
        "sign-in-services": services,
    }
