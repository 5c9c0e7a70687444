"""The checklist of a task: one tap per item; its photo, or the reason of a NOK, is asked for in its row."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.tasks import actions
from fieldapp.tasks.actions import Answer
from fieldapp.tasks.queries import CheckItem, TaskPage
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Check,
    Field,
    Kind,
    Tap,
    Verdict,
    button,
    card,
    check_row,
    column,
    filter_chip,
    glyph,
    grow,
    lines_between,
    pad,
    quiet,
    row,
    section,
    text_field,
    tight_row,
)
from sync.records.task import CheckResult

_RESULTS: Final = {
    Verdict.OK: CheckResult.OK,
    Verdict.NOK: CheckResult.NOK,
    Verdict.NOT_APPLICABLE: CheckResult.SANS_OBJET,
}
_VERDICTS: Final = {result: verdict for verdict, result in _RESULTS.items()}
_REASONS: Final = ("redo", "damaged", "missing", "access")
_PHOTO_WIDTH: Final = 150


@ft.component
def checks_card(page: TaskPage, take: Callable[[CheckItem], Any] | None) -> ft.Control:
    """Show the checklist; `take` opens the camera for an item, None where it is not the agent's task."""
    app, look = use_app(), use_look()
    rows = [_item(app, look, (page, check), take) for check in page.checks]
    answered = sum(check.result is not None for check in page.checks)
    count = quiet(look, look.t("tasks.checks_done", n=answered, total=len(page.checks)), Style.STRONG)
    head = ft.Container(section(look, look.t("tasks.checks"), end=count), padding=pad(14, 20, bottom=10))
    return card(look, column(*lines_between(look, [head, *rows]), gap=0, stretch=True), padding=0)


def _item(app: App, look: Look, of: tuple[TaskPage, CheckItem], take: Callable[[CheckItem], Any] | None) -> ft.Control:
    page, check = of

    async def answer(verdict: Verdict) -> None:
        await written(app, look, actions.answer_check, page.card.id, Answer(check.id, _RESULTS[verdict]))

    words = check.label if check.mandatory else look.t("tasks.check_optional", label=check.label)
    shown = Check(
        f"check-{check.id}".lower(),
        words,
        _VERDICTS.get(check.result) if check.result else None,
        _lacking(look, check, is_mine=take is not None),
        check.mandatory,
        take is None,
    )
    extra = _below(look, page, check, None if take is None else partial(take, check))
    return check_row(look, shown, answer, extra=extra)


def _lacking(look: Look, check: CheckItem, *, is_mine: bool) -> str:
    if check.lacks_photo:
        return look.t("check.photo_lacks" if is_mine else "check.photo_wanted")
    return look.t("check.nok_needs") if check.lacks_reason else ""


def _below(look: Look, page: TaskPage, check: CheckItem, take: Callable[[], Any] | None) -> ft.Control | None:
    """Give what stands below an item: what a NOK asks for, the photo it wants, or what was said."""
    if take is None:
        return quiet(look, look.t("tasks.nok_given", reason=check.reason)) if check.reason else None
    if check.result is CheckResult.NOK:
        return nok_part(page.card.id, check, take)
    if not check.photo or check.result is CheckResult.SANS_OBJET:
        return None
    if check.result is None:
        # No button yet: a photo says nothing of an item that nobody has judged.
        return tight_row(glyph(look, "camera", color=look.tokens.ink2), quiet(look, look.t("check.photo_wanted")))
    return row(ft.Container(_camera(look, check, take, "check-photo"), width=_photo_px(look)))


def _camera(look: Look, check: CheckItem, take: Callable[[], Any], noun: str) -> ft.Control:
    """Draw the button that takes the photo of an item; a check says that it has one."""
    action = Action(
        f"{noun}-{check.id}".lower(),
        look.t("tasks.nok_photo_label", label=check.label),
        take,
        word=look.t("tasks.nok_photo"),
        kind=Kind.SOFT,
        glyph="check" if check.photo_id else "camera",
    )
    return button(look, action)


def _photo_px(look: Look) -> float | None:
    return None if look.measures.large_text else _PHOTO_WIDTH


@ft.component
def nok_part(task_id: str, check: CheckItem, take: Callable[[], Any]) -> ft.Control:
    """Ask for the photo or the reason of a NOK, inside its row."""
    app, look = use_app(), use_look()

    async def give(reason: str) -> None:
        if reason.strip():
            await _complete(app, look, task_id, Answer(check.id, CheckResult.NOK, reason.strip()))

    saver = use_autosave(give)
    chips = [_reason(look, check, name, give) for name in _REASONS]
    typed = Field(
        f"reason-{check.id}".lower(),
        look.t("tasks.nok_reason"),
        check.reason,
        on_change=saver.heard,
        on_submit=lambda _: saver.flush(),
        hint=look.t("tasks.nok_hint"),
    )
    choices = row(*chips, gap=8, wrap=True)
    words, take_one = text_field(look, typed, style=Style.BODY), _camera(look, check, take, "nok-photo")
    if look.measures.large_text:
        return column(choices, take_one, words, gap=10, stretch=True)
    side = ft.Row(
        [ft.Container(take_one, width=_PHOTO_WIDTH), grow(words)],
        spacing=10,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    return column(choices, side, gap=10, stretch=True)


def _reason(look: Look, check: CheckItem, name: str, give: Any) -> ft.Control:
    word = look.t(f"tasks.nok_{name}")
    tap = Tap(f"nok-{name}-{check.id}".lower(), word, partial(give, word), selected=check.reason == word)
    return filter_chip(look, tap)


async def _complete(app: App, look: Look, task_id: str, answer: Answer) -> None:
    await written(app, look, actions.answer_check, task_id, answer)
