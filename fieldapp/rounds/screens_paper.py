"""A round on paper: A4, the town, who and when, the map, then a block for each stop with boxes to tick by hand.

The blocks are measured first, so that no stop is cut by the end of a page and every page says how many there are.
What the colours tell, a word tells too: the sheet is often printed in grey.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fieldapp.replica.ground import Ground
from fieldapp.rounds.queries import RoundPage, Stop
from fieldapp.rounds.screens_map import way_points
from fieldapp.rounds.screens_paper_ink import HEIGHT, MARGIN, RIGHT, ROOM, Ink, cut, line_height, wrapped
from fieldapp.rounds.screens_paper_map import draw_map
from fieldapp.rounds.screens_words import stop_title, who_words
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, clock, due, late, long_day, within
from fieldapp.ui.tokens import LIGHT, Face, Role
from sync.core.instants import parse_instant
from sync.records.round import StopResult
from sync.records.task import Priority
from sync.records.urgency import is_dangerous

_FOOT: Final = 34.0
_GAP: Final = 8.0
_PLATE: Final = 26.0
_BOXES: Final = 92.0
_MAP_HEIGHT: Final = 196.0
_WORDS_LEFT: Final = MARGIN + _PLATE + 12
_WORDS_ROOM: Final = RIGHT - _BOXES - 14 - _WORDS_LEFT
_NOTE_LINES_MAX: Final = 44
_STOP_LINES_MAX: Final = 18
_TICK: Final = 12.0
_NAME_CHARACTERS_MAX: Final = 40
_RESULTS: Final = (
    (StopResult.FAITE, "rounds.paper_done"),
    (StopResult.INTROUVABLE, "rounds.paper_not_found"),
    (StopResult.REPORTEE, "rounds.paper_postponed"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part that stays whole on its page: how high it is, and what draws it from its top."""

    height: float
    draw: Callable[[Ink, float], None]


def paper_name(t: Words, page: RoundPage) -> str:
    """Give the name of the file: letters that every system takes, and « tournée » once."""
    plain = unicodedata.normalize("NFKD", page.card.title).encode("ascii", "ignore").decode()
    word = t("rounds.paper_name", day="", name="").partition("-")[0]
    title = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-").removeprefix(f"{word}-")
    return t("rounds.paper_name", day=page.card.planned_on, name=title[:_NAME_CHARACTERS_MAX] or page.card.id[:8])


def round_paper(t: Words, page: RoundPage, ground: Ground | None, now: datetime) -> bytes:
    """Give the sheet of a round as a PDF."""
    pages = laid(_blocks(t, page, ground, now))
    ink = Ink(f"{t('rounds.paper_title')} · {page.card.title}", page.town_name)
    made = t("rounds.paper_made", day=within(t, long_day(t, now.date())), at=clock(now, now))
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            ink.next_page()
        top = MARGIN
        for block in blocks:
            block.draw(ink, top)
            top += block.height + _GAP
        _foot(ink, (dotted(page.town_name, page.card.title, made), t("rounds.paper_page", n=number, total=len(pages))))
    return ink.done()


def laid(blocks: Sequence[Block]) -> list[list[Block]]:
    """Put blocks on pages in their order; one that is higher than a page has one to itself."""
    room = HEIGHT - MARGIN - _FOOT - MARGIN / 2
    pages: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        if pages[-1] and used + block.height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(block)
        used += block.height + _GAP
    return pages


def _foot(ink: Ink, told: tuple[str, str]) -> None:
    top = HEIGHT - _FOOT
    ink.way([(MARGIN, top - 6), (RIGHT, top - 6)], color=LIGHT.line, width=1)
    ink.words(told[0], (MARGIN, top), 8.5, color=LIGHT.ink2)
    ink.words_right(told[1], (RIGHT, top), 8.5)


def _blocks(t: Words, page: RoundPage, ground: Ground | None, now: datetime) -> list[Block]:
    blocks = [_head(t, page)]
    if page.note_before:
        blocks.append(_note(t("rounds.paper_before"), page.note_before))
    if way_points(page.stops):
        box = ((MARGIN, 0.0), (ROOM, _MAP_HEIGHT))
        blocks.append(
            Block(_MAP_HEIGHT, lambda ink, top: draw_map(ink, t, page.stops, ground, ((MARGIN, top), box[1])))
        )
    blocks += [_stop(t, stop, now) for stop in page.stops]
    blocks.append(_return(t, page))
    return blocks


def _head(t: Words, page: RoundPage) -> Block:
    """Say whose round it is: the town, the name, the day, who makes it."""
    title = wrapped(page.card.title, Face.TITLE, 22, ROOM - 90)
    sub = dotted(long_day(t, date.fromisoformat(page.card.planned_on)), who_words(page.card), page.service_name)
    height = 20 + len(title) * line_height(22) + 24

    def draw(ink: Ink, top: float) -> None:
        kicker = dotted(page.town_name, t("rounds.paper_title"))
        ink.words(kicker, (MARGIN, top), 11, face=Face.TEXT_SEMIBOLD, color=LIGHT.accent)
        ink.lines(title, (MARGIN, top + 16), 22, Face.TITLE)
        ink.words(sub, (MARGIN, top + 20 + len(title) * line_height(22)), 12, color=LIGHT.ink2)
        tint = LIGHT.tint(Role.ACCENT)
        ink.plate((RIGHT - 54, top), 54, str(len(page.stops)), color=tint.strong, ink=tint.on)
        ink.words_right(t("rounds.stops", n=len(page.stops)), (RIGHT, top + 58), 9.5, Face.TEXT_SEMIBOLD)

    return Block(max(height, 76.0), draw)


def _note(title: str, note: str) -> Block:
    """Draw what is to be known, so that it is read before leaving."""
    lines = cut(wrapped(note, Face.TEXT, 11.5, ROOM - 28), _NOTE_LINES_MAX)
    height = 30 + len(lines) * line_height(11.5)
    tint = LIGHT.tint(Role.WAIT)

    def draw(ink: Ink, top: float) -> None:
        ink.box((MARGIN, top), (ROOM, height), fill=tint.soft, line=tint.strong, radius=8)
        ink.words(title, (MARGIN + 14, top + 8), 10.5, face=Face.TEXT_BOLD, color=tint.strong)
        ink.lines(lines, (MARGIN + 14, top + 23), 11.5)

    return Block(height, draw)


def _stop(t: Words, stop: Stop, now: datetime) -> Block:
    title = wrapped(stop_title(t, stop), Face.TEXT_BOLD, 13, _WORDS_ROOM)
    address = wrapped(stop.address or t("work.no_address"), Face.TEXT, 11.5, _WORDS_ROOM)
    told = wrapped(_presses(t, stop, now), Face.TEXT_SEMIBOLD, 10, _WORDS_ROOM - 16) if _presses(t, stop, now) else []
    note = cut(wrapped(stop.note, Face.TEXT, 10.5, _WORDS_ROOM), _STOP_LINES_MAX) if stop.note else []
    said = cut(wrapped(stop.said, Face.TEXT, 10.5, _WORDS_ROOM), _STOP_LINES_MAX) if stop.said else []
    sizes = ((title, 13.0), (address, 11.5), (told, 10.0), (note, 10.5), (said, 10.5))
    words_height = sum(len(lines) * line_height(size) for lines, size in sizes)
    height = max(words_height + 30, 3 * 18.0 + 20)

    def draw(ink: Ink, top: float) -> None:
        danger = is_dangerous(stop.priority)
        tint = LIGHT.tint(Role.DANGER if danger else Role.ACCENT)
        ink.box((MARGIN, top), (ROOM, height), fill=None, line=tint.strong if danger else LIGHT.edge, radius=8)
        ink.plate((MARGIN + 8, top + 9), _PLATE, str(stop.number), color=tint.strong, ink=tint.on)
        left, at = _WORDS_LEFT + 4, top + 8
        ink.lines(title, (left, at), 13, Face.TEXT_BOLD)
        at += len(title) * line_height(13)
        ink.lines(address, (left, at), 11.5)
        at += len(address) * line_height(11.5)
        if told:
            ink.glyph(
                "warning-diamond" if danger else "clock", (left, at + 1), 10, tint.strong if danger else LIGHT.ink2
            )
            ink.lines(told, (left + 15, at + 1), 10, Face.TEXT_SEMIBOLD, tint.strong if danger else LIGHT.ink2)
            at += len(told) * line_height(10)
        ink.lines([*note, *said], (left, at + 1), 10.5, Face.TEXT, LIGHT.ink2)
        ink.words(t("rounds.paper_word"), (left, top + height - 16), 8.5, color=LIGHT.ink2)
        ink.way([(left + 40, top + height - 7), (RIGHT - _BOXES - 14, top + height - 7)], color=LIGHT.edge, width=0.7)
        _ticks(ink, t, stop, top)

    return Block(height, draw)


def _ticks(ink: Ink, t: Words, stop: Stop, top: float) -> None:
    """Draw the three boxes; the one of what is known already is ticked."""
    left = RIGHT - _BOXES
    ink.way([(left - 6, top + 8), (left - 6, top + 66)], color=LIGHT.line, width=1)
    for number, (result, key) in enumerate(_RESULTS):
        at = (left + 2, top + 9 + number * 20)
        ink.box(at, (_TICK, _TICK), fill=LIGHT.card, line=LIGHT.ink, radius=2)
        if stop.result is result:
            ink.glyph("check", (at[0] + 1, at[1] - 0.5), 10)
        ink.words(t(key), (at[0] + _TICK + 7, at[1]), 10.5)


def _presses(t: Words, stop: Stop, now: datetime) -> str:
    """Say what presses about a stop: danger, nuisance, until when."""
    priority = t(f"state.{stop.priority}") if stop.priority in (Priority.DANGEREUX, Priority.TRES_GENANT) else ""
    due_at = parse_instant(stop.due_at) if stop.due_at else None
    return dotted(priority, (late(t, due_at, now) or due(t, due_at, now)) if due_at else "")


def _return(t: Words, page: RoundPage) -> Block:
    """Leave room for the word on return, or print the one that was given."""
    lines = cut(wrapped(page.note_after, Face.TEXT, 11.5, ROOM - 28), _NOTE_LINES_MAX) if page.note_after else []
    height = 30 + max(len(lines) * line_height(11.5), 3 * 20.0)

    def draw(ink: Ink, top: float) -> None:
        ink.box((MARGIN, top), (ROOM, height), fill=None, line=LIGHT.edge, radius=8)
        ink.words(t("rounds.paper_after"), (MARGIN + 14, top + 8), 10.5, face=Face.TEXT_BOLD)
        ink.lines(lines, (MARGIN + 14, top + 23), 11.5)
        for number in range(0 if lines else 3):
            y = top + 40 + number * 20
            ink.way([(MARGIN + 14, y), (RIGHT - 14, y)], color=LIGHT.line, width=0.7)

    return Block(height, draw)
