"""How a round is told: its progress, its day, who makes it, and what became of a stop."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from fieldapp.rounds.queries import RoundCard, Stop
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, day, listing, stamp
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import Badge, Sign
from fieldapp.ui.works import badges, work_title
from sync.core.instants import parse_instant
from sync.records.round import RoundStatus, StopResult

RESULT_ROLES: Final = {
    StopResult.FAITE: Role.DONE,
    StopResult.INTROUVABLE: Role.NEUTRAL,
    StopResult.REPORTEE: Role.LATE,
}
RESULT_GLYPHS: Final = {
    StopResult.FAITE: "check",
    StopResult.INTROUVABLE: "binoculars",
    StopResult.REPORTEE: "calendar-blank",
}
_RESULT_SIGNS: Final = {
    StopResult.FAITE: Sign.DONE,
    StopResult.INTROUVABLE: Sign.REJECTED,
    StopResult.REPORTEE: Sign.PLANNED,
}
_STATUS_SIGNS: Final = {
    RoundStatus.PREVUE: Sign.PLANNED,
    RoundStatus.EN_COURS: Sign.IN_PROGRESS,
    RoundStatus.TERMINEE: Sign.DONE,
    RoundStatus.ANNULEE: Sign.REJECTED,
}


def who_words(card: RoundCard) -> str:
    """Say who makes it: the person, else the team."""
    return card.assignee_name or card.team_name


def day_words(t: Words, card: RoundCard, today: date) -> str:
    """Say on which day it is made."""
    return day(t, date.fromisoformat(card.planned_on), today)


def round_sub(t: Words, card: RoundCard, today: date) -> str:
    """Say below its name when a round is made and by whom."""
    return dotted(day_words(t, card, today), who_words(card))


def status_badge(t: Words, card: RoundCard) -> Badge:
    """Give the chip of a round's state; a state of a newer version reads as planned."""
    known = RoundStatus(card.status) if card.status in tuple(RoundStatus) else RoundStatus.PREVUE
    return Badge(_STATUS_SIGNS[known], t(f"rounds.status_{known}"))


def stop_title(t: Words, stop: Stop) -> str:
    """Name a stop by its title, else by its category."""
    return work_title(t, stop)


def result_badge(t: Words, stop: Stop, now: datetime) -> Badge | None:
    """Give the chip of what became of a stop, with the hour where it is known."""
    if stop.result is None or stop.result not in _RESULT_SIGNS:
        return None
    word = t(f"rounds.result_{stop.result}")
    if stop.visited_at:
        word = t("rounds.result_at", result=word, at=stamp(t, parse_instant(stop.visited_at), now))
    return Badge(_RESULT_SIGNS[stop.result], word)


def stop_badges(t: Words, stop: Stop, now: datetime) -> tuple[Badge, ...]:
    """Give the chips of a stop: what became of it, else what presses about it."""
    result = result_badge(t, stop, now)
    if result is not None:
        return (result,)
    return tuple(badge for badge in badges(t, stop, now) if badge.sign is not Sign.TO_SEND)


def stop_label(t: Words, stop: Stop, total: int, chips: Sequence[str]) -> str:
    """Say a whole stop in words."""
    parts = (t("rounds.number", n=stop.number, total=total), stop_title(t, stop), stop.address, listing(t, chips))
    return ", ".join(part for part in parts if part)


def comment_words(t: Words, result: StopResult, note: str) -> str:
    """Give the word at a stop as its task or report keeps it; empty where there is nothing to keep."""
    if note.strip():
        return t(f"rounds.said_{result}", note=note.strip())
    return t("rounds.said_introuvable_bare") if result is StopResult.INTROUVABLE else ""
