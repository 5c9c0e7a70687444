"""The forms in which the desk makes a file of a list: CSV, and XLSX where the device can."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from fieldapp.ui.app import App
from fieldapp.ui.spreadsheets import Table, csv_bytes, has_xlsx, xlsx_bytes
from fieldapp.ui.widgets import Choice

Write = Callable[[Table], bytes]
_FORMS: Final[Mapping[str, tuple[str, Write]]] = {"csv": ("file-text", csv_bytes), "xlsx": ("rows", xlsx_bytes)}


def file_forms() -> tuple[str, ...]:
    """Name the forms that this device can make: the ends of their files' names."""
    return ("csv", "xlsx") if has_xlsx() else ("csv",)


def form_choices(words: Mapping[str, tuple[str, str]], save: Callable[[str], Any]) -> list[Choice]:
    """Offer a form per entry of `words` (form -> its word and the line below), each with its key."""
    return [
        Choice(f"export-{form}", word, partial(save, form), key=str(number), glyph=_FORMS[form][0], sub=sub, leads=True)
        for number, (form, (word, sub)) in enumerate(words.items(), 1)
    ]


async def keep_file(app: App, name: str, form: str, table: Table) -> bool:
    """Make the file and let the person keep it; false when it was kept nowhere."""
    # Aside: a long list takes a second, and the screen does not wait.
    made = await asyncio.to_thread(_FORMS[form][1], table)
    return bool(await app.device.save_file(name, made))
