"""The town of the tour: the day of the pictures, with rounds, a question, a refusal and a draft."""

from typing import Final

from fieldapp.news.queries import content_hash_of
from fieldapp.replica.tables import News
from sync.core.errors import RefusalCode
from sync.core.instants import instant_of_ms
from tests.fieldapp.day import fill, moved, placed
from tests.fieldapp.reconcile.questions import conflict, new_report, refuse, side
from tests.fieldapp.rounds.walk import walks
from tests.fieldapp.tour.stops import DRAFT_TITLE, HOLE, WIND
from tests.fieldapp.town import ELU, KARIM, NOW, PROPRETE, SYLVIE, VOIRIE, WEST, Town

NOT_HERE: Final = 900
"""The number of a change of long ago: nothing of its gesture is in the outbox any more."""


def seed(town: Town) -> None:
    """Put all that the stops show into a settled town."""
    # First, so that the change to be refused is the first of the outbox.
    town.replica.write_now(new_report(description="Trou au milieu de la rue", address="12 rue Grimaldi"))
    fill(town)
    walks(town)
    _nearby(town)
    _reach(town)
    _templates(town)
    # To whom nothing is given: not counted among those who work here, so that no other picture shows him.
    nobody = {"given_name": "Nadia", "family_name": "Faure", "role": "agent_terrain", "active": False}
    town.put("agent", "newcomer", **nobody, service=PROPRETE)
    draft = town.news(DRAFT_TITLE, status="brouillon", importance="information", published_at=None, author=SYLVIE)
    _documents(town, draft, WIND)
    mine = side({"due_at": "2026-11-24T08:00:00.000Z"}, n=NOT_HERE)
    dates = {"base": {"due_at": "2026-11-23T08:00:00.000Z"}, "theirs": {"due_at": "2026-11-26T13:30:00.000Z"}}
    conflict(town, "task", HOLE, ["due_at"], mine, **dates)
    # Last: another page of the town hall would let it wait again.
    refuse(town, RefusalCode.FORBIDDEN)


def _reach(town: Town) -> None:
    """Let the wind's warning have reached its reader in the council, who has not opened it."""
    note = town.replica.read_now(lambda session: session.get(News, WIND))
    assert note is not None, "the day has its warning"
    told = {"news": note.id, "news_author": note.author, "content_hash": content_hash_of(note)}
    town.put("reach", "reach", **told, agents={ELU: moved(NOW, minutes=-31)})


def _documents(town: Town, *notes: str) -> None:
    """Hang a document on notes."""
    plan = {"name": "Plan des secteurs.pdf", "media_type": "application/pdf", "size_bytes": 1_240_000}
    for note in notes:
        of = {"parent_kind": "news", "parent_id": note, "author": SYLVIE, "sha256": "0" * 64}
        town.put("attachment", f"plan of {note}", **plan, **of, role="document", received_at=moved(NOW, minutes=-39))


def _nearby(town: Town) -> None:
    """Put one of the day's reports twelve metres from the hole, which may be the same."""
    now = instant_of_ms(town.steps.now_ms)
    town.report(
        "report 5",
        number="A2026K0405",
        description="Un trou dans la chaussée, devant la boulangerie.",
        priority="tres_genant",
        address="Rue Suffren-Reymond, 6",
        requested_datetime=moved(now, hours=-26),
        expected_datetime=moved(now, days=8),
        author=SYLVIE,
        followers=[KARIM],
        zone=WEST,
        service=VOIRIE,
        **placed(432, 40),
    )


def _templates(town: Town) -> None:
    """Let the desk have three answers to begin from."""
    received = "Votre demande {numéro} est arrivée. Nous passons au {adresse} {délai}. Mairie de {commune}"
    for title, text, more in (
        ("Bien reçu", received, {}),
        ("Déjà signalé", "Le même endroit nous a été signalé : nous suivons les deux ensemble.", {"status": "rejete"}),
        ("Chez le concessionnaire", "Nous avons transmis au {service}.", {"status": "transfere_tiers"}),
    ):
        town.put("answer_template", title, title=title, text=text, author=SYLVIE, **more)
