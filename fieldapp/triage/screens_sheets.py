"""The sheets of the triage that lead to somebody or to another category: search, one tap, done.

Each sheet is a component of its own: what is typed in it never draws the triage anew.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.category_search import find_categories
from fieldapp.replica.leavings import Leaving, keep_leaving
from fieldapp.replica.words import folded, words_of
from fieldapp.triage.actions import REPORT
from fieldapp.triage.queries import Card
from fieldapp.triage.queries_report import Directory, Holder, ReportPane, Twin
from fieldapp.triage.screens_gestures import Gestures
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.kept_form import KeptForm, use_kept_form
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Action, Choice, Field, Kind, Sheet, Tap, choice_row, quiet, search_field, sheet, text
from fieldapp.ui.works import category_name, group_name
from sync.records.categories import CATEGORIES, Category, category_of
from sync.records.geometry import metres_between

TEAMS_FIRST: Final = 6
AGENTS_FIRST: Final = 6
FOUND_MAX: Final = 12
TYPED_MIN: Final = 2
CONFIRM_KEY: Final = "Ctrl Enter"


@dataclass(frozen=True)
class Asked:
    """What a sheet needs: the report, the town, the gestures, and the moment."""

    pane: ReportPane
    known: Directory
    proposal: Holder
    gestures: Gestures
    now: datetime
    marked: tuple[Card, ...] = ()
    """The reports that are chosen together."""
    phone: str = ""
    """The town hall's number, for an answer."""
    open_templates: Callable[[], None] = lambda: None
    elsewhere: Callable[[], None] = lambda: None
    """Look for another report than those nearby."""

    @property
    def beside(self) -> tuple[Twin, ...]:
        """Give what is compared with the report: the other of two that are chosen, else what lies near."""
        here = self.pane.card
        others = [card for card in self.marked if card.id != here.id]
        return tuple(_twin(one, here) for one in others) if is_pair(self.marked, here.id) else self.pane.twins


def is_pair(marked: Collection[Card], report_id: str) -> bool:
    """Tell whether just two are chosen together, and a report is one of them."""
    return len(marked) == 2 and any(card.id == report_id for card in marked)


def _twin(card: Card, here: Card) -> Twin:
    metres = metres_between(card.point, here.point)
    words = (card.category, "", card.address, card.status, card.requested_at)
    return Twin(card.id, card.number, *words, card.point, metres)


def shut(look: Look, asked: Asked) -> Tap:
    """Give the cross of a sheet."""
    return Tap("close", look.t("action.close"), asked.gestures.close)


def use_begun(asked: Asked, form: str) -> KeptForm:
    """Give what a sheet holds, inside its component: a close or a kill takes nothing that was said in it."""
    look, about = use_look(), Leaving(form, REPORT, asked.pane.card.id)
    return use_kept_form(
        asked.pane.begun.get(form, {}), partial(written, asked.gestures.app, look, keep_leaving, about)
    )


def confirm(look: Look, identifier: str, word: str, do: Callable[[], Any], icon: str) -> Action:
    """Give the plate-button of a sheet, which its key presses even while somebody writes."""
    return Action(identifier, word, do, kind=Kind.PRIMARY, glyph=icon, key=look.t("triage.key_confirm"))


def nothing() -> ft.Control:
    """Give what stands in the page where a sheet hangs on."""
    return ft.Container(width=0, height=0)


@ft.component
def assign_sheet(asked: Asked) -> ft.Control:
    """Ask to whom a report goes; what is proposed stands first, and Enter takes the first."""
    look = use_look()
    typed, set_typed = ft.use_state("")
    t = look.t
    groups = [(title, choices) for title, choices in _recipients(look, asked, typed) if choices]
    if groups:
        # Enter in the search takes the first one: its key says so.
        groups[0][1][0] = replace(groups[0][1][0], key=t("triage.key_enter"))

    async def first(_typed: str = "") -> None:
        if groups and groups[0][1][0].do is not None:
            await look.attempt(groups[0][1][0].do)

    box = Field(
        "find-recipient",
        t("triage.find_recipient"),
        typed,
        set_typed,
        on_submit=first,
        hint=t("triage.find_recipient_hint"),
        autofocus=True,
    )
    content: list[ft.Control] = [search_field(look, box)]
    for title, choices in groups:
        content += [text(look, title, Style.BOLD), *(choice_row(look, choice) for choice in choices)]
    if len(content) == 1:
        content.append(quiet(look, t("triage.nobody_found", typed=typed)))
    ft.use_dialog(
        sheet(
            look,
            Sheet(t("triage.assign_title"), content, shut(look, asked), category_name(t, asked.pane.card.category)),
        )
    )
    return nothing()


def _recipients(look: Look, asked: Asked, typed: str) -> Iterable[tuple[str, list[Choice]]]:
    t = look.t
    if not typed.strip():
        proposal = [] if asked.proposal.is_nobody else [asked.proposal]
        yield t("triage.proposed"), [_recipient(look, asked, to, "proposed") for to in proposal]
    yield t("triage.teams"), [_recipient(look, asked, Holder(team=team), "team") for team in _teams(asked, typed)]
    yield t("triage.agents"), [_recipient(look, asked, Holder(agent=agent), "agent") for agent in _agents(asked, typed)]
    services = [service.id for service in asked.known.services if matches(service.name, typed)]
    yield t("triage.services"), [_recipient(look, asked, Holder(service=service), "service") for service in services]


def _teams(asked: Asked, typed: str) -> list[str]:
    """Give the teams whose name fits, those of the proposed service first."""
    known = asked.known
    named = asked.proposal.team if not typed.strip() else None
    fitting = [
        team
        for team in known.teams
        if team.id != named and matches(f"{team.name} {known.service_name(team.service)}", typed)
    ]
    ordered = sorted(fitting, key=lambda team: (team.service != asked.proposal.service, team.name))
    return [team.id for team in ordered][: FOUND_MAX if typed.strip() else TEAMS_FIRST]


def _agents(asked: Asked, typed: str) -> list[str]:
    """Give the agents whose name or job fits, those of the proposed team first, the least loaded first."""
    to = asked.proposal
    fitting = [agent for agent in asked.known.agents if matches(f"{agent.name} {agent.job}", typed)]
    near = sorted(
        fitting,
        key=lambda agent: (agent.team != to.team, agent.service != to.service, agent.open_work, agent.name),
    )
    return [agent.id for agent in near][: FOUND_MAX if typed.strip() else AGENTS_FIRST]


def _recipient(look: Look, asked: Asked, to: Holder, noun: str) -> Choice:
    known, t = asked.known, look.t
    agent = next((one for one in known.agents if one.id == to.agent), None)
    team = next((one for one in known.teams if one.id == to.team), None)
    if agent is not None:
        sub = dotted(agent.job, known.team_name(agent.team), t("triage.open_work", n=agent.open_work))
        icon = "user-circle"
    elif team is not None:
        sub, icon = known.service_name(team.service), "users-three"
        sub = "" if sub == team.name else sub
    else:
        sub, icon = "", "buildings"
    name = asked.gestures.name_of(to)
    key = to.agent or to.team or to.service
    return Choice(
        f"{noun}-{key}",
        dotted(name, sub),
        partial(asked.gestures.assign, asked.pane.card.id, to),
        selected=to == _held(asked),
        word=name,
        glyph=icon,
        sub=sub,
    )


def _held(asked: Asked) -> Holder:
    """Give who has the report, in the form of a choice: the narrowest only."""
    holder = asked.pane.holder
    if holder.agent:
        return Holder(agent=holder.agent)
    return Holder(team=holder.team) if holder.team else Holder(service=holder.service)


@ft.component
def requalify_sheet(asked: Asked) -> ft.Control:
    """Ask for another category: those of the same family first, any other by searching."""
    look = use_look()
    typed, set_typed = ft.use_state("")
    t, code = look.t, asked.pane.card.category
    found = categories_for(code, typed)

    async def first(_typed: str = "") -> None:
        if typed.strip() and found:
            await asked.gestures.requalify(asked.pane.card.id, found[0].code)

    box = Field(
        "find-category",
        t("triage.find_category"),
        typed,
        set_typed,
        on_submit=first,
        hint=t("triage.find_category_hint"),
        autofocus=True,
    )
    content: list[ft.Control] = [search_field(look, box)]
    if not typed.strip():
        content.append(text(look, t("triage.same_family", family=group_name(t, code)), Style.BOLD))
    choices = [_category(look, asked, category) for category in found]
    if choices and typed.strip():
        choices[0] = replace(choices[0], key=t("triage.key_enter"))
    content += [choice_row(look, choice) for choice in choices]
    if not found:
        content.append(quiet(look, t("triage.no_category_found", typed=typed)))
    policy = t("triage.clock_restarts") if asked.known.restarts_clock else t("triage.clock_goes_on")
    ft.use_dialog(sheet(look, Sheet(t("triage.requalify_title"), content, shut(look, asked), policy)))
    return nothing()


def categories_for(code: str, typed: str) -> list[Category]:
    """Give the categories of the same family, or those that fit what is typed, the best first."""
    usable = [category for category in CATEGORIES.values() if not category.deflection]
    if not typed.strip():
        return [category for category in usable if category.group == category_of(code).group]
    return find_categories(typed, usable)[:FOUND_MAX]


def _category(look: Look, asked: Asked, category: Category) -> Choice:
    t = look.t
    delay = (
        t("triage.fix_hours", n=category.fix_hours) if category.fix_hours else t("triage.fix_days", n=category.fix_days)
    )
    service = next((one.name for one in asked.known.services if one.code == category.service_code), "")
    name = category_name(t, category.code)
    sub = dotted(group_name(t, category.code), service, delay)
    return Choice(
        f"category-{category.code.replace('_', '-')}",
        dotted(name, sub),
        partial(asked.gestures.requalify, asked.pane.card.id, category.code),
        selected=category.code == asked.pane.card.category,
        word=name,
        glyph=category.icon,
        sub=sub,
    )


def matches(said: str, typed: str) -> bool:
    """Tell whether each word that was typed begins a word of the text, accents and case aside."""
    words = [folded(word[0]) for word in words_of(said)]
    return all(any(word.startswith(folded(start[0])) for word in words) for start in words_of(typed))
