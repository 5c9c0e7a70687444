"""Whether the device asks for less motion, by its setting or its battery saver, from the first frame on.

Flet tells it when it is asked and never by itself: it is asked at the start, when the app comes back to the front, and
by whoever shows the setting (`look_again`).
"""

from collections.abc import Callable

import flet as ft

from fieldapp.device.answers import asked
from fieldapp.device.flet_power import saves_battery
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
    saves, set_saves = ft.use_state(False)
    # Kept: Flet drops a service that nothing refers to.
    kept: ft.MutableRef[tuple[ft.SemanticsService, ft.Battery] | None] = ft.use_ref(_none)

    async def ask(service: ft.SemanticsService) -> None:
        answer = await wants_stillness(service)
        if answer is not None:
            set_still(answer)

    async def ask_battery(battery: ft.Battery) -> None:
        set_saves(await saves_battery(battery))

    def look_again() -> None:
        if kept.current is None:
            kept.current = ft.SemanticsService(), ft.Battery()
        # Apart: a browser may never answer about its battery, and who wants no motion waits for nothing.
        page.run_task(ask, kept.current[0])
        page.run_task(ask_battery, kept.current[1])

    def begin() -> End:
        look_again()
        return light_of(page).follow_return(look_again)

    use_span(begin, [])
    return still or saves, look_again


def _none() -> tuple[ft.SemanticsService, ft.Battery] | None:
    return None
