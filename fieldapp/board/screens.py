"""The board of a team: one row a person, one column a day; a task is moved by the mouse or by the arrows.

The keys move the chosen task at once, and Ctrl Z takes the last moves back: whoever plans a week presses an arrow as
often as somebody else drags a card.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.board import queries
from fieldapp.board.queries import Board, Crew, later_count, week_of
from fieldapp.board.screens_grid import board_grid
from fieldapp.board.screens_moves import BoardState, Planner
from fieldapp.ui.app import use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import long_day, within
from fieldapp.ui.key_sheet import key_foot
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys, use_sheet_keys
from fieldapp.ui.live import Filled, Live, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import Style
from fieldapp.ui.tops import screen_top
from fieldapp.ui.undoing import UndoSteps
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Sheet,
    Tap,
    button,
    choice_row,
    column,
    empty_state,
    icon_button,
    pad,
    page_frame,
    quiet,
    row,
    sheet,
    text,
    tight_row,
    waiting_state,
)

KINDS: Final = ("task", "agent", "team", "service", "outbox")
KEYS: Final[tuple[KeyLine, ...]] = (
    (("J", "K"), "board.key_next"),
    (("Arrow Left", "Arrow Right"), "board.key_day"),
    (("Up", "Down"), "board.key_person"),
    (("Enter",), "board.key_open"),
    (("E",), "board.key_team"),
    (("Ctrl Z",), "board.key_undo"),
    (("?",), "keys.all"),
)
MORE_KEYS: Final[tuple[KeyLine, ...]] = (
    (("Page Up",), "board.key_week_before"),
    (("Page Down",), "board.key_week_after"),
    (("A",), "board.key_now"),
)


@screen
def team_board() -> ft.Control:
    """Show the week of a team."""
    app, look = use_app(), use_look()
    crews_live = use_live(queries.crews, kinds=("team", "service"))
    crews = crews_live.value if isinstance(crews_live, Filled) else ()
    state, set_state = ft.use_state(BoardState(week_of(app.now().date())[0]))
    undo: ft.MutableRef[UndoSteps] = ft.use_ref(UndoSteps)
    chosen: ft.MutableRef[str | None] = ft.use_ref(_none)
    team = state.team or queries.first_crew(crews, app.agent.team, app.agent.service)
    live = use_live(queries.board, team or "", state.jobs_max, kinds=KINDS)
    board = live.value if isinstance(live, Filled) else None
    planner = Planner(app, look, state, set_state, board, undo.current, chosen) if board is not None else None
    use_key_lines((*KEYS, *MORE_KEYS) if planner else ())
    use_keys(planner.keys() if planner and not state.is_asking else {})
    sub = dotted(app.agent.town_name, board.team.name if board else "")
    header = screen_top(look, app, look.t("board.title"), sub=sub)
    if planner is None:
        return page_frame(header, _no_board(look, crews_live))
    parts: list[ft.Control] = [_tools(planner), board_grid(planner)]
    body = ft.Column(parts, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    page = page_frame(header, body, bar=key_foot(look, KEYS))
    if state.is_asking:

        def choose(team_id: str) -> None:
            set_state(lambda before: replace(before, team=team_id, job=None, is_asking=False))

        page.controls.append(team_sheet(crews, planner.board, choose, partial(planner.put, is_asking=False)))
    return page


def _none() -> Any:
    return None


def _no_board(look: Look, crews: Live[tuple[Crew, ...]]) -> ft.Control:
    if isinstance(crews, Filled) and not crews.value:
        drawn = empty_state(look, "users-three", look.t("board.no_team"), look.t("board.no_team_text"))
        return ft.Container(drawn, padding=look.measures.margin)
    return waiting_state(look)


def _tools(planner: Planner) -> ft.Control:
    """Draw which team and which week, and how to come to others."""
    look, t, board = planner.look, planner.look.t, planner.board
    team = Action(
        "choose-team",
        t("board.choose_team", team=board.team.name),
        partial(planner.put, is_asking=True),
        word=board.team.name,
        glyph="users-three",
        key="E",
    )
    week = text(look, t("board.week", first=within(t, long_day(t, planner.week[0]))), Style.BOLD)
    parts: list[ft.Control] = [
        tight_row(button(look, team)),
        icon_button(look, Tap("week-before", t("board.week_before"), partial(planner.turn, -1)), "caret-left"),
        week,
        icon_button(look, Tap("week-after", t("board.week_after"), partial(planner.turn, 1)), "caret-right"),
    ]
    if planner.today not in planner.week and planner.week != week_of(planner.today):
        parts.append(tight_row(button(look, Action("week-now", t("board.week_now"), planner.this_week, key="A"))))
    later = later_count(board.jobs, planner.week)
    if later:
        parts.append(quiet(look, t("board.later", n=later), Style.META))
    if board.beyond:
        parts.append(quiet(look, t("board.beyond", n=board.beyond), Style.META))
        parts.append(tight_row(button(look, Action("more-jobs", t("action.more"), planner.read_more))))
    line = ft.BorderSide(look.tokens.border, look.tokens.line)
    return ft.Container(row(*parts, gap=12, wrap=True), padding=pad(10, 16), border=ft.Border(bottom=line))


@ft.component
def team_sheet(
    crews: Sequence[Crew], board: Board, choose: Callable[[str], Any], close: Callable[[], Any]
) -> ft.Control:
    """Ask whose board is shown; a digit takes one of the first nine."""
    look = use_look()
    use_sheet_keys(close, {str(number): partial(choose, crew.id) for number, crew in enumerate(crews[:9], 1)})
    choices = [
        choice_row(
            look,
            Choice(
                f"team-{crew.id}",
                dotted(crew.name, crew.service_name),
                partial(choose, crew.id),
                selected=crew.id == board.team.id,
                word=crew.name,
                key=str(number) if number <= 9 else None,
                glyph="users-three",
                sub=crew.service_name,
            ),
        )
        for number, crew in enumerate(crews, 1)
    ]
    content: list[ft.Control] = [column(*choices, gap=look.measures.gap, stretch=True)]
    leave = Tap("close", look.t("action.close"), close)
    ft.use_dialog(sheet(look, Sheet(look.t("board.team_title"), content, leave)))
    return ft.Container(width=0, height=0)
