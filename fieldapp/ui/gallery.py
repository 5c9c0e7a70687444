"""The gallery: every component in every state, in the theme of the page."""

from datetime import datetime

import flet as ft

from fieldapp.ui.look import use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, Kind, button, icon_button, text_button
from fieldapp.ui.widgets.chips import Sign, chip, filter_chip
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import row
from fieldapp.ui.widgets.pill import Never, Offline, Stopped, ToReconcile, ToSend, UpToDate, pill
from fieldapp.ui.widgets.plates import plate, word_plate
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import heading, text


@ft.component
def gallery() -> ft.Control:
    """Show every component; the place to look after a change of tokens."""
    look = use_look()
    count, set_count = ft.use_state(0)
    now = datetime.now().astimezone()

    def bump() -> None:
        set_count(lambda n: n + 1)

    pills = [
        pill(look, s, bump, now=now)
        for s in (UpToDate(now), ToSend(3), Offline(3), Offline(), ToReconcile(1), Never(), Stopped(2))
    ]
    return ft.Column(
        [
            heading(look, f"Galerie {count}", level=1, style=Style.TITLE),
            row(*pills, wrap=True),
            row(*[chip(look, s) for s in Sign], wrap=True),
            row(
                ft.Container(
                    button(
                        look, Action("send", "Envoyer", bump, kind=Kind.PRIMARY, glyph="paper-plane-tilt", key="Entrée")
                    ),
                    expand=True,
                ),
                ft.Container(button(look, Action("back", "Retour", bump, glyph="arrow-left")), expand=True),
                gap=12,
            ),
            row(
                ft.Container(
                    button(look, Action("erase", "Effacer", bump, kind=Kind.DANGER, glyph="trash")), expand=True
                ),
                ft.Container(
                    button(
                        look, Action("addr", "Adresse", bump, kind=Kind.SOFT, glyph="magnifying-glass", enabled=True)
                    ),
                    expand=True,
                ),
                button(look, Action("off", "Fermé", bump, enabled=False)),
                gap=12,
            ),
            row(
                word_plate(look, "2", 36, solid=True),
                plate(look, "tree", 44),
                plate(look, "drop", 56),
                plate(look, "traffic-cone", 68, role=Role.DANGER, solid=True),
                plate(look, "road-horizon", 76, solid=True),
                word_plate(look, "SA", 52, solid=True),
                gap=14,
            ),
            row(
                filter_chip(look, Tap("f-all", "Tous", bump, selected=True), 38),
                filter_chip(
                    look, Tap("f-late", "En retard", bump, selected=False), 6, name="clock-countdown", role=Role.LATE
                ),
            ),
            row(*[key_hint(look, k) for k in ("J", "K", "Entrée", "Ctrl Z")]),
            row(
                icon_button(look, Tap("x", "Fermer", bump), "x"),
                text_button(look, Tap("more", "2 autres tâches", bump), "caret-down"),
            ),
            *[text(look, s.value + " Rue Grimaldi, angle rue Suffren 0O 1lI A2026K0412 ŁódźŻ", s) for s in Style],
        ],
        scroll=ft.ScrollMode.AUTO,
        spacing=12,
        expand=True,
    )
