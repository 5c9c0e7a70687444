"""A citizen and a desk before one server."""

import pytest

from tests.server.public.citizen_in_hand import Citizen, Desk
from tests.server.server_in_hand import ServerInHand


@pytest.fixture
def citizen(server: ServerInHand) -> Citizen:
    """Give somebody before the pages of a small town, in French."""
    return Citizen(server)


@pytest.fixture
def desk(server: ServerInHand) -> Desk:
    """Give that town's desk."""
    return Desk(server)
