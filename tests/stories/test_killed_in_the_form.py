"""A tablet killed in the middle of a form comes back where it was, and sends it once."""

from pathlib import Path

import pytest

from tests.stories.killed_form import form_survives

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = 4


def test_form_comes_back_after_each_kill_and_is_sent_once(tmp_path: Path) -> None:
    form_survives(tmp_path, SEED)
