"""The agent's own page: who is signed in, how the screens look, the passphrase, the device, closing the session."""

from datetime import UTC, datetime
from functools import partial

import flet as ft

from fieldapp.account.queries import records_held
from fieldapp.account.screens_choices import display_choices, photo_sizes
from fieldapp.account.screens_desk import use_own_desk
from fieldapp.account.screens_handover import closing_card
from fieldapp.account.screens_keys import keys_card
from fieldapp.account.screens_lock import lock_card
from fieldapp.account.screens_packs import town_plan
from fieldapp.account.screens_pin_choice import pin_card
from fieldapp.account.screens_secret import change_passphrase, sign_in_again
from fieldapp.replica.announcements import STANDING
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app, use_sync
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import clock
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import Style
from fieldapp.ui.tops import screen_top
from fieldapp.ui.version import VERSION
from fieldapp.ui.widgets import (
    Action,
    Tap,
    button,
    card,
    column,
    fact,
    gap,
    grow,
    heading,
    page_frame,
    pane_count,
    quiet,
    row,
    scrolled,
    switch_row,
    word_plate,
)
from sync.core.session import Halt


@screen
def account() -> ft.Control:
    """Show the agent's page; on a wide window the display stands beside the rest."""
    app, look, sync = use_app(), use_look(), use_sync()
    wide = pane_count(look) > 1
    left: list[ft.Control] = [_who(look, app), closing_card(sync.standing.unsent)]
    if sync.status.halt in (Halt.SIGNED_OUT, Halt.COPIED):
        left.insert(1, sign_in_again())
    display = _titled(look, "account.choices", display_choices())
    pin = [pin_card()] if use_own_desk().offers_pin else []
    right: list[ft.Control] = [*pin, lock_card(), change_passphrase(), keys_card(), _device()]
    back = Tap("back", look.t("action.back"), app.back) if look.measures.field else None
    header = screen_top(look, app, look.t("account.title"), back=back)
    if not wide:
        return page_frame(header, scrolled(look, gap(0), *left, display, _photos(), town_plan(), *right))
    columns = ft.Row(
        [
            ft.Container(column(*left, *right, gap=16, stretch=True), expand=True),
            ft.Container(column(display, _photos(), town_plan(), gap=16, stretch=True), expand=True),
        ],
        spacing=24,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return page_frame(header, scrolled(look, gap(0), columns))


def _titled(look: Look, key: str, content: ft.Control) -> ft.Control:
    title = heading(look, look.t(key), level=2, style=Style.HEADING)
    return card(look, column(title, content, gap=14, stretch=True))


def _who(look: Look, app: App) -> ft.Control:
    agent = app.agent
    words = column(
        heading(look, agent.name, level=2, style=Style.HEADING),
        quiet(look, agent.job_title or look.t(f"account.role.{agent.role}")),
        quiet(look, dotted(agent.town_name, agent.service_name, agent.team_name), Style.META),
        gap=4,
    )
    return card(look, row(word_plate(look, agent.initials, 68, solid=True), grow(words), gap=18))


@ft.component
def _photos() -> ft.Control:
    look, desk = use_look(), use_own_desk()
    waits, set_waits = ft.use_state(desk.photos_on_wifi_only)

    def turn() -> None:
        desk.let_photos_wait(not waits)
        set_waits(not waits)

    words = (look.t("account.photos_wifi"), look.t("account.photos_wifi_sub"))
    state = look.t("account.on" if waits else "account.off")
    tap = Tap("photos-wifi", look.t("account.switch_label", name=words[0], state=state), turn, selected=waits)
    wifi = switch_row(look, tap, "wifi-high", words)
    return _titled(look, "account.sending", column(wifi, photo_sizes(), gap=16, stretch=True))


@ft.component
def _device() -> ft.Control:
    app, look, sync, desk = use_app(), use_look(), use_sync(), use_own_desk()
    held = use_live(records_held, kinds=(STANDING,))
    count = held.value if isinstance(held, Filled) else 0

    async def copy() -> None:
        words = {"version": VERSION, "device": desk.device_id, "storage": desk.storage}
        await app.device.copy(look.t("account.support", **words))
        app.say(look.t("trouble.copied"))

    agreed = look.t("shell.agreed_not_yet")
    if sync.status.agreed_ms is not None and not sync.status.mismatched:
        at = clock(datetime.fromtimestamp(sync.status.agreed_ms / 1000, UTC), app.now())
        agreed = look.t("shell.agreed", n=count, at=at)
    facts = [
        fact(look, "buildings", look.t("account.device_server"), desk.server),
        fact(look, "device-tablet", look.t("account.device_id"), desk.device_id[-12:]),
        fact(look, "info", look.t("account.device_version"), VERSION),
        fact(look, "seal-check", look.t("account.agreement"), agreed),
    ]
    support = Action("copy-support", look.t("account.copy_support"), copy, glyph="copy")
    stated = Action("accessibility", look.t("accessibility.link"), partial(app.go, routes.ACCESSIBILITY), glyph="info")
    whole = column(*facts, button(look, support), button(look, stated), gap=12, stretch=True)
    return _titled(look, "account.device", whole)
