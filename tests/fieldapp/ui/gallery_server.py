"""Serve the gallery on loopback: `python gallery_server.py PORT`; the path says theme, density and tab.

`/dark-desk-triage-fr` is the tab « triage » in the dark theme with the sizes of the desk; `-gloves` may follow.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import flet as ft

from fieldapp.ui.gallery import gallery
from fieldapp.ui.gallery_house import SampleHouse, sample_house
from fieldapp.ui.i18n import Language
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.tokens import Density

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def main_of(house: SampleHouse) -> Callable[[ft.Page], None]:
    """Give the `main` of a page that is dressed as its path says and shows a tab."""

    def main(page: ft.Page) -> None:
        theme, density, tab, language, *gloves = page.route.strip("/").split("-")
        preferences = Preferences(ThemeChoice(theme), Language(language), Density(density), gloves=bool(gloves))
        prepare(page, preferences)
        page.render(lambda: appearance(preferences, lambda: gallery(house, tab)))

    return main


if __name__ == "__main__":
    with TemporaryDirectory() as folder, sample_house(Path(folder)) as opened:
        ft.run(main_of(opened), host="127.0.0.1", port=int(sys.argv[1]), view=None, assets_dir=str(ASSETS), no_cdn=True)
