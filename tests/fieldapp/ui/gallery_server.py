"""Serve the gallery on loopback: `python gallery_server.py PORT`; the path says theme, density and tab.

`/dark-desk-triage-fr` is the tab « triage » in the dark theme with the sizes of the desk; `-gloves` may follow.
"""

import sys
from pathlib import Path

import flet as ft

from fieldapp.ui.gallery import gallery
from fieldapp.ui.i18n import Language
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.tokens import Density

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def main(page: ft.Page) -> None:
    """Dress the page as its path says and show a tab."""
    theme, density, tab, language, *gloves = page.route.strip("/").split("-")
    preferences = Preferences(ThemeChoice(theme), Language(language), Density(density), gloves=bool(gloves))
    prepare(page, preferences)
    page.render(lambda: appearance(preferences, lambda: gallery(tab)))


if __name__ == "__main__":
    ft.run(main, host="127.0.0.1", port=int(sys.argv[1]), view=None, assets_dir=str(ASSETS), no_cdn=True)
