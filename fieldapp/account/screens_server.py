"""The address of the town hall at the foot of the sign-in: told, and changed where that is wanted."""

from collections.abc import Callable
from typing import Protocol

import flet as ft

from fieldapp.account.actions import Door, Obstacle
from fieldapp.account.actions_address import server_address
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets.buttons import Action, Kind, button, text_button
from fieldapp.ui.widgets.fields import Field, text_field
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import glyph, quiet, text


class TypedServer(Protocol):
    """A form that holds the address."""

    @property
    def server(self) -> str:
        """Give what is typed."""
        ...

    @property
    def edits_server(self) -> bool:
        """Tell whether it is being changed."""
        ...


def server_part(look: Look, door: Door, form: TypedServer, put: Callable[..., None]) -> ft.Control:
    """Show the address, or the field in which it is changed; `put` changes the form."""

    def keep(_typed: str = "") -> None:
        address = server_address(form.server)
        if address is None:
            put(answer=Obstacle.ADDRESS)
            return
        door.move_to(address)
        put(server=address, edits_server=False, answer=None)

    if form.edits_server:
        field = Field(
            "server",
            look.t("account.server"),
            form.server,
            lambda typed: put(server=typed),
            on_submit=keep,
            hint=look.t("account.server_hint"),
            keyboard=ft.KeyboardType.URL,
        )
        done = Action("server-keep", look.t("account.server_done"), keep, kind=Kind.QUIET)
        return column(text_field(look, field), button(look, done), gap=10, stretch=True)
    told = column(
        quiet(look, look.t("account.server"), Style.META),
        text(look, form.server or look.t("account.server_none"), Style.STRONG),
        gap=2,
    )
    change = text_button(look, Tap("server-change", look.t("account.server_change"), lambda: put(edits_server=True)))
    return row(glyph(look, "buildings", color=look.tokens.ink2), grow(told), change, gap=12)
