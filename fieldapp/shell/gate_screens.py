"""What stands where an office may not be seen, and the calm line that says so some days before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import flet as ft

from fieldapp.account.screens_gate import Waiting, leaving, send_only
from fieldapp.shell.following import on_page
from fieldapp.shell.gate import Shown
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.ui.effects import use_span
from fieldapp.ui.i18n import Words
from sync.core.instants import parse_instant


@ft.component
def behind_gate(office: Office) -> ft.Control:
    """Tell why nothing is shown, what is safe and what to do."""
    seen, look_again = ft.use_state(_told(office))

    def hear() -> None:
        look_again(_told(office))

    def follow() -> Callable[[], Any]:
        ends = (office.gate.follow(on_page(hear)), office.follow_standing(on_page(hear)))
        return lambda: [end() for end in ends]

    use_span(follow, [])
    shown, changes, photos = seen
    waits = Waiting(changes, photos)
    if shown is Shown.LEAVING and office.gate.order is not None:
        by = parse_instant(office.gate.order.by).astimezone(), datetime.now(UTC).astimezone()
        return leaving(waits, by, office.retry)
    return send_only(waits, OfficeDesk(office).sign_in_again, office.retry, office.close)


def _told(office: Office) -> tuple[Shown, int, int]:
    return office.gate.shown, office.gate.left.changes, office.gate.left.photos


def warn_of_end(office: Office, say: Callable[..., None], t: Words) -> Callable[[], None]:
    """Say once a day that the end of the lease comes near; give the way to end it."""
    told = 0

    def warn() -> None:
        nonlocal told
        days = office.gate.days_left
        if days and days != told:
            say(t("shell.lease_soon", n=days), glyph="clock")
        told = days

    warn()
    return office.gate.follow(on_page(warn))
