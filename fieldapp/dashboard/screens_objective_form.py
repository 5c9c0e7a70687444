"""The sheet in which an objective is written: name, what is counted, from which figure to which, until when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.dashboard import actions
from fieldapp.dashboard.actions import Draft
from fieldapp.dashboard.queries_objectives import figures_today
from fieldapp.replica.errors import NotValid, WriteRefused
from fieldapp.replica.objectives import Aim, Measure
from fieldapp.ui.app import LACKS, App, use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.i18n import Words, long_day
from fieldapp.ui.kept_form import KeptForm, use_begun_line, use_form_over, use_left
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.objectives import day_words, figure_words
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Sheet,
    Tap,
    banner,
    choice_row,
    column,
    filter_chip,
    grow,
    keyed,
    row,
    sheet,
    stepper,
    text,
    text_button,
    text_field,
)
from sync.core.model import Fields
from sync.records.objective import NAME_CHARACTERS_MAX, SHARES, Indicator, ObjectiveStatus

QUARTERS_OFFERED: Final = 5
_QUARTERS: Final = ((3, 31), (6, 30), (9, 30), (12, 31))
_FIGURES: Final = ("baseline", "target")
_FIGURE_CHARACTERS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Form:
    """An objective while it is written; figures stay as they are typed."""

    id: str | None
    status: str = ObjectiveStatus.PROJET
    draft: Draft = field(default_factory=Draft)
    typed: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    """Field -> the code of what is wrong with it, once somebody has tried."""

    @property
    def fields(self) -> Fields:
        """Give what of it is kept while nobody has saved it."""
        draft = self.draft
        said = {"title": draft.title, "indicator": draft.indicator, "due_on": draft.due_on}
        return {**said, **{name: self.typed.get(name, "") for name in _FIGURES}}

    def saying(self, fields: Mapping[str, Any]) -> "Form":
        """Give it with other words and figures."""
        draft = Draft(fields["title"], fields["indicator"], due_on=fields["due_on"])
        return replace(self, draft=draft, typed={name: fields[name] for name in _FIGURES})


@dataclass(frozen=True, slots=True)
class Writing:
    """What the sheet writes with: the app, what keeps the form, where it stands now, and the way out."""

    app: App
    kept: KeptForm
    stand: Callable[[Form], None]
    standing: Callable[[], Form]
    close: Callable[[], None]

    def latest(self) -> Form:
        """Give the form as it is now: the drawn one may be a letter behind."""
        return self.standing().saying(self.kept.latest())


def form_of(one: Aim) -> Form:
    """Give the form of an objective that is there."""
    draft = Draft(one.title, one.indicator, one.baseline, one.target, one.due_on)
    typed = {name: _typed(getattr(one, name)) for name in _FIGURES}
    return Form(one.id, one.status, draft, typed)


def _typed(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def read_figure(typed: str) -> float | None:
    """Read a figure as people write it, « 4,5 » or “4.5”; raise `ValueError` for what is none."""
    written = typed.strip().replace(",", ".").removesuffix("%").strip()
    return float(written) if written else None


@ft.component
def objective_sheet(opened: Form, now: str, close: Callable[[], None]) -> ft.Control:
    """Show the sheet over the page, as soon as it is known what was begun in it."""
    begun = use_left(actions.form_of(opened.id))
    return ft.Container(height=0) if begun is None else _sheet(opened, begun, now, close)


@ft.component
def _sheet(opened: Form, begun: Fields, now: str, close: Callable[[], None]) -> ft.Control:
    app, look = use_app(), use_look()
    standing, stand, now_standing = use_latest(opened)
    kept = use_form_over(app, actions.form_of(standing.id), opened.fields, begun)
    writing, form = Writing(app, kept, stand, now_standing, close), standing.saying(kept.drawn)
    live = use_live(figures_today, app.agent.id, now, kinds=("report", "task", "acknowledgement"))
    today = live.value if isinstance(live, Filled) else {}
    content = [
        *_crowd(look, form),
        *use_begun_line(kept, opened.fields, begun if opened.id else {}),
        keyed("name", _name(look, form, kept)),
        keyed("indicators", _indicators(look, form, kept)),
        keyed("figures", _figures(look, form, today, kept)),
        keyed("due", _due(look, app, form, kept)),
    ]
    use_sheet_keys(close)
    title = look.t("objectives.edit") if form.id else look.t("objectives.new")
    sub = look.t(f"objectives.state_{form.status}") if form.id else ""
    leave = Tap("objective-shut", look.t("action.close"), close)
    ft.use_dialog(sheet(look, Sheet(title, content, leave, sub, _actions(look, writing))))
    return ft.Container(height=0)


def _crowd(look: Look, form: Form) -> list[ft.Control]:
    full = form.troubles.get("status") == "too-many-active"
    return [banner(look, "warning-circle", look.t("objectives.full"), role=Role.LATE)] if full else []


def _trouble(t: Words, form: Form, name: str) -> str:
    code = form.troubles.get(name)
    if code is None:
        return ""
    key = f"objectives.trouble.{code}"
    return t(key) if t.has(key) else t("objectives.trouble.not-valid")


def _name(look: Look, form: Form, kept: KeptForm) -> ft.Control:
    return text_field(
        look,
        Field(
            "objective-name",
            look.t("objectives.name"),
            form.draft.title,
            lambda typed: kept.typed(title=typed),
            hint=look.t("objectives.name_hint"),
            chars_max=NAME_CHARACTERS_MAX,
            trouble=_trouble(look.t, form, "title"),
            autofocus=form.id is None,
        ),
    )


def _indicators(look: Look, form: Form, kept: KeptForm) -> ft.Control:
    rows: list[ft.Control] = [text(look, look.t("objectives.indicator"), Style.STRONG, color=look.tokens.ink2)]
    for one in Indicator:
        word, sub = look.t(f"objectives.indicator_{one}"), look.t(f"objectives.counted_{one}")
        choose = partial(kept.choose, indicator=one.value)
        chosen = form.draft.indicator == one
        noun = one.value.replace("_", "-")
        rows.append(choice_row(look, Choice(f"counts-{noun}", f"{word}, {sub}", choose, chosen, word=word, sub=sub)))
    trouble = _trouble(look.t, form, "indicator")
    if trouble:
        rows.append(text(look, trouble, Style.STRONG, color=look.tint(Role.LATE).strong))
    return column(*rows, gap=8, stretch=True)


def _figures(look: Look, form: Form, today: Mapping[str, Measure], kept: KeptForm) -> ft.Control:
    """Ask for the two figures; today's is offered as the one to start from."""
    fields = [_figure(look, form, name, kept) for name in _FIGURES]
    parts: list[ft.Control] = [
        column(*fields, gap=12, stretch=True)
        if look.measures.large_text
        else row(*(grow(one) for one in fields), gap=16, top=True)
    ]
    indicator = form.draft.indicator
    value = today[indicator].value if indicator and indicator in today else None
    if value is not None:
        rounded = round(value, 1)
        word = look.t("objectives.take_today", figure=figure_words(look.t, indicator, rounded))
        take = partial(kept.choose, baseline=_typed(rounded))
        parts.append(row(text_button(look, Tap("take-today", word, take), "arrow-up"), wrap=True))
    return column(*parts, gap=8, stretch=True)


def _figure(look: Look, form: Form, name: str, kept: KeptForm) -> ft.Control:
    unit = "share" if form.draft.indicator in SHARES else "days"
    return text_field(
        look,
        Field(
            f"objective-{name}",
            look.t(f"objectives.{name}"),
            form.typed.get(name, ""),
            lambda typed: kept.typed(**{name: typed}),
            chars_max=_FIGURE_CHARACTERS_MAX,
            note=look.t(f"objectives.unit_{unit}") if form.draft.indicator else "",
            trouble=_trouble(look.t, form, name),
            keyboard=ft.KeyboardType.NUMBER,
        ),
    )


def _due(look: Look, app: App, form: Form, kept: KeptForm) -> ft.Control:
    """Offer the ends of the next quarters, and steps of a day once one is chosen."""
    t, today = look.t, app.now().date()

    async def choose(on: date) -> None:
        await kept.choose(due_on=on.isoformat())

    chips = [
        filter_chip(
            look,
            Tap(
                f"until-{on.isoformat()}",
                day_words(t, on, today),
                partial(choose, on),
                selected=form.draft.due_on == on.isoformat(),
            ),
        )
        for on in quarter_ends(today, QUARTERS_OFFERED)
    ]
    parts: list[ft.Control] = [
        text(look, t("objectives.due"), Style.STRONG, color=look.tokens.ink2),
        row(*chips, wrap=True),
    ]
    if form.draft.due_on:
        on = date.fromisoformat(form.draft.due_on)
        less = Tap("until-less", t("dates.day_before"), partial(choose, on - timedelta(days=1)))
        more = Tap("until-more", t("dates.day_after"), partial(choose, on + timedelta(days=1)))
        parts.append(row(stepper(look, t("objectives.due"), long_day(t, on), less, more), wrap=True))
    trouble = _trouble(t, form, "due_on")
    if trouble:
        parts.append(text(look, trouble, Style.STRONG, color=look.tint(Role.LATE).strong))
    return column(*parts, gap=8, stretch=True)


def quarter_ends(today: date, count: int) -> tuple[date, ...]:
    """Give the last days of the quarters that end after today."""
    years = range(today.year, today.year + 2 + count // len(_QUARTERS))
    ends = [date(year, month, last) for year in years for month, last in _QUARTERS]
    return tuple(end for end in ends if end > today)[:count]


def _actions(look: Look, writing: Writing) -> list[Action]:
    """Give the two ways on, by where the objective stands."""
    t, form = look.t, writing.standing()
    follow, save = partial(_follow, look, writing), partial(_save, look, writing)
    if form.status == ObjectiveStatus.ACTIF:
        ended = Action("objective-end", t("objectives.close"), partial(_end, look, writing, form), glyph="flag")
        return [ended, Action("primary", t("objectives.save"), save, kind=Kind.PRIMARY, glyph="floppy-disk")]
    kept = Action("objective-keep", t("objectives.keep"), save, glyph="floppy-disk")
    return [kept, Action("primary", t("objectives.activate"), follow, kind=Kind.PRIMARY, glyph="target")]


def drafted(form: Form) -> tuple[Draft, dict[str, str]]:
    """Read the typed figures; give the draft, and what cannot be read."""
    figures: dict[str, float | None] = {}
    troubles: dict[str, str] = {}
    for name in _FIGURES:
        try:
            figures[name] = read_figure(form.typed.get(name, ""))
        except ValueError:
            troubles[name] = "not-valid"
    baseline, target = (figures.get(name) for name in _FIGURES)
    return replace(form.draft, baseline=baseline, target=target), troubles


async def _save(look: Look, writing: Writing) -> None:
    form = writing.latest()
    saved = await _kept(writing)
    if saved is not None:
        writing.app.say(look.t("objectives.saved" if form.id else "objectives.kept"))
        writing.close()


async def _kept(writing: Writing) -> str | None:
    """Keep what is written where it stands and give its id; None when the sheet says what is wrong."""
    await writing.kept.settled()
    form, app = writing.latest(), writing.app
    draft, troubles = drafted(form)
    if troubles:
        writing.stand(replace(form, troubles=troubles))
        return None
    try:
        if form.id is None:
            return str(await app.replica.write(actions.plan, draft))
        await app.replica.write(actions.change, form.id, draft)
    except NotValid as refused:
        writing.stand(replace(form, troubles=_codes(refused)))
        return None
    return form.id


async def _follow(look: Look, writing: Writing) -> None:
    """Keep it as a plan first: whatever the town hall says of the rest, what was written is there."""
    form, app = writing.latest(), writing.app
    kept = await _kept(writing)
    if kept is None:
        return
    try:
        await app.replica.write(actions.follow, kept, drafted(form)[0])
    except NotValid as refused:
        writing.stand(replace(form, id=kept, troubles=_codes(refused)))
        return
    app.say(look.t("objectives.activated"))
    writing.close()


async def _end(look: Look, writing: Writing, form: Form) -> None:
    app = writing.app
    assert form.id is not None, "what is followed is there"
    stood = await app.replica.write(actions.end, form.id)
    writing.close()
    app.say(look.t("objectives.closed"), undo=partial(_put_back, look, app, form.id, stood))


async def _put_back(look: Look, app: App, objective_id: str, stood: str) -> None:
    try:
        await app.replica.write(actions.put_back, objective_id, stood)
    except WriteRefused:
        # Somebody let another one be followed meanwhile.
        app.say(look.t("objectives.full"), glyph=LACKS)


def _codes(refused: NotValid) -> dict[str, str]:
    return {error.pointer.rsplit("/", 1)[-1]: error.code for error in refused.errors}
