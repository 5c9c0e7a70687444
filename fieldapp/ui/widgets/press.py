"""`Tap` and `press`: the one way in which anything on a screen is tapped.

One accessible name, one identifier for tests (and Android’s resource-id), reachable by Tab and Enter,
a visible focus (UI.md §4). Without `exclude_semantics` the name would be read twice; without `ink`
a container cannot be reached by Tab.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from fieldapp.ui.keymap import button_focused, button_left
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import FOCUS_RING, RADIUS_CHIP


@dataclass(frozen=True, slots=True, kw_only=False)
class Tap:
    """Say what a tappable thing is called and does.

    `identifier` is a kebab-case noun, `label` the whole accessible name, `word` what is written when it
    is shorter, `key` the keyboard key shown at the desk. `do` takes no argument and may be async.
    """

    identifier: str
    label: str
    do: Callable[[], Any] | None
    selected: bool | None = None
    enabled: bool = True
    word: str | None = None
    key: str | None = None

    @property
    def shown(self) -> str:
        """Give the word that is written."""
        return self.word or self.label

    @property
    def live(self) -> bool:
        """Tell whether a tap does something."""
        return self.enabled and self.do is not None


def press(look: Look, tap: Tap, content: ft.Container) -> ft.Semantics:
    """Make a drawn container tappable; `expand` of the container moves to what is returned."""
    act = handler(look, tap.do) if tap.do is not None and tap.enabled else None
    expand, content.expand = content.expand, None
    return ft.Semantics(
        identifier=tap.identifier,
        label=tap.label,
        button=True,
        selected=tap.selected,
        exclude_semantics=True,
        on_tap=act,
        content=_inked(look, content, act) if look.measures.field or act is None else _ringed(look, content, act),
        disabled=not tap.live,
        expand=expand,
    )


def _inked(look: Look, content: ft.Container, act: Callable[[], Awaitable[None]] | None) -> ft.Control:
    """Give a finger its ink; without ink a container cannot be reached by Tab."""
    content.ink = act is not None
    content.on_click = act
    content.ink_color = ft.Colors.with_opacity(0.12, look.tokens.accent)
    return content


def _ringed(look: Look, content: ft.Container, act: Callable[[], Awaitable[None]]) -> ft.Control:
    """Give a keyboard a real button, whose focus is a ring of 3 dp that is seen on any ground."""
    style = ft.ButtonStyle(
        padding=0,
        shape=ft.RoundedRectangleBorder(radius=content.border_radius or RADIUS_CHIP),
        # Outside: what is drawn inside would be hidden by the content.
        side={
            ft.ControlState.FOCUSED: ft.BorderSide(
                FOCUS_RING, look.tokens.focus, stroke_align=ft.BorderSideStrokeAlign.OUTSIDE
            )
        },
        overlay_color={
            ft.ControlState.PRESSED: ft.Colors.with_opacity(0.16, look.tokens.accent),
            ft.ControlState.HOVERED: ft.Colors.with_opacity(0.06, look.tokens.ink),
        },
        mouse_cursor=ft.MouseCursor.CLICK,
        visual_density=ft.VisualDensity.COMPACT,
    )
    tooltip, content.tooltip = content.tooltip, None
    # Material keeps 56 dp: a smaller square says its own size.
    return ft.TextButton(
        content=content,
        style=style,
        on_click=act,
        on_focus=button_focused,
        on_blur=button_left,
        tooltip=tooltip,
        width=content.width,
        height=content.height,
    )


def handler(look: Look, do: Callable[[], Any]) -> Callable[[], Awaitable[None]]:
    """Give Flet a handler that awaits what is async and survives a fault of ours."""

    async def act() -> None:
        await look.attempt(do)

    return act


def text_handler(look: Look, heard: Callable[[str], Any] | None) -> Callable[[Any], Awaitable[None]] | None:
    """Give Flet a handler that passes on the text of the field it is set on."""
    if heard is None:
        return None

    async def act(event: Any) -> None:
        await look.attempt(lambda: heard(event.control.value or ""))

    return act
