"""The parts of the form of a call: how, what, where, what is there already, who."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.intake.queries import CATEGORIES_SHOWN, Known, Spot, found_categories, holds_contact
from fieldapp.replica.calls import point_of
from fieldapp.ui.address_search import found_rows
from fieldapp.ui.app import App
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Tap,
    banner,
    button,
    choice_row,
    column,
    filter_chip,
    glyph,
    grow,
    quiet,
    row,
    search_field,
    section,
    text,
    text_field,
    tight_row,
)
from fieldapp.ui.works import category_name, group_name
from sync.records.addresses import Found
from sync.records.base import LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from sync.records.caller import PHONE_CHARACTERS_MAX


@dataclass(frozen=True)
class Call:
    """The form as it stands, and what its controls do."""

    app: App
    look: Look
    form: Mapping[str, Any]
    change: Callable[..., None]
    planned: tuple[Found, ...]
    """Addresses of the town's plan that fit what is typed."""
    is_sought: bool
    """Whether what is typed is still being looked for."""
    spots: tuple[Spot, ...]
    sector: Spot | None
    """The sector of the place that was chosen."""
    sectors: tuple[Spot, ...]
    twins: tuple[Known, ...]
    add_to: Callable[[Known], Any]

    @property
    def lacks(self) -> list[str]:
        """Name what is missing, in the order of the form."""
        t, form = self.look.t, self.form
        found = []
        if not form.get("category"):
            found.append(t("intake.lacks_what"))
        if point_of(form) is None:
            found.append(t("intake.lacks_where"))
        if form.get("wants_answer") and not any(form.get(name) for name in ("phone", "email")):
            found.append(t("intake.lacks_contact"))
        return found


def channel_part(call: Call, channels: Sequence[str]) -> ft.Control:
    """Ask how the report came in."""
    look, chosen = call.look, call.form.get("channel") or channels[0]
    chips = [
        filter_chip(
            look,
            Tap(
                f"channel-{channel}",
                look.t(f"intake.channel_{channel}"),
                partial(call.change, channel=channel),
                selected=channel == chosen,
            ),
        )
        for channel in channels
    ]
    return column(section(look, look.t("intake.channel")), row(*chips, wrap=True), gap=10, stretch=True)


def what_part(call: Call) -> ft.Control:
    """Ask what is wrong: a search with the usual categories, one line once it is chosen."""
    look, t, form = call.look, call.look.t, call.form
    chosen = str(form.get("category") or "")
    if chosen:
        again = Choice(
            "category-again",
            dotted(category_name(t, chosen), group_name(t, chosen)),
            partial(call.change, category=None, category_typed=""),
            selected=True,
            word=category_name(t, chosen),
            sub=group_name(t, chosen),
        )
        return column(section(look, t("intake.what")), choice_row(look, again), gap=10, stretch=True)
    typed = str(form.get("category_typed") or "")
    found = found_categories(typed)[:CATEGORIES_SHOWN]

    def first(_typed: str = "") -> None:
        if found:
            call.change(category=found[0].code)

    box = Field(
        "intake-category",
        t("intake.find_category"),
        typed,
        lambda words: call.change(category_typed=words),
        on_submit=first,
        hint=t("intake.find_category_hint"),
        autofocus=True,
    )
    rows = [
        choice_row(
            look,
            Choice(
                f"category-{one.code.replace('_', '-')}",
                dotted(category_name(t, one.code), group_name(t, one.code)),
                partial(call.change, category=one.code),
                word=category_name(t, one.code),
                sub=group_name(t, one.code),
                glyph=one.icon,
            ),
        )
        for one in found
    ]
    return column(section(look, t("intake.what")), search_field(look, box), *rows, gap=10, stretch=True)


def said_part(call: Call) -> ft.Control:
    """Ask what the person says; a contact in it is told, because everybody reads this text."""
    look, t = call.look, call.look.t
    words = str(call.form.get("description") or "")
    box = Field(
        "intake-said",
        t("intake.said"),
        words,
        lambda typed: call.change(description=typed),
        lines=4,
        chars_max=TEXT_CHARACTERS_MAX,
        trouble=t("intake.said_private") if holds_contact(words) else "",
    )
    return text_field(look, box, style=Style.BODY)


def place_part(call: Call) -> ft.Control:
    """Ask where: an address that is known here, else the sector with the address as it was said."""
    look, t, form = call.look, call.look.t, call.form
    address, point = str(form.get("address") or ""), point_of(form)

    def typed(words: str) -> None:
        call.change(address=words, lat=None, long=None, accuracy_m=None, zone=None)

    box = Field(
        "intake-address",
        t("intake.address"),
        address,
        typed,
        hint=t("intake.address_hint"),
        chars_max=LINE_CHARACTERS_MAX,
    )
    parts: list[ft.Control] = [section(look, t("intake.where")), text_field(look, box, style=Style.BODY)]
    if point is not None:
        parts.append(_placed(call, address))
    else:
        parts += found_rows(look, call.planned, partial(_choose, call))
    if point is None and call.spots:
        parts.append(quiet(look, t("intake.address_known"), Style.META))
        parts += [_spot_row(call, number, spot) for number, spot in enumerate(call.spots, 1)]
    if point is None and address.strip() and not (call.is_sought or call.spots or call.planned):
        parts += [quiet(look, t("intake.address_unknown")), row(*_sector_chips(call), wrap=True)]
    return column(*parts, gap=10, stretch=True)


def _choose(call: Call, one: Found) -> None:
    """Take an address of the plan: its place; the sector follows from it when the report is made."""
    call.change(address=one.address, lat=one.point.lat, long=one.point.long, accuracy_m=None, zone=None)


def _placed(call: Call, address: str) -> ft.Control:
    look, t, form = call.look, call.look.t, call.form
    is_rough = bool(form.get("accuracy_m"))
    named = next((spot.name for spot in call.sectors if spot.zone == form.get("zone")), "")
    here = dotted(address, call.sector.name if call.sector else "")
    words = t("intake.rough", name=named) if is_rough else t("intake.placed", name=here)
    role = Role.LATE if is_rough else Role.DONE
    return row(
        glyph(look, "map-pin", color=look.tint(role).strong),
        grow(text(look, words, Style.STRONG, color=look.tint(role).strong)),
        gap=10,
    )


def _spot_row(call: Call, number: int, spot: Spot) -> ft.Control:
    values = {"address": spot.name, "lat": spot.point.lat, "long": spot.point.long, "accuracy_m": None, "zone": None}
    chosen = Choice(f"spot-{number}", spot.name, partial(call.change, **values), glyph="map-pin")
    return choice_row(call.look, chosen)


def _sector_chips(call: Call) -> list[ft.Control]:
    return [
        filter_chip(
            call.look,
            Tap(
                f"sector-{spot.zone}",
                spot.name,
                partial(
                    call.change,
                    lat=spot.point.lat,
                    long=spot.point.long,
                    accuracy_m=spot.accuracy_m,
                    zone=spot.zone,
                ),
            ),
        )
        for spot in call.sectors
    ]


def twins_part(call: Call) -> list[ft.Control]:
    """Say what is reported there already, and offer to add the call to it."""
    look, t = call.look, call.look.t
    if not call.twins:
        return []
    tint = look.tint(Role.MERGE)
    lines: list[ft.Control] = [text(look, t("intake.twins", n=len(call.twins)), Style.BOLD, color=tint.on_soft)]
    for one in call.twins:
        number = one.number or t("intake.no_number")
        told = dotted(number, t(f"state.{one.status}"), distance(t, one.metres), one.address)
        words = text(look, told, Style.STRONG, color=tint.on_soft)
        act = Action(f"add-to-{one.id}", t("intake.add_to", number=number), partial(call.add_to, one), glyph="copy")
        lines.append(column(words, row(tight_row(button(look, act))), gap=8, stretch=True))
    drawn = column(*lines, gap=10, stretch=True)
    edge = ft.Border.all(max(1.5, look.tokens.border), tint.on_soft)
    return [ft.Container(drawn, padding=14, bgcolor=tint.soft, border_radius=RADIUS_TILE, border=edge)]


def contact_part(call: Call) -> ft.Control:
    """Ask who he is, with the notice to be read to him and who will see it."""
    look, t, form = call.look, call.look.t, call.form
    asked = (
        ("name", "intake-name", ft.KeyboardType.NAME, LINE_CHARACTERS_MAX),
        ("phone", "intake-phone", ft.KeyboardType.PHONE, PHONE_CHARACTERS_MAX),
        ("email", "intake-email", ft.KeyboardType.EMAIL, LINE_CHARACTERS_MAX),
    )
    fields = [
        text_field(
            look,
            Field(
                identifier,
                t(f"intake.{name}"),
                str(form.get(name) or ""),
                lambda typed, name=name: call.change(**{name: typed}),  # type: ignore[misc]
                chars_max=most,
                keyboard=keyboard,
            ),
            style=Style.BODY,
        )
        for name, identifier, keyboard, most in asked
    ]
    wants = bool(form.get("wants_answer"))
    answer = Tap("intake-wants", t("intake.wants_answer"), partial(call.change, wants_answer=not wants), selected=wants)
    notice = column(text(look, t("intake.notice"), Style.BOLD), quiet(look, t("intake.notice_text")), gap=4)
    return column(
        section(look, t("intake.caller")),
        banner(look, "eye-slash", t("intake.caller_seen"), role=Role.ACCENT),
        notice,
        *fields,
        row(filter_chip(look, answer, name="chat-circle-text")),
        gap=12,
        stretch=True,
    )
