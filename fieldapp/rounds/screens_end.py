"""The end of a round: what became of it, what is left, and a word for who planned it."""

from collections.abc import Callable
from functools import partial

import flet as ft

from fieldapp.rounds import actions
from fieldapp.rounds.queries import RoundPage, Stop
from fieldapp.rounds.screens_parts import progress_card
from fieldapp.rounds.screens_stops import RowOfStop, stop_row
from fieldapp.ui.app import status_pill, use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.progress import progress_words
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Field,
    Kind,
    Tap,
    bottom_bar,
    page_frame,
    page_header,
    quiet,
    scrolled,
    text_field,
)
from sync.records.base import TEXT_CHARACTERS_MAX


@ft.component
def end_page(page: RoundPage, close: Callable[[], None]) -> ft.Control:
    """Ask for the word on return; the one button ends the round."""
    app, look = use_app(), use_look()
    note, write, latest = use_latest(page.note_after)
    t, round_id = look.t, page.card.id

    async def keep(words: str) -> None:
        await written(app, look, actions.keep_note_after, round_id, words)

    saver = use_autosave(keep)

    def heard(words: str) -> None:
        write(words)
        saver.heard(words)

    async def end() -> None:
        await saver.flush()
        if await written(app, look, actions.end, round_id, latest()) is not None:
            close()
            words = progress_words(t, page.card.progress)
            app.say(f"{t('rounds.ended')} · {words}", partial(written, app, look, actions.begin, round_id))

    left = [stop for stop in page.stops if stop.result is None]
    told = t("rounds.end_left", n=len(left)) if left else t("rounds.end_all")
    field = Field(
        "note-after",
        t("rounds.note_after"),
        note,
        on_change=heard,
        hint=t("rounds.note_after_hint"),
        lines=3,
        chars_max=TEXT_CHARACTERS_MAX,
    )
    rows = [_row(look, page, stop, close) for stop in left]
    body = scrolled(
        look, progress_card(look, page), quiet(look, told, Style.LEAD), *rows, text_field(look, field), gap=12
    )
    header = page_header(
        look,
        t("rounds.end_title"),
        sub=page.card.title,
        back=Tap("close", t("action.close"), close),
        end=status_pill(),
    )
    finish = Action("primary", t("rounds.end"), end, kind=Kind.PRIMARY, glyph="flag")
    return page_frame(header, body, bar=bottom_bar(look, finish, Action("return", t("action.back"), close)))


def _row(look: Look, page: RoundPage, stop: Stop, close: Callable[[], None]) -> ft.Control:
    app = use_app()
    return stop_row(look, stop, RowOfStop(len(page.stops), app.now()), close)
