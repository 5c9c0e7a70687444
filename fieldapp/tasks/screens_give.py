"""The sheet that gives a task to an agent or a team: search, one tap, done."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import flet as ft

from fieldapp.tasks import actions, actions_give
from fieldapp.tasks.actions_give import Recipient
from fieldapp.tasks.queries import TaskPage
from fieldapp.tasks.queries_people import Taker, Takers, fitting, takers
from fieldapp.ui.app import use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Choice, Field, Sheet, Tap, choice_row, quiet, search_field, sheet, text

FIRST_MAX: Final = 6
"""Agents and teams that are offered at once: the search finds the others."""
_Give = Callable[[Recipient, str], Callable[[], object]]


@ft.component
def give_sheet(page: TaskPage, close: Callable[[], None]) -> ft.Control:
    """Ask to whom the task goes; Enter in the search takes the first."""
    app, look = use_app(), use_look()
    typed, set_typed = ft.use_state("")
    t, task = look.t, page.card
    live = use_live(takers, task.team, task.service, kinds=("agent", "team", "service", "task"))
    known = live.value if isinstance(live, Filled) else Takers()

    async def give(to: Recipient, name: str) -> None:
        close()
        given = await written(app, look, actions_give.give, task.id, to)
        if given is not None and given.value:
            back = partial(written, app, look, actions.take_back, task.id, given.value)
            app.say(t("tasks.given", who=name), back)

    groups = _groups(look, page, _found(known, typed), lambda to, name: partial(give, to, name))

    async def first(_typed: str = "") -> None:
        if groups and groups[0][1][0].do is not None:
            await look.attempt(groups[0][1][0].do)

    use_sheet_keys(close)
    hint = t("tasks.find_taker_hint")
    box = Field("find-taker", t("tasks.find_taker"), typed, set_typed, on_submit=first, hint=hint, autofocus=True)
    content: list[ft.Control] = [search_field(look, box)]
    for title, choices in groups:
        content += [text(look, title, Style.BOLD), *(choice_row(look, choice) for choice in choices)]
    if not groups and typed.strip():
        content.append(quiet(look, t("tasks.nobody_found", typed=typed)))
    shown = Sheet(t("tasks.give_title"), content, Tap("close", t("action.close"), close), page.card.title)
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _found(known: Takers, typed: str) -> Takers:
    if typed.strip():
        return Takers(fitting(known.teams, typed), fitting(known.agents, typed))
    return Takers(known.teams[:FIRST_MAX], known.agents[:FIRST_MAX])


def _groups(look: Look, page: TaskPage, found: Takers, give: _Give) -> list[tuple[str, list[Choice]]]:
    """Give the agents, then the teams, as choices; the first one shows the key that takes it."""
    t, task = look.t, page.card
    agents = [_choice(look, "agent", taker, give(Recipient(agent=taker.id), taker.name)) for taker in found.agents]
    teams = [_choice(look, "team", taker, give(Recipient(team=taker.id), taker.name)) for taker in found.teams]
    agents = [replace(one, selected=one.identifier == f"agent-{task.assignee}") for one in agents]
    teams = [replace(one, selected=not task.assignee and one.identifier == f"team-{task.team}") for one in teams]
    groups = [(title, kept) for title, kept in ((t("tasks.agents"), agents), (t("tasks.teams"), teams)) if kept]
    if groups:
        groups[0][1][0] = replace(groups[0][1][0], key=t("action.key_enter"))
    return groups


def _choice(look: Look, noun: str, taker: Taker, do: Callable[[], object]) -> Choice:
    is_agent = noun == "agent"
    load = look.t("tasks.open_tasks", n=taker.open_tasks) if is_agent else ""
    sub = dotted(taker.above if taker.above != taker.name else "", load)
    icon = "user-circle" if is_agent else "users-three"
    return Choice(f"{noun}-{taker.id}", dotted(taker.name, sub), do, word=taker.name, glyph=icon, sub=sub)
