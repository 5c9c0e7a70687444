"""Step 2, the category: the six most used, one's own, a search by everyday words; danger is a phone call first."""

from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.reports import queries_new
from fieldapp.reports.queries_new import Offer, categories_for, found_categories
from fieldapp.reports.screens_shared import Form
from fieldapp.ui.app import LACKS
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look
from fieldapp.ui.removals import remove_draft
from fieldapp.ui.tokens import RADIUS_BUTTON, RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Tap,
    bottom_bar,
    button,
    choice_card,
    choice_grid,
    choice_row,
    column,
    filter_chip,
    gap,
    glyph,
    grow,
    heading,
    hold_button,
    outline,
    pad,
    page_frame,
    plate,
    press,
    quiet,
    row,
    scrolled,
    search_field,
    text,
)
from fieldapp.ui.works import category_glyph, category_name, group_name
from sync.records.categories import CATEGORIES, GROUPS, Category, category_of
from sync.records.task import Priority

RESCUE_NUMBERS: Final = ("112", "18")
_COLUMNS: Final = 3
_WIDE_COLUMNS: Final = 6
_WIDE: Final = 1600


@ft.component
def category_step(form: Form, head: ft.Control) -> ft.Control:
    """Choose a category; a tap on one goes on to the position."""
    look, t = form.look, form.look.t
    search, set_search = ft.use_state("")
    shows_all, show_all = ft.use_state(False)
    shows_danger, show_danger = ft.use_state(False)
    role = form.app.agent.role
    offer = use_live(queries_new.offered, form.app.agent.id, role, kinds=("report",))
    found = Field("category-search", t("reports.search"), search, on_change=set_search, hint=t("reports.search_hint"))
    parts: list[ft.Control] = [gap(0), search_field(look, found)]
    if search.strip():
        parts += _results(form, search)
    else:
        offered = offer.value if isinstance(offer, Filled) else Offer((), ())
        parts += _families(form) if shows_all else [_usual(form, offered)]
        parts += _refine(form)
        parts.append(_recent(form, offered, shows_all, lambda: show_all(not shows_all)))
        parts.append(danger_part(form, shows_danger, lambda: show_danger(not shows_danger)))
    if form.is_kept:
        parts.append(erase_part(form))
    chosen = form.draft.category is not None
    onward = partial(form.turn, 2) if chosen else partial(form.app.say, t("reports.choose_category"), glyph=LACKS)
    primary = Action("primary", t("reports.to_position"), onward, kind=Kind.PRIMARY, glyph="arrow-right")
    back = Action("return", t("action.back"), partial(form.turn, 0), glyph="arrow-left")
    return page_frame(head, scrolled(look, *parts), bar=bottom_bar(look, primary, back))


def erase_part(form: Form) -> ft.Control:
    """Offer to throw the form away, by a long press."""
    page = ft.context.page

    async def erase() -> None:
        if await remove_draft(form.app, form.look, page, form.look.t("reports.erased"), form.draft.id):
            form.app.back()

    action = Action("erase-draft", form.look.t("reports.erase"), erase, kind=Kind.DANGER, glyph="trash")
    return ft.Container(hold_button(action), padding=pad(16, 0, bottom=0))


async def _choose(form: Form, category: Category) -> None:
    """Take a category and go on; danger is proposed with it, and no longer with another."""
    was = category_of(form.draft.category) if form.draft.category else None
    edits: dict[str, Any] = {"category": category.code, "step": 2}
    if category.dangerous:
        edits["priority"] = Priority.DANGEREUX
    elif was is not None and was.dangerous:
        edits["priority"] = Priority.GENANT
    await form.save(**edits)


def _usual(form: Form, offer: Offer) -> ft.Control:
    if form.look.measures.huge_text:
        return column(*(_result(form, CATEGORIES[code]) for code in offer.usual), gap=12, stretch=True)
    cards = [_card(form, CATEGORIES[code]) for code in offer.usual]
    return choice_grid(form.look, cards, _WIDE_COLUMNS if form.look.measures.width >= _WIDE else _COLUMNS)


def _card(form: Form, category: Category) -> ft.Control:
    t = form.look.t
    shown = Choice(
        f"cat-{category.code}".replace("_", "-"),
        category_name(t, category.code),
        partial(_choose, form, category),
        selected=category.code == form.draft.category,
        glyph=category.icon,
        sub=group_name(t, category.code),
    )
    return choice_card(form.look, shown)


def _results(form: Form, search: str) -> list[ft.Control]:
    look, t = form.look, form.look.t
    found = found_categories(search, form.app.agent.role)
    drawn: list[ft.Control] = [deflection(form) if one.deflection else _result(form, one) for one in found]
    return drawn or [quiet(look, t("reports.found_none"))]


def _result(form: Form, category: Category) -> ft.Control:
    t = form.look.t
    shown = Choice(
        f"found-{category.code}".replace("_", "-"),
        category_name(t, category.code),
        partial(_choose, form, category),
        selected=category.code == form.draft.category,
        glyph=category.icon,
        sub=group_name(t, category.code),
    )
    return choice_row(form.look, shown)


def _families(form: Form) -> list[ft.Control]:
    """Draw every category under its family."""
    drawn: list[ft.Control] = []
    allowed = categories_for(form.app.agent.role)
    for group in GROUPS:
        chips = [_chip(form, category) for category in allowed if category.group == group]
        if chips:
            title = heading(form.look, group_name(form.look.t, _first_of(group)), level=3, style=Style.STRONG)
            drawn.append(column(title, row(*chips, gap=10, wrap=True), gap=8))
    return drawn


def _first_of(group: str) -> str:
    return next(category.code for category in CATEGORIES.values() if category.group == group)


def _refine(form: Form) -> list[ft.Control]:
    """Draw the sisters of the chosen category: the right one is one tap away."""
    if form.draft.category is None:
        return []
    chosen, look = category_of(form.draft.category), form.look
    sisters = [category for category in categories_for(form.app.agent.role) if category.group == chosen.group]
    if len(sisters) < 2:
        return []
    title = quiet(look, look.t("reports.refine", group=group_name(look.t, chosen.code)), Style.STRONG)
    return [column(title, row(*(_chip(form, sister) for sister in sisters), gap=10, wrap=True), gap=10)]


def _chip(form: Form, category: Category) -> ft.Control:
    on = category.code == form.draft.category
    tap = Tap(
        f"chip-{category.code}".replace("_", "-"),
        category_name(form.look.t, category.code),
        partial(_choose, form, category),
        selected=on,
    )
    return filter_chip(form.look, tap, name="check" if on else None)


def _recent(form: Form, offer: Offer, shows_all: bool, turn: Any) -> ft.Control:
    look, t = form.look, form.look.t
    chips = [_quick(look, form, code) for code in offer.recent]
    count = len(categories_for(form.app.agent.role))
    word = t("reports.fewer") if shows_all else t("reports.all", n=count)
    chips.append(_with_glyph(look, Tap("all-categories", t("reports.all_label"), turn, word=word), "list-bullets"))
    line = row(*chips, gap=12, wrap=True)
    if not offer.recent:
        return line
    return column(quiet(look, t("reports.recent"), Style.STRONG), line, gap=10)


def _quick(look: Look, form: Form, code: str) -> ft.Control:
    tap = Tap(f"recent-{code}".replace("_", "-"), category_name(look.t, code), partial(_choose, form, CATEGORIES[code]))
    return _with_glyph(look, tap, category_glyph(code))


def _with_glyph(look: Look, tap: Tap, name: str) -> ft.Control:
    drawn = ft.Container(
        row(
            glyph(look, name, look.measures.glyph, color=look.tint(Role.ACCENT).on_soft),
            text(look, tap.shown, Style.STRONG),
            gap=10,
        ),
        padding=pad(look.breath(look.measures.target + 4, look.measures.glyph), 18 if look.measures.field else 12),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_BUTTON,
        border=outline(look),
    )
    assert isinstance(drawn.content, ft.Row), "a word beside its icon"
    drawn.content.tight = True
    return press(look, tap, drawn)


def danger_part(form: Form, shows: bool, turn: Any) -> ft.Control:
    """Say that danger is a phone call first; then which dangers can be reported."""
    look, t = form.look, form.look.t
    tint = look.tint(Role.DANGER)
    words = column(
        text(look, t("reports.danger_title"), Style.ROW, color=tint.on_soft),
        text(look, t("reports.danger_line")),
        gap=4,
    )
    line: list[ft.Control] = [plate(look, "warning-diamond", 60, role=Role.DANGER, solid=True), grow(words)]
    report = button(look, Action("report-danger", t("reports.danger_report"), turn, kind=Kind.DANGER))
    content: list[ft.Control] = [row(*line, report, gap=16)]
    if look.measures.large_text:
        content = [row(*line, gap=16), report]
    if shows:
        dangers = [category for category in categories_for(form.app.agent.role) if category.dangerous]
        content.append(row(*(_chip(form, category) for category in dangers), gap=10, wrap=True))
        content.append(call_buttons(form))
    return ft.Container(
        column(*content, gap=14, stretch=True),
        padding=16,
        bgcolor=tint.soft,
        border_radius=RADIUS_CARD + 2,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
    )


def deflection(form: Form) -> ft.Control:
    """Say, in place of a category, that people in danger are helped by a phone call."""
    look, t = form.look, form.look.t
    tint = look.tint(Role.DANGER)
    words = column(
        text(look, t("reports.deflection"), Style.ROW, color=tint.on_soft),
        text(look, t("reports.danger_line")),
        gap=4,
    )
    head = row(plate(look, "warning-octagon", 60, role=Role.DANGER, solid=True), grow(words), gap=16)
    return ft.Container(
        column(head, call_buttons(form), gap=14, stretch=True),
        padding=16,
        bgcolor=tint.soft,
        border_radius=RADIUS_CARD + 2,
        border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
    )


def call_buttons(form: Form) -> ft.Control:
    """Offer the rescue numbers; the telephone opens, nothing is called before a person presses."""
    look, t = form.look, form.look.t
    calls = [
        grow(
            button(
                look,
                Action(
                    f"call-{number}",
                    t("reports.call", number=number),
                    partial(form.app.device.dial, number),
                    glyph="phone-call",
                ),
            )
        )
        for number in RESCUE_NUMBERS
    ]
    return row(*calls, gap=12)
