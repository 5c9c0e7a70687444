"""The parts of the form of a call that are words: how, what, what is said, who. Where is in `screens_place`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.intake.queries import CATEGORIES_SHOWN, Spot, found_categories, holds_contact
from fieldapp.replica.calls import point_of
from fieldapp.replica.ground import Ground
from fieldapp.replica.twins import Twin
from fieldapp.ui.app import App
from fieldapp.ui.form_photos import FormPhotos
from fieldapp.ui.gestures import Autosave
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look
from fieldapp.ui.map_aiming import Aim
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.twins import Twins
from fieldapp.ui.widgets import (
    Choice,
    Field,
    Tap,
    banner,
    choice_row,
    column,
    filter_chip,
    quiet,
    row,
    search_field,
    section,
    text,
    text_field,
)
from fieldapp.ui.works import category_name, group_name
from sync.records.addresses import Found
from sync.records.base import LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from sync.records.caller import PHONE_CHARACTERS_MAX
from sync.records.geometry import Point


@dataclass(frozen=True)
class Sought:
    """What fits the address that is being typed."""

    planned: tuple[Found, ...]
    """Addresses of the town's plan."""
    spots: tuple[Spot, ...]
    """Addresses of records."""
    is_sought: bool
    """Whether what is typed is still being looked for."""


@dataclass(frozen=True)
class Placing:
    """Where the call is about: what is known of it, what is there already, and what places it."""

    ground: Ground | None
    sought: Sought
    sector: Spot | None
    """The sector of the place that was chosen."""
    sectors: tuple[Spot, ...]
    twins: Twins
    aim: Aim | None
    put: Callable[[Point, Mapping[str, Any]], None]
    """`put(point, fields)`: a place that was chosen by its name; the map goes there."""
    aimed: Autosave
    """Takes a place that was chosen on the map; it is given the name that is known nearest."""
    follow: Callable[[Twin], Any]


@dataclass(frozen=True)
class Call:
    """The form as it stands, and what its controls do."""

    app: App
    look: Look
    form: Mapping[str, Any]
    change: Callable[..., None]
    photos: FormPhotos
    pick_photos: Callable[[], Any]
    place: Placing
    going: str = ""
    """To which service it goes, where that is known already."""

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


def seeks(form: Mapping[str, Any]) -> bool:
    """Tell whether an address is being typed that is not settled yet."""
    has_address = bool(str(form.get("address") or "").strip())
    return has_address and not form.get("settled", point_of(form) is not None)


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
        going = [quiet(look, t("intake.going", name=call.going))] if call.going else []
        return column(section(look, t("intake.what")), choice_row(look, again), *going, gap=10, stretch=True)
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
