"""Gallery, the tab of what is chosen and found: days, sentences, addresses, switches, streets."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import flet as ft

from fieldapp.replica.twins import Twin
from fieldapp.ui.address_search import found_rows
from fieldapp.ui.dates import DayWanted, day_choice, hour_choice
from fieldapp.ui.gallery_samples import NOW, nothing, part, sample_page
from fieldapp.ui.leading import new_led_ref
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.more_rows import more_part
from fieldapp.ui.streets import Drawn, street_chip, street_list
from fieldapp.ui.templates import template_chips, with_template
from fieldapp.ui.twins import Twins, follow_button, twin_cards
from fieldapp.ui.widgets import (
    Field,
    Tap,
    column,
    quiet,
    row,
    search_field,
    switch_row,
    text_field,
)
from fieldapp.ui.works import RowOf, Seen, distance_line, work_row
from sync.core.instants import instant
from sync.records.addresses import Found, PlaceKind
from sync.records.addresses.words import HouseNumber
from sync.records.geometry import Box, Point
from sync.records.task import Priority, TaskStatus

_HERE = Point(45.750, 4.850)


@dataclass(frozen=True, slots=True)
class SampleWork:
    """A piece of work as lists draw it."""

    id: str
    title: str
    address: str
    category: str | None
    status: str
    priority: str = Priority.GENANT
    due_at: str | None = None
    point: Point | None = None
    unsent: bool = False


def _due(days: int) -> str:
    return instant(NOW + timedelta(days=days))


_WORKS = (
    SampleWork(
        "w1",
        "Trappe ouverte",
        "14 rue Louis-Notari",
        None,
        TaskStatus.A_FAIRE,
        Priority.DANGEREUX,
        _due(-1),
        Point(45.752, 4.851),
    ),
    SampleWork("w2", "Banc cassé", "Rue Louis-Notari, 3", None, TaskStatus.EN_COURS, due_at=_due(1), unsent=True),
    SampleWork("w3", "Avaloir bouché", "", None, TaskStatus.A_FAIRE, Priority.TRES_GENANT, point=_HERE),
)


def _found(kind: PlaceKind, name: str, number: int | None, *, is_exact: bool = True) -> Found:
    house = HouseNumber(number) if number else None
    box = Box(_HERE.lat, _HERE.long, _HERE.lat, _HERE.long)
    return Found(kind, name, house, is_exact, "Saint-Aubin", "01990", _HERE, box, None, 1.0)


_FOUND = (
    _found(PlaceKind.STREET, "Boulevard des Moulins", 12),
    _found(PlaceKind.STREET, "Boulevard des Moulins", 14, is_exact=False),
    _found(PlaceKind.QUARTER, "Les Moulins", None),
    _found(PlaceKind.SCHOOL, "École Jules-Ferry", None),
)


def choices(look: Look) -> ft.Control:
    """Show what is chosen in a tap or two."""
    seen = Seen(NOW, _HERE)
    drawn: Drawn[SampleWork] = Drawn(
        lambda work: work_row(look, work, seen, RowOf("work"), nothing), lambda n: f"{n} à faire"
    )
    streets = ft.Container(street_list(look, _WORKS, drawn), height=620)
    typed = Field("address-search", "Adresse", "12 bd moulins", hint="Numéro et rue")
    return sample_page(
        look,
        "Choix",
        "Un jour, une phrase, une adresse, un réglage",
        chosen_day(),
        part(look, "Phrases toutes faites", said()),
        part(look, "Adresses trouvées", search_field(look, typed), *found_rows(look, _FOUND, _take)),
        part(look, "Réglages", *_switches(look)),
        part(look, "Peut-être le même", *_twins(look)),
        part(look, "Par rue", street_chips(), streets),
        part(look, "Distance, en grand texte", row(distance_line(look, 240), wrap=True)),
        part(look, "Fin d’une liste", more_part(look, "more-works", "50 sur 214", nothing)),
    )


@ft.component
def chosen_day() -> ft.Control:
    """Choose a day and an hour; they stay chosen."""
    look = use_look()
    day, choose_day = ft.use_state(NOW.date())
    hour, choose_hour = ft.use_state(10)
    wanted = DayWanted(day, date(NOW.year, NOW.month, NOW.day), choose_day)
    days = part(look, "Jour", day_choice(look, wanted, "due"))
    return column(days, part(look, "Heure", hour_choice(look, hour, choose_hour, "due")), gap=28, stretch=True)


@ft.component
def said() -> ft.Control:
    """Put a sentence behind what is written."""
    look = use_look()
    words, write = ft.use_state("")
    field = Field("said", "Commentaire", words, on_change=write, lines=2, hint="Ce qui a été fait")

    def add(sentence: str) -> None:
        write(lambda before: with_template(before, sentence))

    done, seen = template_chips(look, None, add), template_chips(look, None, add, "reports")
    return column(text_field(look, field), done, seen, gap=12, stretch=True)


@ft.component
def street_chips() -> ft.Control:
    """Turn the list per street on and off."""
    is_on, turn = ft.use_state(True)
    return row(street_chip(use_look(), is_on, turn), wrap=True)


def _switches(look: Look) -> list[ft.Control]:
    shown: tuple[tuple[Tap, str, tuple[str, str]], ...] = (
        (
            Tap("switch-on", "Mode gants, activé", nothing, selected=True),
            "hand",
            ("Mode gants", "Des commandes plus hautes"),
        ),
        (
            Tap("switch-off", "Wi-Fi seulement, désactivé", nothing, selected=False),
            "wifi-high",
            ("Photos en Wi-Fi seulement", "Sinon elles partent aussi par le réseau mobile"),
        ),
        (
            Tap("switch-settled", "Animations, réglées par l’appareil", None, selected=False, enabled=False),
            "wind",
            ("Animations", "L’appareil demande moins de mouvement"),
        ),
    )
    return [switch_row(look, tap, icon, words) for tap, icon, words in shown]


_TWIN = Twin("t1", "A2026K0398", "nid_de_poule", "Trou devant le 31", "en_cours", _HERE, 22.0, is_followed=False)
_TWINS = (
    _TWIN,
    replace(_TWIN, id="t2", number="A2026K0399", description="", status="nouveau", metres=28.0),
    replace(_TWIN, id="t3", number="A2026K0401", metres=41.0, is_followed=True),
)


def _twins(look: Look) -> list[ft.Control]:
    """Show three of which the second one's pin was tapped, and the third is followed already."""

    def end_of(twin: Twin, number: int) -> ft.Control:
        if twin.is_followed:
            return quiet(look, look.t("reports.twin_followed"))
        return follow_button(look, twin, number, nothing)

    return twin_cards(look, Twins(_TWINS, "t2", _pick, new_led_ref()), end_of)


def _pick(twin_id: str) -> None:
    """Lead nowhere."""


def _take(one: Found) -> Any:
    """Go nowhere."""
