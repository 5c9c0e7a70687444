"""What could be a stop: open tasks and reports, found by a street or a word, chosen by one tap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.words import folded
from fieldapp.rounds.queries_form import Candidate, RoundForm
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words
from fieldapp.ui.look import Look
from fieldapp.ui.more_rows import more_part
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    ROWS_MAX,
    Field,
    Tap,
    chip,
    column,
    empty_state,
    filter_chip,
    glyph,
    grow,
    keyed,
    pad,
    page_frame,
    plate,
    press,
    quiet,
    record_list,
    row,
    search_field,
    section,
    sign_word,
    text,
)
from fieldapp.ui.works import Seen, badges, category_glyph, category_name, in_order, work_title
from sync.records.urgency import is_dangerous


class Belongs(StrEnum):
    """Say whose work is offered."""

    TEAM = "team_s"
    SERVICE = "service_s"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Picking:
    """What is looked for."""

    belongs: Belongs = Belongs.TEAM
    typed: str = ""
    rows: int = ROWS_MAX
    """How many are drawn; another word or another choice begins anew."""


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom the round is: what decides which work is theirs."""

    service: str | None
    team: str | None
    agent: str | None


_CHIPS: Final = 1


def candidates_shown(
    t: Words, candidates: Sequence[Candidate], picking: Picking, whose: Whose, seen: Seen
) -> list[Candidate]:
    """Give the work that is offered, what presses first."""
    wanted = [word for word in folded(picking.typed).split() if word]
    found = [one for one in candidates if _belongs(one, picking.belongs, whose) and _says(t, one, wanted)]
    return in_order(found, replace(seen, here=None))


def _belongs(one: Candidate, belongs: Belongs, whose: Whose) -> bool:
    match belongs:
        case Belongs.TEAM if whose.agent is not None:
            mine = one.assignee in (None, whose.agent)
            return mine and (one.assignee == whose.agent or whose.team is None or one.team == whose.team)
        case Belongs.TEAM if whose.team is not None:
            return one.team == whose.team
        case Belongs.TEAM | Belongs.SERVICE:
            return whose.service is None or one.service == whose.service
        case _:
            return True


def _says(t: Words, one: Candidate, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    said = folded(f"{work_title(t, one)} {one.address} {category_name(t, one.category)}")
    return all(word in said for word in wanted)


def pick_pane(
    look: Look,
    picking: Picking,
    shown: Sequence[Candidate],
    told: tuple[RoundForm, Seen],
    doings: tuple[Callable[[str], Any], Callable[[Picking], None]],
) -> ft.Control:
    """Draw the pane: search, whose, and the rows."""
    t, (form, seen), (turn, want) = look.t, told, doings
    box = Field(
        "pick-search",
        t("rounds.form_find"),
        picking.typed,
        lambda typed: want(replace(picking, typed=typed, rows=ROWS_MAX)),
        hint=t("rounds.form_find"),
    )
    chips = [
        filter_chip(
            look,
            Tap(
                f"pick-{belongs.name.lower()}",
                t(f"rounds.form_{belongs}"),
                partial(want, replace(picking, belongs=belongs, rows=ROWS_MAX)),
                selected=belongs is picking.belongs,
            ),
        )
        for belongs in Belongs
    ]
    head = column(
        section(look, t("rounds.form_pick"), sub=t.number(len(shown))),
        search_field(look, box),
        row(*chips, gap=8, wrap=True),
        gap=10,
        stretch=True,
    )
    rows: list[ft.Control] = [_row(look, one, one.id in form.records, seen, turn) for one in shown[: picking.rows]]
    if not rows:
        rows = [empty_state(look, "check-circle", t("rounds.form_nothing"), t("rounds.form_nothing_line"))]
    hidden, longer = len(shown) - picking.rows, replace(picking, rows=picking.rows + ROWS_MAX)
    line = t("rounds.form_more", n=hidden)
    more = more_part(look, "more-picks", line, partial(want, longer)) if hidden > 0 else None
    return page_frame(
        ft.Container(head, padding=pad(14, look.measures.margin, bottom=10)), record_list(look, rows, more=more)
    )


def _row(look: Look, one: Candidate, on: bool, seen: Seen, turn: Callable[[str], Any]) -> ft.Control:
    """Draw a candidate with its mark; one that is in another round says in which."""
    t, field = look.t, look.measures.field
    title, place = work_title(t, one), one.address or t("work.no_address")
    found = badges(t, one, seen.now)[: 2 if field else _CHIPS]
    chips = [chip(look, badge.sign, badge.word) for badge in found]
    if on:
        for each in chips:
            each.bgcolor = look.tokens.card
    already = t("rounds.form_in_round", round=one.in_round) if one.in_round else ""
    words: list[ft.Control] = [text(look, title, Style.ROW, lines=2)]
    words.append(quiet(look, place, Style.BODY if field else Style.META, lines=1))
    if already:
        words.append(text(look, already, Style.META, color=look.tint(Role.LATE).strong))
    if chips:
        words.append(row(*chips, gap=8, wrap=True))
    danger = is_dangerous(one.priority)
    mark = glyph(
        look,
        "check-square" if on else "square",
        look.measures.glyph + 6,
        color=look.tokens.accent if on else look.tokens.edge,
        filled=on,
    )
    drawn = ft.Container(
        row(
            plate(
                look,
                category_glyph(one.category),
                56 if field else 40,
                role=Role.DANGER if danger else Role.ACCENT,
                solid=danger,
            ),
            grow(column(*words, gap=4)),
            mark,
            gap=14 if field else 10,
        ),
        padding=pad(12, 14) if field else pad(9, 8),
        bgcolor=look.tint(Role.ACCENT).soft if on else look.tokens.card if field else None,
        border_radius=RADIUS_CARD if field else RADIUS_TILE if on else 0,
        border=_border(look, on),
    )
    label = dotted(title, place, already, *(badge.word or sign_word(look, badge.sign) for badge in found))
    tap = Tap(f"pick-{one.id}", label, partial(turn, one.id), selected=on)
    return keyed(tap.identifier, press(look, tap, drawn))


def _border(look: Look, on: bool) -> ft.Border:
    tokens = look.tokens
    if on:
        return ft.Border.all(2, tokens.accent)
    if look.measures.field:
        return ft.Border.all(tokens.border, tokens.line)
    return ft.Border(bottom=ft.BorderSide(tokens.border, tokens.line))
