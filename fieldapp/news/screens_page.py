"""The page of one note: its text in our type, the confirmation at its end, comments, and what its writer may do.

« J’ai lu et compris » is offered once the end of the *text* was on the screen: by scrolling, or at once when the
text is short. Before, the same button leads on through the text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.news import actions, queries
from fieldapp.news.queries import NewsPage
from fieldapp.news.screens_comments import comments_part
from fieldapp.news.screens_doings import Doings, writer_part
from fieldapp.news.screens_files import documents_part
from fieldapp.news.screens_markdown import markdown
from fieldapp.news.screens_photos import photo_above, photos_part
from fieldapp.news.screens_readers import readers_part
from fieldapp.news.screens_row import LEVEL_GLYPHS, news_line, news_tags
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import moment, stamp
from fieldapp.ui.live import live_page, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.photo_viewer import below_photo
from fieldapp.ui.presence import heard, hears
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.two_panes import has_one_top, has_two_panes
from fieldapp.ui.widgets import (
    WIDE_MIN,
    Action,
    Kind,
    Tap,
    banner,
    bottom_bar,
    card,
    column,
    has_rail,
    list_width,
    pad,
    page_frame,
    page_header,
    rail_width,
    row,
    saved_line,
    scrolled,
    tag,
    text,
    trouble_state,
)
from sync.core.instants import instant, parse_instant
from sync.records.news import Importance, NewsStatus

PAGE_KINDS: Final = (*("news", "acknowledgement", "agent", "service"), *("attachment", "photo", "outbox", "draft"))
SLACK_DP: Final = 24
"""The end of the text counts as seen when it is this near: the last line's own room."""
READ_ON_SHARE: Final = 0.85
"""How much of the window « Lire la suite » goes on, so that the last lines are seen again."""
READERS_WIDTH: Final = 440
TEXT_WIDTH_MAX: Final = 760
"""About 75 letters: longer lines are hard to follow."""


@dataclass
class Progress:
    """How far the reader is, in dp; the sizes come from the page as it is drawn."""

    text_height: float = 0
    window_height: float = 0
    scrolled: float = 0

    @property
    def is_measured(self) -> bool:
        """Tell whether the page has said its sizes."""
        return self.text_height > 0 and self.window_height > 0

    @property
    def at_end(self) -> bool:
        """Tell whether the end of the text is on the screen."""
        return self.is_measured and self.scrolled + self.window_height >= self.text_height - SLACK_DP


class BodyRef(ft.Ref[Any]):
    """Refer to the body that scrolls."""


@ft.component
def news_page(news_id: str, back: Callable[[], None] | None) -> ft.Control:
    """Show a note; `back` is None where its list stands beside it."""
    app, look = use_app(), use_look()
    photo, open_photo = ft.use_state(_no_photo())
    live = use_live(queries.news_page, news_id, app.agent.id, kinds=PAGE_KINDS)

    def header() -> ft.Control:
        return page_header(look, look.t("news.title"), back=_back(look, back), end=_pill(look))

    def drawn(page: NewsPage | None) -> ft.Control:
        if page is None:
            return page_frame(header(), scrolled(look, trouble_state(look, "absent")))
        # Another text begins anew: its end has not been seen.
        key = f"{news_id}-{page.content_hash}"
        whole = ft.Container(reading(page, back, open_photo), key=key, expand=True)
        above = photo_above(page, photo, lambda: open_photo(None)) if photo else None
        return below_photo(whole, above)

    return live_page(look, live, header, drawn)


def _no_photo() -> str | None:
    return None


@ft.component
def reading(page: NewsPage, back: Callable[[], None] | None, open_photo: Callable[[str | None], None]) -> ft.Control:
    """Read one text of a note."""
    app, look = use_app(), use_look()
    progress: ft.MutableRef[Progress] = ft.use_ref(Progress)
    body: ft.MutableRef[BodyRef] = ft.use_ref(BodyRef)
    reached, reach = ft.use_state(False)
    doings = Doings(app, look, page, open_photo)

    def moved(**sizes: float) -> None:
        for name, size in sizes.items():
            setattr(progress.current, name, size)
        if progress.current.at_end:
            reach(True)

    async def note_opened() -> None:
        reading_now = page.card.reading
        is_asked = reading_now.is_reader and page.card.is_current(instant(app.now()))
        if is_asked and reading_now.opened_at is None:
            await written(app, look, actions.opened, page.card.id, page.content_hash)

    async def read_on() -> None:
        step = progress.current.window_height * READ_ON_SHARE
        if body.current.current is not None:
            await body.current.current.scroll_to(delta=step, duration=look.measures.panel_ms)

    ft.use_effect(note_opened, [])
    header = page_header(look, page.card.title, sub=_sub(look, page, app), back=_back(look, back), end=_pill(look))
    measured = ft.Container(_text_part(doings), on_size_change=lambda event: moved(text_height=event.height))
    scrolling = hears(
        ft.Column(
            [measured, *_after(doings), ft.Container(height=24)],
            ref=body.current,
            spacing=20,
            scroll=ft.ScrollMode.AUTO,
            scroll_interval=100,
            on_scroll=heard(lambda event: moved(scrolled=event.pixels)),
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    window = ft.Container(
        scrolling, padding=pad(0, look.measures.margin), on_size_change=lambda event: moved(window_height=event.height)
    )
    above, bar = _foot(doings, reached, read_on)
    whole = page_frame(header, window, bar=bar, above_bar=above)
    return _beside(look, whole, page.card.id) if _shows_readers(page) and _has_side(look) else whole


def _beside(look: Look, whole: ft.Control, news_id: str) -> ft.Control:
    """Put who has read it beside the note."""
    side = ft.Container(
        hears(ft.Column([readers_part(news_id)], scroll=ft.ScrollMode.AUTO)),
        width=READERS_WIDTH,
        padding=20,
        bgcolor=look.tokens.card,
        border=ft.Border(left=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )
    parts = [ft.Container(whole, expand=True), side]
    return ft.Row(list(parts), spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _shows_readers(page: NewsPage) -> bool:
    return page.sees_readers and page.card.status is NewsStatus.PUBLIE


def _has_side(look: Look) -> bool:
    return look.measures.width >= WIDE_MIN and not look.measures.large_text


def _pill(look: Look) -> ft.Control | None:
    return None if has_one_top(look) else status_pill()


def _back(look: Look, back: Callable[[], None] | None) -> Tap | None:
    return Tap("back", look.t("action.back"), back) if back else None


def _sub(look: Look, page: NewsPage, app: App) -> str:
    line = news_line(look, page.card, app.now())
    is_person = page.author_name and page.author_name != page.card.source
    return dotted(line, look.t("news.by", name=page.author_name) if is_person else "")


def _text_part(doings: Doings) -> ft.Control:
    """Draw what is to be read: states, why it asks again, the short version, the text."""
    look, page, parts = doings.look, doings.page, list[ft.Control]()
    tags: list[ft.Control] = [
        *_level_tag(look, page),
        *news_tags(look, page.card, doings.app.now()),
        *_more_tags(doings),
    ]
    if tags:
        parts.append(row(*tags, gap=8, wrap=True))
    if page.card.status is NewsStatus.PROGRAMME:
        at = moment(look.t, parse_instant(page.card.published_at), doings.app.now())
        parts.append(banner(look, "clock-countdown", look.t("news.scheduled_banner", at=at), role=Role.ACCENT))
    if page.card.is_reminded and page.card.reminded_at and page.card.is_current(instant(doings.app.now())):
        at = stamp(look.t, parse_instant(page.card.reminded_at), doings.app.now())
        parts.append(banner(look, "bell", look.t("news.reminded_banner", at=at), role=Role.WAIT))
    if page.card.asks and page.card.reading.knew_earlier:
        parts.append(banner(look, "arrows-clockwise", look.t("news.text_changed")))
    if page.card.summary:
        parts.append(_short(look, page.card.summary))
    parts.append(markdown(look, page.body))
    whole = column(*parts, gap=16, stretch=True)
    ground = card(look, whole, padding=20) if look.measures.field else ft.Container(whole, padding=pad(4, 0))
    ground.width = min(TEXT_WIDTH_MAX, _room(look, page))
    return ft.Row([ground], spacing=0)


def _room(look: Look, page: NewsPage) -> float:
    """Give the width that is left for the text, beside rail, list and readers."""
    taken = rail_width(look) if has_rail(look) else 0
    taken += list_width(look, 2) if has_two_panes(look) else 0
    taken += READERS_WIDTH if _shows_readers(page) and _has_side(look) else 0
    return look.measures.width - taken - 2 * look.measures.margin


def _short(look: Look, summary: str) -> ft.Control:
    tint = look.tint(Role.ACCENT)
    words = column(
        text(look, look.t("news.short_version"), Style.BOLD, color=tint.on_soft),
        text(look, summary, Style.LEAD, color=tint.on_soft),
        gap=4,
        stretch=True,
    )
    border = ft.Border.all(look.tokens.border, look.tokens.edge) if look.tokens.outdoor else None
    return ft.Container(words, padding=16, bgcolor=tint.soft, border_radius=RADIUS_CARD, border=border)


def _level_tag(look: Look, page: NewsPage) -> list[ft.Control]:
    """Say how much it asks, to whom it asks nothing (more): its writer, or who confirmed it."""
    shown = page.card
    if shown.importance is Importance.INFORMATION or shown.asks:
        return []
    role = Role.WAIT if shown.is_mandatory else Role.ACCENT
    return [tag(look, look.t(f"news.level_{shown.importance}"), name=LEVEL_GLYPHS[shown.importance], role=role)]


def _more_tags(doings: Doings) -> list[ft.Control]:
    look, shown, now = doings.look, doings.page.card, doings.app.now()
    found: list[ft.Control] = []
    if shown.expires_at is not None and shown.expires_at > instant(now):
        at = moment(look.t, parse_instant(shown.expires_at), now)
        found.append(tag(look, look.t("news.expires", at=at), name="calendar-blank"))
    if shown.status is NewsStatus.PUBLIE and not shown.reading.is_reader:
        found.append(tag(look, look.t("news.not_for_you"), name="users"))
    return found


def _after(doings: Doings) -> list[ft.Control]:
    """Give what stands below the text."""
    look, page = doings.look, doings.page
    found: list[ft.Control] = []
    if page.photos:
        found.append(photos_part(look, page, doings.open_photo))
    if page.documents:
        found.append(documents_part(look, page, min(TEXT_WIDTH_MAX, _room(look, page))))
    if page.may_write:
        found.append(writer_part(doings))
    if _shows_readers(page) and not _has_side(look):
        found.append(card(look, readers_part(page.card.id)))
    comments = ft.Container(
        comments_part(page), width=None if look.measures.field else min(TEXT_WIDTH_MAX, _room(look, page))
    )
    found.append(ft.Row([comments]) if comments.width else comments)
    return found


def _foot(doings: Doings, reached: bool, read_on: Callable[[], Any]) -> tuple[ft.Control | None, ft.Control | None]:
    """Give the line and the bar at the foot: what is asked, or where the answer is."""
    look, t, page = doings.look, doings.look.t, doings.page
    at = page.card.reading.acknowledged_at
    if page.card.is_mandatory and at is not None:
        said = dotted(t("news.confirmed_at", at=_stamp(doings, at)), _whereabouts(doings))
        return ft.Container(saved_line(look, said), bgcolor=look.tokens.bar, padding=pad(10, 0, bottom=6)), None
    if not (page.card.asks and page.card.is_current(instant(doings.app.now()))):
        return None, None
    if reached:
        confirm = Action("primary", t("news.confirm"), doings.confirm, kind=Kind.PRIMARY, glyph="seal-check")
        return None, bottom_bar(look, confirm)
    on = Action("read-on", t("news.read_on"), read_on, kind=Kind.SOFT, glyph="arrow-down", sub=t("news.read_on_line"))
    return None, bottom_bar(look, on)


def _whereabouts(doings: Doings) -> str:
    """Say where the confirmation is: on the tablet, or received by the town hall."""
    receipt, t = doings.page.acknowledgement_receipt, doings.look.t
    if receipt.unsent:
        return t("news.saved_leaves")
    return t("news.received", at=_stamp(doings, receipt.received_at)) if receipt.received_at else ""


def _stamp(doings: Doings, at: str) -> str:
    return stamp(doings.look.t, parse_instant(at), doings.app.now())
