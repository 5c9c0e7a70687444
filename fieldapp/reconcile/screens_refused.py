"""One refused gesture: why, field by field, and what to do: change and send again, copy, put away."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.reconcile.actions import copy_into_new, mend_form_of, send_again, set_aside
from fieldapp.reconcile.queries import RefusedField, RefusedView, refused_of
from fieldapp.reconcile.queries_directory import Directory, directory
from fieldapp.reconcile.screens_editor import EditorKind, Scene, editor, editor_kind
from fieldapp.reconcile.screens_settling import tell_not_possible
from fieldapp.reconcile.screens_values import (
    field_label,
    subject_glyph,
    subject_place,
    subject_title,
    value_words,
)
from fieldapp.replica.errors import WriteRefused
from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.i18n import stamp
from fieldapp.ui.kept_form import use_begun_line, use_form_over, use_left
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, live_page, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Notice,
    Sheet,
    Tap,
    bottom_bar,
    button,
    card,
    column,
    empty_state,
    grow,
    heading,
    keyed,
    lines_between,
    notice,
    pad,
    page_frame,
    page_header,
    plate,
    quiet,
    row,
    scrolled,
    sheet,
    text,
)
from fieldapp.ui.widgets.headers import saved_line
from fieldapp.ui.widgets.holds import hold_button
from sync.core.errors import RefusalCode
from sync.core.instants import parse_instant
from sync.core.model import Fields, Json, Op
from sync.records.delays import PARIS

KINDS_READ = ("outbox", "report", "task", "round", "objective", "news", "agent")
_MACHINERY = frozenset(
    "author channel requested_datetime position_source position_mocked accuracy_m lat long zone reopened".split()
)
_FINAL = frozenset({RefusalCode.GONE, RefusalCode.UNKNOWN_KIND, RefusalCode.SERVER_FIELD})
"""Sending the same again cannot help."""


@ft.component
def refused_detail(n: int, is_alone: bool) -> ft.Control:
    """Show one refused gesture with its reasons and its ways on."""
    app, look = use_app(), use_look()
    live = use_live(refused_of, n, kinds=KINDS_READ)
    mends, set_mends = ft.use_state(False)

    def filled(view: RefusedView | None) -> ft.Control:
        if view is None:
            return _gone(look, app, is_alone)
        shown = _refused(look, app, view, (is_alone, lambda: set_mends(True)))
        if not mends:
            return shown
        close = partial(set_mends, False)
        return ft.Stack([shown, mending(view, close)], expand=True, fit=ft.StackFit.EXPAND)

    return live_page(look, live, lambda: _header(look, app, is_alone), filled)


def _gone(look: Look, app: App, is_alone: bool) -> ft.Control:
    state = empty_state(look, "check-circle", look.t("reconcile.gone"), look.t("reconcile.gone_text"))
    return page_frame(_header(look, app, is_alone), scrolled(look, state))


def _header(look: Look, app: App, is_alone: bool) -> ft.Control:
    if not is_alone:
        return ft.Container(height=12)
    back = Tap("back", look.t("action.back"), app.back)
    return page_header(
        look, look.t("reconcile.title"), sub=look.t("reconcile.nothing_lost"), back=back, end=status_pill()
    )


def _refused(look: Look, app: App, view: RefusedView, ways: tuple[bool, Callable[[], None]]) -> ft.Control:
    is_alone, mend = ways
    parts = [_subject(look, app, view), _reason(look, view), _written(look, app, view)]
    if view.held_back:
        parts.append(quiet(look, look.t("reconcile.held_back", n=view.held_back)))
    if view.op == Op.CREATE:
        copies = partial(_copied, app, look, view)
        parts.append(button(look, Action("copy-new", look.t("reconcile.copy"), copies, glyph="copy")))
    away = Action("put-away", look.t("reconcile.put_aside"), partial(_put_away, app, look, view), glyph="tray")
    parts.append(hold_button(away))
    primary = Action("primary", look.t("reconcile.mend"), mend, kind=Kind.PRIMARY, glyph="pencil-simple-line")
    later = Action("later", look.t("conflict.later"), app.back, word=look.t("reconcile.later"), glyph="clock")
    can_mend = view.code not in _FINAL
    return page_frame(
        _header(look, app, is_alone),
        scrolled(look, *parts),
        above_bar=saved_line(look, look.t("reconcile.refused_safe")),
        bar=bottom_bar(look, primary if can_mend else None, later),
    )


def _subject(look: Look, app: App, view: RefusedView) -> ft.Control:
    made = stamp(look.t, parse_instant(view.made_at), app.now())
    received = stamp(look.t, parse_instant(view.received_at), app.now()) if view.received_at else ""
    words = [heading(look, subject_title(look.t, view.subject), level=2, style=Style.ROW)]
    place = subject_place(view.subject)
    if place:
        words.append(quiet(look, place))
    words.append(quiet(look, look.t("reconcile.refused_at", made=made, received=received)))
    return row(plate(look, subject_glyph(view.subject)), grow(column(*words, gap=5)), gap=18)


def _reason(look: Look, view: RefusedView) -> ft.Control:
    troubles = [
        look.t("reconcile.trouble", what=field_label(look.t, (one.name,)), trouble=trouble_words(look, one.trouble))
        for one in view.fields
        if one.trouble
    ]
    told = Notice(
        kicker=look.t("reconcile.refused"),
        title=look.t(f"reconcile.refusal.{view.code}"),
        line=" · ".join(troubles),
        glyph="arrow-u-up-left",
        role=Role.LATE,
    )
    return notice(look, told)


def trouble_words(look: Look, code: str) -> str:
    """Put the code of one wrong field into words."""
    key = f"reconcile.trouble.{code}"
    return look.t(key) if look.t.has(key) else look.t("reconcile.trouble.not-valid")


def _written(look: Look, app: App, view: RefusedView) -> ft.Control:
    rows: list[ft.Control] = [
        ft.Container(heading(look, look.t("reconcile.refused_title"), level=3, style=Style.BOLD), padding=pad(14, 20))
    ]
    rows += [_field(look, app, view, one) for one in told_fields(view)]
    return card(look, column(*lines_between(look, rows), gap=0, stretch=True), padding=0)


def told_fields(view: RefusedView) -> list[RefusedField]:
    """Choose the fields worth telling: what is wrong first, then what a person wrote, no machinery."""
    written = [one for one in view.fields if one.now not in (None, False, []) or one.was is not None]
    told = [one for one in written if one.trouble or one.name not in _MACHINERY]
    return sorted(told, key=lambda one: not one.trouble)


def mendable(view: RefusedView) -> list[RefusedField]:
    """Choose the fields to offer for change: what is wrong, then a creation's texts or all of an edit."""
    writable = [one for one in view.fields if editor_kind(one.name) is not EditorKind.FIXED]
    texts = (EditorKind.SHORT, EditorKind.LONG)
    wanted = [one for one in writable if one.trouble or view.op != Op.CREATE or editor_kind(one.name) in texts]
    return sorted(wanted, key=lambda one: not one.trouble)


def _field(look: Look, app: App, view: RefusedView, one: RefusedField) -> ft.Control:
    late = look.tint(Role.LATE).strong
    now = value_words(look.t, one.name, one.now, view.people, app.now())
    words: list[ft.Control] = [
        quiet(look, field_label(look.t, (one.name,)), Style.META),
        text(look, now, Style.STRONG, color=late if one.trouble else None),
    ]
    if one.was is not None:
        was = value_words(look.t, one.name, one.was, view.people, app.now())
        words.append(quiet(look, look.t("reconcile.was", value=was), Style.META))
    return ft.Container(column(*words, gap=3, stretch=True), padding=pad(10, 20))


@ft.component
def mending(view: RefusedView, close: Callable[[], None]) -> ft.Control:
    """Open the sheet in which the original values, or those begun since, are changed and sent again."""
    begun = use_left(mend_form_of(view.n))
    return ft.Container(width=0, height=0) if begun is None else _mending(view, begun, close)


@ft.component
def _mending(view: RefusedView, begun: Fields, close: Callable[[], None]) -> ft.Control:
    app, look = use_app(), use_look()
    first: Fields = {one.name: one.now for one in view.fields}
    kept = use_form_over(app, mend_form_of(view.n), first, begun)
    live = use_live(directory, kinds=("service", "team", "agent"))
    known = live.value if isinstance(live, Filled) else Directory()
    scene = Scene(view.subject.kind, _status(view), app.agent.role, known, app.now().astimezone(PARIS).date())

    def put(name: str, value: Json) -> None:
        kept.typed(**{name: value})

    async def send() -> None:
        now = await kept.settled()
        await _sent_again(app, look, view, ({name: now[name] for name in first}, close))

    content = use_begun_line(kept, first, begun)
    content += [keyed(one.name, editor(look, scene, one.name, kept.drawn.get(one.name), put)) for one in mendable(view)]
    shown = Sheet(
        title=look.t("reconcile.mend_title"),
        sub=look.t(f"reconcile.refusal.{view.code}"),
        content=content,
        close=Tap("mend-close", look.t("action.close"), close),
        actions=(
            Action(
                "mend-send",
                look.t("reconcile.mend_do"),
                send,
                kind=Kind.PRIMARY,
                glyph="paper-plane-tilt",
            ),
        ),
    )
    use_sheet_keys(close)
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _status(view: RefusedView) -> str:
    """Give the state from which a refused move started."""
    return next((str(one.was) for one in view.fields if one.name == "status" and one.was), "")


async def _sent_again(app: App, look: Look, view: RefusedView, work: tuple[dict[str, Any], Callable[[], None]]) -> None:
    values, close = work
    if await _done(app, look, "reconcile.mended", send_again, view.n, values):
        close()


async def _copied(app: App, look: Look, view: RefusedView) -> None:
    await _done(app, look, "reconcile.copied", copy_into_new, view.n, {})


async def _put_away(app: App, look: Look, view: RefusedView) -> None:
    await _done(app, look, "reconcile.put_away", set_aside, view.n)


async def _done(app: App, look: Look, told: str, action: Callable[..., Any], *args: Any) -> bool:
    try:
        await app.replica.write(action, *args)
    except WriteRefused as refused:
        tell_not_possible(app, look, refused)
        return False
    app.say(look.t(told))
    app.go(routes.RECONCILE)
    return True
