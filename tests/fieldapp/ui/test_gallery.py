"""The gallery leaves no component and no state out: each is drawn on a tab, by itself or as a part of another.

A component is a public function of `fieldapp/ui` that takes a look, or is Flet's own kind of component, and gives what
is drawn. What the tabs use is followed through the imports, from function to function.
"""

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import get_args

import pytest

from fieldapp.device.ports import CameraTrouble, MicrophoneTrouble
from fieldapp.ui import widgets
from fieldapp.ui.packs import Hold, PackTrouble
from fieldapp.ui.recording import Phase
from fieldapp.ui.widgets import Foot, Kind, Mark, Sign, Verdict
from tests.fieldapp.ui.sources import UI, parsed

Trees = Mapping[str, ast.Module]
Named = tuple[str, str]
"""A function or a value of a module: its file, its name."""

_GALLERY = f"{UI}gallery"
_DRAWN = ("Control", "Semantics", "Container", "Row", "Column", "ListView", "MapLayer", "Marker", "TileLayer")
SHOWS_ALL = {
    (f"{UI}theme.py", "appearance"): "the gallery is drawn inside it",
    (f"{UI}toasts.py", "toast_layer"): "above every tab; « États » has what makes one appear",
    (f"{UI}toasts.py", "toast_place"): "where that layer lies",
    (f"{UI}toasts.py", "above_toasts"): "where the bell's line lies, above that layer",
}
"""What stands on no tab because every tab stands in it."""


def components(trees: Trees) -> set[Named]:
    """Give the public functions that draw."""
    return {
        (path, node.name)
        for path, tree in trees.items()
        if path.startswith(UI) and not path.startswith(_GALLERY)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _draws(node)
    }


def _draws(node: ast.FunctionDef) -> bool:
    given = ast.unparse(node.returns) if node.returns else ""
    takes_look = any(argument.arg == "look" for argument in node.args.args)
    is_component = any(ast.unparse(one) == "ft.component" for one in node.decorator_list)
    return (takes_look or is_component) and any(word in given for word in _DRAWN)


def shown(trees: Trees) -> set[Named]:
    """Give all that the tabs use, and what that uses in turn."""
    bodies = {(path, name): node for path, tree in trees.items() for name, node in _parts(tree)}
    imports = {path: _imported(tree) for path, tree in trees.items()}
    found: set[Named] = set()
    waiting = [place for place in bodies if place[0].startswith(_GALLERY)]
    while waiting:
        place = waiting.pop()
        if place in found or place not in bodies:
            continue
        found.add(place)
        path, node = place[0], bodies[place]
        for name in _names(node):
            used = _origin(imports, (path, name))
            if used is not None:
                waiting.append(used)
    return found


def _origin(imports: Mapping[str, Mapping[str, Named]], place: Named) -> Named | None:
    """Follow a name through what only hands it on (`widgets/__init__.py`) to where it is written."""
    path, name = place
    while name in imports.get(path, {}):
        path, name = imports[path][name]
    return path, name


def _parts(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, node


def _imported(tree: ast.Module) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fieldapp.ui"):
            path = str(node.module).replace(".", "/")
            file = f"{path}/__init__.py" if f"{path}/__init__.py" in parsed() else f"{path}.py"
            found.update({alias.asname or alias.name: (file, alias.name) for alias in node.names})
    return found


def _names(node: ast.AST) -> set[str]:
    """Give the names that are read in a function, but for its own."""
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    own = {part.id for part in names if isinstance(part.ctx, ast.Store)}
    own |= {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return {part.id for part in names} - own


def test_gallery_shows_every_component() -> None:
    trees = parsed()
    missing = components(trees) - shown(trees) - set(SHOWS_ALL)
    assert sorted(missing) == [], "draw it on a tab: fieldapp/ui/gallery_*.py"


def test_components_are_many_and_an_empty_gallery_shows_none() -> None:
    trees = parsed()
    all_of_them = components(trees)
    assert len(all_of_them) > 120
    assert {(f"{UI}voice.py", "voice_box"), (f"{UI}widgets/photos.py", "photo_tile")} <= all_of_them
    bare = {path: tree for path, tree in trees.items() if not path.startswith(_GALLERY)}
    assert all_of_them - shown(bare) == all_of_them


def test_component_that_is_only_imported_is_not_shown() -> None:
    tab = ast.parse("from fieldapp.ui.widgets import pill, plate\n\ndef tab(look):\n    return plate(look, 'tree')\n")
    trees = {path: tree for path, tree in parsed().items() if not path.startswith(_GALLERY)}
    found = shown({**trees, f"{_GALLERY}_new.py": tab})
    assert (f"{UI}widgets/plates.py", "plate") in found
    assert (f"{UI}widgets/pill.py", "pill") not in found


def _gallery_nodes() -> Iterator[ast.AST]:
    for path, tree in parsed().items():
        if path.startswith(_GALLERY):
            yield from ast.walk(tree)


def test_gallery_shows_every_state_of_pill_and_photo() -> None:
    states = {state.__name__ for union in (widgets.PhotoState, widgets.PillState) for state in get_args(union)}
    named = {node.id for node in _gallery_nodes() if isinstance(node, ast.Name)}
    assert len(states) > 8
    assert states - named == set()


_STATES = (CameraTrouble, Foot, Hold, Kind, Mark, MicrophoneTrouble, PackTrouble, Phase, Sign, Verdict)


@pytest.mark.parametrize("states", _STATES)
def test_gallery_shows_every_state_of_a_kind(states: type[StrEnum]) -> None:
    name = states.__name__
    loops = [node.iter for node in _gallery_nodes() if isinstance(node, ast.comprehension | ast.For)]
    dotted = [node for node in _gallery_nodes() if isinstance(node, ast.Attribute)]
    members = {node.attr for node in dotted if ast.unparse(node.value) == name}
    # What a component shows when nobody says otherwise needs no name.
    left = {one.name for one in states} - members - {"IDLE", "QUIET"}
    assert not left or name in {ast.unparse(loop) for loop in loops}
