"""Gallery, the tab of what a screen says when it has nothing, waits, cannot, or has done something."""

from functools import partial

import flet as ft

from fieldapp.ui.app import LACKS, use_app
from fieldapp.ui.gallery_samples import NOW, nothing, part, sample_page, small_screen
from fieldapp.ui.live import Filled, Live, Loading, Refused, live_page, live_view
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.toasts import Toast, toast_card
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    banner,
    button,
    empty_state,
    page_header,
    row,
    text,
    trouble_state,
    waiting_state,
)

_READ: tuple[tuple[str, Live[str]], ...] = (
    ("Lecture en cours", Loading()),
    ("Lu", Filled("31 rue Grimaldi")),
    ("Lecture refusée", Refused("refused", "E-0401", nothing)),
)
_TROUBLES = ("locked", "refused", "absent")


def states(look: Look) -> ft.Control:
    """Show empty, waiting and refused screens, banners and toasts."""
    week = Action("week", "Voir la semaine", nothing)
    dated = f"Aucune tâche pour aujourd’hui. La dernière mise à jour date de {NOW:%H:%M}."
    return sample_page(
        look,
        "États",
        "Vide, attente, refus, et ce qui vient d’être fait",
        part(look, "Vide", empty_state(look, "check-circle", "Tout est fait", dated, action=week)),
        part(look, "Vide, sans rien à faire", empty_state(look, "binoculars", "Rien ici", "Essayez un autre mot.")),
        *(part(look, f"Panne : {kind}", trouble_state(look, kind, retry=nothing)) for kind in _TROUBLES),
        part(look, "Panne avec code", trouble_state(look, "read", code="E-0412", retry=nothing)),
        part(look, "Attente", waiting_state(look, 2)),
        *(part(look, title, live_view(look, live, partial(text, look))) for title, live in _READ),
        small_screen(look, "Page qui se lit", 520, _page),
        part(look, "Bandeaux", *_banners(look)),
        part(look, "Messages", *_toasts(look), toasters()),
    )


def _page(look: Look) -> ft.Control:
    back = Tap("back", look.t("action.back"), nothing)
    return live_page(look, Loading(), lambda: page_header(look, "Nid-de-poule", back=back), partial(text, look))


def _banners(look: Look) -> list[ft.Control]:
    read = button(look, Action("read", "Lire", nothing))
    return [
        banner(look, "warning-circle", "La photo attend le Wi-Fi.", end=read),
        banner(look, "warning-diamond", "Danger immédiat : appelez le 18 ou le 112.", role=Role.DANGER),
        banner(look, "clock-countdown", "Votre session finit dans 2 jours.", role=Role.LATE),
        banner(look, "copy", "2 autres à moins de 30 m", role=Role.MERGE),
    ]


def _toasts(look: Look) -> list[ft.Control]:
    shown = (
        Toast("Tâche rendue au bureau", undo=nothing),
        Toast("Commentaire gardé"),
        Toast("Il manque une photo", glyph=LACKS),
        Toast("La tablette est pleine. Code\u00a0G-05", glyph=LACKS, code="G-05"),
    )
    return [toast_card(look, toast, 8, nothing) for toast in shown]


@ft.component
def toasters() -> ft.Control:
    """Make a toast appear where toasts do, with its countdown."""
    app, look = use_app(), use_look()

    async def taken_back() -> None:
        app.say("Rien n’a changé")

    say = {
        "toast-undo": ("Avec « Annuler »", partial(app.say, "Tâche rendue au bureau", taken_back)),
        "toast-plain": ("Sans rien", partial(app.say, "Commentaire gardé")),
        "toast-code": ("Avec un code", partial(app.say, "La tablette est pleine.", glyph=LACKS, code="G-05")),
    }
    buttons = [button(look, Action(name, word, do, kind=Kind.SOFT)) for name, (word, do) in say.items()]
    return row(*(ft.Row([one], tight=True) for one in buttons), gap=12, wrap=True)
