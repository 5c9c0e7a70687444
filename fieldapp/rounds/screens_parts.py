"""The parts of a round's page: how far one is, the stop on top with its word, notes, answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.replica.receipts import Receipt
from fieldapp.rounds.queries import RoundPage, Stop
from fieldapp.rounds.screens_stops import number_plate
from fieldapp.rounds.screens_words import status_badge, stop_badges, stop_title
from fieldapp.ui.app import status_pill
from fieldapp.ui.i18n import Words, distance, stamp, walk
from fieldapp.ui.live import Filled, Live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.progress import progress_words, shares
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Field,
    Kind,
    Tap,
    banner,
    bar_frame,
    button,
    card,
    chip,
    column,
    glyph,
    grow,
    meter,
    page_frame,
    page_header,
    plate,
    quiet,
    row,
    text,
    text_button,
    text_field,
    trouble_state,
)
from fieldapp.ui.works import Seen, distance_line
from sync.core.instants import parse_instant
from sync.records.base import TEXT_CHARACTERS_MAX
from sync.records.round import StopKind, StopResult
from sync.records.urgency import is_dangerous

_ANSWER_WIDTH: Final = 184


@dataclass(frozen=True, slots=True)
class StopDoings:
    """What the card of a stop does."""

    heard: Callable[[str], None]
    first: str
    """The word at the stop as it stands."""
    open_record: Callable[[], None] | None
    take_back: Callable[[], Any] | None


def round_gone(look: Look, back: Callable[[], None]) -> ft.Control:
    """Say that the round is not on this device."""
    header = page_header(look, look.t("rounds.one"), back=Tap("back", look.t("action.back"), back), end=status_pill())
    return page_frame(header, ft.Container(trouble_state(look, "absent"), padding=look.measures.margin))


def progress_card(look: Look, page: RoundPage) -> ft.Control:
    """Draw how far the round is, in words and as a bar, with its state."""
    t, progress = look.t, page.card.progress
    words = progress_words(t, progress)
    badge = status_badge(t, page.card)
    told, state = text(look, words, Style.HEADING), chip(look, badge.sign, badge.word)
    head: ft.Control = column(told, state, gap=8) if look.measures.large_text else row(grow(told), state, gap=12)
    bar = meter(look, shares(progress), label=words, height=12 if look.measures.field else 8)
    return card(look, column(head, bar, gap=12, stretch=True))


def notes_part(look: Look, page: RoundPage) -> list[ft.Control]:
    """Draw what is to be known before leaving, and what was said on return."""
    t = look.t
    found: list[ft.Control] = []
    if page.note_before:
        found.append(banner(look, "info", t("rounds.before", note=page.note_before), role=Role.WAIT))
    if page.note_after:
        found.append(banner(look, "chat-circle-text", t("rounds.after", note=page.note_after), role=Role.DONE))
    return found


def stop_card(page: RoundPage, stop: Stop, is_next: bool, seen: Seen, do: StopDoings) -> ft.Control:
    """Draw the stop on top: its number, what and where, the desk's note, and a word from here."""
    drawn: ft.Control = _stop_card(StopShown(page, stop, is_next, seen), do)
    return drawn


@dataclass(frozen=True, slots=True)
class StopShown:
    """What the card shows."""

    page: RoundPage
    stop: Stop
    is_next: bool
    seen: Seen


def _stop_card(shown: StopShown, do: StopDoings) -> ft.Control:
    look, stop = use_look(), shown.stop
    t = look.t
    kicker = t("rounds.next") if shown.is_next else t("rounds.chosen")
    number = t("rounds.number", n=stop.number, total=len(shown.page.stops))
    over: ft.Control = row(
        text(look, kicker, Style.BOLD, color=look.tokens.accent), quiet(look, number), gap=10, wrap=True
    )
    parts: list[ft.Control] = [over, _head(look, stop, shown.seen)]
    if stop.note:
        parts.append(_noted(look, stop.note))
    if stop.result is None:
        # Another stop begins with its own word: the key makes it another field.
        parts.append(ft.Container(word_field(do.first, do.heard), key=f"word-{stop.id}"))
    elif stop.said:
        parts.append(text(look, t("rounds.said", note=stop.said, who=stop.visitor)))
    links = _links(look, stop, do)
    if links:
        parts.append(row(*links, gap=look.measures.gap, wrap=True))
    return ft.Container(
        column(*parts, gap=12, stretch=True),
        padding=16,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=ft.Border.all(2.5, look.tokens.danger if _presses(stop) else look.tokens.accent),
    )


def brief_card(look: Look, stop: Stop, seen: Seen) -> ft.Control:
    """Draw the stop on top in little height, above the map."""
    return ft.Container(
        _head(look, stop, seen),
        padding=14,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=ft.Border.all(2.5, look.tokens.danger if _presses(stop) else look.tokens.accent),
    )


def _presses(stop: Stop) -> bool:
    return is_dangerous(stop.priority) and stop.result is None


def _head(look: Look, stop: Stop, seen: Seen) -> ft.Control:
    t = look.t
    large = look.measures.large_text
    chips = [chip(look, badge.sign, badge.word) for badge in stop_badges(t, stop, seen.now)]
    words: list[ft.Control] = [
        text(look, stop_title(t, stop), Style.TITLE),
        text(look, stop.address or t("work.no_address"), Style.LEAD),
    ]
    if chips:
        words.append(row(*chips, gap=8, wrap=True))
    far = seen.metres_to(stop.point)
    if far is not None and large:
        words.append(distance_line(look, far))
    parts: list[ft.Control] = [number_plate(look, stop, 76, solid=True), grow(column(*words, gap=6))]
    if far is not None and not large:
        parts.append(_far(look, far))
    return row(*parts, gap=16, top=True)


def _far(look: Look, metres: float) -> ft.Control:
    t = look.t
    said = t("tasks.guide", distance=distance(t, metres), walk=walk(t, metres))
    drawn = ft.Column(
        [
            plate(look, "navigation-arrow", 56),
            text(look, distance(t, metres), Style.BOLD),
            quiet(look, walk(t, metres), Style.UNIT),
        ],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Semantics(label=said, exclude_semantics=True, content=drawn)


def _noted(look: Look, note: str) -> ft.Control:
    return row(glyph(look, "note", color=look.tokens.ink2), grow(text(look, note)), gap=10, top=True)


@ft.component
def word_field(first: str, heard: Callable[[str], None]) -> ft.Control:
    """Take the word at a stop; kept at every pause, given with the answer."""
    look = use_look()
    typed, set_typed = ft.use_state(first)

    def hears(words: str) -> None:
        set_typed(words)
        heard(words)

    field = Field(
        "stop-word",
        look.t("rounds.word"),
        typed,
        on_change=hears,
        hint=look.t("rounds.word_hint"),
        chars_max=TEXT_CHARACTERS_MAX,
    )
    return text_field(look, field)


def _links(look: Look, stop: Stop, do: StopDoings) -> list[ft.Control]:
    """Give the ways on: to the task or report, and back to « à faire »."""
    t = look.t
    found: list[ft.Control] = []
    if do.open_record is not None:
        word = t("rounds.open_task") if stop.kind is StopKind.TASK else t("rounds.open_report")
        glyph_name = "clipboard-text" if stop.kind is StopKind.TASK else "megaphone"
        found.append(button(look, Action("open-record", word, do.open_record, glyph=glyph_name)))
    elif stop.kind is not StopKind.PLACE:
        found.append(quiet(look, t("rounds.not_here"), Style.META))
    if do.take_back is not None:
        tap = Tap("stop-back", t("rounds.back"), do.take_back)
        found.append(text_button(look, tap, "arrow-clockwise"))
    return found


def verdict_bar(look: Look, stop: Stop, mark: Callable[[StopResult], Any]) -> ft.Control:
    """Draw the three answers for the thumb of either hand: two quiet ones and the plate."""
    t, height = look.t, look.measures.action
    lost = Action(
        "mark-introuvable", t("rounds.mark_introuvable"), partial(mark, StopResult.INTROUVABLE), glyph="binoculars"
    )
    later = Action(
        "mark-reportee", t("rounds.mark_reportee"), partial(mark, StopResult.REPORTEE), glyph="calendar-blank"
    )
    word = t("rounds.open_task") if stop.leads_on else t("rounds.mark_faite")
    done = Action(
        "primary",
        word,
        partial(mark, StopResult.FAITE),
        kind=Kind.PRIMARY,
        glyph="clipboard-text" if stop.leads_on else "check",
    )
    first, second, third = (button(look, action, height=height) for action in (lost, later, done))
    if look.measures.large_text:
        return bar_frame(look, column(third, row(grow(first), grow(second), gap=12), gap=12, stretch=True))
    placed = [ft.Container(first, width=_ANSWER_WIDTH), ft.Container(second, width=_ANSWER_WIDTH), grow(third)]
    return bar_frame(look, row(*(reversed(placed) if look.measures.left_handed else placed), gap=12))


def saved_words(t: Words, receipt: Receipt, now: datetime) -> str:
    """Say where what was written of this round is: on the tablet, or received by the town hall."""
    if not receipt.unsent and receipt.received_at:
        return t("sync.received_at", at=stamp(t, parse_instant(receipt.received_at), now))
    if receipt.saved_at:
        return t("sync.saved_at", at=stamp(t, parse_instant(receipt.saved_at), now))
    return t("rounds.not_begun")


def map_absent(look: Look, land: Live[Ground | None]) -> ft.Control:
    """Hold the place of a map that is not there yet; only a device without a town says so."""
    words = look.t("map.absent") if isinstance(land, Filled) else ""
    return ft.Container(quiet(look, words), alignment=ft.Alignment.CENTER, expand=True)
