"""A round to look at: eight stops around where Karim stands, two seen, one of which he has no record."""

from typing import Any

from tests.fieldapp.day import placed
from tests.fieldapp.town import KARIM, SYLVIE, Town, uid

WALK = uid("Voirie centre, lundi")
STOPS = tuple(f"s{n}" for n in range(1, 9))


def walk(town: Town, **fields: Any) -> str:
    """Put the round of the pictures into a town with its day in it, and give its id."""
    whole: dict[str, Any] = {
        "assignee": KARIM,
        "author": SYLVIE,
        "status": "en_cours",
        "started_at": "2026-11-23T12:10:00.000Z",
        "note_before": "Prendre six barrières au dépôt. Clé de la borne place d’Armes chez le gardien du 4.",
        "stops": stops(),
        "order": list(STOPS),
        "visits": [
            {
                "id": "v1",
                "stop": "s1",
                "result": "faite",
                "note": "Joint refait, gardien prévenu",
                "agent": KARIM,
                "at": "2026-11-23T12:25:00.000Z",
            },
            {"id": "v2", "stop": "s2", "result": "introuvable", "agent": KARIM, "at": "2026-11-23T13:02:00.000Z"},
        ],
    }
    return town.round("Voirie centre, lundi", **{**whole, **fields})


def walks(town: Town) -> None:
    """Put three rounds into a town: one under way, one for tomorrow, one that was ended on Friday."""
    walk(town)
    four = stops()[3:7]
    town.round("Grilles et avaloirs, secteur est", planned_on="2026-11-24", stops=four, author=SYLVIE)
    visits = [{"id": f"w{n}", "stop": stop["id"], "result": "faite", "agent": KARIM} for n, stop in enumerate(four)]
    over = {"status": "terminee", "visits": visits, "note_after": "Benne pleine, vidée au dépôt.", "assignee": KARIM}
    town.round("Barrières du marché", planned_on="2026-11-20", stops=four, author=SYLVIE, **over)


def stops() -> list[dict[str, Any]]:
    """Give eight stops: places, tasks of the day, a report, and a task that is not on the tablet."""
    return [
        _place("s1", "Borne place d’Armes", "Place d’Armes, devant le 4", 150, 200),
        _place("s2", "Avaloir signalé bruyant", "Rue Saige, 11", 260, 230),
        _task("s3", "Trappe ouverte sur trottoir", "Rue Louis-Notari, devant le 14", 240, 300, priority="dangereux"),
        _task("s4", "Nid-de-poule, 40 × 60 cm", "Rue Grimaldi, angle rue Suffren", 420, 40),
        {"id": "s5", "kind": "report", "record": uid("twin"), "category": "nid_de_poule", **placed(22, 90)},
        _task("s6", "Grille d’arbre soulevée", "Rue Imberty, 27", 700, 75),
        _place("s7", "Barrières à reprendre", "Rue de la Turbie, 9", 650, 160, note="Quatre barrières, chantier fini."),
        {"id": "s8", "kind": "place", "title": "Passer au dépôt", "note": "Rendre la clé."},
    ]


def _place(name: str, title: str, address: str, metres: float, turn: float, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "place", "title": title, "address": address, **placed(metres, turn), **more}


def _task(name: str, title: str, address: str, metres: float, turn: float, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "task",
        "record": uid(title),
        "title": title,
        "address": address,
        "category": "trappe",
        **placed(metres, turn),
        **more,
    }
