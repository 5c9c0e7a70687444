"""The version that people read is the version that is packed."""

import tomllib
from pathlib import Path

from fieldapp.ui.version import VERSION


def test_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
