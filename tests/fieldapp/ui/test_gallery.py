"""The gallery leaves no component out: each one is drawn on a tab, by itself or as a part of another."""

import ast
import inspect
from collections.abc import Mapping
from typing import get_args

from fieldapp.ui import widgets
from tests.fieldapp.ui.sources import parsed

_GALLERY = "fieldapp/ui/gallery"
_WIDGETS = "fieldapp/ui/widgets/"


def components() -> set[str]:
    """Give the public functions that draw: they give a control, or the dialog of one."""
    found = set()
    for name in widgets.__all__:
        made = getattr(widgets, name)
        if inspect.isfunction(made) and "look" in inspect.signature(made).parameters:
            given = str(inspect.signature(made).return_annotation)
            if any(word in given for word in ("Control", "Semantics", "ft.", "flet.")):
                found.add(name)
    return found


def drawn(trees: Mapping[str, ast.Module]) -> set[str]:
    """Give every name that the gallery uses, and what the widgets of these names use in turn."""
    parts = {
        node.name: _names(node)
        for path, tree in trees.items()
        if path.startswith(_WIDGETS)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    found: set[str] = set()
    waiting = set().union(*(_names(tree) for path, tree in trees.items() if path.startswith(_GALLERY)))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= parts.get(name, set()) - found
    return found


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_gallery_shows_every_component() -> None:
    assert components() - drawn(parsed()) == set(), "draw it in fieldapp/ui/gallery_*.py"


def test_components_are_many_and_an_empty_gallery_shows_none() -> None:
    assert {"button", "record_row", "photo_tile"} <= components()
    assert components() - drawn({"fieldapp/ui/gallery.py": ast.parse("")}) == components()


def test_gallery_shows_every_state_of_pill_and_photo() -> None:
    states = {state.__name__ for union in (widgets.PhotoState, widgets.PillState) for state in get_args(union)}
    shown = set().union(*(_names(tree) for path, tree in parsed().items() if path.startswith(_GALLERY)))
    assert len(states) > 8
    assert states - shown == set()
