"""Gallery, field tabs of the day: a list and a form."""

from collections.abc import Callable

import flet as ft

from fieldapp.ui.gallery_samples import NOW, nothing
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Badge,
    Check,
    Choice,
    Field,
    Goal,
    Kind,
    Notice,
    Offline,
    Record,
    Sign,
    Tap,
    Verdict,
    bottom_bar,
    card,
    check_row,
    choice_card,
    choice_grid,
    choice_row,
    column,
    goal,
    greeting_header,
    grow,
    lines_between,
    notice,
    page_frame,
    page_header,
    pill,
    quiet,
    record_row,
    row,
    saved_line,
    scrolled,
    search_field,
    section,
    segmented,
    step_header,
    stepper,
    text_button,
    text_field,
)
from fieldapp.ui.widgets.layout import pad

TASKS = (
    Record(
        "task-1",
        "traffic-cone",
        "Trappe ouverte sur trottoir",
        "Rue Louis-Notari, devant le 14",
        (Badge(Sign.DANGEROUS), Badge(Sign.LATE, "En retard 1 j")),
        240,
        dangerous=True,
    ),
    Record(
        "task-2",
        "road-horizon",
        "Nid-de-poule, 40 × 60 cm",
        "Rue Grimaldi, angle rue Suffren",
        (Badge(Sign.LATE, "En retard 2 j"), Badge(Sign.IN_PROGRESS)),
        420,
    ),
    Record(
        "task-3",
        "trash",
        "Dépôt sauvage, gravats",
        "Rue de la Turbie, 9",
        (Badge(Sign.ASSIGNED, "Pour aujourd’hui"),),
        650,
    ),
    Record(
        "task-4",
        "lightbulb",
        "Candélabre EP-0417 éteint",
        "Place d’Armes, côté halle",
        (Badge(Sign.PLANNED, "Demain, 8 h"),),
        1120,
        selected=True,
    ),
    Record(
        "task-5", "drop", "Avaloir bouché", "Square Gastaud, entrée est", (Badge(Sign.PLANNED, "Mercredi 25"),), 1420
    ),
)


def lists(look: Look) -> ft.Control:
    """Show a day’s page: greeting, mandatory note, tasks, goals."""
    end = segmented(
        look,
        [
            Action("list", "Liste", nothing, selected=True, glyph="list-bullets"),
            Action("map", "Carte", nothing, selected=False, glyph="map-trifold"),
        ],
    )
    goals = card(
        look,
        row(
            grow(goal(look, Goal("Premier contact sous 2 j", "86 %", "but 90 %", 0.86, "86 % du chemin"))),
            grow(goal(look, Goal("Notes lues en 48 h", "82 %", "but 80 %", 1.0, "Atteint"))),
            grow(goal(look, Goal("Étapes de visa", "4,2", "but 3", 0.55, "55 % du chemin"))),
            gap=22,
            top=True,
        ),
    )
    return page_frame(
        greeting_header(
            look, "Bonjour Karim", "Lundi 23 novembre · Voirie, équipe nord", pill(look, Offline(3), nothing, now=NOW)
        ),
        scrolled(
            look,
            notice(
                look,
                Notice(
                    "Lecture obligatoire · sécurité",
                    "Vent fort ce soir : pas de nacelle après 16 h",
                    "Cabinet du DGS · il y a 40 min · 1 min de lecture",
                ),
                Action("read", "Lire", nothing, glyph="caret-right"),
            ),
            section(look, "Mes tâches", sub="7, dont 2 en retard", end=end),
            *(record_row(look, record, nothing) for record in TASKS),
            ft.Row(
                [text_button(look, Tap("more", "2 autres tâches", nothing), "caret-down")],
                alignment=ft.MainAxisAlignment.CENTER,
            ),
            goals,
            gap=look.measures.gap,
        ),
    )


_CATEGORIES = (
    ("road-horizon", "Voirie", "chaussée, trottoir"),
    ("trash", "Dépôt sauvage", "encombrants, gravats"),
    ("broom", "Propreté", "corbeille, déjections"),
    ("lightbulb", "Éclairage", "lampadaire, armoire"),
    ("tree", "Espaces verts", "arbre, pelouse"),
)
_REASONS = (
    ("car", "Véhicule sur la zone", "Photo demandée, sans la plaque"),
    ("lock", "Accès fermé", "Portail, chantier, propriété privée"),
)


def answers(look: Look) -> ft.Control:
    """Show a form: steps, search, choices, checks, fields, the bar."""
    head = page_header(
        look,
        "De quoi s’agit-il ?",
        sub="2 photos · Rue Grimaldi",
        back=Tap("back", "Retour", nothing),
        end=pill(look, Offline(3), nothing, now=NOW),
    )
    search = Field("search", "Chercher une catégorie", hint="Chercher : avaloir, graffiti, banc…", key="/")
    less, more = Tap("less", "Moins de sacs", nothing), Tap("more", "Plus de sacs", nothing)
    return page_frame(
        column(head, step_header(look, ("Photo", "Catégorie", "Position"), 1), gap=0, stretch=True),
        scrolled(
            look,
            search_field(look, search),
            choice_grid(look, _choices(look, choice_card, _CATEGORIES)),
            _checks(look),
            *_fields(look),
            row(segmented(look, _days()), wrap=True),
            stepper(look, "Nombre de sacs", "4", less, more),
            *_choices(look, choice_row, _REASONS),
        ),
        above_bar=saved_line(look, look.t("sync.saved_at", at="14:36"), "Manque : 1 contrôle, 1 photo après"),
        bar=bottom_bar(
            look,
            Action("primary", "Placer sur la carte", nothing, kind=Kind.PRIMARY, glyph="arrow-right", key="Entrée"),
            Action("quiet", "Retour", nothing, glyph="arrow-left"),
        ),
    )


def _choices(
    look: Look, draw: Callable[[Look, Choice], ft.Control], samples: tuple[tuple[str, str, str], ...]
) -> list[ft.Control]:
    return [
        draw(look, Choice(f"choice-{name}", word, nothing, selected=index == 0, glyph=name, sub=sub))
        for index, (name, word, sub) in enumerate(samples)
    ]


def _checks(look: Look) -> ft.Control:
    reason = text_field(look, Field("reason", "Motif", hint="Pourquoi ?"))
    dry = Check("check-2", "Fond sec et propre", Verdict.NOK, look.t("check.nok_needs"))
    rows = [
        check_row(look, Check("check-1", "Zone balisée", Verdict.OK), _unheard),
        check_row(look, dry, _unheard, extra=reason),
        check_row(look, Check("check-3", "Enrobé compacté à niveau"), _unheard),
        check_row(look, Check("check-4", "Marquage repris", Verdict.NOT_APPLICABLE), _unheard),
    ]
    title = section(look, "Contrôles", end=quiet(look, "3 sur 4", Style.STRONG))
    head = ft.Container(title, padding=pad(14, 20, bottom=10))
    return card(look, column(head, *lines_between(look, rows), gap=0, stretch=True), padding=0)


def _fields(look: Look) -> list[ft.Control]:
    comment = Field(
        "comment", "Commentaire", "Eau au fond du trou, pompée.", lines=3, note="facultatif", hint="Ce que vous voyez"
    )
    trouble = "Ce n’est pas la bonne phrase : reste 2 essais"
    phrase = Field("phrase", "Phrase secrète", "quatre mots", secret=True, trouble=trouble)
    return [text_field(look, comment), text_field(look, phrase)]


def _days() -> list[Action]:
    return [
        Action("d1", "Demain", nothing, selected=False),
        Action("d3", "Sous 3 jours", nothing, selected=True),
        Action("d0", "Le bureau décide", nothing, selected=False),
    ]


def _unheard(verdict: Verdict) -> None:
    """Do nothing with a verdict."""
