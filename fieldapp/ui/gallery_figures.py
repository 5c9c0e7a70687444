"""Gallery, the tab of figures: objectives, bars and columns, figures in large, shares."""

from datetime import date

import flet as ft

from fieldapp.replica.objectives import Aim, Measure, Reach
from fieldapp.ui.gallery_samples import NOW, carded, nothing, part, sample_page
from fieldapp.ui.look import Look
from fieldapp.ui.objectives import objectives_strip
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import audience_plate, column, grow, meter, row
from fieldapp.ui.widgets.charts import Bar, Pair, bars, columns, figure_tile
from sync.records.objective import Indicator, ObjectiveStatus


def _aim(title: str, indicator: Indicator, now: float | None, reach: Reach, way: tuple[float, float]) -> Aim:
    baseline, target = way
    return Aim(
        title, title, ObjectiveStatus.ACTIF, indicator, baseline, target, "2026-12-31", Measure(now, reach), None
    )


_AIMS = (
    _aim("Signalements à l’heure", Indicator.REPORTS_IN_TIME, 86, Reach.TOWN, (70, 90)),
    _aim("Jours pour réparer", Indicator.DAYS_TO_MEND, 4.5, Reach.SERVICE, (6, 3)),
    _aim("Notes lues", Indicator.NOTES_READ, 92, Reach.MINE, (60, 90)),
)
_QUIET = (
    _aim("Tâches à l’heure", Indicator.TASKS_IN_TIME, 62, Reach.SECTORS, (70, 90)),
    _aim("Notes lues", Indicator.NOTES_READ, None, Reach.NOWHERE, (60, 90)),
    _aim("Jours pour réparer", Indicator.DAYS_TO_MEND, None, Reach.TOWN, (6, 3)),
)
_BARS = (
    Bar("Voirie", 48, 9, "9 en retard"),
    Bar("Propreté et corbeilles du centre", 31),
    Bar("Espaces verts", 12, 1, "1 en retard"),
    Bar("Éclairage", 0),
)


def figures(look: Look) -> ft.Control:
    """Show figures, each with its words."""
    today = date(NOW.year, NOW.month, NOW.day)
    pressed = [
        Bar(bar.name, bar.count, bar.part, bar.told, identifier=f"bar-{at}", do=nothing, pointed=at == 1)
        for at, bar in enumerate(_BARS)
    ]
    weeks = [Pair(f"S{40 + n}", 8 + n * 3, 4 + n * 4, f"Semaine {40 + n}") for n in range(6)]
    return sample_page(
        look,
        "Chiffres",
        "Objectifs, bilan, parts",
        part(look, "Objectifs de la ville", *objectives_strip(look, _AIMS, today)),
        part(look, "Objectifs sans chiffre, ou en recul", *objectives_strip(look, _QUIET, today)),
        carded(look, "Chiffres en grand", _tiles(look)),
        carded(look, "Barres", bars(look, _BARS)),
        carded(look, "Barres qui mènent à une liste", bars(look, pressed)),
        carded(look, "Colonnes", columns(look, weeks, (Role.ACCENT, Role.DONE), ("reçus", "réparés"))),
        carded(look, "Parts", _shares(look)),
        part(look, "Audience", row(audience_plate(look, "214", "personnes"), wrap=True)),
    )


def _tiles(look: Look) -> ft.Control:
    shown = [
        figure_tile(look, "38", "à trier"),
        figure_tile(look, "6", "en retard", role=Role.LATE, sub="2 de plus qu’hier"),
        figure_tile(look, "1", "dangereux", role=Role.DANGER),
    ]
    if look.measures.large_text:
        return column(*shown, stretch=True)
    return row(*(grow(one) for one in shown), top=True)


def _shares(look: Look) -> ft.Control:
    parts = [(0.8, Role.DONE), (0.1, Role.WAIT)]
    return column(
        meter(look, parts, label="80 compris, 10 ouverts, 6 en attente"),
        meter(look, [(0.42, Role.ACCENT)], label="42 %", height=12),
        meter(look, [], label="rien encore"),
        meter(look, [(1.0, Role.DONE)], label="tout"),
        gap=16,
        stretch=True,
    )
