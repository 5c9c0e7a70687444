"""The keys of the pad are large enough for a wet finger, at any size of text, and larger for a glove."""

import asyncio

import flet as ft
import pytest

from fieldapp.account.screens_pad import KEY_HEIGHT, KEY_HEIGHT_GLOVES, pin_pad
from fieldapp.ui.look import Look, LookContext
from fieldapp.ui.tokens import OUTDOOR, Measures, Style
from tests.fieldapp.ui.headless import headless


async def no_one(pin: str) -> None:
    """Take six digits and do nothing."""


def height_of(look: Look, identifier: str, tallest: float) -> float:
    """Give how high a key is drawn: its padding, its line, its border."""

    async def whole() -> float:
        def main(page: ft.Page) -> None:
            page.render(lambda: LookContext(look, lambda: pin_pad(no_one, "")))

        async with headless(main) as page:
            drawn = page.id(identifier).content
            assert isinstance(drawn, ft.Container)
            assert isinstance(drawn.padding, ft.Padding)
            lines = tallest * look.measures.text_scale
            return float(drawn.padding.top + drawn.padding.bottom + lines + 2 * look.tokens.border)

    return asyncio.run(whole())


@pytest.mark.parametrize("gloves", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_key_has_its_height(scale: float, gloves: bool) -> None:
    look = Look(tokens=OUTDOOR, measures=Measures(gloves=gloves, text_scale=scale))
    least = KEY_HEIGHT_GLOVES if gloves else KEY_HEIGHT
    title = look.measures.type(Style.TITLE)
    assert height_of(look, "digit-5", title.size * title.line) >= least - 0.01
    assert height_of(look, "erase", title.size + 4) >= least - 0.01
