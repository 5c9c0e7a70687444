"""The peer of the first screen: a Flet app that shows one text.

python -m tests.bench.bare_app PORT
"""

import os
import sys
from pathlib import Path

import flet as ft


def main(page: ft.Page) -> None:
    """Show a text with an identifier."""
    page.add(ft.Semantics(identifier="bare", content=ft.Text("bonjour")))


if __name__ == "__main__":
    os.environ["FLET_FORCE_WEB_SERVER"] = "true"
    assets = Path(__file__).parents[2] / "assets"
    ft.run(main, host="127.0.0.1", port=int(sys.argv[1]), assets_dir=str(assets), no_cdn=True)
