"""One conflict: where both began, what each wrote, who and when, and the choices, each one gesture with an undo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.reconcile.actions import Choice, keep_theirs, keep_values, remove_record
from fieldapp.reconcile.queries import ConflictSide, ConflictView, conflict_of
from fieldapp.reconcile.screens_both import NOT_WRITTEN, both_choice, keep_both
from fieldapp.reconcile.screens_settling import settle
from fieldapp.reconcile.screens_third import third_version
from fieldapp.reconcile.screens_values import field_words, side_words, subject_glyph, subject_place, subject_title
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.i18n import Words, stamp
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, Live, live_page, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Conflict,
    Kind,
    Side,
    Tap,
    banner,
    bottom_bar,
    button,
    card,
    column,
    conflict_card,
    empty_state,
    grow,
    heading,
    page_frame,
    page_header,
    plate,
    quiet,
    row,
    scrolled,
    settled_card,
    text,
    write_other,
)
from fieldapp.ui.widgets.conflicts import Settled as SettledLine
from fieldapp.ui.widgets.headers import saved_line
from sync.core.instants import parse_instant
from sync.core.judge import ConflictReason
from sync.core.model import Fields

SETTLED_MAX = 8
Write = Callable[[Fields | None], None]
"""Opens the sheet with these values, or closes it."""
_LINES: Final[tuple[KeyLine, ...]] = ((("1",), "reconcile.key_mine"), (("2",), "reconcile.key_theirs"))
KINDS_READ = ("conflict", "report", "task", "round", "objective", "news", "agent", "outbox")


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what a conflict is drawn with: who looks, how wide, and what follows a choice."""

    app: App
    look: Look
    width: float
    is_alone: bool
    """Whether the conflict has the whole screen, with its own way back."""

    @property
    def now(self) -> datetime:
        """Give the moment."""
        return self.app.now()


@ft.component
def conflict_detail(conflict_id: str, width: float, is_alone: bool) -> ft.Control:
    """Show one conflict and let the agent settle it."""
    app, look = use_app(), use_look()
    live = use_live(conflict_of, conflict_id, app.agent.id, kinds=KINDS_READ)
    written, write = ft.use_state(NOT_WRITTEN)
    setting = Setting(app, look, width, is_alone)
    keys = _keys(setting, live, write)
    use_key_lines([line for line in _LINES if line[0][0] in keys])
    use_keys(keys)

    def filled(view: ConflictView | None) -> ft.Control:
        if view is None or not view.is_open:
            return _gone(setting)
        shown = _conflict(setting, view, write)
        if written is None:
            return shown
        close = partial(write, None)
        third = third_version(view, written, partial(_keep_third, setting, view, close), close)
        return ft.Stack([shown, third], expand=True, fit=ft.StackFit.EXPAND)

    return live_page(look, live, lambda: _header(setting, ""), filled)


def _keys(setting: Setting, live: Live[ConflictView | None], write: Write) -> dict[str, Callable[[], Any]]:
    """Give the desk's keys: 1 keeps mine, 2 keeps theirs, 3 keeps both texts."""
    if not isinstance(live, Filled) or live.value is None or not live.value.is_open:
        return {}
    view = live.value
    keys: dict[str, Callable[[], Any]] = {"2": partial(_keep_theirs, setting, view)}
    if can_keep_mine(view):
        keys["1"] = partial(_keep_side, setting, view, view.mine)
        keys["3"] = partial(keep_both, setting.app, setting.look, view, write)
    return keys


def _gone(setting: Setting) -> ft.Control:
    look = setting.look
    state = empty_state(look, "check-circle", look.t("reconcile.gone"), look.t("reconcile.gone_text"))
    return page_frame(_header(setting, ""), scrolled(look, state))


def _header(setting: Setting, sub: str) -> ft.Control:
    app, look = setting.app, setting.look
    if not setting.is_alone:
        return ft.Container(height=12)
    back = Tap("back", look.t("action.back"), app.back)
    return page_header(look, look.t("reconcile.title"), sub=sub, back=back, end=status_pill())


def _conflict(setting: Setting, view: ConflictView, write: Write) -> ft.Control:
    app, look = setting.app, setting.look
    parts: list[ft.Control] = [_subject(look, view, sentence(look.t, view))]
    if not can_keep_mine(view):
        parts.append(banner(look, "info", look.t(_why_not(view)), role=Role.MERGE))
    parts.append(conflict_card(look, _drawn(setting, view), width=setting.width))
    parts += both_choice(look, view, partial(keep_both, app, look, view, write))
    parts += _other_sides(setting, view)
    if can_keep_mine(view) and not view.is_whole:
        who = who_theirs(look.t, view)
        tap = Tap("write-other", look.t("conflict.write_other"), partial(write, view.mine.values))
        parts.append(write_other(look, tap, look.t("reconcile.third_sub", who=who)))
    settled = _settled_lines(look.t, view)
    if settled:
        parts.append(settled_card(look, settled))
    later = Action("later", look.t("conflict.later"), app.back, glyph="clock")
    note = quiet(look, _meanwhile(setting, view), lines=3)
    return page_frame(
        _header(setting, look.t("reconcile.nothing_lost")),
        scrolled(look, *parts),
        above_bar=saved_line(look, look.t("conflict.both_kept")),
        bar=bottom_bar(look, None, later, note=note),
    )


def _subject(look: Look, view: ConflictView, told: str) -> ft.Control:
    words = [heading(look, subject_title(look.t, view.subject), level=2, style=Style.ROW)]
    place = subject_place(view.subject)
    if place:
        words.append(quiet(look, place))
    words.append(text(look, told))
    return row(plate(look, subject_glyph(view.subject)), grow(column(*words, gap=5)), gap=18)


def sentence(t: Words, view: ConflictView) -> str:
    """Say in one sentence what happened."""
    who = who_theirs(t, view)
    reason = view.mine.reason
    if reason is ConflictReason.BOTH:
        what = field_words(t, view.names)
        if view.mine.is_mine:
            return t("reconcile.both_mine", who=who, what=what)
        return t("reconcile.both_theirs", mine=person(t, view, view.mine.agent), who=who, what=what)
    return t(f"reconcile.{reason}", who=who)


def person(t: Words, view: ConflictView, agent: str) -> str:
    """Name an agent shortly: « Sylvie M. »; the office where the directory does not know him."""
    name = view.people.get(agent, "")
    given, _, family = name.partition(" ")
    return f"{given} {family[:1]}.".strip() if family else name or t("reconcile.office")


def who_theirs(t: Words, view: ConflictView) -> str:
    """Name who wrote the version that everybody sees."""
    return person(t, view, view.theirs_agent)


def can_keep_mine(view: ConflictView) -> bool:
    """Tell whether this device can still carry out my version: the record is here, or its removal is mine."""
    return view.subject.is_here and view.mine.reason is not ConflictReason.REMOVED


def _why_not(view: ConflictView) -> str:
    removed = view.mine.reason is ConflictReason.REMOVED
    return "reconcile.record_removed" if removed else "reconcile.desk_decides"


def _drawn(setting: Setting, view: ConflictView) -> Conflict:
    t = setting.look.t
    mine = partial(_keep_side, setting, view, view.mine) if can_keep_mine(view) else None
    mine_word = t("conflict.keep_mine") if view.mine.is_mine else t("reconcile.keep_of", who=_who(t, view, view.mine))
    theirs_word = t("conflict.keep_theirs") if can_keep_mine(view) else t("reconcile.put_aside")
    return Conflict(
        base=_words(setting, view, view.base),
        mine=_mine_side(setting, view),
        theirs=Side(
            title=t("reconcile.version_of", who=who_theirs(t, view)),
            who=t("reconcile.seen_now", at=_at(setting, view.theirs_at)),
            value=_theirs_words(setting, view),
        ),
        keep_mine=Tap("keep-mine", mine_word, mine, enabled=mine is not None, key="1"),
        keep_theirs=Tap("keep-theirs", theirs_word, partial(_keep_theirs, setting, view), key="2"),
    )


def _mine_side(setting: Setting, view: ConflictView) -> Side:
    t, side = setting.look.t, view.mine
    title = t("reconcile.mine") if side.is_mine else t("reconcile.version_of", who=_who(t, view, side))
    return Side(title=title, who=_at(setting, side.made_at), value=_side_value(setting, view, side))


def _side_value(setting: Setting, view: ConflictView, side: ConflictSide) -> str:
    if side.reason is ConflictReason.EDITED:
        return setting.look.t("reconcile.removed_value")
    return _words(setting, view, side.values)


def _theirs_words(setting: Setting, view: ConflictView) -> str:
    if view.mine.reason is ConflictReason.REMOVED:
        return setting.look.t("reconcile.removed_value")
    if view.mine.reason is ConflictReason.EDITED:
        return setting.look.t("reconcile.kept_value")
    return _words(setting, view, view.theirs)


def _words(setting: Setting, view: ConflictView, values: Any) -> str:
    names = view.names or tuple(values)
    return side_words(setting.look.t, names, values, view.people, setting.now)


def _who(t: Words, view: ConflictView, side: ConflictSide) -> str:
    return person(t, view, side.agent)


def _at(setting: Setting, at: str) -> str:
    return stamp(setting.look.t, parse_instant(at), setting.now) if at else ""


def _meanwhile(setting: Setting, view: ConflictView) -> str:
    return setting.look.t("reconcile.meanwhile", value=_theirs_words(setting, view))


def _other_sides(setting: Setting, view: ConflictView) -> list[ft.Control]:
    """List further versions, when more than two wrote: each may be kept as well."""
    look, t = setting.look, setting.look.t
    rows: list[ft.Control] = []
    for number, side in enumerate(view.others, start=1):
        words = column(
            text(look, t("reconcile.version_of", who=_who(t, view, side)), Style.STRONG),
            text(look, _side_value(setting, view, side), Style.LEAD),
            quiet(look, _at(setting, side.made_at), Style.META),
            gap=4,
        )
        keep = Action(
            f"keep-other-{number}",
            t("reconcile.keep_of", who=_who(t, view, side)),
            partial(_keep_side, setting, view, side) if can_keep_mine(view) else None,
            kind=Kind.QUIET,
            glyph="check",
        )
        rows.append(card(look, column(words, button(look, keep), gap=10, stretch=True)))
    return [heading(look, t("reconcile.other_versions")), *rows] if rows else []


def _settled_lines(t: Words, view: ConflictView) -> list[SettledLine]:
    """Tell each thing once: a position is one, however many fields it has."""
    done = t("reconcile.settled_kept")
    kept = dict.fromkeys(field_words(t, (name,)) for name in view.kept)
    others = dict.fromkeys(field_words(t, (name,)) for name in view.touched)
    mine = [SettledLine("user", t("reconcile.settled_mine", what=what), done) for what in kept]
    theirs = [SettledLine("buildings", t("reconcile.settled_theirs", what=what), done) for what in others]
    return (mine + theirs)[:SETTLED_MAX]


async def _keep_side(setting: Setting, view: ConflictView, side: ConflictSide) -> None:
    if side.reason is ConflictReason.EDITED:
        await settle(setting.app, setting.look, "reconcile.kept_mine", remove_record, view.id)
        return
    choice = Choice.MINE if side.is_mine or side is view.mine else Choice.THIRD
    await settle(setting.app, setting.look, "reconcile.kept_mine", keep_values, view.id, choice, side.values)


async def _keep_theirs(setting: Setting, view: ConflictView) -> None:
    await settle(setting.app, setting.look, "reconcile.kept_theirs", keep_theirs, view.id)


async def _keep_third(
    setting: Setting, view: ConflictView, done: Callable[[], None], values: dict[str, Any], word: str
) -> None:
    done()
    told = "reconcile.kept_third"
    await settle(setting.app, setting.look, told, keep_values, view.id, Choice.THIRD, values, word)
