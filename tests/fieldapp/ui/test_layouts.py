"""Layouts that follow the window and the text size: columns, stacks, panes and rails."""

import flet as ft
import pytest

from fieldapp.ui.look import Look
from fieldapp.ui.widgets import (
    Action,
    Check,
    Choice,
    Navigation,
    Panes,
    Verdict,
    check_row,
    choice_grid,
    has_rail,
    page_header,
    pane_count,
    panes,
    press,
    rail,
    segmented,
    text,
)
from tests.fieldapp.ui.looks import desk, field, inside, nothing, words_in


def test_places_of_the_rail_stand_apart_by_a_finger_in_the_field() -> None:
    gaps = [
        {column.spacing for column in inside(rail(look, Navigation(()))) if isinstance(column, ft.Column)}
        for look in (field(width=1280), desk(width=1366))
    ]
    assert gaps == [{8}, {6}]


def test_header_puts_the_pill_below_when_text_is_large() -> None:
    pill = ft.Text("pastille")
    beside = page_header(field(), "Titre", end=pill).content  # type: ignore[attr-defined]
    below = page_header(field(text_scale=1.5), "Titre", end=pill).content  # type: ignore[attr-defined]
    assert isinstance(beside, ft.Row)
    assert isinstance(below, ft.Column)


@pytest.mark.parametrize(("scale", "most"), [(1.0, 2), (1.3, None), (2.0, None)])
def test_large_text_wraps_instead_of_ending_with_an_ellipsis(scale: float, most: int | None) -> None:
    assert text(field(text_scale=scale), "Trappe ouverte sur trottoir", lines=2).max_lines == most


@pytest.mark.parametrize(("scale", "across"), [(1.0, 3), (1.4, 2), (2.0, 1)])
def test_choices_stand_in_fewer_columns_when_text_is_large(scale: float, across: int) -> None:
    grid = choice_grid(field(text_scale=scale), [ft.Container() for _ in range(6)])
    assert isinstance(grid, ft.Column)
    assert len(grid.controls[0].controls) == across  # type: ignore[attr-defined]


def test_segments_stack_when_huge_text_leaves_no_room_beside() -> None:
    short = [Action("a", "Liste", nothing, selected=True), Action("b", "Carte", nothing, selected=False)]
    long = [*short, Action("c", "Le bureau décide", nothing, selected=False)]
    assert isinstance(segmented(field(text_scale=2.0), long).content, ft.Column)  # type: ignore[attr-defined]
    assert isinstance(segmented(field(), long).content, ft.Row)  # type: ignore[attr-defined]


def test_two_short_segments_stay_side_by_side_when_text_is_huge() -> None:
    short = [Action("a", "Liste", nothing, selected=True), Action("b", "Carte", nothing, selected=False)]
    assert isinstance(segmented(field(text_scale=2.0), short).content, ft.Row)  # type: ignore[attr-defined]


def test_verdicts_name_the_check_and_say_which_is_chosen() -> None:
    row = check_row(field(), Check("check-2", "Fond sec", Verdict.NOK, "ajoutez une photo"), nothing)
    nodes = [one for one in inside(row) if isinstance(one, ft.Semantics) and one.identifier]
    assert [one.identifier for one in nodes] == ["check-2-ok", "check-2-nok", "check-2-na"]
    assert [one.selected for one in nodes] == [False, True, False]
    assert nodes[1].label == "Fond sec\u00a0: NOK"
    assert "ajoutez une photo" in words_in(row)


def test_frozen_check_shows_its_answer_and_no_button() -> None:
    row = check_row(field(), Check("check-2", "Fond sec", Verdict.NOK, frozen=True), nothing)
    nodes = [one for one in inside(row) if isinstance(one, ft.Semantics) and one.identifier]
    assert [(one.identifier, one.button) for one in nodes] == [("check-2-given", None)]
    assert words_in(row)[-1] == "NOK"


def test_sheltered_choice_says_its_state() -> None:
    chosen = Choice("why-car", "Véhicule", nothing, selected=True, glyph="car")
    assert press(field(), chosen, ft.Container()).selected is True


@pytest.mark.parametrize(
    ("look", "with_map", "count"),
    [
        (field(width=800), False, 1),
        (field(width=1280), False, 2),
        (desk(width=1920), True, 3),
        (desk(width=1366), True, 3),
        (desk(width=1280), True, 2),
        (desk(width=1920, text_scale=2.0), True, 2),
    ],
)
def test_panes_are_as_many_as_fit(look: Look, with_map: bool, count: int) -> None:
    assert pane_count(look, with_map=with_map) == count


def test_detail_covers_the_list_when_there_is_one_pane() -> None:
    shown = panes(field(width=800), Panes(ft.Text("liste"), ft.Text("détail")))
    assert words_in(shown) == ["détail"]


@pytest.mark.parametrize(
    ("look", "rail"), [(field(width=800), False), (field(width=1280), True), (desk(width=900), True)]
)
def test_places_stand_in_a_rail_on_a_wide_screen(look: Look, rail: bool) -> None:
    assert has_rail(look) is rail


@pytest.mark.parametrize(("scale", "words"), [(1.0, ["Signaler"]), (1.5, ["Signaler"]), (1.6, []), (2.0, [])])
def test_plate_of_the_rail_is_wordless_when_text_is_huge(scale: float, words: list[str]) -> None:
    plate = Action("new-report", "Signaler", nothing, glyph="camera-plus")
    drawn = rail(field(width=1280, text_scale=scale), Navigation((), plate=plate))
    assert words_in(drawn) == words
