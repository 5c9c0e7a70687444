"""The version of the app, for people and for the support; a test holds it to `pyproject.toml`."""

from typing import Final

VERSION: Final = "0.1.0"
