"""What stopped sending, and the way on: the notices at the head of the pill's sheet."""

from typing import Final

import flet as ft

from fieldapp.shell.office import Office
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.i18n import percent
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.notices import Notice, notice
from fieldapp.ui.widgets.support import support_line
from sync.core.session import Halt, Trouble

HALTS: Final = {
    Halt.SIGNED_OUT: ("sign-in", Role.WAIT),
    Halt.REVOKED: ("shield-warning", Role.LATE),
    Halt.COPIED: ("sign-in", Role.WAIT),
    Halt.TOO_OLD: ("download-simple", Role.WAIT),
    Halt.BROKEN: ("warning-circle", Role.LATE),
}
TROUBLES: Final = {Trouble.STRANGE: "wifi-slash", Trouble.FULL: "warning-circle", Trouble.BUSY: "clock"}


def halt_notices(look: Look, app: App, office: Office) -> list[ft.Control]:
    """Give the notice of what stopped sending, or of a failure that the agent can do something about."""
    status = office.engine.status
    if status.halt in HALTS:
        name, role = HALTS[status.halt]
        return [_notice(look, f"halt_{_key(status.halt)}", name, role, _way_on(look, app, status.halt))]
    if status.trouble in TROUBLES:
        return [_notice(look, f"trouble_{_key(status.trouble)}", TROUBLES[status.trouble], Role.WAIT, None)]
    return []


def battery_notice(look: Look, app: App, office: Office) -> list[ft.Control]:
    """Say that photos wait because the battery is low, and let the agent send them all the same."""
    charge = office.sparing.charge
    if charge is None or not office.sparing.spares_charge:
        return []

    def send() -> None:
        office.sparing.send_anyway()
        app.say(look.t("shell.battery_sent"), glyph="cloud-arrow-up")

    told = Notice(
        kicker=look.t("shell.battery_kicker", share=percent(look.t, charge.percent / 100)),
        title=look.t("shell.battery_title"),
        line=look.t("shell.battery_line"),
        glyph="plug",
        role=Role.WAIT,
    )
    anyway = Action("send-anyway", look.t("shell.battery_send"), send, glyph="cloud-arrow-up")
    return [ft.Semantics(identifier="battery-notice", container=True, content=notice(look, told, anyway))]


def lease_notice(look: Look, office: Office) -> list[ft.Control]:
    """Say that the end of the lease comes near, some days before."""
    days = office.gate.days_left
    if not days:
        return []
    told = Notice(
        kicker=look.t("shell.lease_kicker"),
        title=look.t("shell.lease_title", n=days),
        line=look.t("shell.lease_text"),
        glyph="clock",
        role=Role.WAIT,
    )
    return [ft.Semantics(identifier="lease-notice", container=True, content=notice(look, told))]


def _key(code: str) -> str:
    return code.replace("-", "_")


def _notice(look: Look, key: str, name: str, role: Role, action: Action | None) -> ft.Control:
    told = Notice(
        kicker=look.t("sync.nothing_lost"),
        title=look.t(f"shell.{key}"),
        line=look.t(f"shell.{key}_text"),
        glyph=name,
        role=role,
    )
    drawn = ft.Semantics(identifier="sync-notice", live_region=True, content=notice(look, told))
    return ft.Column(
        [drawn, *([button(look, action)] if action is not None else []), support_line(code_of(f"shell.{key}"))],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _way_on(look: Look, app: App, halt: Halt) -> Action | None:
    if halt not in (Halt.SIGNED_OUT, Halt.COPIED):
        return None
    return Action("sign-in-again", look.t("account.again_do"), lambda: app.go(routes.ACCOUNT), glyph="sign-in")
