"""The fade from one theme to another: for who wants motion only."""

import flet as ft
import pytest

from fieldapp.ui.preferences import Preferences, ThemeChoice
from tests.fieldapp.ui.headless import HeadlessPage
from tests.fieldapp.ui.test_theme import app_of, run


@pytest.mark.parametrize("motion", [True, False])
def test_theme_fades_only_for_who_wants_motion(motion: bool) -> None:
    async def story(page: HeadlessPage) -> None:
        style = page.session.page.theme_animation_style
        assert (style is None) is motion

    run(app_of(ft.Container, Preferences(theme=ThemeChoice.LIGHT, motion=motion)), story)
