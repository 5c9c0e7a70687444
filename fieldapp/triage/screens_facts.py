"""What is known of a report at the desk: photos, place, delays, what it is tied to, comments and history."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.queries import is_soon_late
from fieldapp.triage.queries_report import Linked, ReportPane
from fieldapp.triage.screens_gestures import local
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave
from fieldapp.ui.histories import Teller, dotted, history_events
from fieldapp.ui.i18n import NBSP, distance, late, moment, percent, stamp, within
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.tokens import RADIUS_CHIP, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Event,
    Field,
    Tap,
    button,
    column,
    fact,
    glyph,
    grow,
    icon_button,
    meter,
    pad,
    press,
    quiet,
    row,
    section,
    text,
    text_field,
    timeline,
)
from sync.core.instants import instant
from sync.records.clocks import share_gone
from sync.records.urgency import is_overdue

Saying = tuple[Callable[[str], Any], Callable[[str], Any]]
"""What adds a comment, and what keeps one that is being written."""
Tying = tuple[Callable[[str], Any], Callable[[str], Any], Callable[[str], Any]]
"""What opens a report, what opens a task, and what detaches a duplicate."""
PHOTOS_ACROSS: Final = 3
WEEK_DAYS: Final = 7
COMMENT_CHARACTERS_MAX: Final = 4_000
_ROUGH_M: Final = 25
"""From this accuracy on, a position is told as rough."""


def photos(look: Look, pane: ReportPane, open_photo: Callable[[str], Any]) -> list[ft.Control]:
    """Draw the photos in lines of two or three."""
    across = 2 if len(pane.photos) <= 2 or look.measures.large_text else PHOTOS_ACROSS
    tiles = [
        grow(stored_photo(StoredTile(photo, number, says_state=False), partial(open_photo, photo.id)))
        for number, photo in enumerate(pane.photos, 1)
    ]
    lines = [tiles[start : start + across] for start in range(0, len(tiles), across)]
    return [
        row(*line, *(ft.Container(expand=True) for _ in range(across - len(line))), gap=8, top=True) for line in lines
    ]


def facts(look: Look, pane: ReportPane, holder: str, now: datetime) -> ft.Control:
    """Tell where it is, how it came in, until when, and who has it."""
    t, card = look.t, pane.card
    told = [
        fact(look, "map-pin", t("triage.fact_place"), _place(look, pane)),
        fact(look, "user-circle", t("triage.fact_origin"), _origin(look, pane, now)),
        fact(look, "clock", t("triage.fact_delay"), delay_words(look, pane, now)),
    ]
    if card.due_at is not None:
        told.append(_clock(look, pane, card.due_at, now))
    if not card.is_to_sort and holder:
        told.append(fact(look, "users", t("triage.fact_holder"), holder))
    if pane.scheduled_at:
        at = moment(t, local(pane.scheduled_at, now), now)
        told.append(fact(look, "calendar-blank", t("triage.fact_scheduled"), at))
    for caller in pane.callers:
        wants = t("triage.wants_answer") if caller.wants_answer else ""
        told.append(fact(look, "phone", t("triage.fact_caller"), dotted(*caller.told, wants)))
    if pane.followers:
        told.append(fact(look, "eye", t("triage.fact_followers"), t("triage.followers", n=pane.followers)))
    return column(*told, gap=8, stretch=True)


def _clock(look: Look, pane: ReportPane, due: str, now: datetime) -> ft.Control:
    """Draw how much of the delay is gone, as a bar under its words; it counts as the delay does."""
    card, at = pane.card, instant(now)
    share = share_gone(card.begun_at, due, at, by_the_hour=card.by_the_hour, calendar=card.calendar)
    role = Role.LATE if is_overdue(due, at) else Role.WAIT if is_soon_late(card, at) else Role.ACCENT
    bar = meter(look, [(share, role)], label=look.t("triage.gone", share=percent(look.t, share)), height=8)
    return ft.Container(bar, padding=ft.Padding(left=look.measures.glyph + 10, right=0, top=2, bottom=2))


def _place(look: Look, pane: ReportPane) -> str:
    t = look.t
    place = pane.card.address or t(
        "triage.position", lat=f"{pane.card.point.lat:.5f}", long=f"{pane.card.point.long:.5f}"
    )
    rough = pane.accuracy_m is not None and pane.accuracy_m > _ROUGH_M
    accuracy = t("triage.rough", metres=distance(t, pane.accuracy_m)) if rough and pane.accuracy_m else ""
    fake = t("reports.precision_fake") if pane.position_mocked else ""
    return dotted(", ".join(part for part in (place, pane.zone_name) if part), accuracy, fake)


def _origin(look: Look, pane: ReportPane, now: datetime) -> str:
    t, channel = look.t, pane.card.channel
    came = t(f"triage.channel_{channel}") if t.has(f"triage.channel_{channel}") else channel
    # A date is one thing: it goes to the next line as a whole.
    when = stamp(t, local(pane.card.requested_at, now), now).replace(" ", NBSP)
    return dotted(came, pane.author_name, when)


def delay_words(look: Look, pane: ReportPane, now: datetime) -> str:
    """Say what is due next, on the working calendar that gave the date, and what comes after it."""
    t = look.t
    if pane.closed_at:
        return t("triage.closed_on", at=stamp(t, local(pane.closed_at, now), now))
    if pane.card.paused_at is not None:
        since = pane.card.paused_at
        return t("triage.paused_since", at=stamp(t, local(since, now), now)) if since else t("triage.paused")
    parts: list[str] = []
    if pane.card.is_to_sort and pane.first_answer_due_at:
        parts.append(_due_words(look, "first_answer", local(pane.first_answer_due_at, now), now))
    if pane.expected_at:
        parts.append(_due_words(look, "mended", local(pane.expected_at, now), now))
    return "\n".join(parts) or t("triage.no_delay")


def _due_words(look: Look, what: str, at: datetime, now: datetime) -> str:
    lateness = late(look.t, at, now)
    if lateness:
        return look.t(f"triage.{what}_late", late=within(look.t, lateness))
    return look.t(f"triage.{what}_by", at=within(look.t, moment(look.t, at, now)))


def links(look: Look, pane: ReportPane, doings: Tying) -> list[ft.Control]:
    """Draw what a report is tied to: the one that it repeats, those that repeat it, its tasks."""
    open_report, open_task, detach = doings
    found: list[ft.Control] = []
    t = look.t
    if pane.repeats is not None:
        label = t("triage.repeats", number=pane.repeats.number or t("triage.no_number"))
        found.append(_link(look, Tap("repeats", label, partial(open_report, pane.repeats.id)), "copy"))
    for twin in pane.repeated_by:
        label = _twin_label(look, twin)
        link = _link(look, Tap(f"repeated-by-{twin.id}", label, partial(open_report, twin.id)), "copy")
        part = Tap(f"detach-{twin.id}", t("triage.detach_it", what=label), partial(detach, twin.id))
        found.append(row(grow(link), icon_button(look, part, "arrows-split"), gap=6))
    found += [
        _link(look, Tap(f"task-{task.id}", _task_label(look, task), partial(open_task, task.id)), "clipboard-text")
        for task in pane.tasks
    ]
    return [column(*found, gap=look.measures.gap, stretch=True)] if found else []


def _twin_label(look: Look, twin: Linked) -> str:
    return look.t("triage.repeated_by", number=twin.number or look.t("triage.no_number"))


def _task_label(look: Look, task: Linked) -> str:
    key = f"task_state.{task.status}"
    return dotted(task.title, look.t(key) if look.t.has(key) else task.status)


def _link(look: Look, tap: Tap, name: str) -> ft.Control:
    ink = look.tokens.ink2
    drawn = ft.Container(
        row(
            glyph(look, name, color=ink),
            grow(text(look, tap.shown, Style.STRONG)),
            glyph(look, "caret-right", color=look.tokens.edge),
            gap=12,
        ),
        padding=pad(look.breath(look.measures.target, look.measures.glyph), 12),
        bgcolor=look.tokens.sunk,
        border_radius=RADIUS_CHIP + 2,
    )
    return press(look, tap, drawn)


def comments(look: Look, pane: ReportPane, now: datetime, saying: Saying) -> ft.Control:
    """Draw what was said, and the place to say more."""
    events = [
        Event(
            "chat-circle-text",
            comment.author or look.t("history.somebody"),
            comment.text,
            stamp(look.t, local(comment.at, now), now) if comment.at else "",
        )
        for comment in pane.comments
    ]
    parts: list[ft.Control] = [
        section(look, look.t("triage.comments"), sub=look.t.number(len(events)) if events else "")
    ]
    if events:
        parts.append(timeline(look, events))
    parts.append(_say_more(pane.comment_draft, saying))
    return column(*parts, gap=12, stretch=True)


@ft.component
def _say_more(draft: str, saying: Saying) -> ft.Control:
    """Take a comment; what is typed is kept at every pause and stays until it is added."""
    look = use_look()
    typed, set_typed, latest = use_latest(draft)
    send, keep = saying
    saver = use_autosave(keep)

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    async def add(_typed: str = "") -> None:
        words = latest()
        if words.strip():
            await saver.flush()
            await send(words)
            set_typed("")

    box = Field(
        "comment",
        look.t("triage.comment"),
        typed,
        heard,
        on_submit=add,
        hint=look.t("triage.comment_hint"),
        chars_max=COMMENT_CHARACTERS_MAX,
    )
    act = Action("send-comment", look.t("triage.comment_send"), add, glyph="paper-plane-right")
    parts: list[ft.Control] = [text_field(look, box, style=Style.BODY)]
    if typed.strip():
        parts.append(row(button(look, act)))
    return column(*parts, gap=8, stretch=True)


def history(look: Look, pane: ReportPane, now: datetime, me: str) -> ft.Control:
    """Tell who did what and when, by the device's clock, and by the server's where the two are apart."""
    t = look.t
    events = history_events(Teller(t, pane.names, now, me), pane.history)
    parts: list[ft.Control] = [section(look, t("triage.history"), sub=t("triage.facts", n=len(events)))]
    if pane.receipt.unsent:
        saved = stamp(t, local(pane.receipt.saved_at, now), now) if pane.receipt.saved_at else ""
        parts.append(
            timeline(
                look, [Event("cloud-arrow-up", t("history.you"), t("triage.unsent", n=pane.receipt.unsent), saved)]
            )
        )
    if events:
        parts.append(timeline(look, events))
    elif not pane.receipt.unsent:
        parts.append(quiet(look, t("triage.no_history")))
    return column(*parts, gap=12, stretch=True)
