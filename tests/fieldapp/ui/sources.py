"""The Python files of the screens, parsed, for tests that hold rules over all of them."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
UI: Final = "fieldapp/ui/"


@lru_cache(maxsize=1)
def parsed() -> dict[str, ast.Module]:
    """Give every file of fieldapp by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "fieldapp").rglob("*.py"))
    }


def calls(trees: Mapping[str, ast.Module] | None = None) -> Iterator[tuple[str, ast.Call, str]]:
    """Give every call with its file and the last part of the name that is called."""
    for path, tree in (parsed() if trees is None else trees).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                yield path, node, name


def text_of(node: ast.expr | None) -> str | None:
    """Give the text of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
