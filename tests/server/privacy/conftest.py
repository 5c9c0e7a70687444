"""The town of these tests: citizens' reports with their photos, over each store."""

from pathlib import Path

import pytest

from tests.server.privacy.citizens_in_hand import Citizens
from tests.server.town_in_hand import Town


@pytest.fixture
def citizens(town: Town, tmp_path: Path) -> Citizens:
    """Give a small town to which somebody reports."""
    return Citizens(town, tmp_path / "photos")
