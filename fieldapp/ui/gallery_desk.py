"""Gallery, desk tabs: triage in panes, and the composer’s parts."""

import flet as ft

from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.gallery_records import photo_box
from fieldapp.ui.gallery_samples import NOW, nothing
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Badge,
    Choice,
    Entry,
    Event,
    Field,
    Kind,
    Mark,
    Panes,
    Photo,
    Record,
    Sign,
    Tap,
    UpToDate,
    audience_plate,
    banner,
    bar_frame,
    bare_field,
    bottom_bar,
    button,
    card,
    chip,
    choice_row,
    column,
    fact,
    filter_chip,
    gap,
    grow,
    heading,
    here_dot,
    kept_row,
    key_bar,
    key_hint,
    legend,
    map_tool,
    marker,
    meter,
    page_frame,
    panes,
    pill,
    quiet,
    record_list,
    row,
    scrolled,
    search_field,
    section,
    segmented,
    spring,
    tag,
    text,
    text_field,
    timeline,
    top_bar,
    word_plate,
)
from fieldapp.ui.widgets.layout import pad

REPORTS = (
    Record(
        "row-0",
        "warning-octagon",
        "Câble électrique apparent",
        "Quai Antoine-1er, 12 · téléphone",
        (Badge(Sign.DANGEROUS),),
        age="il y a 6 min",
        dangerous=True,
    ),
    Record(
        "row-1",
        "road-horizon",
        "Trou dans la chaussée",
        "Rue Grimaldi, 31 · web",
        (Badge(Sign.DUPLICATE_MAYBE, "Doublon ?"),),
        age="il y a 22 min",
        selected=True,
    ),
    Record(
        "row-2",
        "trash",
        "Canapé et cartons",
        "Rue de la Turbie, 9 · agent",
        (Badge(Sign.TO_QUALIFY),),
        age="il y a 41 min",
    ),
    Record(
        "row-3", "lightbulb", "Lampadaire allumé le jour", "Rue Imberty · web", (Badge(Sign.TO_QUALIFY),), age="1 h 05"
    ),
    Record(
        "row-4",
        "tree",
        "Branche cassée au-dessus du jeu",
        "Square Gastaud · agent",
        (Badge(Sign.ANNOYING),),
        age="1 h 20",
    ),
    Record("row-5", "drop", "Avaloir bouché", "Place d’Armes · guichet", (Badge(Sign.TO_QUALIFY),), age="2 h"),
    Record(
        "row-6",
        "spray-bottle",
        "Inscription haineuse",
        "Escalier de la Costa · web",
        (Badge(Sign.ANNOYING),),
        age="2 h 10",
    ),
    Record(
        "row-7",
        "signpost",
        "Panneau tourné",
        "Boulevard Rainier-III · mail",
        (Badge(Sign.LATE, "En retard 1 j"),),
        age="hier",
    ),
)


def desk_head(look: Look, title: str, sub: str) -> ft.Control:
    """Draw the top bar of the samples."""
    search = search_field(look, Field("search", "Chercher", hint="Chercher un numéro, une rue, un mot", key="/"))
    return top_bar(
        look,
        title,
        sub=sub,
        search=search,
        end=[pill(look, UpToDate(NOW), nothing, now=NOW), word_plate(look, "SM", 40)],
    )


def triage(look: Look) -> ft.Control:
    """Show list, map and detail as the window allows."""
    keys = [
        (("J", "K"), "suivant, précédent"),
        (("A",), "affecter"),
        (("R",), "requalifier"),
        (("P",), "priorité"),
        (("Ctrl Z",), "annuler"),
    ]
    body = panes(look, Panes(_list(look), _detail(look), _map(look)))
    foot = None if look.measures.field else key_bar(look, keys, "6 triés en 4 min")
    return page_frame(desk_head(look, "Trier les signalements", "Saint-Aubin · tous les secteurs"), body, bar=foot)


def _list(look: Look) -> ft.Control:
    filters = row(
        filter_chip(look, Tap("f-all", "Tous", nothing, selected=True), 38),
        filter_chip(
            look, Tap("f-danger", "Danger", nothing, selected=False), 1, name="warning-diamond", role=Role.DANGER
        ),
        filter_chip(look, Tap("f-late", "Retard", nothing, selected=False), 6, name="clock-countdown", role=Role.LATE),
        wrap=True,
    )
    head = column(
        section(look, "À trier", sub="38", end=quiet(look, "Danger, puis retard", Style.META)),
        filters,
        gap=12,
        stretch=True,
    )
    rows = [kept_row(look, record, nothing) for record in REPORTS]
    return page_frame(ft.Container(head, padding=pad(16, 16, bottom=10)), record_list(look, rows))


def _map(look: Look) -> ft.Control:
    places = (
        (60, 90, "signpost", Mark.LATE),
        (200, 220, "road-horizon", Mark.TO_DO),
        (120, 360, "warning-octagon", Mark.DANGER),
    )
    marks = [
        ft.Container(
            marker(look, Tap(f"mark-{index}", name, nothing, selected=index == 1), name, urgency), left=left, top=top
        )
        for index, (left, top, name, urgency) in enumerate(places)
    ]
    tools = ft.Container(
        column(
            map_tool(look, Tap("zoom-in", "Plus près", nothing), "plus"),
            map_tool(look, Tap("zoom-out", "Plus loin", nothing), "minus"),
        ),
        right=16,
        top=70,
    )
    shapes = ft.Container(
        legend(look, [Entry("dangereux", Mark.DANGER), Entry("en retard", Mark.LATE), Entry("à faire", Mark.TO_DO)]),
        left=16,
        top=16,
    )
    here = ft.Container(here_dot(look), left=160, top=300)
    return ft.Container(ft.Stack([*marks, here, shapes, tools]), bgcolor=look.tokens.sunk)


def _detail(look: Look) -> ft.Control:
    levels = [
        Action("p1", "Gênant", nothing),
        Action("p2", "Très gênant", nothing, selected=True),
        Action("p3", "Dangereux", nothing),
    ]
    name = row(quiet(look, "Priorité", Style.STRONG), key_hint(look, "P"))
    chosen = segmented(look, levels)
    stacked = look.measures.large_text
    priority = column(name, chosen, stretch=True) if stacked else row(name, spring(), chosen)
    body = scrolled(
        look,
        row(grow(quiet(look, "A2026K0412", Style.STRONG)), chip(look, Sign.TO_QUALIFY)),
        heading(look, "Trou dans la chaussée", level=2, style=Style.TITLE),
        text(look, "« Je roule à vélo, j’ai failli tomber. Le trou se remplit d’eau quand il pleut. »", Style.LEAD),
        row(
            grow(photo_box(look, Photo(sample_photo(0), 1, "Ensemble"), None)),
            grow(photo_box(look, Photo(sample_photo(1), 2, "Détail"), None)),
            gap=10,
            top=True,
        ),
        fact(look, "map-pin", "Adresse", "31 rue Grimaldi, La Condamine"),
        fact(look, "user-circle", "Usager", "suit le dossier · contact masqué"),
        fact(look, "clock", "Délai", "1er contact avant mercredi 14 h"),
        banner(
            look,
            "copy",
            "2 autres à moins de 30 m",
            role=Role.MERGE,
            end=button(look, Action("attach", "Rattacher", nothing, key="D")),
        ),
        priority,
        section(look, "Historique", end=quiet(look, "2 faits", Style.META)),
        timeline(
            look,
            [
                Event("globe", "Usager, formulaire web", "Signalement reçu, 2 photos.", "14:10"),
                Event("eye", "Sylvie Martin", "Ouvert pour tri.", "14:31"),
            ],
        ),
        gap=12,
    )
    bar = bottom_bar(
        look,
        Action("primary", "Affecter à Voirie nord", nothing, kind=Kind.PRIMARY, glyph="check", key="Entrée"),
        Action("reject", "Rejeter", nothing, glyph="x", key="X"),
    )
    return page_frame(gap(16), body, bar=bar)


def composer(look: Look) -> ft.Control:
    """Show the composer: text, importance, audience, who has read."""
    left, right = _text(look), _audience(look)
    if look.measures.width < 1000 or look.measures.huge_text:
        body: ft.Control = scrolled(look, left, right)
    else:
        body = scrolled(look, row(grow(left, 3), grow(right, 2), gap=32, top=True))
    publish = Action(
        "primary", "Publier à 214 personnes", nothing, kind=Kind.PRIMARY, glyph="megaphone", key="Ctrl Entrée"
    )
    saved = quiet(look, look.t("sync.saved_desk_at", at="14:32"))
    parts = [grow(saved), button(look, publish)] if not look.measures.huge_text else [button(look, publish)]
    head = desk_head(look, "Nouvelle information", "Brouillon · Cabinet du DGS")
    return page_frame(ft.Container(head, padding=pad(0, 0, bottom=16)), body, bar=bar_frame(look, row(*parts)))


def _text(look: Look) -> ft.Control:
    told = "« J’ai lu et compris », en tête jusqu’à la réponse."
    weather = "Météo-France annonce des rafales à 85 km/h entre 16 h et minuit."
    levels = (
        Choice("level-info", "Information", nothing, selected=False, glyph="newspaper", sub="Au fil, sans rappel."),
        Choice("level-must", "Lecture obligatoire", nothing, selected=True, glyph="shield-check", sub=told),
    )
    return column(
        text_field(look, Field("title", "Titre", "Vent fort ce soir : pas de nacelle après 16 h"), style=Style.ROW),
        *(choice_row(look, level) for level in levels),
        bare_field(look, Field("bare", "Nom du filtre", hint="Nom du filtre")),
        text_field(look, Field("text", "Texte", weather, lines=6, note="52 mots · 1 min")),
        gap=16,
        stretch=True,
    )


def _audience(look: Look) -> ft.Control:
    tags = (("Voirie 96", "users", Role.ACCENT), ("sauf : en congé 3", "minus-circle", Role.DANGER))
    facts = column(quiet(look, "191 vus depuis 24 h"), quiet(look, "23 hors ligne"), gap=10)
    figure = row(audience_plate(look, "214", "personnes"), facts, gap=20, wrap=look.measures.large_text)
    shares = [
        meter(look, [(0.83, Role.DONE), (0.1, Role.WAIT)], label=f"{name} : 80 compris, 10 ouverts, 6 en attente")
        for name in ("Voirie", "Propreté")
    ]
    return column(
        heading(look, "Qui la reçoit"),
        row(*(tag(look, word, name=name, role=role) for word, name, role in tags), wrap=True),
        card(look, figure),
        heading(look, "Qui a lu"),
        *shares,
        gap=16,
        stretch=True,
    )
