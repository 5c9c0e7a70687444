"""The line below a trouble: its code, and « Copier pour le support »."""

import flet as ft

from fieldapp.device.answers import asked
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.version import VERSION
from fieldapp.ui.widgets.buttons import text_button
from fieldapp.ui.widgets.layout import tight_row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import quiet


@ft.component
def support_line(code: str) -> ft.Control:
    """Show a code and what copies it, with the version and nobody’s name; the button says when it has."""
    look, (is_copied, tell) = use_look(), ft.use_state(False)

    async def copy() -> None:
        await copy_code(look, code)
        tell(True)

    word = look.t("trouble.copied") if is_copied else look.t("trouble.copy")
    tap = Tap("copy-code", word, copy)
    told = quiet(look, look.t("trouble.code", code=code), Style.META)
    # A button takes the whole width that it is given: in a row of its own it stays beside the code.
    copies = tight_row(text_button(look, tap, "check" if is_copied else "copy"))
    return ft.Row([told, copies], spacing=8, run_spacing=0, wrap=True, vertical_alignment=ft.CrossAxisAlignment.CENTER)


async def copy_code(look: Look, code: str) -> None:
    """Put a code on the clipboard, as the support wants it; a device without one stays as it is."""
    clipboard = ft.Clipboard()
    await asked(_done(clipboard, look.t("trouble.support", version=VERSION, code=code)))


async def _done(clipboard: ft.Clipboard, text: str) -> bool:
    await clipboard.set(text)
    return True
