"""The town's own sign-in service at the sign-in: offered where its server has one, and it leads to the code."""

from collections.abc import Callable
from functools import partial

import flet as ft

from fieldapp.account.actions import Door
from fieldapp.ui.look import Look
from fieldapp.ui.widgets.buttons import Action, button
from sync.protocol.sign_in_services import OfferedService


def use_services(door: Door, *, is_wanted: bool) -> tuple[OfferedService, ...]:
    """Ask the town hall's server once which services it has, while the person types."""
    found, show = ft.use_state(tuple[OfferedService, ...]())

    async def ask() -> None:
        if is_wanted:
            show(await door.services())

    ft.use_effect(ask, [door.server])
    return tuple(found)


def service_buttons(
    look: Look, door: Door, services: tuple[OfferedService, ...], to_code: Callable[[], None]
) -> list[ft.Control]:
    """Offer each: the browser opens, and the code that it ends on is asked here."""

    async def open_one(service: OfferedService) -> None:
        await door.open_service(service)
        to_code()

    return [
        button(
            look,
            Action(f"service-{number}", look.t("account.by_service", service=one.label), partial(open_one, one)),
        )
        for number, one in enumerate(services)
    ]
