"""The form of the composer: title, level, text with its preview, the short version, until when, and options."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.news.queries_form import NewsForm
from fieldapp.news.screens_markdown import markdown
from fieldapp.news.screens_moment import expiry_part, publication_part
from fieldapp.news.screens_row import LEVEL_GLYPHS
from fieldapp.ui.look import Look
from fieldapp.ui.presence import heard
from fieldapp.ui.tokens import RADIUS_BUTTON, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Tap,
    card,
    choice_row,
    column,
    glyph,
    grow,
    icon_button,
    outline,
    press,
    quiet,
    row,
    segmented,
    spring,
    text,
    text_field,
)
from sync.records.base import BODY_CHARACTERS_MAX, LINE_CHARACTERS_MAX, TITLE_CHARACTERS_MAX
from sync.records.news import Importance

_LINES: Final = 12


class FieldRef(ft.Ref[ft.TextField]):
    """Refer to the field in which the text is typed."""


@dataclass
class Caret:
    """Where the text is being typed; known once the field says so."""

    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """Hold the form, how to change it, and how its text is shown."""

    look: Look
    form: NewsForm
    change: Callable[[Callable[[NewsForm], NewsForm]], None]
    """Takes what makes the next form of the newest one: what is drawn may be one key behind."""
    now: datetime
    beside: bool
    """Whether the preview stands beside the text."""
    previewed: bool
    preview: Callable[[bool], None]
    caret: Caret
    shown: FieldRef
    is_out: bool = False
    """Whether readers have it already."""

    def set(self, **fields: Any) -> None:
        """Change fields of the form."""
        self.change(lambda now: replace(now, **fields))

    def setter(self, name: str) -> Callable[[Any], None]:
        """Give what a field calls with its text."""
        return lambda value: self.set(**{name: value})


def form_parts(writing: Writing, files: ft.Control) -> list[ft.Control]:
    """Draw the form, part by part."""
    look, form, t = writing.look, writing.form, writing.look.t
    title = Field(
        "title",
        t("news.field_title"),
        form.title,
        writing.setter("title"),
        chars_max=TITLE_CHARACTERS_MAX,
        autofocus=not look.measures.field and not form.title,
    )
    short = Field(
        "summary",
        t("news.field_summary"),
        form.summary,
        writing.setter("summary"),
        note="" if look.measures.large_text else t("news.field_summary_note"),
        chars_max=LINE_CHARACTERS_MAX,
    )
    kind = Field(
        "category",
        t("news.field_category"),
        form.category,
        writing.setter("category"),
        hint=t("news.field_category_hint"),
        chars_max=LINE_CHARACTERS_MAX,
    )
    return [
        text_field(look, title, style=Style.HEADING),
        _levels(writing),
        _body(writing),
        files,
        *_pair(writing, text_field(look, short), text_field(look, kind)),
        *([] if writing.is_out else [publication_part(writing)]),
        expiry_part(writing),
        _options(writing),
    ]


def _pair(writing: Writing, first: ft.Control, second: ft.Control) -> list[ft.Control]:
    """Set two short fields side by side where there is room."""
    return [row(grow(first, 3), grow(second, 2), gap=16, top=True)] if writing.beside else [first, second]


def _titled(look: Look, title: str, content: ft.Control) -> ft.Control:
    return column(text(look, title, Style.STRONG, color=look.tokens.ink2), content, gap=8, stretch=True)


def _levels(writing: Writing) -> ft.Control:
    look, t = writing.look, writing.look.t
    choices = [
        Choice(
            f"level-{level}",
            t(f"news.level_{level}"),
            partial(writing.set, importance=level),
            selected=level is writing.form.importance,
            glyph=LEVEL_GLYPHS[level],
            sub=t(f"news.level_{level}_line"),
        )
        for level in Importance
    ]
    if look.measures.field or look.measures.large_text:
        drawn: ft.Control = column(*(choice_row(look, choice) for choice in choices), gap=8, stretch=True)
    else:
        cells = [_level(look, choice) for choice in choices]
        drawn = ft.Row(list(cells), spacing=12, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return _titled(look, t("news.field_level"), drawn)


def _level(look: Look, choice: Choice) -> ft.Container:
    """Draw a level as a card; the mandatory one is yellow when it is chosen."""
    on = bool(choice.selected)
    role = Role.WAIT if choice.identifier == f"level-{Importance.OBLIGATOIRE}" else Role.ACCENT
    tint, tokens = look.tint(role), look.tokens
    mark = glyph(
        look, "check-circle" if on else "circle", look.measures.glyph + 2, color=tint.strong if on else tokens.edge
    )
    head = row(glyph(look, choice.glyph, look.measures.glyph + 2, color=tint.strong), spring(), mark)
    words = column(text(look, choice.shown, Style.ROW), quiet(look, choice.sub, Style.META), gap=4)
    tapped = ft.Container(column(head, words, gap=6, stretch=True), padding=14, border_radius=RADIUS_BUTTON)
    # The ground stands outside what is tapped: a real button is no higher than its words.
    return ft.Container(
        press(look, choice, tapped),
        alignment=ft.Alignment.TOP_LEFT,
        bgcolor=tint.soft if on else tokens.card,
        border_radius=RADIUS_BUTTON,
        border=ft.Border.all(2.5 if on else tokens.border, tint.strong if on else tokens.edge),
        expand=True,
    )


def _body(writing: Writing) -> ft.Control:
    """Draw the text with its tools; the preview beside it, or in its place."""
    look, form, t = writing.look, writing.form, writing.look.t
    told = t("news.words", n=form.words, minutes=form.reading_minutes)
    if writing.beside:
        return row(grow(_typing(writing, told)), grow(_preview(writing)), gap=16, top=True)
    turns = [
        Action("write", t("news.write"), partial(writing.preview, False), selected=not writing.previewed),
        Action("preview", t("news.preview"), partial(writing.preview, True), selected=writing.previewed),
    ]
    shown = _preview(writing) if writing.previewed else _typing(writing, told)
    return column(ft.Row([segmented(look, turns)]), shown, gap=12, stretch=True)


def _typing(writing: Writing, told: str) -> ft.Control:
    look, t = writing.look, writing.look.t
    field = Field(
        "body",
        t("news.field_body"),
        writing.form.body,
        writing.setter("body"),
        hint=t("news.field_body_hint"),
        note="" if look.measures.large_text else told,
        lines=_LINES,
        chars_max=BODY_CHARACTERS_MAX,
        shown=writing.shown,
    )
    drawn = text_field(look, field)
    if writing.shown.current is not None:
        writing.shown.current.on_selection_change = heard(partial(_selected, writing.caret))
    tools = [
        icon_button(look, Tap(f"mark-{name}", t(f"news.mark_{name}"), partial(_mark, writing, name)), icon)
        for name, icon in (("bold", "text-b"), ("heading", "text-aa"), ("list", "list-bullets"), ("quote", "quotes"))
    ]
    return column(drawn, row(*tools, gap=8, wrap=True), gap=8, stretch=True)


def _selected(caret: Caret, event: Any) -> None:
    caret.start, caret.end = event.selection.start, event.selection.end


def _mark(writing: Writing, name: str) -> None:
    caret, word = writing.caret, writing.look.t("news.mark_word")

    def with_mark(now: NewsForm) -> NewsForm:
        start = len(now.body) if caret.start is None else caret.start
        end = len(now.body) if caret.end is None else caret.end
        return replace(now, body=marked(now.body, start, end, name, word))

    writing.change(with_mark)


def marked(body: str, start: int, end: int, name: str, word: str) -> str:
    """Give the text with a mark put on what is selected; `word` stands where nothing is."""
    start, end = max(0, min(start, end, len(body))), min(max(start, end), len(body))
    chosen = body[start:end]
    if name == "bold":
        return f"{body[:start]}**{chosen or word}**{body[end:]}"
    sign = {"heading": "## ", "list": "- ", "quote": "> "}[name]
    first = body.rfind("\n", 0, start) + 1
    lines = body[first:end].split("\n")
    return body[:first] + "\n".join(f"{sign}{line}" for line in lines) + body[end:]


def _preview(writing: Writing) -> ft.Control:
    look, form, t = writing.look, writing.form, writing.look.t
    parts: list[ft.Control] = [text(look, form.title.strip() or t("news.no_title"), Style.TITLE)]
    if form.summary.strip():
        parts.append(quiet(look, form.summary))
    parts.append(markdown(look, form.body) if form.body.strip() else quiet(look, t("news.preview_empty")))
    shown = ft.Container(
        column(*parts, gap=12, stretch=True),
        padding=16,
        bgcolor=look.tokens.card,
        border_radius=RADIUS_TILE,
        border=outline(look),
    )
    # The same words a second time: a reader of the screen has the field.
    return _titled(look, t("news.preview"), shown)


def _options(writing: Writing) -> ft.Control:
    look, t, form = writing.look, writing.look.t, writing.form
    rows = [
        _switch(look, "pinned", t("news.option_pinned"), form.pinned, writing.setter("pinned")),
        _switch(
            look, "comments-closed", t("news.option_closed"), form.comments_closed, writing.setter("comments_closed")
        ),
    ]
    return card(look, column(*rows, gap=12, stretch=True))


def _switch(look: Look, identifier: str, label: str, on: bool, change: Callable[[bool], None]) -> ft.Control:
    name = "check-square" if on else "square"
    color = look.tokens.accent if on else look.tokens.edge
    drawn = ft.Container(
        row(glyph(look, name, look.measures.glyph + 6, color=color, filled=on), grow(text(look, label)), gap=12),
        padding=ft.Padding.symmetric(vertical=look.breath(look.measures.target, look.measures.glyph + 6)),
        border_radius=RADIUS_TILE,
    )
    return press(look, Tap(identifier, label, lambda: change(not on), selected=on), drawn)
