"""The cards of step 3: how good the position is, and the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.device.ports import PositionTrouble
from fieldapp.reports.queries_new import Whereabouts
from fieldapp.reports.screens_shared import Form, Gps, Grade, grade
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance, duration
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    button,
    card,
    column,
    glyph,
    grow,
    meter,
    plate,
    quiet,
    row,
    text,
)
from fieldapp.ui.widgets.support import support_line
from sync.records.report import PositionSource

_WORST_M: Final = 50.0
"""At this precision the bar is empty."""
_BAR_WIDTH: Final = 176
_ROLES: Final = {Grade.GOOD: Role.DONE, Grade.FAIR: Role.WAIT, Grade.ROUGH: Role.LATE}


@dataclass(frozen=True, slots=True)
class GpsDoings:
    """What the position's card does and tells: take it, and how long it has been looked for."""

    take: Callable[[], Any]
    waited_s: int


def gps_card(form: Form, gps: Gps, doings: GpsDoings) -> ft.Control:
    """Draw how the position was found and how good it is."""
    look, t, draft = form.look, form.look.t, form.draft
    match draft.source:
        case PositionSource.GPS:
            line = t("reports.position_taken", time=duration(t, draft.taken_s))
            return _measured(look, draft.accuracy_m or 0.0, (line, draft.mocked), None)
        case PositionSource.CARTE:
            return _chosen(form, gps, doings, t("reports.position_map"))
        case PositionSource.ADRESSE:
            return _chosen(form, gps, doings, t("reports.position_address"))
    if gps.fix is not None:
        line = t("reports.position_better", time=duration(t, doings.waited_s))
        line = t("reports.position_shot") if gps.fix == draft.shot else line
        force = Action("take-position", t("reports.position_force"), doings.take, kind=Kind.SOFT)
        return _measured(look, gps.fix.accuracy_m, (line, gps.fix.mocked), button(look, force))
    if gps.trouble is PositionTrouble.DENIED:
        return _denied(look)
    title = _trouble_title(look, gps.trouble)
    is_sought = gps.trouble in (None, PositionTrouble.TIMED_OUT)
    waited = t("reports.position_waited", time=duration(t, doings.waited_s))
    return _plain(look, "crosshair", (title, waited if is_sought else t("reports.position_move")), None)


def _trouble_title(look: Look, trouble: PositionTrouble | None) -> str:
    keys = {
        PositionTrouble.SWITCHED_OFF: "reports.position_off",
        PositionTrouble.ABSENT: "reports.position_none",
    }
    return look.t(keys.get(trouble, "reports.position_waiting") if trouble else "reports.position_waiting")


def _denied(look: Look) -> ft.Control:
    """Tell that the position is not allowed, what to do, and the code for the support."""
    t, key = look.t, "reports.position_denied"
    words = (text(look, t(f"{key}_title"), Style.ROW), quiet(look, t(f"{key}_text")), support_line(code_of(key)))
    return _carded(look, plate(look, "crosshair", 60), column(*words, gap=4), None)


def _chosen(form: Form, gps: Gps, doings: GpsDoings, title: str) -> ft.Control:
    """Draw a position that the agent chose himself, with the way back to the satellite's."""
    look, t = form.look, form.look.t
    again = None
    if gps.fix is not None:
        word = t("reports.position_at_shot") if form.draft.shot else t("reports.position_again")
        again = button(look, Action("take-position", word, doings.take, kind=Kind.SOFT, glyph="gps-fix"))
    return _plain(look, "map-pin", (title, t("reports.position_move")), again)


def _plain(look: Look, name: str, words: tuple[str, str], end: ft.Control | None) -> ft.Control:
    told = column(text(look, words[0], Style.ROW), quiet(look, words[1]), gap=4)
    return _carded(look, plate(look, name, 60), told, end)


def _measured(look: Look, accuracy_m: float, told: tuple[str, bool], end: ft.Control | None) -> ft.Control:
    t, found = look.t, grade(accuracy_m)
    line, mocked = told
    role = _ROLES[found]
    title = t(f"reports.position_{found}", metres=distance(t, accuracy_m))
    words = [text(look, title, Style.ROW, color=look.tint(role).strong), quiet(look, line)]
    if mocked:
        words.append(text(look, t("reports.position_fake"), Style.STRONG, color=look.tint(Role.LATE).strong))
    icon = plate(look, "crosshair", 60, role=role, solid=True)
    # Beside the map the card is narrow: the word and the metres say it.
    gauge = None if look.measures.width >= TWO_PANES_MIN else _gauge(look, accuracy_m, role)
    return _carded(look, icon, column(*words, gap=4), end or gauge)


def _gauge(look: Look, accuracy_m: float, role: Role) -> ft.Control:
    t = look.t
    share = min(max(1 - accuracy_m / _WORST_M, 0.02), 1.0)
    bar = meter(look, [(share, role)], label=t("reports.grade_label"), height=12)
    ends = row(grow(quiet(look, t("reports.grade_low"), Style.UNIT)), text(look, t("reports.grade_high"), Style.CHIP))
    return ft.Container(column(bar, ends, gap=6, stretch=True), width=None if look.measures.large_text else _BAR_WIDTH)


def _carded(look: Look, icon: ft.Control, words: ft.Control, end: ft.Control | None) -> ft.Control:
    if end is None:
        return card(look, row(icon, grow(words), gap=16))
    if look.measures.large_text:
        return card(look, column(row(icon, grow(words), gap=16), end, gap=12, stretch=True))
    return card(look, row(icon, grow(words), end, gap=16))


def address_card(form: Form, where: Whereabouts | None, ask: Callable[[], None]) -> ft.Control:
    """Draw the address that the report will carry, its sector and the team that works there."""
    look, t = form.look, form.look.t
    address = form.draft.address or (where.address if where else "")
    sector = ""
    if where is not None:
        sector = t("reports.sector", name=where.zone_name) if where.zone else t("reports.no_sector")
    words = column(
        text(look, address or t("reports.no_address"), Style.ROW),
        quiet(look, dotted(sector, where.team_name if where else "")),
        gap=4,
    )
    pin = glyph(look, "map-pin", look.measures.glyph + 4, color=look.tokens.accent, filled=True)
    change = button(look, Action("address", t("reports.address"), ask, kind=Kind.SOFT, glyph="magnifying-glass"))
    return _carded(look, pin, words, change)
