"""Components as plain functions: one way to tap, sizes for the hand, rows, signs and plates."""

from dataclasses import replace

import flet as ft
import pytest

from fieldapp.ui.dates import hour_choice
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import OUTDOOR, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Badge,
    Kind,
    Record,
    Sign,
    Tap,
    bottom_bar,
    button,
    chip,
    icon_button,
    plate,
    plate_colors,
    press,
    record_label,
    record_row,
    segmented,
    text,
)
from tests.fieldapp.ui.looks import desk, field, inside, nothing, words_in


def test_hour_that_is_not_of_the_usual_ones_is_offered_and_chosen() -> None:
    chips = [one for one in inside(hour_choice(field(), 9, nothing, "due")) if isinstance(one, ft.Semantics)]
    assert [chip.identifier for chip in chips if chip.selected] == ["due-hour-9"]
    assert [chip.identifier for chip in chips][:3] == ["due-hour-8", "due-hour-9", "due-hour-10"]


@pytest.mark.parametrize("look", [field(), desk()], ids=["field", "desk"])
def test_press_gives_one_name_and_two_ways_to_act(look: Look) -> None:
    pressed = press(look, Tap("save", "Enregistrer la note", nothing), ft.Container(ft.Text("Enregistrer")))
    assert (pressed.identifier, pressed.label, pressed.button) == ("save", "Enregistrer la note", True)
    assert pressed.exclude_semantics
    assert pressed.on_tap is not None
    assert pressed.content.on_click is not None  # type: ignore[union-attr]


def test_press_in_the_field_can_be_reached_by_tab() -> None:
    pressed = press(field(), Tap("save", "Garder", nothing), ft.Container())
    assert isinstance(pressed.content, ft.Container)
    assert pressed.content.ink


def test_press_at_the_desk_rings_the_focus() -> None:
    pressed = press(desk(), Tap("save", "Garder", nothing), ft.Container(border_radius=8))
    assert isinstance(pressed.content, ft.TextButton)
    assert pressed.content.style is not None
    assert ft.ControlState.FOCUSED in pressed.content.style.side  # type: ignore[operator]


@pytest.mark.parametrize("tap", [Tap("off", "Fermé", nothing, enabled=False), Tap("off", "Fermé", None)])
def test_press_that_does_nothing_is_said_to_be_disabled(tap: Tap) -> None:
    pressed = press(field(), tap, ft.Container())
    assert pressed.disabled
    assert pressed.on_tap is None


def test_button_shows_its_short_word_and_reads_its_whole_name() -> None:
    drawn = button(field(), Action("go", "Naviguer vers 31 rue Grimaldi", nothing, word="Y aller"))
    assert drawn.label == "Naviguer vers 31 rue Grimaldi"
    assert words_in(drawn) == ["Y aller"]


def test_key_hint_is_shown_at_the_desk_only() -> None:
    action = Action("send", "Envoyer", nothing, kind=Kind.PRIMARY, key="Entrée")
    assert words_in(button(desk(), action)) == ["Envoyer", "Entrée"]
    assert words_in(button(field(), action)) == ["Envoyer"]


@pytest.mark.parametrize(("gloves", "least"), [(False, 56), (True, 64)])
def test_square_button_is_large_enough_for_the_hand(gloves: bool, least: float) -> None:
    drawn = icon_button(field(gloves=gloves), Tap("x", "Fermer", nothing), "x")
    assert drawn.content.width >= least  # type: ignore[union-attr]


@pytest.mark.parametrize(("gloves", "least", "gap"), [(False, 56, 12), (True, 64, 16)])
def test_words_of_a_choice_are_large_and_apart(gloves: bool, least: float, gap: float) -> None:
    look = field(gloves=gloves)
    track = segmented(look, [Action("one", "Un", nothing, selected=True), Action("two", "Deux", nothing)])
    line = inside(track)[1]
    assert isinstance(line, ft.Row)
    assert line.spacing == 8
    for cell in line.controls:
        style, box = look.measures.type(Style.STRONG), cell.content  # type: ignore[attr-defined]
        assert box.padding.top + box.padding.bottom + style.size * style.line >= least
    assert look.measures.gap == gap


def test_actions_grow_for_gloves() -> None:
    assert (field().measures.action, field(gloves=True).measures.action) == (72, 80)


def test_bottom_bar_is_mirrored_for_the_left_hand() -> None:
    primary, quiet = Action("primary", "Envoyer", nothing, kind=Kind.PRIMARY), Action("quiet", "Retour", nothing)
    right = words_in(bottom_bar(field(), primary, quiet))
    left = words_in(bottom_bar(field(left_handed=True), primary, quiet))
    assert (right, left) == (["Retour", "Envoyer"], ["Envoyer", "Retour"])


def test_bottom_bar_stacks_the_primary_first_when_text_is_huge() -> None:
    primary, quiet = Action("primary", "Envoyer", nothing, kind=Kind.PRIMARY), Action("quiet", "Retour", nothing)
    bar = bottom_bar(field(text_scale=2.0), primary, quiet)
    assert words_in(bar) == ["Envoyer", "Retour"]
    assert any(isinstance(one, ft.Column) for one in inside(bar))


RECORD = Record(
    "task-1", "tree", "Branche", "Square Gastaud", (Badge(Sign.LATE, "En retard 2 j"), Badge(Sign.IN_PROGRESS)), 240
)


def test_row_is_read_as_one_sentence() -> None:
    said = record_label(field(), RECORD).replace("\u00a0", " ")
    assert said == "Branche, Square Gastaud, En retard 2 j et En cours, à 240 m, 3 min à pied"


def test_row_shows_two_chips_at_most() -> None:
    many = replace(RECORD, badges=(Badge(Sign.NEW), Badge(Sign.LATE), Badge(Sign.DANGEROUS)))
    assert "Dangereux" not in words_in(record_row(field(), many, nothing))


def test_narrow_row_of_the_desk_shows_what_presses_most() -> None:
    badges = (Badge(Sign.DANGEROUS), Badge(Sign.LATE, "En retard 2 j"), Badge(Sign.ASSIGNED))
    record = Record("task-1", "trash", "Trappe", "Rue Plati", badges=badges)
    look = desk(width=1366)
    assert words_in(record_row(look, record, nothing))[-2:] == ["Dangereux", "En retard 2 j"]
    assert words_in(record_row(look, replace(record, chips_max=1), nothing))[-1:] == ["Dangereux"]


def test_dangerous_row_has_the_red_border() -> None:
    look = field()
    drawn = record_row(look, replace(RECORD, dangerous=True), nothing)
    assert drawn.content.border == ft.Border.all(2.5, look.tokens.danger)  # type: ignore[union-attr]


@pytest.mark.parametrize(("scale", "cut"), [(1.0, True), (2.0, False)])
def test_row_is_never_cut_when_text_is_large(scale: float, cut: bool) -> None:
    texts = [one for one in inside(record_row(field(text_scale=scale), RECORD, nothing)) if isinstance(one, ft.Text)]
    assert any(one.max_lines for one in texts) is cut


@pytest.mark.parametrize("sign", list(Sign))
def test_every_sign_is_drawn_with_shape_and_word(sign: Sign) -> None:
    drawn = chip(field(), sign)
    assert len([one for one in inside(drawn) if isinstance(one, ft.Text)]) == 2
    assert words_in(drawn)


def test_plates_are_solid_outdoor() -> None:
    look = Look(tokens=OUTDOOR)
    assert plate_colors(look, Role.ACCENT, solid=False) == (look.tint(Role.ACCENT).strong, look.tint(Role.ACCENT).on)


def test_plate_grows_less_than_text() -> None:
    assert plate(field(text_scale=2.0), "tree", 68).width == pytest.approx(68 * 1.3)


def test_text_wraps_unless_lines_are_given() -> None:
    assert text(field(), "long").max_lines is None
    assert text(field(), "long", Style.BODY, lines=1).overflow is ft.TextOverflow.ELLIPSIS
