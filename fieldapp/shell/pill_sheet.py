"""The pill's sheet: the exact items that wait, why, and what one can do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.queries import records_held
from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING
from fieldapp.replica.pill import Circumstances, WaitingItem, WaitReason, waiting_items
from fieldapp.shell.office import Office
from fieldapp.shell.pill_items import Waits, item_row
from fieldapp.shell.pill_notices import battery_notice, halt_notices, lease_notice
from fieldapp.shell.pill_parcel import use_parcel_part
from fieldapp.shell.pill_room import use_room_part
from fieldapp.ui import routes
from fieldapp.ui.app import App, SyncStatus, use_app, use_sync
from fieldapp.ui.i18n import stamp
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.preferences import Preferences, ThemeChoice, use_preferences
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, Kind, button, text_button
from fieldapp.ui.widgets.chips import filter_chip
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.panes import TWO_PANES_MIN
from fieldapp.ui.widgets.pill import pill_state, pill_word
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.segmented import segmented
from fieldapp.ui.widgets.sheets import Sheet, sheet
from fieldapp.ui.widgets.switches import switch_row
from fieldapp.ui.widgets.text import glyph, heading, quiet, text
from sync.core.session import Halt, Link

ITEMS_SHOWN: Final = 50
Close = Callable[[], None]
Listed = dict[tuple[str, str], WaitingItem]
"""What was listed since the sheet was opened, each at its place: what has left goes on standing there."""
_Ways = tuple[Halt | None, Close, Listed]
"""What stopped sending, what closes the sheet, and what it listed so far."""


def _nothing_listed() -> Listed:
    return {}


@ft.component
def pill_sheet(office: Office, close: Close) -> ft.Control:
    """Open the sheet above whatever screen shows; it follows the engine while it is open."""
    app, look, sync = use_app(), use_look(), use_sync()
    online = sync.status.link is not Link.OFFLINE and sync.status.halt is None
    held_by = office.sparing.holds(office.carrier, on_wifi_only=office.choices.photos_on_wifi_only)
    around = Circumstances(online, held_by is not WaitReason.NO_WIFI, held_by is WaitReason.LOW_BATTERY)
    items = use_live(waiting_items, around, kinds=(OUTBOX, PHOTO, STANDING))
    held = use_live(records_held, kinds=(STANDING,))
    listed: ft.MutableRef[Listed] = ft.use_ref(_nothing_listed)
    preferences, choose = use_preferences()
    parcel, room = use_parcel_part(office, waits=bool(sync.standing.unsent)), use_room_part(office)
    content = [
        *halt_notices(look, app, office),
        *lease_notice(look, office),
        *battery_notice(look, app, office),
        _facts(look, sync, held, app.now()),
        *_to_decide(look, app, sync, close),
        *_items(look, app, items, (sync.status.halt, close, listed.current)),
        *parcel,
        _more(look, app, close),
        room,
    ]
    shown = Sheet(
        title=pill_word(look, pill_state(sync.standing), app.now()),
        sub=look.t("shell.sheet_title"),
        content=content,
        close=Tap("sheet-close", look.t("action.close"), close),
        actions=_actions(look, office, sync),
        foot=_foot(look, _network_switch(look, office), _theme(look, preferences, choose)),
    )
    use_sheet_keys(close)
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _actions(look: Look, office: Office, sync: SyncStatus) -> tuple[Action, ...]:
    """Offer to try again, or to look whether anything is new where nothing failed and nothing waits."""
    calm = sync.standing.online and not sync.standing.unsent and sync.status.halt is None
    word = look.t("shell.check_now" if calm else "shell.retry")
    # While the network is cut it stays where it is: the switch below the finger must not move.
    is_open = not office.is_cut
    return (Action("sync-retry", word, office.retry, kind=Kind.PRIMARY, glyph="arrow-clockwise", enabled=is_open),)


def _facts(look: Look, sync: SyncStatus, held: Live[int], now: datetime) -> ft.Control:
    """Say when the town hall was last heard, and whether both sides hold the same."""
    contact = sync.standing.confirmed_at
    heard = look.t("shell.contact", at=stamp(look.t, contact, now)) if contact else look.t("shell.contact_never")
    lines = [_line(look, "clock", quiet(look, heard))]
    done = look.tint(Role.DONE).strong
    if sync.status.agreed_ms is not None and not sync.status.mismatched and isinstance(held, Filled):
        at = stamp(look.t, datetime.fromtimestamp(sync.status.agreed_ms / 1000, UTC), now)
        agreed = text(look, look.t("shell.agreed", n=held.value, at=at), Style.STRONG, color=done)
        lines.append(_line(look, "seal-check", agreed, color=done))
    else:
        key = "shell.agreed_rereading" if sync.status.mismatched else "shell.agreed_not_yet"
        lines.append(_line(look, "circle-dashed", quiet(look, look.t(key))))
    return ft.Semantics(identifier="agreement", content=column(*lines, gap=8, stretch=True))


def _line(look: Look, name: str, words: ft.Control, *, color: str | None = None) -> ft.Control:
    return row(glyph(look, name, color=color or look.tokens.ink2), grow(words), gap=12, top=True)


def _to_decide(look: Look, app: App, sync: SyncStatus, close: Close) -> list[ft.Control]:
    n = sync.standing.to_reconcile
    if not n:
        return []
    word = look.t("shell.to_decide", n=n)
    action = Action("open-reconcile", word, partial(_leave_to, app, close, routes.RECONCILE), glyph="arrows-merge")
    return [button(look, action)]


def _items(look: Look, app: App, items: Live[tuple[WaitingItem, ...]], ways: _Ways) -> list[ft.Control]:
    if isinstance(items, Filled):
        return _listed(look, app, items.value, ways)
    return [live_view(look, items, lambda _: ft.Container(), waiting=ft.Container(height=1))]


def _listed(look: Look, app: App, items: tuple[WaitingItem, ...], ways: _Ways) -> list[ft.Control]:
    halt, close, listed = ways
    waiting = {(item.kind, item.record_id): item for item in items}
    listed.update(waiting)
    if not listed:
        done = look.tint(Role.DONE).strong
        words = column(
            text(look, look.t("shell.nothing_waits"), Style.BOLD),
            quiet(look, look.t("shell.nothing_waits_text")),
            gap=2,
        )
        return [row(glyph(look, "check-circle", color=done, filled=True), grow(words), gap=12, top=True)]
    word = look.t("shell.waiting", n=len(items)) if items else look.t("shell.nothing_waits")
    title = heading(look, word, level=2, style=Style.BOLD)
    shown = list(listed.items())[:ITEMS_SHOWN]
    rows = [
        item_row(look, Waits(item, halt, app.now(), has_left=key not in waiting), partial(_leave_to, app, close))
        for key, item in shown
    ]
    rest = len(waiting) - sum(key in waiting for key, _ in shown)
    return [title, *rows, *([quiet(look, look.t("shell.more_waiting", n=rest))] if rest > 0 else [])]


def _leave_to(app: App, close: Close, path: str) -> None:
    close()
    app.go(path)


def _network_switch(look: Look, office: Office) -> ft.Control:
    """Let the agent cut the network in the app: on a bad line, to save battery, to show that all is kept."""
    cut = office.is_cut
    words = (look.t("shell.cut"), look.t("shell.cut_on_sub" if cut else "shell.cut_sub"))
    state = look.t("account.on" if cut else "account.off")
    label = look.t("account.switch_label", name=words[0], state=state)
    tap = Tap("cut-network", label, lambda: office.cut(is_cut=not cut), selected=cut)
    return switch_row(look, tap, "wifi-slash" if cut else "wifi-high", words)


def _foot(look: Look, switch: ft.Control, theme: ft.Control) -> list[ft.Control]:
    """Lay both side by side where the sheet is wide and low."""
    is_wide = look.measures.field and look.measures.width >= TWO_PANES_MIN and not look.measures.large_text
    return [row(grow(switch), ft.Container(theme), gap=12)] if is_wide else [switch, theme]


def _theme(look: Look, preferences: Preferences, choose: Callable[[Preferences], None]) -> ft.Control:
    """Put the outdoor theme and the gloves one tap away: sun and cold do not wait for a settings page."""
    choices = [
        Action(
            f"sheet-theme-{theme}",
            look.t(f"theme.{theme}"),
            partial(choose, replace(preferences, theme=theme)),
            selected=theme.value == look.tokens.name.value,
        )
        for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.OUTDOOR)
    ]
    gloves = [_gloves(look, preferences, choose)] if look.measures.field else []
    return row(segmented(look, choices), *gloves, gap=look.measures.gap, wrap=True)


def _gloves(look: Look, preferences: Preferences, choose: Callable[[Preferences], None]) -> ft.Control:
    on, name = preferences.gloves, look.t("account.gloves")
    label = look.t("account.switch_label", name=name, state=look.t("account.on" if on else "account.off"))
    turn = partial(choose, replace(preferences, gloves=not on))
    return filter_chip(look, Tap("sheet-gloves", label, turn, selected=on, word=name), name="check" if on else "hand")


def _more(look: Look, app: App, close: Close) -> ft.Control:
    tap = Tap("all-choices", look.t("shell.choices"), partial(_leave_to, app, close, routes.ACCOUNT))
    return row(text_button(look, tap, "caret-right"))
