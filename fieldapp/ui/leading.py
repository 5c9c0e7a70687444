"""Leading to a part of what scrolls: to what is missing, to the card whose pin was tapped.

parts: ft.MutableRef[LedRef] = ft.use_ref(new_led_ref)
ft.Column([found_by("photos", part), …], ref=parts.current, scroll=…)
page.run_task(lead_to, parts.current, "photos", look.measures.panel_ms)

Beside the gesture, never awaited in it: a client that does not answer must not keep the screen waiting.
"""

from typing import Any, TypeVar

import flet as ft

C = TypeVar("C", bound=ft.Control)


class LedRef(ft.Ref[Any]):
    """Refer to what scrolls."""


def new_led_ref() -> LedRef:
    """Give a reference that is not filled yet."""
    return LedRef()


def found_by(key: str, control: C) -> C:
    """Let `lead_to` find a control: the client looks for keys of this type only."""
    control.key = ft.ScrollKey(key)  # type: ignore[call-arg]  # its fields come with a base that is loaded late
    return control


async def lead_to(scrolled: LedRef, key: str, duration_ms: int) -> None:
    """Bring a part into sight, in what scrolls now: a drawing since the gesture put another there."""
    if scrolled.current is not None:
        await scrolled.current.scroll_to(scroll_key=key, duration=duration_ms)
