"""The round as it stands while it is planned: for whom, which day, its name and notes, its stops in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.rounds.queries_form import Choices, Maker, RoundForm
from fieldapp.rounds.screens_map import way_points
from fieldapp.rounds.screens_stops import RowOfStop, stop_row
from fieldapp.ui.app import use_app
from fieldapp.ui.dates import DayWanted, day_choice
from fieldapp.ui.gestures import Autosave, use_autosave
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Field,
    Kind,
    Tap,
    bottom_bar,
    button,
    column,
    filter_chip,
    keyed,
    page_frame,
    quiet,
    row,
    saved_line,
    scrolled,
    section,
    text,
    text_field,
)
from sync.records.base import TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX
from sync.records.walks import way_metres

TEAMS_MAX: Final = 14
PEOPLE_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class FormDoings:
    """What the controls of the form do."""

    put: Callable[[dict[str, Any]], Any]
    move: Callable[[str, int], Any]
    drop: Callable[[str], Any]
    nearest: Callable[[], Any]
    add_place: Callable[[], None]
    give: Callable[[], Any]
    discard: Callable[[], Any]


def maker_of(form: RoundForm, choices: Choices) -> Maker | None:
    """Give who is to make the round: the person, else the team."""
    wanted = form.assignee or form.team
    return next((maker for maker in choices.makers if maker.id == wanted), None)


@ft.component
def form_pane(form: RoundForm, choices: Choices, chosen: date, do: FormDoings) -> ft.Control:
    """Draw the form; what is typed is kept at every pause, and before the round is given."""
    app, look = use_app(), use_look()
    name, note = _use_text(form.title, "title", do), _use_text(form.note_before, "note_before", do)
    t, maker = look.t, maker_of(form, choices)

    async def give() -> None:
        for typed in (name, note):
            await typed.saver.flush()
        await do.give()

    who = maker.name if maker else ""
    title = Field(
        "round-name",
        t("rounds.form_name"),
        name.text,
        on_change=name.heard,
        hint=t("rounds.form_default", who=who) if who else t("rounds.form_name_hint"),
        chars_max=TITLE_CHARACTERS_MAX,
    )
    before = Field(
        "note-before",
        t("rounds.form_before"),
        note.text,
        on_change=note.heard,
        hint=t("rounds.form_before_hint"),
        lines=2,
        chars_max=TEXT_CHARACTERS_MAX,
    )
    body = scrolled(
        look,
        ft.Container(height=4),
        text(look, t("rounds.form_who"), Style.BOLD),
        _makers(look, form, choices, do),
        text(look, t("rounds.form_day"), Style.BOLD),
        day_choice(
            look, DayWanted(chosen, app.now().date(), lambda on: do.put({"planned_on": on.isoformat()})), "round"
        ),
        # What is chosen beside comes here: it is seen at once, before what is typed.
        *_stops(look, form, do),
        keyed("name", text_field(look, title)),
        keyed("before", text_field(look, before)),
        gap=12,
    )
    word = t("rounds.form_keep") if form.round else t("rounds.form_give_to", who=who) if who else t("rounds.form_give")
    primary = Action(
        "primary", word, give, kind=Kind.PRIMARY, glyph="paper-plane-tilt" if look.measures.field else None
    )
    out = Action("discard-form", t("rounds.form_discard"), do.discard, glyph="x")
    above = saved_line(look, t("rounds.form_saved"))
    return page_frame(body_head(look), body, bar=bottom_bar(look, primary, out), above_bar=above)


def body_head(look: Look) -> ft.Control:
    """Begin the pane without a head of its own: the page has one."""
    return ft.Container(height=0)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text of the form as it is typed, and its saver."""

    text: str
    heard: Callable[[str], None]
    saver: Autosave


def _use_text(first: str, name: str, do: FormDoings) -> Typed:
    """Hold a text field of the form, inside a component."""
    typed, set_typed = ft.use_state(first)
    saver = use_autosave(lambda words: do.put({name: words}))

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    return Typed(typed, heard, saver)


def _makers(look: Look, form: RoundForm, choices: Choices, do: FormDoings) -> ft.Control:
    """Offer the teams, those of the service first, and the people of the chosen team."""
    teams = [maker for maker in choices.makers if not maker.is_agent]
    teams.sort(key=lambda maker: (maker.service != form.service, maker.id != form.team))
    people = [maker for maker in choices.makers if maker.is_agent and maker.team == form.team][:PEOPLE_MAX]
    chosen = [
        filter_chip(look, _maker(look, maker, form.team == maker.id and not form.assignee, do), name="users-three")
        for maker in teams[:TEAMS_MAX]
    ]
    parts: list[ft.Control] = [row(*chosen, gap=8, wrap=True)]
    if form.team and people:
        parts.append(quiet(look, look.t("rounds.form_people"), Style.META))
        names = [
            filter_chip(look, _maker(look, maker, form.assignee == maker.id, do), name="user-circle")
            for maker in people
        ]
        parts.append(row(*names, gap=8, wrap=True))
    return column(*parts, gap=8, stretch=True)


def _maker(look: Look, maker: Maker, on: bool, do: FormDoings) -> Tap:
    team = maker.team if maker.is_agent else maker.id
    values = {"service": maker.service, "team": team, "assignee": maker.id if maker.is_agent else None}
    return Tap(f"maker-{maker.id}", maker.name, partial(do.put, values), selected=on)


def _stops(look: Look, form: RoundForm, do: FormDoings) -> list[ft.Control]:
    t, app = look.t, use_app()
    way = way_metres(None, way_points(form.stops))
    told = t("rounds.way", distance=distance(t, way)) if way else ""
    parts: list[ft.Control] = [section(look, t("rounds.form_stops"), sub=dotted(t.number(len(form.stops)), told))]
    place = Action("add-place", t("rounds.form_place"), do.add_place, glyph="map-pin")
    tools = [keyed("place", button(look, place))]
    if len(form.stops) > 1:
        near = Action("nearest-first", t("rounds.nearest"), do.nearest, glyph="navigation-arrow")
        tools.insert(0, keyed("near", button(look, near)))
    parts.append(row(*tools, gap=8, wrap=True))
    if not form.stops:
        parts.append(keyed("empty", quiet(look, t("rounds.form_empty"))))
    for stop in form.stops:
        kind = RowOfStop(len(form.stops), app.now(), move=do.move, drop=do.drop)
        parts.append(keyed(f"row-{stop.id}", stop_row(look, stop, kind, _stay)))
    return parts


def _stay() -> None:
    """Do nothing: in the form a stop is moved by its keys."""
