"""What tests of the app have in common."""

import pytest


@pytest.fixture
def quick_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let « Confirmer » hear at once: what a hold button does with a tap is tested with its own clock."""
    monkeypatch.setattr("fieldapp.ui.widgets.holds.DEAF_S", 0.0)
