"""The sheet that makes a task of a report: what, by whom, until when, with which checks and which proof."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.leavings import ORDER
from fieldapp.triage.actions import Recipient
from fieldapp.triage.actions_task import CheckWanted, Order
from fieldapp.triage.queries_report import Holder
from fieldapp.triage.screens_sheets import CONFIRM_KEY, Asked, confirm, nothing, shut, use_begun
from fieldapp.ui.dates import DayWanted, day_choice, town_moment, working_days
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, duration
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Field,
    Sheet,
    Tap,
    bare_field,
    button,
    column,
    filter_chip,
    glyph,
    grow,
    icon_button,
    quiet,
    row,
    sheet,
    stepper,
    text,
    text_field,
    tight_row,
)
from fieldapp.ui.works import category_name
from sync.core.instants import instant, parse_instant
from sync.core.model import Fields
from sync.records.base import TITLE_CHARACTERS_MAX
from sync.records.categories import category_of
from sync.records.delays import PARIS
from sync.records.task import CHECKLIST_ITEMS_MAX

CLOSING_HOUR: Final = 17
MINUTES_STEP: Final = 15
MINUTES_MAX: Final = 8 * 60
RECIPIENTS_MAX: Final = 8
_LABEL_CHARACTERS_MAX: Final = 160


@dataclass(frozen=True, slots=True)
class Form:
    """The task as it stands in the form."""

    title: str
    to: Holder
    due_on: date
    minutes: int = 30
    checks: tuple[CheckWanted, ...] = ()
    photo_proof: bool = True


@ft.component
def order_sheet(asked: Asked) -> ft.Control:
    """Ask for the task; everything is filled in with what the report and its trade suggest."""
    look = use_look()
    kept, (lacks, set_lacks), t = use_begun(asked, ORDER), ft.use_state(False), look.t
    suggested, _ = ft.use_state(first_form(t, asked))
    form = form_of(suggested, kept.drawn, asked.now.date())

    def latest() -> Form:
        return form_of(suggested, kept.latest(), asked.now.date())

    def put(**values: Any) -> None:
        # What a newer version began is no field of this one: it stays, until somebody changes it here.
        changed = fields_of(replace(latest(), **values))
        kept.typed(**{**changed, **kept.latest(), **{name: changed[name] for name in values}})
        set_lacks(False)

    async def send() -> None:
        if not latest().title.strip():
            set_lacks(True)
            return
        await kept.settled()
        await asked.gestures.order_task(asked.pane.card.id, order_of(latest()))

    title = Field(
        "task-title",
        t("triage.task_title"),
        form.title,
        lambda typed: put(title=typed),
        chars_max=TITLE_CHARACTERS_MAX,
        trouble=t("triage.task_lacks_title") if lacks else "",
    )
    content: list[ft.Control] = [
        text_field(look, title),
        text(look, t("triage.task_who"), Style.BOLD),
        row(*_recipients(look, asked, form, put), wrap=True),
        text(look, t("triage.task_until"), Style.BOLD),
        day_choice(look, DayWanted(form.due_on, asked.now.date(), lambda on: put(due_on=on)), "task"),
        row(text(look, t("triage.task_checks"), Style.BOLD), *_legend(look), gap=12, wrap=True),
        _checks(look, form, put),
        row(_minutes(look, form, put), _proof(look, form, put), gap=16, wrap=True),
    ]
    use_keys({CONFIRM_KEY: send})
    act = confirm(look, "task-confirm", t("triage.do_task"), send, "clipboard-text")
    sub = dotted(asked.pane.card.number, asked.pane.card.address)
    ft.use_dialog(sheet(look, Sheet(t("triage.task_sheet"), content, shut(look, asked), sub, (act,))))
    return nothing()


def first_form(t: Words, asked: Asked) -> Form:
    """Give the task that a report suggests: its category as title, its team, its own due date."""
    card = asked.pane.card
    title = f"{category_name(t, card.category)}, {card.address}" if card.address else category_name(t, card.category)
    to = asked.pane.holder if not card.is_to_sort else asked.proposal
    return Form(
        title=title[:TITLE_CHARACTERS_MAX],
        to=to if not to.is_nobody else asked.pane.holder,
        due_on=_due_on(asked),
        checks=checks_for(t, card.category),
    )


def fields_of(form: Form) -> Fields:
    """Give a form as it is kept while nobody has sent it."""
    return {
        "title": form.title,
        "to": [form.to.service, form.to.team, form.to.agent],
        "due_on": form.due_on.isoformat(),
        "minutes": form.minutes,
        "checks": [[one.label, one.mandatory, one.photo] for one in form.checks],
        "photo_proof": form.photo_proof,
    }


def form_of(suggested: Form, kept: Mapping[str, Any], today: date) -> Form:
    """Give the form as it was left, as far as this version can read it: the rest is as it is suggested.

    A day that has gone by since is the one that is suggested too.
    """

    def read(name: str, of: Callable[[Any], Any]) -> Any:
        try:
            return of(kept[name])
        except (KeyError, TypeError, ValueError, IndexError):
            return getattr(suggested, name)

    due_on = read("due_on", date.fromisoformat)
    return Form(
        title=read("title", str),
        to=read("to", lambda parts: Holder(*parts[:3])),
        due_on=due_on if due_on >= today else suggested.due_on,
        minutes=read("minutes", int),
        checks=read(
            "checks", lambda every: tuple(CheckWanted(str(one[0]), bool(one[1]), bool(one[2])) for one in every)
        ),
        photo_proof=read("photo_proof", bool),
    )


def checks_for(t: Words, code: str) -> tuple[CheckWanted, ...]:
    """Give the checklist of a trade; a star marks what is mandatory, an at sign what wants a photo."""
    key = f"triage.checks_{category_of(code).group}"
    lines = t(key if t.has(key) else "triage.checks_autre").split(";")
    return tuple(CheckWanted(line.strip().lstrip("*@ "), "*" in line, "@" in line) for line in lines if line.strip())


def order_of(form: Form) -> Order:
    """Give the order that a form asks for; a day means the close of that day in the town."""
    return Order(
        title=form.title.strip(),
        to=Recipient(form.to.service, form.to.team, form.to.agent),
        due_at=instant(town_moment(form.due_on, CLOSING_HOUR)),
        expected_minutes=form.minutes,
        checklist=form.checks,
        photo_proof=form.photo_proof,
    )


def _due_on(asked: Asked) -> date:
    """Give the day by which the report should be mended, or the next working day where that is gone."""
    soon = working_days(asked.now.date(), 2)[1]
    if asked.pane.expected_at is None:
        return soon
    expected = parse_instant(asked.pane.expected_at).astimezone(PARIS).date()
    return expected if expected >= asked.now.date() else soon


def _recipients(look: Look, asked: Asked, form: Form, put: Callable[..., None]) -> list[ft.Control]:
    """Offer the proposal, the other teams of the service, and the agents of the chosen team."""
    known = asked.known
    service = form.to.service or asked.proposal.service
    offered = [asked.proposal] if not asked.proposal.is_nobody else []
    offered += [Holder(service, team.id) for team in known.teams if team.service == service]
    offered += [
        Holder(service, form.to.team, agent.id) for agent in known.agents if agent.team and agent.team == form.to.team
    ]
    kept = list(dict.fromkeys([form.to, *offered]))[: RECIPIENTS_MAX + 1]
    return [
        filter_chip(
            look,
            Tap(
                f"task-to-{to.agent or to.team or to.service}",
                asked.gestures.name_of(to),
                partial(put, to=to),
                selected=to == form.to,
            ),
            name="user-circle" if to.agent else "users-three" if to.team else "buildings",
        )
        for to in kept
        if not to.is_nobody
    ]


def _checks(look: Look, form: Form, put: Callable[..., None]) -> ft.Control:
    rows: list[ft.Control] = [_check(look, form, at, put) for at in range(len(form.checks))]
    if len(form.checks) < CHECKLIST_ITEMS_MAX:
        add = Action(
            "check-add", look.t("triage.check_add"), partial(put, checks=(*form.checks, CheckWanted(""))), glyph="plus"
        )
        rows.append(row(button(look, add)))
    return column(*rows, gap=8, stretch=True)


def _check(look: Look, form: Form, at: int, put: Callable[..., None]) -> ft.Control:
    """Draw one item: its words, whether it is mandatory, whether it wants a photo, and the way out."""
    t, item = look.t, form.checks[at]

    def become(changed: CheckWanted) -> None:
        put(checks=(*form.checks[:at], changed, *form.checks[at + 1 :]))

    box = Field(
        f"check-{at}",
        t("triage.check_label", n=at + 1),
        item.label,
        lambda typed: become(replace(item, label=typed)),
        chars_max=_LABEL_CHARACTERS_MAX,
    )
    must = Tap(
        f"check-{at}-mandatory",
        t("triage.check_mandatory"),
        partial(become, replace(item, mandatory=not item.mandatory)),
        selected=item.mandatory,
    )
    photo = Tap(
        f"check-{at}-photo",
        t("triage.check_photo"),
        partial(become, replace(item, photo=not item.photo)),
        selected=item.photo,
    )
    drop = Tap(
        f"check-{at}-remove",
        t("triage.check_remove", n=at + 1),
        partial(put, checks=(*form.checks[:at], *form.checks[at + 1 :])),
    )
    if look.measures.large_text or look.measures.field:
        options = row(
            filter_chip(look, must), filter_chip(look, photo), icon_button(look, drop, "x", framed=False), wrap=True
        )
        return column(row(grow(text_field(look, box, style=Style.BODY))), options, gap=6, stretch=True)
    marks = [_mark(look, must, "star"), _mark(look, photo, "camera"), icon_button(look, drop, "x", framed=False)]
    return row(grow(bare_field(look, box)), *marks, gap=4)


def _legend(look: Look) -> list[ft.Control]:
    """Say what the two marks beside each item mean, where they stand without their words."""
    if look.measures.large_text or look.measures.field:
        return []
    told = (("star", look.t("triage.check_mandatory")), ("camera", look.t("triage.check_photo")))
    return [
        tight_row(glyph(look, name, color=look.tokens.ink2), quiet(look, word, Style.META), gap=4)
        for name, word in told
    ]


def _mark(look: Look, tap: Tap, name: str) -> ft.Control:
    """Draw what an item asks for as a small button: framed once it is asked for, its name on hover."""
    return icon_button(look, tap, name, framed=bool(tap.selected))


def _minutes(look: Look, form: Form, put: Callable[..., None]) -> ft.Control:
    t = look.t
    what, value = t("triage.task_minutes"), duration(t, form.minutes * 60)
    less = Tap(
        "minutes-less",
        t("action.less_of", what=what),
        partial(put, minutes=max(MINUTES_STEP, form.minutes - MINUTES_STEP)),
    )
    more = Tap(
        "minutes-more",
        t("action.more_of", what=what),
        partial(put, minutes=min(MINUTES_MAX, form.minutes + MINUTES_STEP)),
    )
    return stepper(look, what, value, less, more)


def _proof(look: Look, form: Form, put: Callable[..., None]) -> ft.Control:
    tap = Tap(
        "photo-proof",
        look.t("triage.task_proof"),
        partial(put, photo_proof=not form.photo_proof),
        selected=form.photo_proof,
    )
    return filter_chip(look, tap, name="camera")
