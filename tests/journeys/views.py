"""The views in which journeys are walked: a language in a window."""

from typing import Final, NamedTuple

from fieldapp.ui.i18n import Language
from tests.browser_driver import DESK, DESK_SMALL, TABLET, TABLET_WIDE, Size

SIZES: Final = (TABLET, TABLET_WIDE, DESK_SMALL, DESK)
LOCALES: Final = {Language.FR: "fr-FR", Language.EN: "en-GB"}


class View(NamedTuple):
    """A language in a window."""

    language: Language
    size: Size

    @property
    def window(self) -> str:
        """Say the window: `800x1280`."""
        return named(self.size)

    def __str__(self) -> str:
        return f"{self.language} {self.window}"


def named(size: Size) -> str:
    """Say a window: `800x1280`."""
    return f"{size.width}x{size.height}"


def views(languages: tuple[Language, ...] = tuple(Language), sizes: tuple[Size, ...] = SIZES) -> tuple[View, ...]:
    """Give the views of these languages and windows."""
    return tuple(View(language, size) for language in languages for size in sizes)
