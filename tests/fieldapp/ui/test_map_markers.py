"""What markers tell: state by colour and by something else, kind by shape, and a legend that leaves nothing out."""

from dataclasses import replace

import flet as ft
import pytest

from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.look import Look
from fieldapp.ui.map_clusters import clustered
from fieldapp.ui.map_markers import apart_px, cluster_marker, legend_entries
from fieldapp.ui.map_scene import Cluster, Pin, metres_per_px
from fieldapp.ui.tokens import THEMES, Density, Measures, Role, ThemeName
from fieldapp.ui.widgets import Foot, Mark, Tap, cluster, mark_ink, marker
from fieldapp.ui.work_pins import mark_of
from sync.records.geometry import Point
from tests.fieldapp.ui.looks import inside, nothing
from tests.fieldapp.ui.test_contrast import contrast
from tests.fieldapp.ui.test_works import Work

FR = Words(Language.FR)
NOW = "2026-11-23T13:36:00.000Z"
HERE = Point(45.75, 4.85)
CALM = Pin("a", HERE, "drop", "Fuite, 3 rue du Port")


def look_of(theme: ThemeName) -> Look:
    return Look(tokens=THEMES[theme], measures=Measures(), t=FR)


def drawn(look: Look, mark: Mark, foot: Foot = Foot.TASK) -> ft.Control:
    return marker(look, Tap("pin", "Fuite", None), "drop", mark, foot)


def letters(control: object) -> str:
    """Give the icons and figures of what is drawn, in order."""
    if isinstance(control, ft.Text):
        return str(control.value)
    inner = [getattr(control, "content", None), *(getattr(control, "controls", None) or ())]
    return "".join(letters(one) for one in inner if one is not None)


def body(control: ft.Control) -> tuple[str, str]:
    """Give how round and how hollow the body of a marker is."""
    edged = [one for one in inside(control) if isinstance(one, ft.Container) and isinstance(one.border, ft.Border)]
    return str(edged[0].border_radius), str(getattr(getattr(edged[0].border, "top", None), "width", 0))


@pytest.mark.parametrize("theme", list(ThemeName))
def test_no_two_states_differ_by_colour_alone(theme: ThemeName) -> None:
    look = look_of(theme)
    told = {mark: (letters(shown := drawn(look, mark)), *body(shown)) for mark in Mark}
    assert len(set(told.values())) == len(Mark)


@pytest.mark.parametrize("theme", list(ThemeName))
def test_marks_read_on_their_bodies_and_badges(theme: ThemeName) -> None:
    look, least = look_of(theme), 7.0 if theme is ThemeName.OUTDOOR else 4.5
    pairs = [mark_ink(look, mark) for mark in Mark]
    pairs += [(look.tint(role).strong, THEMES[theme].card) for role in Role]
    assert [round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < least] == []


def test_a_report_has_a_foot_and_a_task_has_none() -> None:
    look = look_of(ThemeName.LIGHT)
    parts = [drawn(look, Mark.TO_DO, foot) for foot in (Foot.REPORT, Foot.TASK)]
    turned = [sum(getattr(part, "rotate", None) is not None for part in inside(one)) for one in parts]
    assert turned == [1, 0]


def test_cluster_says_how_many_of_it_are_urgent_to_eye_and_ear() -> None:
    look = look_of(ThemeName.LIGHT)
    pins = (CALM, replace(CALM, id="b", mark=Mark.LATE), replace(CALM, id="c", mark=Mark.DANGER))
    group = Cluster(HERE, pins)
    shown = cluster(look, Tap("cluster", "3", None), 3, group.mark, group.urgent)
    assert letters(shown) == "32"
    said = [one.label for one in inside(cluster_marker(look, group, nothing).content) if isinstance(one, ft.Semantics)]
    assert any("dont 2 à traiter d’urgence" in (label or "") for label in said)
    assert letters(cluster(look, Tap("cluster", "3", None), 3)) == "3"


def test_legend_explains_each_mark_on_the_map_and_no_other() -> None:
    look = look_of(ThemeName.LIGHT)
    pins = [CALM, replace(CALM, mark=Mark.WAITING), replace(CALM, mark=Mark.LATE)]
    entries = legend_entries(look, pins)
    assert [entry.mark for entry in entries if entry.mark] == [Mark.LATE, Mark.TO_DO, Mark.WAITING]
    assert not any(entry.word == "tâche" for entry in entries)
    both = legend_entries(look, [*pins, replace(CALM, foot=Foot.TASK)])
    assert [entry.word for entry in both if entry.mark is None] == [
        "signalement",
        "tâche",
        "au coin\u00a0: urgents",
    ]
    assert legend_entries(look, []) == []


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        ("nouveau", Mark.TO_DO),
        ("affecte", Mark.TO_DO),
        ("pris_en_charge", Mark.UNDER_WAY),
        ("prise_en_charge", Mark.UNDER_WAY),
        ("en_cours", Mark.UNDER_WAY),
        ("en_attente_usager", Mark.WAITING),
        ("transfere_tiers", Mark.WAITING),
        ("fait_a_controler", Mark.TO_CHECK),
        ("impossible", Mark.TO_CHECK),
    ],
)
def test_state_of_work_is_its_mark(status: str, mark: Mark) -> None:
    assert mark_of(Work(status=status), NOW) is mark


def test_danger_and_lateness_are_told_before_the_state() -> None:
    assert mark_of(Work(status="en_cours", priority="dangereux"), NOW) is Mark.DANGER
    assert mark_of(Work(status="en_attente_usager", due_at="2026-11-21T09:00:00.000Z"), NOW) is Mark.LATE


def pressed(control: ft.Control) -> tuple[float, float]:
    """Give how wide and high the part of a marker is that a finger presses."""
    (tapped,) = (one for one in inside(control) if isinstance(one, ft.Container | ft.TextButton) and one.on_click)
    assert tapped.width is not None
    assert tapped.height is not None
    return float(tapped.width), float(tapped.height)


@pytest.mark.parametrize(
    ("measures", "least"),
    [(Measures(), 56), (Measures(gloves=True), 64), (Measures(density=Density.DESK), 50)],
    ids=["field", "gloves", "desk"],
)
def test_marks_are_pressed_as_any_other_target_and_drawn_as_before(measures: Measures, least: float) -> None:
    look = replace(look_of(ThemeName.LIGHT), measures=measures)
    chosen, plain = Tap("pin", "Fuite", nothing, selected=True), Tap("pin", "Fuite", nothing)
    marks = [marker(look, plain, "drop"), marker(look, chosen, "drop", Mark.LATE), cluster(look, plain, 3)]
    assert [min(pressed(one)) for one in marks] == [least, max(62, least), max(56, least)]
    assert [getattr(one, "width", None) for one in marks] == [64, 76, 70]


def test_pins_of_the_field_stand_apart_by_two_fingers() -> None:
    field = replace(look_of(ThemeName.LIGHT), measures=Measures(gloves=True))
    zoom = 17.0
    beside = replace(CALM, id="b", point=Point(HERE.lat + 66 * metres_per_px(HERE.lat, zoom) / 111_319, HERE.long))
    assert len(clustered([CALM, beside], zoom, None, apart_px(field))) == 1
    assert len(clustered([CALM, beside], zoom, None, apart_px(replace(field, measures=Measures())))) == 2
    assert apart_px(replace(field, measures=Measures(density=Density.DESK))) == 0
