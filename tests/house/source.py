"""The files that the house rules read, parsed once, and what a rule says when it finds something.

A rule is a plain function from one `Source` to the `Finding`s in it. It opens nothing: a planted sample is
a `Source` made from a string, so that every rule can be shown to bite without touching a real file.
"""

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("fieldapp", "sync")
TEXT_BYTES_MAX = 2_000_000
_NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken; `amount` is what a ratchet compares."""

    rule: str
    path: str
    line: int
    says: str
    amount: int = 1

    def __str__(self) -> str:
        """Show as an editor expects it: path, line, rule, and what to do instead."""
        return f"{self.path}:{self.line}: [{self.rule}] {self.says}"


@dataclass(frozen=True)
class Source:
    """A Python file: its path inside the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Give the syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        """Give the lines without their ends."""
        return self.text.splitlines()

    @cached_property
    def functions(self) -> list[Function]:
        """List the functions and methods, nested ones too, in no particular order."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def found(self, rule: str, line: int, says: str, *, amount: int = 1) -> Finding:
        """Make a finding of this file."""
        return Finding(rule, self.path, line, says, amount)


Rule = Callable[[Source], Iterator[Finding]]


def _listed_by_git(root: Path) -> list[str] | None:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [name for name in done.stdout.decode().split("\0") if name]


def _walked(root: Path) -> list[str]:
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not _NOT_OURS & set(path.parts)]


@lru_cache(maxsize=8)
def tracked_paths(root: Path = ROOT) -> tuple[str, ...]:
    """List every file that git has or would take; of an unpacked archive, every file that is ours."""
    names = _listed_by_git(root) if (root / ".git").exists() else None
    names = _walked(root) if names is None else names
    return tuple(sorted(name for name in names if (root / name).is_file()))


@lru_cache(maxsize=4096)
def read_text(path: Path) -> str | None:
    """Read a file as text; None when it is binary or larger than any text of ours."""
    if path.stat().st_size > TEXT_BYTES_MAX:
        return None
    content = path.read_bytes()
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=8)
def python_sources(*tops: str, root: Path = ROOT) -> tuple[Source, ...]:
    """Parse the Python files below these top-level folders; without one, all of the repository's."""
    names = [name for name in tracked_paths(root) if name.endswith(".py")]
    chosen = [name for name in names if not tops or PurePosixPath(name).parts[0] in tops]
    return tuple(Source(name, read_text(root / name) or "") for name in chosen)
