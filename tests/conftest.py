"""What every test shares: browser tests take turns, and nobody's own settings leak in."""

import os

import pytest


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
