"""A day to look at: the tasks, notes and reports of the pictures in the design, around where Karim stands."""

from datetime import timedelta
from math import cos, radians, sin
from typing import Any

from fieldapp.device.photos import prepare_photo
from fieldapp.replica.unit import Unit
from fieldapp.ui.gallery_photos import sample_photo
from sync.core.instants import instant, instant_of_ms, parse_instant
from tests.fieldapp.town import CENTRE, EAST, KARIM, NORD, PROPRETE, SYLVIE, VOIRIE, WEST, Town

_DEGREE_M = 111_195


def placed(metres: float, turn: float) -> dict[str, float]:
    """Give the position that lies so far away in a direction (degrees from north)."""
    north, east = metres * cos(radians(turn)), metres * sin(radians(turn))
    return {"lat": CENTRE[0] + north / _DEGREE_M, "long": CENTRE[1] + east / (_DEGREE_M * cos(radians(CENTRE[0])))}


def moved(now: str, **gap: float) -> str:
    """Give an instant apart from now: days=-1, hours=2."""
    return instant(parse_instant(now) + timedelta(**gap))


CHECKLIST = [
    {"id": "c1", "label": "Zone balisée", "mandatory": True, "photo": True},
    {"id": "c2", "label": "Fond sec et propre", "mandatory": True},
    {"id": "c3", "label": "Enrobé compacté à niveau", "mandatory": True},
    {"id": "c4", "label": "Marquage repris", "mandatory": False},
]


def fill(town: Town, reports: int = 60) -> None:
    """Put the day into a settled town."""
    now = instant_of_ms(town.steps.now_ms)
    _notes(town, now)
    _reports(town, now, reports)
    _twin(town, now)
    _tasks(town, now)
    _objectives(town, now)


def _objectives(town: Town, now: str) -> None:
    """Let the town follow two objectives: one on its way, one with a text of today still to be read."""
    begun, due = moved(now, days=-12), moved(now, days=-6)
    closed = {"status": "resolu", "closed_at": moved(now, days=-4), "expected_datetime": due}
    town.report("mended late", requested_datetime=begun, zone=EAST, **closed)
    town.objective("Réparer à temps", baseline=40.0, target=95.0)
    town.objective("Notes lues", indicator="notes_read", baseline=50.0, target=100.0, due_on="2026-12-31")


def _notes(town: Town, now: str) -> None:
    town.news(
        "Vent fort ce soir : pas de nacelle après 16 h",
        body="Météo-France annonce des rafales à 85 km/h entre 16 h et minuit. " * 8,
        category="Sécurité",
        service=VOIRIE,
        published_at=moved(now, minutes=-40),
    )
    town.news(
        "Marché de Noël : stationnement modifié",
        importance="information",
        category="Vie de la commune",
        published_at=moved(now, days=-1),
    )
    town.news("Nouveaux horaires du dépôt", importance="importante", service=VOIRIE, published_at=moved(now, days=-3))


def _tasks(town: Town, now: str) -> None:
    hole = _hole(town, now)
    for n, role in enumerate(("ensemble", "detail")):
        picture = prepare_photo(sample_photo(n))
        town.replica.write_now(Unit.attach, "report", hole, picture, role)
    for title, fields in _mine(now, hole):
        town.task(title, team=NORD, zone=EAST, author=SYLVIE, **fields)
    town.task(
        "Potelet arraché",
        assignee=None,
        team=NORD,
        category="potelet",
        address="Rue Imberty, 12",
        due_at=moved(now, days=1),
        handover_note="Il manque le gabarit, demandé au dépôt.",
        **placed(300, 100),
    )
    town.task(
        "Grille à resserrer", assignee=None, team=NORD, category="trappe", address="Rue Plati", **placed(900, 330)
    )
    town.task(
        "Affiches retirées", status="faite", category="affichage", address="Rue Saige", done_at=moved(now, hours=-2)
    )


def _hole(town: Town, now: str) -> str:
    """Put the report behind the second task into the town."""
    return town.report(
        "hole",
        number="A2026K0412",
        description="Je roule à vélo, j’ai failli tomber. Le trou se remplit d’eau quand il pleut.",
        status="en_cours",
        priority="tres_genant",
        author=SYLVIE,
        channel="telephone",
        requested_datetime=moved(now, days=-3, hours=-4),
        expected_datetime=moved(now, days=-2),
        zone=EAST,
        service=VOIRIE,
        address="31 rue Grimaldi",
        followers=[SYLVIE],
        comments=[{"id": "m1", "agent": SYLVIE, "at": moved(now, hours=-5), "text": "Le plombier passe à 16 h."}],
        history=_history(now),
        **placed(420, 40),
    )


def _mine(now: str, hole: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Give the seven tasks of the picture."""
    return (
        (
            "Trappe ouverte sur trottoir",
            {
                "address": "Rue Louis-Notari, devant le 14",
                "category": "trappe",
                "priority": "dangereux",
                "due_at": moved(now, days=-1),
                **placed(240, 300),
            },
        ),
        (
            "Nid-de-poule, 40 × 60 cm",
            {
                "address": "Rue Grimaldi, angle rue Suffren",
                "category": "nid_de_poule",
                "priority": "tres_genant",
                "status": "en_cours",
                "started_at": moved(now, minutes=-26),
                "due_at": moved(now, days=-2),
                "report": hole,
                "checklist": CHECKLIST,
                "photo_proof": True,
                "expected_minutes": 45,
                "description": "Reboucher à l’enrobé à froid, baliser côté chaussée.",
                "checks": [
                    {"id": "e1", "item": "c1", "result": "ok", "agent": KARIM, "at": now},
                    {"id": "e2", "item": "c2", "result": "nok", "agent": KARIM, "at": now},
                    {"id": "e3", "item": "c4", "result": "sans_objet", "agent": KARIM, "at": now},
                ],
                "history": _history(now),
                **placed(420, 40),
            },
        ),
        *_calm(now),
    )


def _calm(now: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Give the tasks that are neither dangerous nor late."""
    return (
        (
            "Dépôt sauvage, gravats",
            {
                "address": "Rue de la Turbie, 9",
                "category": "gravats",
                "due_at": moved(now, hours=3),
                **placed(650, 160),
            },
        ),
        (
            "Candélabre EP-0417 éteint",
            {
                "address": "Place d’Armes, côté halle",
                "category": "lampadaire",
                "due_at": _tomorrow(now),
                **placed(1100, 70),
            },
        ),
        (
            "Avaloir bouché",
            {
                "address": "Square Gastaud, entrée est",
                "category": "avaloir",
                "due_at": moved(now, days=2),
                **placed(1400, 200),
            },
        ),
        (
            "Banc descellé",
            {"address": "Rue Saige, 3", "category": "banc", "due_at": moved(now, days=5), **placed(1500, 240)},
        ),
        (
            "Panneau tourné",
            {
                "address": "Boulevard Rainier-III",
                "category": "panneau",
                "due_at": moved(now, days=6),
                **placed(1700, 20),
            },
        ),
    )


def _tomorrow(now: str) -> str:
    local = parse_instant(now).replace(hour=7, minute=0, second=0, microsecond=0)
    return instant(local + timedelta(days=1))


def _history(now: str) -> list[dict[str, Any]]:
    """Give a history of four days: what the office did, and a gesture of Karim that arrived hours later."""
    early, sorted_at, begun = moved(now, days=-3, hours=-4), moved(now, days=-3), moved(now, minutes=-230)
    rows: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        (SYLVIE, "create", early, {}),
        (SYLVIE, "patch", sorted_at, {"service": [None, VOIRIE], "priority": ["genant", "tres_genant"]}),
        (SYLVIE, "patch", sorted_at, {"status": ["nouveau", "affecte"], "assignee": [None, KARIM]}),
        (KARIM, "patch", begun, {"status": ["affecte", "en_cours"]}),
        (SYLVIE, "append", moved(now, minutes=-20), {"comments": []}),
    )
    late = {begun: moved(now, minutes=-24)}
    return [
        {"id": f"d:{n}", "agent": agent, "op": op, "made_at": made, "received_at": late.get(made, made), "edits": edits}
        for n, (agent, op, made, edits) in enumerate(rows)
    ]


def _twin(town: Town, now: str) -> None:
    """Put a hole in the road 22 m from where Karim stands."""
    town.report(
        "twin",
        number="A2026K0391",
        description="Trou chaussée",
        status="en_cours",
        requested_datetime=moved(now, days=-1),
        expected_datetime=moved(now, days=5),
        address="27 rue Grimaldi",
        author=SYLVIE,
        zone=EAST,
        service=VOIRIE,
        **placed(22, 90),
    )


_CODES = "encombrants graffiti_mur sacs stationnement rue_sale nid_de_poule lampadaire elagage panneau avaloir".split()
_STATES = (
    "nouveau a_qualifier affecte en_cours programme nouveau pris_en_charge nouveau sous_surveillance resolu".split()
)
_STREETS = "Rue Grimaldi|Rue Imberty|Rue de la Turbie|Place d’Armes|Rue Saige|Rue Suffren-Reymond|Rue Plati".split("|")


def _reports(town: Town, now: str, count: int) -> None:
    for n in range(count):
        place = placed(40 + 30 * n, (n * 137.5) % 360)
        late = n % 7 == 3
        town.report(
            f"report {n}",
            service_code=_CODES[n % len(_CODES)] if n % 11 else "branche",
            status=_STATES[n % len(_STATES)],
            priority="dangereux" if n % 11 == 0 else "tres_genant" if n % 5 == 0 else "genant",
            number=f"A2026K{400 + n:04}",
            address=f"{_STREETS[n % len(_STREETS)]}, {n % 40 + 1}",
            requested_datetime=moved(now, hours=-5 * n - 1),
            expected_datetime=moved(now, days=-1 - n % 3) if late else moved(now, days=3 + n % 6),
            author=KARIM if n % 9 == 4 else SYLVIE,
            followers=[KARIM] if n % 13 == 5 else None,
            zone=EAST if place["long"] >= CENTRE[1] else WEST,
            service=VOIRIE if n % 2 else PROPRETE,
            closed_at=moved(now, hours=-n) if _STATES[n % len(_STATES)] == "resolu" else None,
            **place,
        )
