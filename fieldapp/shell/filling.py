"""The first minutes of an office: the vault is there, the directory is still on its way."""

import flet as ft

from fieldapp.account.queries import records_held
from fieldapp.replica.announcements import STANDING
from fieldapp.shell.following import use_office_sync
from fieldapp.shell.office import Office
from fieldapp.ui.app import SyncContext, use_sync
from fieldapp.ui.live import Filled, LiveContext, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets.buttons import Action, Kind
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.states import empty_state
from sync.core.session import Link

_CARD_WIDTH = 560


@ft.component
def filling(office: Office) -> ft.Control:
    """Tell how many records have come, and what to do when none comes."""
    sync = use_office_sync(office)
    return LiveContext(office.replica, lambda: SyncContext(sync, lambda: _progress(office)))


@ft.component
def _progress(office: Office) -> ft.Control:
    look, sync = use_look(), use_sync()
    held = use_live(records_held, kinds=(STANDING,))
    count = held.value if isinstance(held, Filled) else 0
    stuck = sync.status.link is Link.OFFLINE or sync.status.halt is not None
    retry = Action("sync-retry", look.t("shell.retry"), office.retry, kind=Kind.PRIMARY, glyph="arrow-clockwise")
    state = empty_state(
        look,
        "download-simple",
        look.t("shell.filling"),
        look.t("shell.filling_text", n=count),
        action=retry if stuck else None,
    )
    parts: list[ft.Control] = [ft.Semantics(identifier="filling", live_region=True, content=state)]
    if stuck:
        parts.append(banner(look, "cloud-slash", look.t("shell.filling_stuck"), role=Role.WAIT))
    return _in_the_middle(look, column(*parts, gap=12, stretch=True))


def _in_the_middle(look: Look, content: ft.Control) -> ft.Control:
    width = min(_CARD_WIDTH, look.measures.width - 2 * look.measures.margin)
    return ft.Container(ft.Container(content, width=width), alignment=ft.Alignment.CENTER, expand=True)
