"""Rules that hold over all screens: colours and sizes from tokens, one way to tap, names for everything."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from fieldapp.ui.glyphs import GLYPHS
from tests.fieldapp.ui.sources import calls, parsed, text_of

Trees = Mapping[str, ast.Module]
Rule = Callable[[Trees], Iterator[str]]

_HEX = re.compile(r"^#[0-9A-Fa-f]{3,8}$")
_KEBAB = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_TOKENS = "fieldapp/ui/tokens.py"
# `press` is the one place that hands a gesture to Flet; a hold is a second gesture on top of it, a map has its own.
_GESTURES_MAY = {"fieldapp/ui/widgets/press.py", "fieldapp/ui/widgets/holds.py", "fieldapp/ui/map_ground.py"}
_GESTURES = {"on_click", "on_tap", "on_long_press", "on_long_press_start", "on_long_press_end"}
# Handlers of `press` go through `Look.attempt`, which tells the touch.
_TELLS_ITSELF = {"fieldapp/ui/widgets/press.py", "fieldapp/ui/presence.py"}
_TOLD = re.compile(r"^on_(tap|tap_up|tap_down|pan_\w+|scale_\w+|scroll|selection_change|dismiss)$")
_TAPS = {"Tap", "Action", "Choice", "Place", "Field", "Record", "Check"}
_TEXT_SIZES = {"Text": "size", "TextStyle": "size", "TextField": "text_size", "TextSpan": "size"}
# Of two panes the right one has the pill; the gallery shows headers as such.
_SHOWS_NO_SCREEN = ("fieldapp/ui/gallery", "fieldapp/ui/two_panes.py")
_GREETING_ARGS = 4
_ICONS = {"glyph": 1, "plate": 1, "fixed_glyph": 1, "icon_button": 2, "empty_state": 1, "banner": 1, "map_tool": 2}


def colours(trees: Trees) -> Iterator[str]:
    """Find a colour that is written outside the tokens."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if path == _TOKENS or not isinstance(node, ast.Constant):
                continue
            if _HEX.match(text_of(node) or ""):
                yield f"{path}:{node.lineno} {text_of(node)}"


def material_colours(trees: Trees) -> Iterator[str]:
    """Find a colour of Material, which no theme of ours knows."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            of_material = isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ft.Colors"
            if isinstance(node, ast.Attribute) and of_material and node.attr not in {"TRANSPARENT", "with_opacity"}:
                yield f"{path}:{node.lineno} {node.attr}"


def text_sizes(trees: Trees) -> Iterator[str]:
    """Find a text size that is a number, or a weight that Flutter would fake."""
    for path, call, name in calls(trees):
        for keyword in call.keywords:
            literal = isinstance(keyword.value, ast.Constant) and keyword.arg == _TEXT_SIZES.get(name, "")
            if path != _TOKENS and (literal or keyword.arg == "weight"):
                yield f"{path}:{call.lineno} {keyword.arg}"


def gestures(trees: Trees) -> Iterator[str]:
    """Find a gesture that goes round `press`: it would have no name, no identifier and no focus."""
    for path, call, _ in calls(trees):
        for keyword in call.keywords:
            if keyword.arg in _GESTURES and path not in _GESTURES_MAY:
                yield f"{path}:{call.lineno} {keyword.arg}"


def unheard(trees: Trees) -> Iterator[str]:
    """Find what scrolls or hears a gesture and does not tell it: the office would be locked beside it."""
    for path, tree in trees.items():
        if path in _TELLS_ITSELF or "/gallery" in path:
            continue
        told = {id(call.args[0]) for _, call, name in calls({path: tree}) if name == "hears"}
        for _, call, name in calls({path: tree}):
            is_list = name in {"ListView", "GridView"} or any(one.arg == "scroll" for one in call.keywords)
            if is_list and ast.unparse(call.func).startswith("ft.") and id(call) not in told:
                yield f"{path}:{call.lineno} {name}"
        for handler, value in _handlers(tree):
            if _TOLD.match(handler) and not ast.unparse(value).startswith(("heard(", "None")):
                yield f"{path}:{value.lineno} {handler}"


def _handlers(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg and node.arg.startswith("on_"):
            yield node.arg, node.value
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                pairs = zip(names, values, strict=False)
                yield from ((one.attr, value) for one, value in pairs if isinstance(one, ast.Attribute))


def identifiers(trees: Trees) -> Iterator[str]:
    """Find an identifier that is no kebab-case noun."""
    for path, call, name in calls(trees):
        identifier = text_of(call.args[0]) if name in _TAPS and call.args else None
        if identifier is not None and not _KEBAB.match(identifier):
            yield f"{path}:{call.lineno} {identifier}"


def icons(trees: Trees) -> Iterator[str]:
    """Find an icon that our fonts do not hold."""
    for path, call, name in calls(trees):
        places = [call.args[_ICONS[name]]] if name in _ICONS and len(call.args) > _ICONS[name] else []
        places += [keyword.value for keyword in call.keywords if keyword.arg == "glyph"]
        for icon in map(text_of, places):
            if icon and icon not in GLYPHS:
                yield f"{path}:{call.lineno} {icon}"


def pills(trees: Trees) -> Iterator[str]:
    """Find a header that says nothing of its pill: on every screen one sees what waits (DOMAIN F 2)."""
    for path, call, name in calls(trees):
        is_header = name in {"page_header", "greeting_header"} and not path.startswith(_SHOWS_NO_SCREEN)
        if is_header and len(call.args) < _GREETING_ARGS and "end" not in {keyword.arg for keyword in call.keywords}:
            yield f"{path}:{call.lineno} {name}"


RULES: dict[Rule, str] = {
    colours: "ink = '#FF0000'",
    material_colours: "ink = ft.Colors.RED",
    text_sizes: "ft.Text('x', size=12)",
    gestures: "ft.Container(on_click=f)",
    unheard: "ft.ListView(rows)",
    identifiers: "Tap('Sync_Pill', 'x', f)",
    icons: "plate(look, 'no-such-icon')",
    pills: "page_header(look, title, back=back)",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds_over_every_screen(rule: Rule) -> None:
    assert not list(rule(parsed()))


@pytest.mark.parametrize(("rule", "sample"), RULES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_rule_goes_red_when_a_sample_breaks_it(rule: Rule, sample: str) -> None:
    assert list(rule({"fieldapp/tasks/screens.py": ast.parse(sample)}))


@pytest.mark.parametrize(
    "sample",
    ["ft.Column(rows, scroll=AUTO)", "ft.GestureDetector(on_pan_update=draw)", "listed.on_scroll, listed.n = moved, 1"],
)
def test_gesture_that_nobody_is_told_of_is_found(sample: str) -> None:
    assert list(unheard({"fieldapp/tasks/screens.py": ast.parse(sample)}))


def test_weight_is_refused_because_it_would_be_faked() -> None:
    assert list(text_sizes({"fieldapp/tasks/screens.py": ast.parse("ft.TextStyle(weight=bold)")}))
