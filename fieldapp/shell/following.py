"""From what happens in an office to a page: the office's tasks belong to no page, a component's state to one.

Flet finds the page of a component in a context variable. An announcement of the database thread carries none, so
every call from the office into a page goes through `on_page`.
"""

import asyncio
import contextvars
from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.shell.office import Office
from fieldapp.ui.app import SyncStatus
from fieldapp.ui.effects import use_span
from fieldapp.ui.packs import Packs


def on_page(act: Callable[..., Any]) -> Callable[..., None]:
    """Give a function that runs `act` on this loop and in this page's context, wherever it is called from.

    Call it where Flet has set the page: in an effect or a handler.
    """
    loop, here = asyncio.get_running_loop(), contextvars.copy_context()

    def call(*args: Any) -> None:
        loop.call_soon_threadsafe(partial(act, *args), context=here)

    return call


def use_office_sync(office: Office) -> SyncStatus:
    """Give the standing of an office as an observable of this page, inside a component."""
    sync, _ = ft.use_state(SyncStatus(office.standing, office.engine.status))

    def hear() -> None:
        sync.status = office.engine.status
        sync.standing = office.standing

    use_span(lambda: office.follow_standing(on_page(hear)), [])
    return sync


def use_office_packs(office: Office) -> Packs:
    """Give the map packs of an office as an observable of this page, inside a component."""
    packs, _ = ft.use_state(Packs(office.maps.state, office.maps))

    def hear() -> None:
        packs.state = office.maps.state

    use_span(lambda: office.maps.follow(on_page(hear)), [])
    return packs
