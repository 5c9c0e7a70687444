"""Asks a server which sign-in services its towns have, before anybody is signed in."""

from sync.client.http_transport import Ask, Connection
from sync.client.ports import TransportTrouble
from sync.protocol.addresses import OIDC
from sync.protocol.problems import ProblemError
from sync.protocol.sign_in_services import OfferedService, services_of_json


async def offered_services(connection: Connection) -> tuple[OfferedService, ...]:
    """Give the services; none of a server that has no such address or is silent. Closes the connection."""
    try:
        return services_of_json((await connection.asked(Ask("GET", OIDC))).document())
    except (ProblemError, TransportTrouble):
        return ()
    finally:
        await connection.close()
