"""Every field and value of every kind in plain words, in both languages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldapp.reconcile.queries_directory import Directory
from fieldapp.reconcile.queries_subjects import Subject
from fieldapp.reconcile.screens_editor import EditorKind, Scene, editor_kind, options
from fieldapp.reconcile.screens_values import (
    field_label,
    field_words,
    side_words,
    subject_glyph,
    subject_title,
    value_words,
)
from fieldapp.replica.rows import field_names
from fieldapp.ui.glyphs import GLYPHS
from fieldapp.ui.i18n import Language, Words
from sync.core.errors import RefusalCode
from sync.core.judge import ConflictReason
from sync.records import KINDS
from sync.records.categories import CATEGORIES
from sync.records.report import RejectReason, ReportStatus
from sync.records.task import ImpossibleReason, TaskStatus

NOW = datetime(2026, 11, 23, 14, 36, tzinfo=ZoneInfo("Europe/Paris"))
FR, EN = Words(Language.FR), Words(Language.EN)
SHOWN_KINDS = tuple(kind for kind in KINDS if kind != "conflict")


@pytest.mark.parametrize("kind", SHOWN_KINDS)
def test_every_field_of_a_kind_has_words(kind: str) -> None:
    without = [name for name in field_names(kind) if not FR.has(f"field.{name}")]
    assert without == []


@pytest.mark.parametrize("t", [FR, EN])
@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_words(t: Words, code: RefusalCode) -> None:
    assert t(f"reconcile.refusal.{code}")


@pytest.mark.parametrize("reason", [reason for reason in ConflictReason if reason is not ConflictReason.BOTH])
def test_every_reason_of_a_conflict_has_words(reason: ConflictReason) -> None:
    assert FR(f"reconcile.{reason}", who="Sylvie M.")


@pytest.mark.parametrize("code", [*ReportStatus, *TaskStatus, *RejectReason, *ImpossibleReason])
def test_every_choice_is_told_and_not_spelled(code: str) -> None:
    assert value_words(FR, "status", code.value, {}, NOW) != code.value  # type: ignore[attr-defined]


def test_group_of_a_position_is_one_word() -> None:
    assert field_words(FR, ("lat", "long", "accuracy_m", "address")) == "la position"
    assert field_words(FR, ("status", "done_at")) == "l’état et la date de fin"
    assert field_label(EN, ("due_at",)) == "The due date"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("due_at", "2026-11-25T07:00:00.000Z", "Mercredi 25, 8 h"),
        ("description", "Trou devant le 31.", "Trou devant le 31."),
        ("description", None, "vide"),
        ("assignee", "a1", "Karim Benali"),
        ("service_code", "nid_de_poule", CATEGORIES["nid_de_poule"].fr),
        ("category", "Vie de la commune", "Vie de la commune"),
        ("time_spent_minutes", 65, "1 h 05"),
        ("photo_proof", True, "oui"),
        ("zones", ["a1"], "Karim Benali"),
        ("checklist", [{"id": "1", "label": "Zone balisée"}], "Zone balisée"),
        ("audience", {"everyone": True}, "tout le monde"),
        ("audience", {"everyone": True, "except": ["?"], "people": ["a"]}, "tout le monde, sauf quelqu’un"),
        ("audience", {"agents": ["a1"], "roles": ["elu"]}, "Karim Benali et Élu"),
        ("title", "information", "information"),
    ],
)
def test_value_is_said_as_a_person_would(name: str, value: Any, words: str) -> None:
    said = value_words(FR, name, value, {"a1": "Karim Benali"}, NOW)
    assert said.replace("\u00a0", " ") == words


def test_position_is_its_address_with_its_accuracy() -> None:
    names = ("lat", "long", "accuracy_m", "address")
    values = {"lat": 45.75, "long": 4.85, "accuracy_m": 4.0, "address": "12 rue Imberty"}
    assert side_words(FR, names, values, {}, NOW).replace("\u00a0", " ") == "12 rue Imberty, à 4 m près"
    bare = side_words(FR, names, {"lat": 45.75, "long": 4.85}, {}, NOW)
    assert bare.startswith("45.75000")


@pytest.mark.parametrize("kind", SHOWN_KINDS)
def test_subject_of_every_kind_has_a_title_and_an_icon(kind: str) -> None:
    subject = Subject(kind, "id")
    assert subject_title(FR, subject)
    assert subject_glyph(subject) in GLYPHS


def test_status_offers_only_the_moves_of_the_role() -> None:
    scene = Scene("task", "faite", "agent_terrain", Directory(), NOW.date())
    assert [code for code, _ in options(FR, scene, "status")] == ["en_cours"]


@pytest.mark.parametrize("kind", SHOWN_KINDS)
def test_every_field_is_written_by_its_editor_or_left_to_its_record(kind: str) -> None:
    scene = Scene(kind, "", "agent_bureau", Directory(), NOW.date())
    for name in field_names(kind):
        if editor_kind(name) is EditorKind.CHOICE and name != "status":
            assert options(FR, scene, name), name


def test_planned_day_of_a_round_reads_as_a_day() -> None:
    assert value_words(FR, "planned_on", "2026-11-24", {}, NOW) == "Mardi 24 novembre"
    assert value_words(FR, "status", "prevue", {}, NOW) == "Prévue"
