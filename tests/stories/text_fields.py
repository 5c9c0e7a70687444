"""Every text field of the app, read from its code: where it is drawn, its identifier, `*` for what varies.

A field is a call of `Field(…)`. A text field of Flet's own that is drawn anywhere else than in the one widget for it
has no identifier to be found by, and is listed as such.
"""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

APP: Final = Path(__file__).parents[2] / "fieldapp"
THE_WIDGET: Final = "ui/widgets/fields"
GALLERY: Final = "ui/gallery"
"""The gallery of components shows fields, and no record."""
_FLET_OWN: Final = frozenset({"TextField", "CupertinoTextField", "SearchBar", "AutoComplete", "CodeEditor"})


class TextField(NamedTuple):
    """One text field: `tasks/screens_checks`, `reason-*`."""

    place: str
    identifier: str

    def is_drawn_as(self, place: str, identifier: str) -> bool:
        """Tell whether a field on the screen is this one."""
        return self.place == place and fnmatchcase(identifier, self.identifier)


def text_fields(app: Path = APP) -> frozenset[TextField]:
    """Give every text field that is in the code."""
    found: set[TextField] = set()
    for path in sorted(app.rglob("*.py")):
        place = path.relative_to(app).with_suffix("").as_posix()
        if place != THE_WIDGET and not place.startswith(GALLERY):
            found |= {TextField(place, identifier) for identifier in _identifiers(path.read_text(encoding="utf-8"))}
    return frozenset(found)


def _identifiers(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    draws_fields = any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("fieldapp.ui.widgets")
        and any(alias.name == "Field" for alias in node.names)
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Field" and draws_fields:
            yield _pattern(_first(node))
        elif name in _FLET_OWN:
            yield f"<{name}>"


def _first(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((word.value for word in call.keywords if word.arg == "identifier"), None)


def _pattern(expression: ast.expr | None) -> str:
    match expression:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case ast.Call(ast.Attribute(of)):
            return _pattern(of)
    return "*"
