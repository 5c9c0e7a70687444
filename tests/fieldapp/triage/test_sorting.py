"""The keyboard alone, in real Chromium; `tests.fieldapp.triage.sorting` does it with a hundred reports."""

from pathlib import Path

import pytest

from tests.fieldapp.triage.sorting import GESTURES, sort_a_pile


@pytest.mark.browser
@pytest.mark.slow
def test_pile_is_sorted_with_the_keyboard_alone(tmp_path: Path) -> None:
    sort_a_pile(tmp_path, len(GESTURES))
