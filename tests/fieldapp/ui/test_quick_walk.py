"""The quick walk finds what Flet's own finds: the same controls, with the same parents, ready to be compared."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import flet as ft
import flet_camera as fc
import flet_map as fm
import pytest
from flet.controls.base_control import BaseControl
from flet.controls.object_patch import DiffBuilder

from fieldapp.ui.look import Look
from fieldapp.ui.quick_walk import FLETS_OWN, walk_quickly
from fieldapp.ui.tokens import Density, Measures
from fieldapp.ui.widgets import (
    Action,
    Badge,
    Choice,
    Field,
    Kind,
    Mark,
    Record,
    Sign,
    Tap,
    button,
    choice_grid,
    choice_row,
    filter_chip,
    icon_button,
    marker,
    record_list,
    record_row,
    search_field,
    segmented,
    text_field,
)

RECORD = Record(
    "row-1", "tree", "Élagage", "Rue Plati", (Badge(Sign.LATE), Badge(Sign.DANGEROUS)), metres=120, age="2 h"
)


def nothing() -> None:
    """Do nothing."""


def pieces(look: Look) -> list[ft.Control]:
    """Draw what stands on many screens."""
    action = Action("save", "Enregistrer", nothing, kind=Kind.PRIMARY, glyph="check")
    answers = [choice_row(look, Choice(f"one-{n}", "Arbre", nothing, selected=n == 0, glyph="tree")) for n in range(3)]
    here = fm.MapLatitudeLongitude(45.75, 4.85)
    pin = marker(look, Tap("pin", "Arbre", nothing), "tree", Mark.LATE)
    layer = fm.MarkerLayer(markers=[fm.Marker(content=pin, coordinates=here)])
    return [
        record_list(look, [record_row(look, RECORD, nothing) for _ in range(3)], more=button(look, action)),
        choice_grid(look, answers, 2),
        segmented(look, [action, dataclasses.replace(action, identifier="other")]),
        filter_chip(look, Tap("late", "En retard", nothing, selected=True), 3, name="clock"),
        icon_button(look, Tap("close", "Fermer", nothing), "x"),
        text_field(look, Field("title", "Titre", "", None)),
        search_field(look, Field("search", "Chercher", "", None)),
        fm.Map([layer], initial_center=here),
        ft.AlertDialog(title=ft.Text("Sûr ?"), actions=[button(look, action)], data={"a": 1}),
        ft.Text(spans=[ft.TextSpan("a", style=ft.TextStyle(size=12)), ft.TextSpan("b")]),
    ]


def walked(how: Callable[..., Iterator[Any]], frozen: bool, density: Density) -> list[tuple[str, str, bool, bool]]:
    """Give each control that a walk finds: its type, its parent's, if it is frozen, if it is ready."""
    page = ft.Column(pieces(Look(measures=Measures(density=density))))
    found = list(how(DiffBuilder(None, None, control_cls=BaseControl), page, None, frozen))
    return [
        (one._c, one.parent._c if one.parent else "", hasattr(one, "_frozen"), not one._dirty and one._initialized)
        for one in found
    ]


@pytest.mark.parametrize("density", list(Density))
@pytest.mark.parametrize("frozen", [True, False])
def test_same_controls_are_found_with_the_same_parents(
    monkeypatch: pytest.MonkeyPatch, frozen: bool, density: Density
) -> None:
    monkeypatch.setattr(DiffBuilder, "_configure_dataclass", FLETS_OWN)
    own = walked(FLETS_OWN, frozen, density)
    walk_quickly()
    quick = walked(DiffBuilder._configure_dataclass, frozen, density)
    assert DiffBuilder._configure_dataclass is not FLETS_OWN
    assert len(own) > 150
    assert sorted(quick) == sorted(own)


def kinds_of_flet() -> list[Any]:
    """Give all classes of Flet and of its map and camera that keep what is set."""
    parts = [vars(module).get(name) or getattr(module, name) for module in (ft, fm, fc) for name in module.__all__]
    return [part for part in parts if isinstance(part, type) and "_prop_defaults" in vars(part)]


def test_no_default_holds_a_control() -> None:
    kinds = kinds_of_flet()
    assert len(kinds) > 200
    for kind in kinds:
        held = [one for one in kind._prop_defaults.values() if isinstance(one, BaseControl | list | dict | tuple)]
        assert not held, kind
        looked_at = {*kind._prop_defaults, *kind._structural_fields}
        assert {one.name for one in dataclasses.fields(kind) if not one.metadata.get("skip")} == looked_at, kind
