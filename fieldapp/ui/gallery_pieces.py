"""Gallery, first tabs: plates, chips, pills, buttons, keys, fields, and the states of a screen."""

import flet as ft

from fieldapp.ui.gallery_samples import NOW, nothing
from fieldapp.ui.glyphs import GLYPHS
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Busy,
    Entry,
    Foot,
    Kind,
    Mark,
    Never,
    Offline,
    Sign,
    Stopped,
    Tap,
    ToReconcile,
    ToSend,
    UpToDate,
    button,
    chip,
    cluster,
    filter_chip,
    gap,
    glyph,
    grow,
    hold_button,
    icon_button,
    key_hint,
    legend,
    marker,
    page_frame,
    page_header,
    pill,
    plate,
    quiet,
    row,
    scrolled,
    tag,
    text,
    text_button,
    word_plate,
)


def pieces(look: Look) -> ft.Control:
    """Show the small parts."""
    kinds = (UpToDate(NOW), ToSend(3), Offline(3), Offline(), ToReconcile(1), Never(), Stopped(2), Busy(NOW))
    return page_frame(
        page_header(look, "Pièces", sub="Une forme, un mot, une couleur", end=pill(look, Offline(3), nothing, now=NOW)),
        scrolled(
            look,
            gap(0),
            _titled(look, "Pastille d’envoi", row(*(pill(look, kind, nothing, now=NOW) for kind in kinds), wrap=True)),
            _titled(look, "États", row(*(chip(look, sign) for sign in Sign), wrap=True)),
            _titled(look, "Actions", _actions(look)),
            _titled(look, "Plaques", _plates(look)),
            _titled(look, "Repères de carte", _markers(look)),
            _titled(look, "Filtres", _filters(look)),
            _titled(
                look,
                "Touches",
                row(*(key_hint(look, key) for key in ("J", "K", "A", "R", "P", "/", "Entrée", "Ctrl Z")), wrap=True),
            ),
            _titled(
                look,
                "Lettres",
                ft.Column(
                    [text(look, f"{style.value} · Où ? A2026K0412 Œuvre Łódź, 0O 1lI", style) for style in Style],
                    spacing=6,
                    tight=True,
                ),
            ),
            _titled(
                look, f"Icônes ({len(GLYPHS)})", row(*(glyph(look, name, 28) for name in GLYPHS), gap=12, wrap=True)
            ),
        ),
    )


def _titled(look: Look, title: str, content: ft.Control) -> ft.Control:
    return ft.Column(
        [quiet(look, title, Style.STRONG), content],
        spacing=10,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _actions(look: Look) -> ft.Control:
    lines = [
        (
            Action("send", "Envoyer", nothing, kind=Kind.PRIMARY, glyph="paper-plane-tilt", key="Entrée"),
            Action("back", "Retour", nothing, glyph="arrow-left", key="X"),
        ),
        (
            Action(
                "send-later",
                "Envoyer",
                nothing,
                kind=Kind.PRIMARY,
                glyph="paper-plane-tilt",
                sub="partira au retour du réseau",
            ),
            Action("off", "Indisponible", nothing, enabled=False),
        ),
        (
            Action("danger", "Signaler un danger", nothing, kind=Kind.DANGER, glyph="warning-diamond"),
            Action("address", "Adresse", nothing, kind=Kind.SOFT, glyph="magnifying-glass"),
        ),
    ]
    drawn: list[ft.Control] = [
        row(grow(button(look, left)), grow(button(look, right)), gap=12) for left, right in lines
    ]
    drawn.append(
        row(
            grow(hold_button(Action("erase", "Effacer", nothing, glyph="trash"))),
            icon_button(look, Tap("close", "Fermer", nothing), "x"),
            icon_button(look, Tap("locate", "Ma position", None), "gps-fix"),
            text_button(look, Tap("more", "2 autres tâches", nothing), "caret-down"),
            gap=12,
        )
    )
    return ft.Column(drawn, spacing=12, tight=True)


def _plates(look: Look) -> ft.Control:
    return row(
        word_plate(look, "2", 36, solid=True),
        plate(look, "tree", 44),
        plate(look, "drop", 56),
        plate(look, "traffic-cone", 68, role=Role.DANGER, solid=True),
        plate(look, "road-horizon", 76, solid=True),
        plate(look, "megaphone", 68, role=Role.WAIT, solid=True),
        plate(look, "crosshair", 60, role=Role.DONE, solid=True),
        word_plate(look, "SM", 40),
        gap=14,
        wrap=True,
    )


_MARK_WORDS = {
    Mark.DANGER: "dangereux",
    Mark.LATE: "en retard",
    Mark.DUPLICATE: "peut-être le même",
    Mark.TO_DO: "à faire",
    Mark.UNDER_WAY: "en cours",
    Mark.WAITING: "en attente",
    Mark.TO_CHECK: "à contrôler",
}
_KINDS = (
    Entry("signalement", foot=Foot.REPORT),
    Entry("tâche", foot=Foot.TASK),
    Entry("au coin : urgents", is_cluster=True),
)


def _markers(look: Look) -> ft.Control:
    return row(
        marker(look, Tap("m-1", "Dépôt sauvage", nothing), "trash"),
        marker(look, Tap("m-2", "Arbre, en retard", nothing), "tree", Mark.LATE, Foot.REPORT),
        marker(look, Tap("m-3", "Câble, dangereux", nothing), "warning-octagon", Mark.DANGER),
        marker(look, Tap("m-4", "Chaussée, doublon", nothing), "road-horizon", Mark.DUPLICATE, Foot.REPORT),
        marker(look, Tap("m-7", "Banc, en cours", nothing), "couch", Mark.UNDER_WAY),
        marker(look, Tap("m-8", "Fuite, en attente", nothing), "drop", Mark.WAITING, Foot.REPORT),
        marker(look, Tap("m-9", "Arbre, à contrôler", nothing), "tree", Mark.TO_CHECK),
        marker(look, Tap("m-5", "Lampadaire", nothing, selected=True), "lightbulb"),
        cluster(look, Tap("m-6", "12 signalements", nothing), 12),
        cluster(look, Tap("m-10", "128 signalements, dont 14 urgents", nothing), 128, Mark.DANGER, 14),
        legend(look, [*(Entry(_MARK_WORDS[mark], mark) for mark in Mark), *_KINDS]),
        gap=14,
        wrap=True,
    )


def _filters(look: Look) -> ft.Control:
    return row(
        filter_chip(look, Tap("f-all", "Tous", nothing, selected=True), 38),
        filter_chip(
            look, Tap("f-danger", "Dangereux", nothing, selected=False), 1, name="warning-diamond", role=Role.DANGER
        ),
        filter_chip(
            look, Tap("f-late", "En retard", nothing, selected=False), 6, name="clock-countdown", role=Role.LATE
        ),
        tag(look, "Voirie nord", name="users", role=Role.ACCENT),
        tag(look, "12 personnes"),
        wrap=True,
    )
