"""Photos of a call: files that the person sent or brought, as many as a report may have."""

import flet as ft

from fieldapp.intake.screens_parts import Call
from fieldapp.ui.form_photos import form_strip, photo_tools, tile_px
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Action, Kind, button, column, grow, quiet, row, section, tight_row


def photos_part(call: Call) -> ft.Control:
    """Show the photos, what can be done with the one that is opened, and the way to more."""
    look, t, photos = call.look, call.look.t, call.photos
    parts: list[ft.Control] = [section(look, t("intake.photos"))]
    if photos.photos:
        parts.append(form_strip(photos, tile_px(look)))
    if photos.chosen is not None:
        parts.append(photo_tools(photos, photos.chosen))
    room = t("intake.photos_room", n=photos.room) if photos.room else t("intake.photos_full")
    told = grow(quiet(look, room, Style.META))
    if photos.room:
        more = Action("add-photos", t("intake.add_photos"), call.pick_photos, kind=Kind.SOFT, glyph="images")
        parts.append(row(tight_row(button(look, more)), told, gap=12))
    else:
        parts.append(told)
    return column(*parts, gap=10, stretch=True)
