"""One photo in full, over the screen: what it shows, who took it and when, how far it has gone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from fieldapp.replica.attached import StoredPhoto
from fieldapp.replica.photo_shelf import ask_for_photo
from fieldapp.ui.app import status_pill, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import stamp
from fieldapp.ui.look import use_look
from fieldapp.ui.pictures import photo_place, photo_state, role_word, use_picture
from fieldapp.ui.tokens import RADIUS_CARD
from fieldapp.ui.two_panes import has_one_top
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    bar_frame,
    grow,
    hold_button,
    pad,
    page_frame,
    page_header,
    photo_word,
    quiet,
    row,
)
from sync.core.instants import parse_instant


@dataclass(frozen=True, slots=True)
class Viewed:
    """The photo that is shown, and the name of who took it."""

    photo: StoredPhoto
    author: str
    covers_top: bool = False
    """Whether it lies over the one top of a desk, too, where the pill is."""


def below_photo(shown: ft.Control, viewer: ft.Control | None) -> ft.Control:
    """Lay a photo over a screen; what it covers is not read aloud, and stays as it was.

    Without a photo nothing lies there: an empty control as large as the screen would take every tap.
    """
    below = ft.Semantics(content=shown, exclude_semantics=viewer is not None)
    return ft.Stack([below, *([viewer] if viewer else [])], fit=ft.StackFit.EXPAND, expand=True)


@ft.component
def photo_sheet(viewed: Viewed, close: Callable[[], None], remove: Callable[[], Any] | None = None) -> ft.Control:
    """Show a photo in full; `remove` is given where the agent may take it away."""
    app, look = use_app(), use_look()
    photo, now, page = viewed.photo, app.now(), ft.context.page

    def ask() -> None:
        # A colleague's photo comes as a small picture; the whole one is fetched because somebody looks at it.
        if not photo.has_original:
            page.run_task(ask_for_photo, app.replica, photo.id)

    ft.use_effect(ask, [photo.id, photo.has_original])
    src = use_picture(photo.id, whole=photo.has_original, there=photo.has_thumbnail or photo.has_original)
    what = role_word(look.t, photo.role)
    when = stamp(look.t, parse_instant(photo.taken_at), now) if photo.taken_at else ""
    state = photo_state(photo)
    told = dotted(viewed.author, when, photo_word(look, state, now) if state else "")
    pill = None if has_one_top(look) and not viewed.covers_top else status_pill()
    header = page_header(look, what, sub=told, back=Tap("close", look.t("action.close"), close), end=pill)
    picture: ft.Control = ft.Container(photo_place(look, what, None), alignment=ft.Alignment.CENTER)
    if src is not None:
        drawn = ft.Image(src=src, fit=ft.BoxFit.CONTAIN, expand=True, exclude_from_semantics=True)
        picture = ft.Semantics(label=dotted(what, told), image=True, exclude_semantics=True, content=drawn)
    body = ft.Container(
        picture,
        padding=pad(0, look.measures.margin, bottom=16),
        border_radius=RADIUS_CARD,
    )
    bar = None
    if remove is not None:
        erase = Action("remove-photo", look.t("photo.remove"), remove, kind=Kind.DANGER, glyph="trash")
        bar = bar_frame(look, row(grow(quiet(look, "")), hold_button(erase)))
    return ft.Container(page_frame(header, body, bar=bar), bgcolor=look.tokens.paper, expand=True)
