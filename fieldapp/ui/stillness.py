"""Whether the device asks for less motion: its own setting, followed from the first frame on.

Flet tells it when it is asked and never by itself: it is asked at the start, when the app comes back to the front, and
by whoever shows the setting (`look_again`).
"""

from collections.abc import Callable

import flet as ft

from fieldapp.device.answers import asked
from fieldapp.ui.effects import End, use_span
from fieldapp.ui.seen import light_of


async def wants_stillness(service: ft.SemanticsService) -> bool | None:
    """Tell whether the device asks for less motion; None where it does not answer."""
    found = await asked(service.get_accessibility_features())
    return None if found is None else found.disable_animations or found.reduce_motion


def use_stillness() -> tuple[bool, Callable[[], None]]:
    """Give whether the device asks for less motion, and the way to ask it again, inside the page's root."""
    page = ft.context.page
    still, set_still = ft.use_state(False)
    # Kept: Flet drops a service that nothing refers to.
    service: ft.MutableRef[ft.SemanticsService | None] = ft.use_ref(_none)

    async def ask() -> None:
        if service.current is None:
            service.current = ft.SemanticsService()
        answer = await wants_stillness(service.current)
        if answer is not None:
            set_still(answer)

    def look_again() -> None:
        page.run_task(ask)

    def begin() -> End:
        look_again()
        return light_of(page).follow_return(look_again)

    use_span(begin, [])
    return still, look_again


def _none() -> ft.SemanticsService | None:
    return None
