"""Gallery, the tabs of the map: the town with and without its plan, the cross-hair, and the pack on its way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import flet as ft

from fieldapp.replica.ground import Ground, ZoneShape
from fieldapp.ui.gallery_samples import carded, nothing, part, sample_page
from fieldapp.ui.gestures import Autosave
from fieldapp.ui.look import Look
from fieldapp.ui.map_aiming import Aim, aim_map, cross_hair
from fieldapp.ui.maps import MapScene, Pin, town_map
from fieldapp.ui.pack_cards import pack_card
from fieldapp.ui.packs import Hold, Moving, Packs, PacksContext, PackState, PackTrouble
from fieldapp.ui.widgets import Action, Foot, Mark, button, row
from sync.protocol.messages import MapOffer
from sync.records.geometry import Point

_MIDDLE: Final = Point(45.750, 4.850)
_HERE: Final = Point(45.748, 4.8470)
_GROUND: Final = Ground(
    _MIDDLE,
    (
        ZoneShape("zone-1", "La Condamine", (((4.842, 45.745), (4.851, 45.745), (4.851, 45.755), (4.842, 45.755)),)),
        ZoneShape("zone-2", "Les Moulins", (((4.851, 45.745), (4.860, 45.745), (4.860, 45.755), (4.851, 45.755)),)),
    ),
    "04 78 00 00 00",
)
_MARKED: Final = (
    (Mark.DANGER, "warning-octagon", "Câble apparent, dangereux"),
    (Mark.LATE, "tree", "Branche cassée, en retard"),
    (Mark.TO_DO, "trash", "Dépôt sauvage"),
    (Mark.UNDER_WAY, "couch", "Banc, en cours"),
    (Mark.WAITING, "drop", "Fuite, en attente"),
    (Mark.TO_CHECK, "road-horizon", "Chaussée, à contrôler"),
    (Mark.DUPLICATE, "lightbulb", "Lampadaire, peut-être le même"),
)
_PINS: Final = tuple(
    Pin(
        f"pin-{at}",
        Point(45.7465 + 0.003 * (at // 4), 4.8455 + 0.0032 * (at % 4)),
        glyph,
        label,
        mark,
        selected=at == 2,
        foot=Foot.TASK if at % 2 else Foot.REPORT,
    )
    for at, (mark, glyph, label) in enumerate(_MARKED)
)
_CROWD: Final = tuple(
    replace(_PINS[0], id=f"crowd-{n}", point=Point(45.7495, 4.8565 + n * 0.00002), selected=False) for n in range(12)
)
_OFFER: Final = MapOffer("Saint-Aubin", "0" * 64, 18_400_000, 3, "2026-11-02T06:00:00.000Z")
_HELD: Final = replace(_OFFER, version=2, size_bytes=17_900_000, published_at="2026-03-14T06:00:00.000Z")
_MAP_HEIGHT: Final = 560


def maps(look: Look) -> ft.Control:
    """Show the map of the town, and the one on which a place is chosen."""
    town = MapScene(_GROUND, (*_PINS, *_CROWD), here=_HERE, accuracy_m=38)
    aiming = MapScene(_GROUND, _PINS[:1], here=_MIDDLE, accuracy_m=12)
    return sample_page(
        look,
        "Carte",
        "Le plan de la ville, avec et sans réseau",
        _framed(look, "Avec le plan : repères, grappe, ma position à 38 m", town_map(town, _pick)),
        _bare(look, "Sans plan : il est proposé", PackState(offer=_OFFER), town),
        _bare(look, "Sans plan, et la mairie n’en publie pas", PackState(), town),
        _bare(look, "Le plan arrive", PackState(offer=_OFFER, moving=Moving(_OFFER, 7_700_000)), town),
        _framed(look, "Viseur, avec précision", aim_map(aiming, Aim(_MIDDLE), Autosave())),
        part(look, "Viseur seul", row(cross_hair(look))),
    )


def _framed(look: Look, title: str, drawn: ft.Control) -> ft.Control:
    return part(look, title, ft.Container(drawn, height=_MAP_HEIGHT))


def _bare(look: Look, title: str, state: PackState, scene: MapScene) -> ft.Control:
    return _framed(look, title, PacksContext(Packs(state), lambda: town_map(scene, _pick)))


def packs(look: Look) -> ft.Control:
    """Show what the agent's page says of the pack, from nothing to a newer one."""
    whole = _OFFER.size_bytes
    states: Sequence[tuple[str, PackState]] = (
        ("Aucun plan publié", PackState()),
        ("Pas encore pris, taille annoncée", PackState(offer=_OFFER)),
        ("En route", PackState(offer=_OFFER, moving=Moving(_OFFER, round(whole * 0.42)))),
        *(
            (f"Arrêté : {hold.value}", PackState(offer=_OFFER, moving=Moving(_OFFER, whole // 2, hold)))
            for hold in Hold
        ),
        ("Là", PackState(held=_HELD)),
        ("Là, un plus récent est publié", PackState(held=_HELD, offer=_OFFER)),
        *((f"Refusé : {trouble.value}", PackState(offer=_OFFER, trouble=trouble)) for trouble in PackTrouble),
    )
    remove = Action("pack-remove", look.t("packs.remove"), nothing, glyph="trash")
    drawn = [carded(look, title, pack_card(look, Packs(state), button(look, remove))) for title, state in states]
    return sample_page(look, "Plan de la ville", "Sur « Moi et cet appareil »", *drawn)


def _pick(pin_id: str) -> None:
    """Open nothing."""
