"""The search: one box, and what it finds while one types, grouped by kind."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import flet as ft

from fieldapp.search.queries import GROUPS, TYPED_CHARACTERS_MIN, About, Found, Fragment, Group, Hit, find, marked
from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.effects import use_task
from fieldapp.ui.live import Filled, Live, Refused, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import hears
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.tops import agent_plate
from fieldapp.ui.widgets.buttons import icon_button
from fieldapp.ui.widgets.chips import chip, sign_word
from fieldapp.ui.widgets.fields import Field, search_field
from fieldapp.ui.widgets.headers import page_header
from fieldapp.ui.widgets.layout import column, grow, outline, pad, row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.shells import page_frame, top_bar
from fieldapp.ui.widgets.states import empty_state, trouble_state
from fieldapp.ui.widgets.text import glyph, heading, quiet
from fieldapp.ui.works import category_glyph, category_name, status_badge

TYPING_S: Final = 0.12
"""A pause in typing that is worth a search: below it, each letter would search for nothing."""
_WIDTH_MAX: Final = 960
_GLYPHS: Final = {"task": "clipboard-text", "report": "megaphone", "round": "path", "news": "newspaper"}
_PATHS: Final[dict[str, Callable[[str], str]]] = {
    "task": routes.task,
    "report": routes.report,
    "round": routes.round_page,
    "news": routes.news_item,
}


@screen
def search() -> ft.Control:
    """Find what is on this device by any of its words."""
    app, look = use_app(), use_look()
    typed, set_typed = ft.use_state(app.place.query.get("q", ""))
    wanted, set_wanted = ft.use_state(typed)
    last: ft.MutableRef[Found] = ft.use_ref(lambda: Found(""))

    async def settle() -> None:
        await asyncio.sleep(TYPING_S)
        set_wanted(typed)

    use_task(settle, [typed])
    live = use_live(find, wanted, kinds=GROUPS)
    found = _shown(live, last)
    box = Field(
        "search",
        look.t("search.title"),
        typed,
        set_typed,
        hint=look.t("search.hint"),
        autofocus=True,
        on_submit=partial(_open_first, app, found),
        key="/",
    )
    clear = icon_button(
        look,
        Tap("search-clear", look.t("search.clear"), lambda: set_typed("")),
        "x",
        framed=False,
        size=look.measures.target if look.measures.field else 32,
    )
    header = _top(look, app)
    search_box = ft.Container(
        search_field(look, box, end=clear if typed else None),
        padding=pad(0 if look.measures.field else 16, look.measures.margin, bottom=12),
    )
    body = _body(look, app, typed, live, found)
    return page_frame(header, _narrowed(look, ft.Column([search_box, body], spacing=0, expand=True)))


def _top(look: Look, app: App) -> ft.Control:
    """Begin the screen as its neighbours do; at the desk its own box stands below."""
    title, sub = look.t("search.title"), look.t("search.sub")
    if look.measures.field:
        return page_header(look, title, sub=sub, end=status_pill())
    return top_bar(look, title, sub=sub, end=[status_pill(), agent_plate(look, app)])


def _path(app: App, hit: Hit) -> str:
    """Give the place of a result; who sorts opens a report where it is sorted."""
    if hit.kind == "report" and app.agent.works_at_desk and not app.agent.works_in_field:
        return routes.triage_report(hit.id)
    return _PATHS[hit.kind](hit.id)


def _open_first(app: App, found: Found, typed: str) -> None:
    """Open the first result: Enter after the last letter."""
    first = next((hit for group in found.groups for hit in group.hits), None)
    if first is not None and found.typed == typed:
        app.go(_path(app, first))


def _shown(live: Live[Found], last: "ft.MutableRef[Found]") -> Found:
    """Keep the last result while the next one is read: the list does not flicker at each letter."""
    if isinstance(live, Filled):
        last.current = live.value
    kept: Found = last.current
    return kept


def _narrowed(look: Look, content: ft.Control) -> ft.Control:
    """Keep lines readable on a wide window."""
    side = max(0.0, (look.measures.width - _WIDTH_MAX) / 4)
    return ft.Container(content, padding=ft.Padding(left=0, right=side, top=0, bottom=0), expand=True)


def _body(look: Look, app: App, typed: str, live: Live[Found], found: Found) -> ft.Control:
    if isinstance(live, Refused):
        return _padded(look, trouble_state(look, live.reason, code=live.code, retry=live.retry))
    if len(typed.strip()) < TYPED_CHARACTERS_MIN:
        start = empty_state(look, "magnifying-glass", look.t("search.start"), look.t("search.start_text"))
        return _padded(look, start)
    if not found.groups:
        if found.typed != typed:
            return ft.Container(expand=True)
        nothing = look.t("search.nothing", typed=typed.strip())
        return _padded(look, empty_state(look, "binoculars", nothing, look.t("search.nothing_text")))
    return _results(look, app, found)


def _padded(look: Look, content: ft.Control) -> ft.Control:
    return hears(ft.ListView([content], padding=pad(12, look.measures.margin, bottom=24), expand=True))


def _results(look: Look, app: App, found: Found) -> ft.Control:
    told = ft.Semantics(live_region=True, content=quiet(look, look.t("search.found", n=found.count), Style.META))
    rows: list[ft.Control] = [told]
    for group in found.groups:
        rows += _group(look, app, _in_language(look, group, found.typed))
    return hears(
        ft.ListView(rows, spacing=look.measures.gap, padding=pad(0, look.measures.margin, bottom=24), expand=True)
    )


def _in_language(look: Look, group: Group, typed: str) -> Group:
    """Call reports by their category in the agent's language: the index holds it in one."""
    if group.kind != "report":
        return group
    names = {one: category_name(look.t, about.category) for one, about in group.about.items()}
    hits = tuple(replace(hit, title=marked(names[hit.id], typed)) if hit.id in names else hit for hit in group.hits)
    return replace(group, hits=hits)


def _group(look: Look, app: App, group: Group) -> list[ft.Control]:
    title = ft.Container(heading(look, look.t(f"search.group_{group.kind}")), padding=pad(10, 0, bottom=2))
    rows: list[ft.Control] = [title]
    rows += [_hit(look, hit, group.about.get(hit.id), partial(app.go, _path(app, hit))) for hit in group.hits]
    if group.is_cut:
        rows.append(quiet(look, look.t("search.cut", n=len(group.hits)), Style.META))
    return rows


def _hit(look: Look, hit: Hit, about: About | None, do: Callable[[], None]) -> ft.Control:
    field = look.measures.field
    badge = status_badge(about.status) if about else None
    words: list[ft.Control] = [_marked(look, hit.title, Style.ROW)]
    if any(fragment.text.strip() for fragment in hit.passage):
        words.append(_marked(look, hit.passage, Style.BODY if field else Style.META, color=look.tokens.ink2))
    # The passage may show the number already.
    number = about.number if about and about.number not in _plain(hit.passage) else ""
    if badge or number:
        marks: list[ft.Control] = [chip(look, badge.sign, badge.word)] if badge else []
        marks += [quiet(look, number, Style.META)] if number else []
        words.append(row(*marks, gap=10, wrap=True))
    name = category_glyph(about.category) if about else _GLYPHS[hit.kind]
    drawn = ft.Container(
        row(
            plate(look, name, 56 if field else 40),
            grow(column(*words, gap=4)),
            glyph(look, "caret-right", color=look.tokens.edge),
            gap=16,
        ),
        padding=pad(14 if field else 10, 16 if field else 12),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD if field else RADIUS_TILE,
        border=outline(look),
    )
    state = (badge.word or sign_word(look, badge.sign)) if badge else ""
    label = ", ".join(part for part in (_plain(hit.title), _plain(hit.passage), state) if part)
    return press(look, Tap(f"hit-{hit.id}", label, do), drawn)


def _plain(fragments: Sequence[Fragment]) -> str:
    return "".join(fragment.text for fragment in fragments).strip()


def _marked(look: Look, fragments: Sequence[Fragment], style: Style, *, color: str | None = None) -> ft.Text:
    """Draw a text whose matches stand out by weight and colour."""
    found = look.text_style(Style.BOLD if style is not Style.ROW else style, look.tint(Role.ACCENT).on_soft)
    match = ft.TextStyle(
        size=look.sp(look.measures.type(style).size),
        font_family=found.font_family,
        color=found.color,
        bgcolor=look.tint(Role.ACCENT).soft,
        height=look.measures.type(style).line,
    )
    plain = look.text_style(style, color)
    spans = [ft.TextSpan(fragment.text, style=match if fragment.is_match else plain) for fragment in fragments]
    return ft.Text(
        spans=spans, style=plain, max_lines=None if look.measures.large_text else 2, overflow=ft.TextOverflow.ELLIPSIS
    )
