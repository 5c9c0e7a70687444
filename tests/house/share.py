"""The share of comments and docstrings in the product, per area, against STYLE's bands.

20 to 40 % of the lines in the pure core, where the theory is; 5 to 15 % elsewhere. The amount of a finding is
the distance from the band in whole percent, so that a ratchet can only bring an area closer. Protocols are not
counted: a promise has a docstring for each method and no code, which would say nothing about the code beside it.
"""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.house.source import Finding, Source

CORE_BAND = (20, 40)
OTHER_BAND = (5, 15)
# A share says something once there is something to read.
AREA_LINES_MIN = 200


def area_of(path: str) -> str:
    """Name the area of a file: the five parts of sync one by one, fieldapp as one."""
    parts = PurePosixPath(path).parts
    return "/".join(parts[:2]) if parts[0] == "sync" and len(parts) > 2 else parts[0]


def _docstring_lines(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            lines.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return lines


def _protocol_lines(tree: ast.Module) -> set[int]:
    promises = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_protocol(node)]
    return {number for node in promises for number in range(node.lineno, (node.end_lineno or 0) + 1)}


def _is_protocol(node: ast.ClassDef) -> bool:
    names = (name for base in node.bases for name in ast.walk(base) if isinstance(name, ast.Name))
    return any(name.id == "Protocol" for name in names)


def explained_lines(source: Source) -> tuple[int, int]:
    """Count the lines that explain (docstrings, comments) and all that are not blank."""
    explaining = _docstring_lines(source.tree)
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and source.lines[token.start[0] - 1].lstrip().startswith("#"):
            explaining.add(token.start[0])
    blank = {number for number, line in enumerate(source.lines, start=1) if not line.strip()}
    left_out = blank | _protocol_lines(source.tree)
    return len(explaining - left_out), len(source.lines) - len(left_out)


def shares(sources: Iterable[Source]) -> dict[str, tuple[int, int]]:
    """Sum up, per area, the lines that explain and all lines."""
    sums: dict[str, tuple[int, int]] = {}
    for source in sources:
        explaining, all_lines = explained_lines(source)
        before = sums.get(area_of(source.path), (0, 0))
        sums[area_of(source.path)] = before[0] + explaining, before[1] + all_lines
    return sums


def comment_shares(sources: Iterable[Source]) -> Iterator[Finding]:
    """Find areas whose share of comments is outside its band."""
    for area, (explaining, all_lines) in sorted(shares(sources).items()):
        least, most = CORE_BAND if area == "sync/core" else OTHER_BAND
        percent = round(100 * explaining / max(all_lines, 1))
        distance = max(least - percent, percent - most, 0)
        if distance and all_lines >= AREA_LINES_MIN:
            says = f"{percent} % of {all_lines} lines are comments or docstrings; {least} to {most} % are wanted"
            yield Finding("comment_share", area, 1, says, distance)
