"""The open office as the account's screens see it; the shell provides it."""

import flet as ft

from fieldapp.account.actions_desk import OwnDesk

_NO_DESK: OwnDesk | None = None
OwnDeskContext = ft.create_context(_NO_DESK)


def use_own_desk() -> OwnDesk:
    """Give the open office, inside a component."""
    desk = ft.use_context(OwnDeskContext)
    assert desk is not None, "the agent's page is built inside the shell"
    return desk
