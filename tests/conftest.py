"""What every test shares: browser tests take turns, nobody's own settings leak in, no test leaves this machine."""

import os
import sys
from collections.abc import Sequence

import pytest
from hypothesis import settings

# A busy machine is not a failure: no example of hypothesis is timed.
settings.register_profile("fieldapp", deadline=None)
settings.load_profile("fieldapp")

_LOOPBACK = ("localhost", "127.", "::1", "0.0.0.0", "::ffff:127.")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser tests into one group: two Chromiums at once starve each other on two cores."""
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(autouse=True, scope="session")
def _settings_of_nobody() -> None:
    """Forget what the caller's shell says about Fieldapp and Flet: a test sets what it needs."""
    for name in [name for name in os.environ if name.startswith(("FIELDAPP_", "FIELDSERVER_", "FLET_"))]:
        del os.environ[name]


def _stay_on_this_machine(event: str, arguments: Sequence[object]) -> None:
    """Refuse to look up or connect to any other host; of this process only, Chromium has its own test."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a string is a socket file
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    assert not name or str(name).startswith(_LOOPBACK), f"a test tried to reach {name}: serve it on 127.0.0.1"


sys.addaudithook(_stay_on_this_machine)
