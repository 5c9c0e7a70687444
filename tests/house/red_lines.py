"""The red lines of STYLE that ruff cannot draw: sizes, docstrings, broad excepts, names, silenced checks.

Targets are far below: the models' medians are functions of 4 to 12 lines and files of 40 to 200. Complexity
(8) and arguments (5) are ruff's, see pyproject.toml; silencing them is refused here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.source import Finding, Function, Rule, Source

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
FUNCTIONS_MAX = 25
DOC_LINE_CHARS_MAX = 100

# Each banned word with what to write instead.
BANNED_WORDS = {
    "util": "name what it gives: `instants`, `ids`, `street_names`",
    "utils": "name what it gives: `instants`, `ids`, `street_names`",
    "helper": "put it beside its only caller, or name what it gives",
    "helpers": "put it beside its only caller, or name what it gives",
    "manager": "name what it does to what: `vault`, `outbox`, `uploads`",
    "managers": "name what it does to what: `vault`, `outbox`, `uploads`",
    "common": "if two need it, it has a name of its own",
    "misc": "if it belongs nowhere, it belongs to its caller",
}

# The boundaries that may catch everything: path -> how many handlers. STYLE, «Errors»: the engine's and the
# screens', one each. An empty promise is refused as well: a boundary that is gone leaves this table.
BOUNDARIES: dict[str, int] = {"sync/client/engine.py": 1}

# What nobody may silence with a noqa: sizes, broken layering, missing docstrings, fakes that are mocks.
NEVER_SILENCED = re.compile(r"^(C901|PLR09\d\d|BLE001|TID25\d|F403|FIX\d+|D1\d\d|PGH\d+|T20\d)$")
_NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa(?P<codes>:[\sA-Z0-9,]+)?", re.IGNORECASE)


def file_lines(source: Source) -> Iterator[Finding]:
    """Find a file that is too long."""
    count = len(source.lines)
    if count > FILE_LINES_MAX:
        says = f"{count} lines; at most {FILE_LINES_MAX}: cut it where the words change"
        yield source.found("file_lines", FILE_LINES_MAX, says, amount=count)


def function_lines(source: Source) -> Iterator[Finding]:
    """Find functions that are too long, decorators not counted."""
    for function in source.functions:
        count = (function.end_lineno or function.lineno) - function.lineno + 1
        if count > FUNCTION_LINES_MAX:
            says = f"`{function.name}` has {count} lines; at most {FUNCTION_LINES_MAX}: decide here, compute in leaves"
            yield source.found("function_lines", function.lineno, says, amount=count)


def _outer_functions(body: list[ast.stmt]) -> Iterator[Function]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outer_functions(node.body)


def functions_per_file(source: Source) -> Iterator[Finding]:
    """Find a file with too many functions and methods; those inside a function are its own affair."""
    count = sum(1 for _ in _outer_functions(source.tree.body))
    if count > FUNCTIONS_MAX:
        yield source.found("functions_per_file", 1, f"{count} functions; at most {FUNCTIONS_MAX}", amount=count)


def opening_docstring(source: Source) -> Iterator[Finding]:
    """Find a file whose first statement does not say what it is."""
    if ast.get_docstring(source.tree) is None:
        yield source.found("opening_docstring", 1, "begin with one sentence that says what the file is")


def docstring_first_line(source: Source) -> Iterator[Finding]:
    """Find docstrings whose first line is empty or too long to read at a glance."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(source.tree):
        if not isinstance(node, documented):
            continue
        docstring = ast.get_docstring(node, clean=True)
        first = docstring.partition("\n")[0] if docstring is not None else "-"
        allowed = DOC_LINE_CHARS_MAX if not isinstance(node, ast.Module) else DOC_LINE_CHARS_MAX + 10
        if not first or len(first) > allowed:
            line = getattr(node, "lineno", 1)
            yield source.found("docstring_first_line", line, f"first line of {len(first)} characters: 1 to {allowed}")


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def _raises_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def broad_except(source: Source) -> Iterator[Finding]:
    """Find handlers that swallow everything, outside the boundaries; undoing and raising on is fine."""
    handlers = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)]
    swallowing = [node for node in handlers if _catches_everything(node) and not _raises_on(node)]
    allowed = BOUNDARIES.get(source.path, 0)
    for handler in swallowing[allowed:]:
        yield source.found("broad_except", handler.lineno, "catch the typed exception of the edge, or let it pass")
    if len(swallowing) < allowed:
        says = f"{allowed} handlers allowed, {len(swallowing)} there: shrink BOUNDARIES"
        yield source.found("broad_except", 1, says)


def silenced_checks(source: Source) -> Iterator[Finding]:
    """Find a noqa without a code, or one that silences a red line."""
    for number, line in enumerate(source.lines, start=1):
        match = _NOQA.search(line)
        if match is None or source.path.startswith("tests/house/"):
            continue
        codes = re.findall(r"[A-Z]+\d+", match["codes"] or "")
        if not codes or any(NEVER_SILENCED.match(code) for code in codes):
            yield source.found("silenced_checks", number, "mend it: this check is not silenced by a comment")


def banned_words(source: Source) -> Iterator[Finding]:
    """Find a path with a word that says nothing."""
    for part in PurePosixPath(source.path).with_suffix("").parts:
        for word in part.lower().split("_"):
            if word in BANNED_WORDS:
                yield source.found("banned_words", 1, f"`{word}` in the path: {BANNED_WORDS[word]}")


RULES: tuple[Rule, ...] = (
    file_lines,
    function_lines,
    functions_per_file,
    opening_docstring,
    docstring_first_line,
    broad_except,
    silenced_checks,
    banned_words,
)


def names_of_tests(source: Source) -> Iterator[Finding]:
    """Find tests that are not named for what they show: test_<what>_<result>[_when_<condition>]."""
    for function in source.functions:
        if function.name.startswith("test") and not re.fullmatch(r"test(_[a-z0-9]+){2,}", function.name):
            yield source.found("names_of_tests", function.lineno, f"`{function.name}`: test_<what>_<result>[_when_…]")
