"""A PDF chosen on a writer's screen: the browser's own chooser, asked again where a loaded machine let it pass."""

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
    await_rest(screen, "add-documents")
    _file_chooser(screen).set_files([FilePayload(name=name, mimeType="application/pdf", buffer=content)])
    screen.wait_text(name)


def _file_chooser(screen: Screen) -> FileChooser:
    for _ in range(TAPS_MAX - 1):
        with suppress(PlaywrightTimeoutError):
            return _tap_for_chooser(screen)
    return _tap_for_chooser(screen)


def _tap_for_chooser(screen: Screen) -> FileChooser:
    with screen.page.expect_file_chooser(timeout=CHOOSER_MS) as chooser:
        screen.tap("add-documents")
    return chooser.value
