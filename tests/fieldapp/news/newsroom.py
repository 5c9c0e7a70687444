"""A town with notes to read and to write, for headless pages and for Chromium.

python -m tests.fieldapp.news.newsroom --folder DIR --port 8840 [--agent karim|sylvie]
"""

import argparse
import hashlib
import os
from pathlib import Path

import flet as ft

from fieldapp.account.queries import agent_card
from fieldapp.replica.ports import World
from sync.records.news import news_content_hash
from tests.fieldapp.day import moved
from tests.fieldapp.town import NORD, NOW, PROPRETE, SYLVIE, VOIRIE, Steps, Town, opened_replica, settle, uid
from tests.fieldapp.triage.desk import main_of

EVERYONE = {"everyone": True}
GALE = "Vent fort ce soir : pas de nacelle après 16 h"
GALE_TEXT = """Météo-France annonce des rafales à **85 km/h** entre 16 h et minuit.

## Ce qui change

- Aucun travail en nacelle après 16 h.
- Rangez barrières et panneaux mobiles au dépôt.
- Les squares ferment à 15 h 30.

> En cas de chute d’arbre : appelez le 18, puis faites un signalement « danger ».
"""
LONG_TEXT = "\n\n".join(
    f"## Article {n}\n\n"
    "Chaque véhicule sort du dépôt contrôlé : pneus, feux, niveau d’huile, trousse de secours. "
    "Ce qui manque est noté dans le carnet et dit au chef d’équipe avant le départ."
    for n in range(1, 25)
)
_FAMILIES = "Rahal Ferrand Petit Blin Estève Morel Garnier Lopez Henry Colin Roy Aubert Noël Perrin Leroy Dubé".split()
_GIVEN = "Ahmed Lucie Joël Nadia Paul Inès Yann Rosa Marc Lina Théo Aïcha Serge Julie Omar Zoé".split()


def fill(town: Town) -> None:
    """Put people and notes into a settled town."""
    town.put("service", "vert", name="Espaces verts", code="vert")
    for n in range(48):
        given, family = _GIVEN[n % 16], _FAMILIES[(n * 5 + n // 16) % 16]
        service = (VOIRIE, uid("vert"), PROPRETE)[n % 3]
        role = "chef_equipe" if n % 12 == 0 else "agent_terrain"
        team = {"team": NORD} if service == VOIRIE and n % 2 else {}
        names = {"given_name": given, "family_name": family}
        town.put("agent", f"agent {n}", **names, role=role, active=True, service=service, **team)
    alarm = {"category": "Sécurité", "published_at": moved(NOW, minutes=-40), "reminded_at": moved(NOW, hours=-2)}
    gale = town.news(GALE, body=GALE_TEXT, audience=EVERYONE, **alarm)
    plan = {"parent_kind": "news", "parent_id": gale, "author": SYLVIE, "sha256": "0" * 64}
    named = {"name": "Plan des squares fermés.pdf", "media_type": "application/pdf", "size_bytes": 1_240_000}
    town.put("attachment", "plan", **plan, **named, role="document", received_at=moved(NOW, minutes=-39))
    rules = {"published_at": moved(NOW, days=-6), "pinned": True, "summary": "Contrôlez le véhicule avant de partir."}
    town.news("Règlement des véhicules", body=LONG_TEXT, audience=EVERYONE, service=VOIRIE, **rules)
    market = {"importance": "information", "category": "Vie de la commune", "published_at": moved(NOW, days=-1)}
    said = {"id": "m1", "agent": uid("elu"), "at": moved(NOW, hours=-5), "text": "Le plan est affiché en mairie."}
    market_text = "La **place d’Armes** est fermée du 1er au 24 décembre."
    town.news("Marché de Noël : stationnement modifié", body=market_text, audience=EVERYONE, comments=[said], **market)
    depot = {"importance": "importante", "published_at": moved(NOW, days=-3), "expires_at": moved(NOW, days=20)}
    town.news("Nouveaux horaires du dépôt", body="Ouvert à 6 h 30.", audience={"services": [VOIRIE]}, **depot)
    wishes = {"status": "programme", "published_at": moved(NOW, days=8), "importance": "importante"}
    town.news("Vœux du maire, vendredi 4 décembre", body="À 18 h, salle des fêtes.", audience=EVERYONE, **wishes)
    town.news("Texte d’hiver", body="À compléter.", status="brouillon", audience=EVERYONE, published_at=None)
    content = news_content_hash({"title": GALE, "body": GALE_TEXT})
    held = {"news": gale, "news_author": SYLVIE, "content_hash": content}
    town.put("reach", "reach", **held, agents={uid(f"agent {n}"): moved(NOW, minutes=n - 39) for n in range(43)})
    for n in range(34):
        read = {"opened_at": moved(NOW, minutes=-30)}
        read |= {"acknowledged_at": moved(NOW, minutes=-29)} if n % 4 else {}
        whole = {"news": gale, "news_author": SYLVIE, "agent": uid(f"agent {n}"), "content_hash": content, **read}
        town.put("acknowledgement", f"read {n}", **whole)


def main() -> None:
    """Open or make the replica, and serve it until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8840)
    parser.add_argument("--agent", default="sylvie")
    chosen = parser.parse_args()
    steps = Steps()
    world = World(now_ms=lambda: steps.now_ms, random_bytes=os.urandom)
    is_new = not any(chosen.folder.glob("vaults/*/keyring.json"))
    with opened_replica(chosen.folder, uid(chosen.agent), world, hashlib.sha256(b"news").digest()) as replica:
        if is_new:
            town = Town(replica, steps)
            settle(town)
            fill(town)
        agent = replica.read_now(agent_card, uid(chosen.agent))
        assert agent is not None, "the town knows its people"
        os.environ["FLET_FORCE_WEB_SERVER"] = "true"
        assets = str(Path(__file__).parents[3] / "assets")
        ft.run(main_of(replica, agent), host="127.0.0.1", port=chosen.port, assets_dir=assets, no_cdn=True)


if __name__ == "__main__":
    main()
