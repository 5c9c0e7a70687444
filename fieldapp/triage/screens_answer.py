"""The words to a resident: templates that fill themselves in, then anybody's own words on top.

writing = use_writing(asked, Occasion(…), use_begun(asked, ANSWER))     # inside a component of a sheet
content += answer_parts(look, writing, field)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.leavings import ANSWER
from fieldapp.triage import queries_templates
from fieldapp.triage.queries_templates import Occasion, Template, filled, fitting, for_any_report, unfilled
from fieldapp.triage.screens_gestures import local
from fieldapp.triage.screens_sheets import CONFIRM_KEY, Asked, confirm, nothing, shut, use_begun
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Language, Words, listing, long_day, within
from fieldapp.ui.kept_form import KeptForm
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Field,
    Sheet,
    Tap,
    column,
    filter_chip,
    key_hint,
    row,
    sheet,
    text,
    text_button,
    text_field,
)
from fieldapp.ui.works import category_name
from sync.records.base import TEXT_CHARACTERS_MAX


@dataclass(frozen=True)
class Writing:
    """What is being written, and the templates that fit."""

    typed: str
    latest: Callable[[], str]
    """Tells the words as they are now: the drawing may be a letter behind."""
    write: Callable[[str], None]
    offered: tuple[Template, ...]
    chosen: str | None
    choose: Callable[[Template], None]
    next: Callable[[], None]
    """Take the next template: what the key M does."""

    @property
    def lacks(self) -> list[str]:
        """Give the placeholders that nobody has filled in."""
        return list(unfilled(self.latest()))


def use_writing(asked: Asked, occasion: Occasion, form: KeptForm, first: str = "") -> Writing:
    """Give the words of an answer, inside a component; `form` keeps them as they are written."""
    chosen, set_chosen = ft.use_state(_none())
    live = use_live(queries_templates.templates, kinds=("answer_template",))
    known: Iterable[Template] = live.value if isinstance(live, Filled) else ()
    if len(asked.gestures.marked) > 1:
        known = for_any_report(known)
    offered = tuple(fitting(known, occasion))

    def write(words: str) -> None:
        form.typed(note=words)

    def latest() -> str:
        return str(form.latest().get("note", first))

    def choose(one: Template) -> None:
        set_chosen(one.id)
        write(filled(one.text, values_of(asked)))

    def after() -> None:
        if offered:
            at = next((number for number, one in enumerate(offered) if one.id == chosen), -1)
            choose(offered[(at + 1) % len(offered)])

    return Writing(str(form.drawn.get("note", first)), latest, write, offered, chosen, choose, after)


def _none() -> str | None:
    return None


def values_of(asked: Asked) -> dict[str, str]:
    """Give what fills in the placeholders: of the report and of the town, never of who writes."""
    # Residents are written to in the town's language, whatever the desk reads in.
    t, pane = Words(Language.FR), asked.pane
    holder = pane.holder if not pane.holder.is_nobody else asked.proposal
    return {
        "numéro": pane.card.number,
        "catégorie": category_name(t, pane.card.category),
        "adresse": pane.card.address,
        "service": asked.known.service_name(holder.service),
        "délai": _day(t, pane.expected_at, asked.now),
        "date": _day(t, pane.scheduled_at or pane.closed_at, asked.now),
        "commune": asked.gestures.app.agent.town_name,
        "téléphone": asked.phone,
    }


def _day(t: Words, at: str | None, now: datetime) -> str:
    """Name a day in the middle of a sentence."""
    if at is None:
        return ""
    return within(t, long_day(t, local(at, now).date()))


def answer_parts(look: Look, writing: Writing, field: Field) -> list[ft.Control]:
    """Draw the templates that fit, and the field with what is written."""
    t = look.t
    parts: list[ft.Control] = []
    if writing.offered:
        chips: list[ft.Control] = [
            filter_chip(
                look,
                Tap(f"template-{one.id}", one.title, partial(writing.choose, one), selected=one.id == writing.chosen),
            )
            for one in writing.offered
        ]
        head: list[ft.Control] = [text(look, t("triage.templates"), Style.STRONG, color=look.tokens.ink2)]
        if not look.measures.field:
            head.append(key_hint(look, "M"))
        parts.append(column(row(*head), row(*chips, wrap=True), gap=8, stretch=True))
    parts.append(text_field(look, field))
    return parts


def lacking_words(look: Look, writing: Writing) -> str:
    """Say which placeholders are still to be filled in; empty when none is."""
    return look.t("triage.answer_lacks", what=listing(look.t, writing.lacks)) if writing.lacks else ""


@ft.component
def answer_sheet(asked: Asked) -> ft.Control:
    """Ask for the words that the resident will read; the report stays where it stands."""
    look = use_look()
    pane, t = asked.pane, look.t
    occasion, form = Occasion(pane.card.status, pane.card.category, pane.reject_reason), use_begun(asked, ANSWER)
    writing = use_writing(asked, occasion, form, pane.status_notes)
    tried, set_tried = ft.use_state(False)

    async def send() -> Any:
        if writing.lacks:
            set_tried(True)
            return
        await form.settled()
        await asked.gestures.answer(pane.card.id, writing.latest())

    box = Field(
        "answer",
        t("triage.answer"),
        writing.typed,
        writing.write,
        hint=t("triage.answer_hint"),
        lines=4,
        chars_max=TEXT_CHARACTERS_MAX,
        trouble=lacking_words(look, writing) if tried else "",
    )
    use_keys({CONFIRM_KEY: send, "M": writing.next})
    act = confirm(look, "answer-confirm", t("triage.do_answer"), send, "paper-plane-right")
    sub = dotted(pane.card.number, category_name(t, pane.card.category))
    lead = Tap("open-templates", t("triage.templates_open"), asked.open_templates)
    content = [*answer_parts(look, writing, box), row(text_button(look, lead))]
    ft.use_dialog(sheet(look, Sheet(t("triage.answer_title"), content, shut(look, asked), sub, (act,))))
    return nothing()
