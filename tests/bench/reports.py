"""Reports as a town has them, any number: the rows that the measurements move."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.core.ids import derived_id
from sync.core.instants import instant
from sync.records.categories import CATEGORIES
from tests.stories.people import CENTRE, EAST, KARIM, VOIRIE

_STREETS = (
    "rue Grimaldi|rue Imberty|rue de la Turbie|place d’Armes|rue Saige|rue Suffren-Reymond|rue Plati|quai Antoine-Ier|"
    "boulevard Rainier-III|avenue du Port|rue Princesse-Caroline|chemin des Révoires|rue des Écoles|place de l’Église"
).split("|")
_WHAT = (
    "Trou profond au milieu de la chaussée|Lampadaire éteint depuis trois jours|Sacs déposés au pied de l’arbre|"
    "Graffiti sur le mur de l’école|Potelet arraché par un camion|Branche qui menace de tomber|Grille bouchée|"
    "Panneau tourné vers le mur|Banc descellé, une vis dépasse|Voiture sans roues devant le garage"
).split("|")
_MORE = (
    "les enfants passent par là le matin|une poussette y est restée coincée|déjà signalé en mairie l’an dernier|"
    "on ne le voit pas la nuit|cela sent mauvais quand il fait chaud|le commerçant a mis une chaise devant|"
    "un cycliste est tombé hier soir|il faudrait venir avant le marché de samedi"
).split("|")
_BEGUN = datetime(2026, 11, 23, 7, tzinfo=UTC)
_CODES = tuple(sorted(CATEGORIES))


def report_id(n: int) -> str:
    """Give the id of the nth report."""
    return derived_id("bench report", str(n))


def report_fields(n: int) -> dict[str, Any]:
    """Give the fields of the nth report, as an agent's form writes them; the same every time."""
    chance = random.Random(n)
    asked_at = _BEGUN - timedelta(minutes=17 * n)
    return {
        "service_code": chance.choice(_CODES),
        "description": f"{chance.choice(_WHAT)}, {chance.choice(_MORE)}. N° {n}.",
        "status": "nouveau",
        "priority": chance.choice(("genant", "genant", "tres_genant", "dangereux")),
        "channel": "agent",
        "requested_datetime": instant(asked_at),
        "lat": round(CENTRE[0] + chance.uniform(-0.015, 0.015), 6),
        "long": round(CENTRE[1] + chance.uniform(-0.015, 0.015), 6),
        "accuracy_m": round(chance.uniform(3, 30), 1),
        "position_source": "gps",
        "position_mocked": False,
        "address": f"{chance.randrange(1, 90)} {chance.choice(_STREETS)}",
        "zone": EAST,
        "service": VOIRIE,
        "author": KARIM,
        "first_answer_due_at": instant(asked_at + timedelta(days=2)),
        "expected_datetime": instant(asked_at + timedelta(days=10)),
    }
