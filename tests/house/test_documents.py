"""What the documents point to is there: a claim whose test was renamed or removed is no claim."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "sync/PROTOCOL.md",
    "sync/server/API.md",
    "sync/server/GUIDE.md",
)
_PATH = re.compile(r"`((?:tests|fieldapp|sync)/[\w/.]*\w)`")
_TEST = re.compile(r"`(test_\w+\.py)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_of_a_document_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    folder = (ROOT / name).parent
    lost = [path for path in _PATH.findall(text) if not _is_there(path)]
    lost += [test for test in _TEST.findall(text) if not list((ROOT / "tests").rglob(test))]
    lost += [link for link in _LINK.findall(text) if not (folder / link).exists()]
    assert not lost


def _is_there(path: str) -> bool:
    """Tell whether a path is a file, a folder or a module without its ending."""
    return any((ROOT / one).exists() for one in (path, f"{path}.py"))


def test_security_names_the_test_of_each_claim() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    holds = text[text.index("## What holds") : text.index("## What does not hold")]
    claims = [line for line in holds.splitlines() if line.startswith("| ") and not line.startswith("| Claim")]
    assert len(claims) > 15
    assert [line for line in claims if "test_" not in line] == []
