"""The detail of the triage: one report, and every gesture of the desk as a button with its key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.queries import Card
from fieldapp.triage.queries_report import Holder, ReportPane
from fieldapp.triage.screens_facts import comments, facts, history, links, photos
from fieldapp.triage.screens_gestures import PRIORITIES
from fieldapp.ui.i18n import distance
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.voice import voice_part
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    WIDE_MIN,
    Action,
    Kind,
    Sign,
    Tap,
    banner,
    bottom_bar,
    button,
    chip,
    column,
    gap,
    glyph,
    grow,
    heading,
    icon_button,
    key_hint,
    outline,
    page_frame,
    press,
    quiet,
    row,
    scrolled,
    segmented,
    text,
    tight_row,
)
from fieldapp.ui.works import category_name, status_badge
from sync.records.categories import category_of
from sync.records.report import ReportStatus
from sync.records.urgency import is_dangerous

NAME_CHARACTERS_MAX: Final = 18
"""A longer name would break the plate-button into two lines; it stands above in any case."""


class Ask(StrEnum):
    """Name the sheets of the triage: what is asked before a gesture."""

    ASSIGN = "assign"
    REQUALIFY = "requalify"
    REJECT = "reject"
    MERGE = "merge"
    COMPARE = "compare"
    TASK = "task"
    SCHEDULE = "schedule"
    ASIDE = "aside"
    FILTER = "filter"
    ANSWER = "answer"
    TEMPLATES = "templates"
    EXPORT = "export"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the detail draws of a report."""

    pane: ReportPane
    proposal: Holder
    proposal_name: str
    holder_name: str
    now: datetime
    me: str


@dataclass(frozen=True, slots=True)
class DetailDoings:
    """What the controls of the detail do."""

    primary: Action
    ask: Callable[[Ask], None]
    priority: Callable[[str], Any]
    open_report: Callable[[str], Any]
    open_task: Callable[[str], Any]
    open_photo: Callable[[str], Any]
    comment: Callable[[str], Any]
    keep_comment: Callable[[str], Any]
    merge: Callable[[], Any]
    detach: Callable[[str], Any]
    send_back: Callable[[], Any]
    mark: Callable[[], Any]
    is_marked: bool = False
    marks: int = 0
    """How many reports are chosen together: a gesture is made on all of them."""
    back: Callable[[], Any] | None = None
    """Lead back to the list, where the detail covers it."""


def report_detail(look: Look, shown: Shown, do: DetailDoings) -> ft.Control:
    """Draw a report with its gestures; the two that end it stay in sight at the foot."""
    pane = shown.pane
    marked = [banner(look, "check-square", look.t("triage.marked", n=do.marks), role=Role.ACCENT)] if do.marks else []
    parts = [
        *marked,
        head(look, pane.card, reopened=pane.reopened, do=do),
        *_words(look, pane),
        *photos(look, pane, do.open_photo),
        *([voice_part("report", pane.card.id, pane.voices, False)] if pane.voices.stored else []),
        facts(look, pane, shown.holder_name, shown.now),
        *links(look, pane, (do.open_report, do.open_task, do.detach)),
        *_twins(look, shown, do),
    ]
    if pane.is_open:
        parts += [_offers(look, shown, do), _priority(look, pane, do), _more(look, do)]
    else:
        say = Action("answer-resident", look.t("triage.do_answer"), partial(do.ask, Ask.ANSWER), key="E")
        parts.append(row(tight_row(button(look, say))))
    parts += [comments(look, pane, shown.now, (do.comment, do.keep_comment)), history(look, pane, shown.now, shown.me)]
    return page_frame(gap(8), scrolled(look, *parts, gap=14), bar=_bar(look, pane, do))


def head(look: Look, card: Card, *, reopened: bool = False, do: DetailDoings | None = None) -> ft.Control:
    """Draw what names a report; the list knows it before the rest is read."""
    chips = [chip(look, Sign.DANGEROUS)] if is_dangerous(card.priority) else []
    badge = status_badge(card.status)
    if reopened:
        chips.append(chip(look, Sign.REOPENED))
    elif badge is not None:
        chips.append(chip(look, badge.sign, badge.word))
    number = quiet(look, card.number or look.t("triage.no_number"), Style.STRONG)
    marks = [_mark(look, do)] if do is not None else []
    line = row(number, *chips, *marks, wrap=True) if look.measures.large_text else row(grow(number), *chips, *marks)
    title = heading(look, category_name(look.t, card.category), level=2, style=Style.TITLE)
    if do is None or do.back is None:
        return column(line, title, gap=4, stretch=True)
    close = Action("back-to-list", look.t("triage.back_to_list"), do.back, glyph="arrow-left")
    return column(row(button(look, close)), line, title, gap=10, stretch=True)


def _mark(look: Look, do: DetailDoings) -> ft.Control:
    """Draw the box that chooses a report together with others."""
    label = look.t("triage.unmark") if do.is_marked else look.t("triage.mark")
    tap = Tap("mark", label, do.mark, selected=do.is_marked)
    return icon_button(look, tap, "check-square" if do.is_marked else "square", framed=False)


def waiting_detail(look: Look, card: Card) -> ft.Control:
    """Hold the place of a report that is being read, under its own name."""
    return page_frame(gap(8), scrolled(look, head(look, card), gap=14))


def primary_of(look: Look, shown: Shown, ask: Callable[[Ask], None], gestures: Any) -> Action:
    """Give the one gesture that a report in this state asks for."""
    t, card = look.t, shown.pane.card
    if card.status == ReportStatus.FAIT_A_CONTROLER:
        short = t("triage.do_short_accept") if _narrow(look) else None
        return _primary(look, t("triage.do_accept"), partial(gestures.accept_work, card.id), "seal-check", short)
    if card.status == ReportStatus.IMPOSSIBLE:
        return _primary(look, t("triage.do_file"), partial(gestures.accept_work, card.id), "tray")
    if card.status == ReportStatus.DOUBLON:
        return _primary(look, t("triage.do_detach"), partial(gestures.detach, card.id), "arrows-split")
    if not shown.pane.is_open:
        return _primary(look, t("triage.do_reopen"), partial(gestures.reopen, card.id), "arrow-clockwise")
    if len(gestures.marked) > 1:
        # What is proposed for one need not fit the others: the sheet asks.
        word = t("triage.do_assign_all", n=len(gestures.marked))
        return _primary(look, word, partial(ask, Ask.ASSIGN), "users")
    if card.is_to_sort and not shown.proposal.is_nobody:
        label = t("triage.do_assign_to", who=shown.proposal_name)
        is_short = not _narrow(look) and len(shown.proposal_name) <= NAME_CHARACTERS_MAX
        short = label if is_short else t("triage.do_assign")
        return _primary(look, label, partial(gestures.assign, card.id, shown.proposal), "check", short)
    word = t("triage.do_assign") if card.is_to_sort else t("triage.do_reassign")
    return _primary(look, word, partial(ask, Ask.ASSIGN), "user-switch")


def _primary(look: Look, label: str, do: Callable[[], Any], name: str, word: str | None = None) -> Action:
    return Action("primary", label, do, word=word, key=look.t("triage.key_enter"), kind=Kind.PRIMARY, glyph=name)


def _narrow(look: Look) -> bool:
    return look.measures.width < WIDE_MIN or look.measures.large_text


def _words(look: Look, pane: ReportPane) -> list[ft.Control]:
    said: list[ft.Control] = []
    if pane.description:
        said.append(text(look, look.t("triage.quoted", text=pane.description), Style.LEAD))
    if pane.status_notes:
        reason = look.t(f"triage.reason_{pane.reject_reason}") if pane.reject_reason else ""
        note = look.t("triage.reason_note", reason=reason, note=pane.status_notes) if reason else pane.status_notes
        said.append(row(glyph(look, "note", color=look.tokens.ink2), grow(quiet(look, note)), gap=10, top=True))
    elif pane.reject_reason:
        reason = look.t(f"triage.reason_{pane.reject_reason}")
        said.append(row(glyph(look, "x-circle", color=look.tokens.ink2), grow(quiet(look, reason)), gap=10, top=True))
    return said


def _twins(look: Look, shown: Shown, do: DetailDoings) -> list[ft.Control]:
    """Say what may be the same, with the way to say so; an order of words that fits a narrow pane."""
    pane = shown.pane
    if not pane.twins or not pane.is_open:
        return []
    t, tint = look.t, look.tint(Role.MERGE)
    radius = distance(t, category_of(pane.card.category).radius_m)
    nearest = pane.twins[0]
    sub = t("triage.twin_line", number=nearest.number or t("triage.no_number"), state=t(f"state.{nearest.status}"))
    words = column(
        text(look, t("triage.twins_near", n=len(pane.twins), radius=radius), Style.BOLD, color=tint.on_soft),
        text(look, sub, Style.META, color=tint.on_soft),
        gap=2,
    )
    act = button(look, Action("attach", t("triage.do_compare"), do.merge, key="D"))
    icon = glyph(look, "copy", look.measures.glyph + 4, color=tint.on_soft)
    content: ft.Control = row(icon, grow(words), act, gap=14)
    if look.measures.large_text:
        content = column(row(icon, grow(words), gap=14), act, gap=10, stretch=True)
    return [
        ft.Container(
            content,
            padding=12,
            bgcolor=tint.soft,
            border_radius=RADIUS_TILE,
            border=ft.Border.all(max(1.5, look.tokens.border), tint.on_soft),
        )
    ]


def _offers(look: Look, shown: Shown, do: DetailDoings) -> ft.Control:
    """Offer the two gestures that lead to another person or another trade, with what they would do."""
    t, card = look.t, shown.pane.card
    who = shown.proposal_name if card.is_to_sort else shown.holder_name
    because = (
        t("triage.because_proposed")
        if card.is_to_sort and who
        else t("triage.because_holds")
        if who
        else t("triage.because_none")
    )
    assign = Tap("assign", t("triage.offer_assign"), partial(do.ask, Ask.ASSIGN), key="A")
    requalify = Tap("requalify", t("triage.offer_requalify"), partial(do.ask, Ask.REQUALIFY), key="R")
    cells = [
        _offer(look, assign, "users", (who or t("triage.nobody"), because)),
        _offer(look, requalify, "swap", (category_name(t, card.category), t("triage.because_category"))),
    ]
    if look.measures.large_text:
        return column(*cells, gap=look.measures.gap, stretch=True)
    for cell in cells:
        cell.expand = True
    line: Sequence[ft.Control] = cells
    return ft.Row(
        list(line), spacing=look.measures.gap, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _offer(look: Look, tap: Tap, name: str, told: tuple[str, str]) -> ft.Semantics:
    value, because = told
    top: list[ft.Control] = [glyph(look, name, color=look.tokens.ink2), grow(quiet(look, tap.shown, Style.STRONG))]
    if tap.key and not look.measures.field:
        top.append(key_hint(look, tap.key))
    words: list[ft.Control] = [row(*top), text(look, value, Style.ROW, lines=1)]
    if because:
        words.append(quiet(look, because, Style.META))
    drawn = ft.Container(
        column(*words, gap=6, stretch=True),
        padding=12,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_TILE,
        border=outline(look, look.tokens.edge),
    )
    label = ", ".join(part for part in (tap.label, value, because) if part)
    return press(look, Tap(tap.identifier, label, tap.do, key=tap.key), drawn)


def _priority(look: Look, pane: ReportPane, do: DetailDoings) -> ft.Control:
    levels = [
        Action(
            f"priority-{priority.replace('_', '-')}",
            look.t(f"state.{priority}"),
            partial(do.priority, priority),
            selected=priority == pane.card.priority,
        )
        for priority in PRIORITIES
    ]
    label: list[ft.Control] = [quiet(look, look.t("triage.priority"), Style.STRONG)]
    if not look.measures.field:
        label.append(key_hint(look, "P"))
    if look.measures.large_text or look.measures.field:
        return column(row(*label), segmented(look, levels), gap=8)
    # Where the three words do not fit beside it, they go below.
    apart = row(tight_row(*label), segmented(look, levels), wrap=True)
    apart.alignment = ft.MainAxisAlignment.SPACE_BETWEEN
    return apart


def _more(look: Look, do: DetailDoings) -> ft.Control:
    """Draw the gestures beside the two at the foot, in the short words that fit one line beside a list."""
    t = look.t
    is_short = look.measures.width >= TWO_PANES_MIN and not look.measures.large_text
    kinds = (
        ("order-task", "task", Ask.TASK, "clipboard-text", "T"),
        ("schedule", "schedule", Ask.SCHEDULE, "calendar-blank", "C"),
        ("put-aside", "aside", Ask.ASIDE, "pause", "M"),
        ("answer-resident", "answer", Ask.ANSWER, "chat-circle-text", "E"),
    )
    cells = [
        button(
            look,
            Action(
                noun,
                t(f"triage.do_{word}"),
                partial(do.ask, sheet),
                word=t(f"triage.do_short_{word}") if is_short else None,
                key=key,
                glyph=name if look.measures.large_text else None,
            ),
        )
        for noun, word, sheet, name, key in kinds
    ]
    if look.measures.large_text:
        return column(*cells, gap=look.measures.gap, stretch=True)
    # Each as wide as its word asks: in equal cells the longest would break.
    return row(*(tight_row(cell) for cell in cells), gap=look.measures.gap, wrap=True)


def _bar(look: Look, pane: ReportPane, do: DetailDoings) -> ft.Control:
    quiet_action = None
    if pane.card.status == ReportStatus.FAIT_A_CONTROLER:
        short = look.t("triage.do_short_send_back") if _narrow(look) else None
        label = look.t("triage.do_send_back")
        quiet_action = Action("send-back", label, do.send_back, word=short, glyph="arrow-u-up-left")
    elif pane.card.status == ReportStatus.IMPOSSIBLE:
        quiet_action = Action(
            "reassign", look.t("triage.do_reassign"), partial(do.ask, Ask.ASSIGN), glyph="user-switch"
        )
    elif pane.is_open:
        quiet_action = Action("reject", look.t("triage.do_reject"), partial(do.ask, Ask.REJECT), key="X", glyph="x")
    return bottom_bar(look, do.primary, quiet_action)
