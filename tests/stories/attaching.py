"""Files chosen on a screen: the browser's own chooser, asked again where a loaded machine let it pass."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from playwright.sync_api import FileChooser, FilePayload
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser_driver import Screen
from tests.stories.client import await_rest

CHOOSER_MS: Final = 8_000
"""A browser opens its chooser only within 5 s of the tap; a loaded machine may answer later."""
TAPS_MAX: Final = 4


def attach_document(screen: Screen, name: str, content: bytes) -> None:
    """Choose a PDF for a note; done when the form shows it."""
    choose(screen, "add-documents", [FilePayload(name=name, mimeType="application/pdf", buffer=content)])
    screen.wait_text(name)


def choose(screen: Screen, opener: str, files: Sequence[FilePayload]) -> None:
    """Give files to the chooser that a button opens."""
    await_rest(screen, opener)
    _file_chooser(screen, opener).set_files(files)


def _file_chooser(screen: Screen, opener: str) -> FileChooser:
    for _ in range(TAPS_MAX - 1):
        with suppress(PlaywrightTimeoutError):
            return _tap_for_chooser(screen, opener)
    return _tap_for_chooser(screen, opener)


def _tap_for_chooser(screen: Screen, opener: str) -> FileChooser:
    with screen.page.expect_file_chooser(timeout=CHOOSER_MS) as chooser:
        screen.tap(opener)
    return chooser.value
