"""The key map: which screen hears a key, what a sheet and a field silence."""

import asyncio
from typing import Any

import flet as ft
import pytest

from fieldapp.ui.keymap import KeyMap, KeysContext, key_name, use_keys, use_sheet_keys
from tests.fieldapp.ui.headless import HeadlessPage, headless


def event(key: str, **held: bool) -> Any:
    page: Any = None
    return ft.KeyboardEvent("keyboard_event", page, key=key, **{**_NONE, **held})


_NONE = {"shift": False, "ctrl": False, "alt": False, "meta": False}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("j", "J"),
        (" ", "Space"),
        ("Arrow Down", "Down"),
        ("Numpad 3", "3"),
        ("&", "1"),
        ("É", "2"),
        ("à", "0"),
        ("/", "/"),
    ],
)
def test_key_has_the_name_of_its_hint(key: str, name: str) -> None:
    assert key_name(event(key)) == name


def test_innermost_binding_is_heard_and_its_leaving_gives_the_key_back() -> None:
    keymap, heard = KeyMap(), list[str]()
    keymap.add(lambda: {"/": lambda: heard.append("outer")})
    leave = keymap.add(lambda: {"/": lambda: heard.append("inner")})
    for _ in range(2):
        act = keymap.bound("/")
        assert act is not None
        act()
        leave() if heard == ["inner"] else None
    assert heard == ["inner", "outer"]


def test_sheet_silences_the_screen_below_and_escape_closes_it() -> None:
    heard = list[str]()

    @ft.component
    def opened(close: Any) -> ft.Control:
        use_sheet_keys(close, {"Ctrl Enter": lambda: heard.append("confirm")})
        return ft.Text("sheet")

    @ft.component
    def below() -> ft.Control:
        is_open, set_open = ft.use_state(True)
        use_keys({"J": lambda: heard.append("J"), "Escape": lambda: heard.append("back")})
        return ft.Column([opened(lambda: set_open(False))] if is_open else [])

    @ft.component
    def root() -> ft.Control:
        keymap, _ = ft.use_state(KeyMap())
        ft.context.page.on_keyboard_event = keymap.pressed
        return KeysContext(keymap, below)

    async def story(page: HeadlessPage) -> None:
        for key in ("J", "Ctrl Enter", "Escape", "J", "Escape"):
            *held, name = key.split(" ")
            data = {"key": name, **_NONE, "ctrl": "Ctrl" in held}
            await page.raise_event(page.session.page, "keyboard_event", data)
        assert heard == ["confirm", "J", "back"]

    async def whole() -> None:
        async with headless(lambda page: page.render(root)) as page:
            await story(page)

    asyncio.run(whole())
