"""The digest on the home: once a day, when others changed something of mine; one tap puts it away."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import flet as ft

from fieldapp.replica.announcements import DIGEST
from fieldapp.today import actions
from fieldapp.today.queries_digest import ChangedWork, Digest, digest
from fieldapp.today.screens_parts import day_start
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import Teller, history_events
from fieldapp.ui.i18n import Words, day, stamp, within
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import Action, Tap, button, column, glyph, grow, outline, pad, plate, press, quiet, row, text
from fieldapp.ui.works import category_name
from sync.core.instants import parse_instant

_PAGES: Final = {"task": routes.task, "report": routes.report, "round": routes.round_page}
SHOWN_MAX: Final = 4
"""Changed works by name; the others are counted."""


def use_digest() -> Digest | None:
    """Give the digest while it is to be shown: changes are there, and it was not put away today."""
    app = use_app()
    now = app.now()
    yesterday = day_start(now - timedelta(days=1))
    live = use_live(digest, app.agent.id, yesterday, kinds=("task", "report", "round", DIGEST))
    found = live.value if isinstance(live, Filled) else None
    if found is None or not found.changed:
        return None
    return found if found.seen_at is None or found.seen_at < day_start(now) else None


def digest_card(app: App, look: Look, found: Digest) -> ft.Control:
    """Draw what changed, and the way to put it away."""
    t = look.t

    async def seen() -> None:
        if await written(app, look, actions.digest_seen) is not None:
            app.say(t("today.digest_gone"), partial(written, app, look, actions.digest_again, found.seen_at))

    count, since = len(found.changed), _since(t, found, app.now())
    words = column(
        text(look, t("today.digest_title"), Style.ROW),
        quiet(look, t("today.digest_line", n=count, since=within(t, since))),
        gap=4,
    )
    put_away = button(look, Action("digest-seen", t("today.digest_seen"), seen, glyph="check"))
    head: list[ft.Control] = [plate(look, "clock-counter-clockwise", 60 if look.measures.field else 44), grow(words)]
    top: list[ft.Control] = (
        [row(*head, gap=16), put_away] if look.measures.large_text else [row(*head, put_away, gap=16)]
    )
    rows = [_changed(app, look, found, work) for work in found.changed[:SHOWN_MAX]]
    rest = count - SHOWN_MAX
    more = [quiet(look, t("today.digest_more", n=rest))] if rest > 0 else []
    drawn = ft.Container(
        column(*top, *rows, *more, gap=10, stretch=True),
        padding=pad(14, 16),
        bgcolor=look.tint(Role.ACCENT).soft,
        border_radius=RADIUS_CARD,
        border=outline(look, look.tokens.accent, max(1.5, look.tokens.border)),
    )
    return ft.Semantics(identifier="digest", container=True, content=drawn)


def _since(t: Words, found: Digest, now: datetime) -> str:
    """Say from where the digest tells: the last one with its hour, before the first one just the day."""
    at = parse_instant(found.since)
    return stamp(t, at, now) if found.seen_at else day(t, at.astimezone(now.tzinfo).date(), now.date())


def _changed(app: App, look: Look, found: Digest, work: ChangedWork) -> ft.Control:
    """Draw one changed work with the newest of what was done; a tap opens it."""
    title = work.title or category_name(look.t, work.category)
    told = history_events(Teller(look.t, found.names, app.now(), app.agent.id), work.entries)
    line = told[0].what if told else ""
    page = _PAGES[work.kind](work.id)
    words = column(text(look, title, Style.STRONG, lines=2), *([quiet(look, line, lines=2)] if line else []), gap=2)
    drawn = ft.Container(
        row(grow(words), glyph(look, "caret-right", color=look.tokens.edge), gap=12),
        padding=pad(10, 14),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD - 4,
        border=outline(look),
    )
    label = f"{title}, {line}" if line else title
    return press(look, Tap(f"changed-{work.id}", label, partial(app.go, page)), drawn)
