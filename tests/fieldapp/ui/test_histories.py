"""Histories in words: one sentence per thing that changed, names for ids, both clocks when they differ."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldapp.ui.histories import Teller, history_events
from fieldapp.ui.i18n import Language, Words

NOW = datetime(2026, 11, 23, 14, 36, tzinfo=ZoneInfo("Europe/Paris"))
NAMES = {"a1": "Sylvie Martin", "a2": "Karim Benali", "s1": "Voirie"}
TELLER = Teller(Words(Language.FR), NAMES, NOW, me="a2")


def entry(edits: dict[str, Any], **fields: Any) -> dict[str, Any]:
    made = {"agent": "a1", "op": "patch", "made_at": "2026-11-23T09:00:00.000Z"}
    return {**made, "received_at": made["made_at"], "edits": edits, **fields}


def told(edits: dict[str, Any], **fields: Any) -> str:
    [event] = history_events(TELLER, [entry(edits, **fields)])
    return event.what.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"status": ["nouveau", "affecte"]}, "De « Nouveau » à « Affecté »."),
        ({"status": ["a_faire", "en_cours"]}, "De « À faire » à « En cours »."),
        ({"priority": ["genant", "dangereux"]}, "De « Gênant » à « Dangereux »."),
        ({"assignee": [None, "a2"]}, "Confié à Karim Benali."),
        ({"assignee": ["a2", None]}, "Rendu à l’équipe ou au bureau."),
        ({"assignee": [None, "gone"]}, "Confié à un agent."),
        ({"service": [None, "s1"]}, "Service : Voirie."),
        ({"service_code": ["fuite", "avaloir"]}, "Catégorie : Avaloir bouché."),
        ({"due_at": [None, "2026-11-24T07:00:00.000Z"]}, "Date : Demain, 8 h."),
        ({"due_at": ["2026-11-24T07:00:00.000Z", None]}, "Date retirée."),
        ({"comments": []}, "Commentaire ajouté."),
        ({"lat": [1.0, 2.0], "long": [1.0, 2.0], "address": [None, "x"]}, "Position ou adresse corrigée."),
        ({"description": []}, "Description modifiée."),
        ({"from_a_newer_version": [1, 2]}, "Fiche modifiée."),
        ({"status": ["en_cours", "resolu"], "closed_at": [None, "x"]}, "De « En cours » à « Service fait »."),
    ],
)
def test_change_is_told_in_words(edits: dict[str, Any], said: str) -> None:
    assert told(edits) == said


def test_gesture_that_changed_two_things_says_both() -> None:
    assert told({"status": ["nouveau", "affecte"], "assignee": [None, "a2"]}) == (
        "De « Nouveau » à « Affecté ». Confié à Karim Benali."
    )


def test_change_of_silent_fields_alone_is_not_an_event() -> None:
    assert history_events(TELLER, [entry({"closed_at": [None, "x"]})]) == []


def test_creation_is_told_and_newest_comes_first() -> None:
    events = history_events(TELLER, [entry({}, op="create"), entry({"comments": []})])
    assert [event.what for event in events] == ["Commentaire ajouté.", "Création."]


@pytest.mark.parametrize(("agent", "who"), [("a2", "Vous"), ("a1", "Sylvie Martin"), ("system", "La mairie")])
def test_writer_is_named(agent: str, who: str) -> None:
    [event] = history_events(TELLER, [entry({"comments": []}, agent=agent)])
    assert event.who == who


@pytest.mark.parametrize(
    ("received", "when"),
    [
        ("2026-11-23T09:01:00.000Z", "10:00"),
        ("2026-11-23T13:12:00.000Z", "10:00 · reçu 14:12"),
        ("2026-11-22T13:12:00.000Z", "10:00 · reçu Hier, 14:12"),
        (None, "10:00 · à envoyer"),
    ],
)
def test_both_clocks_are_told_when_they_differ(received: str | None, when: str) -> None:
    [event] = history_events(TELLER, [entry({"comments": []}, received_at=received)])
    assert event.when == when
