"""The sheet of keys that « ? » opens on every screen, and the foot that shows the first of them.

    use_key_lines(LINES)              # inside a component of a screen: what its keys do, for as long as it is there

A line names keys as the key map does (`J`, `Ctrl Z`, `Arrow Left`) and the words of what they do. What every screen
has is said once, here; `tests/fieldapp/shell/test_keys.py` holds that each key that is listed is bound there.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from fieldapp.ui.keymap import KeyLine, KeysContext, use_keys, use_sheet_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets.keys import key_bar, key_hint
from fieldapp.ui.widgets.layout import column, grow, row, tight_row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.sheets import Sheet, sheet
from fieldapp.ui.widgets.text import quiet, text

GENERAL: Final[tuple[KeyLine, ...]] = (
    (("/",), "keys.search"),
    (("F1",), "keys.help"),
    (("F6",), "keys.zone"),
    (("Tab",), "keys.control"),
    (("Escape",), "keys.back"),
    (("?",), "keys.all"),
)
"""What every screen has; Tab is the toolkit's own."""
SPAN: Final = "…"
"""Between the first and the last of several keys that follow each other."""
_KEYS_WIDTH: Final = 124
"""What the widest keys of the sheet take: those that choose the next one, too."""
_TWO_COLUMNS: Final = 800
"""How wide a sheet is whose lines stand in two columns."""


@ft.component
def key_asker() -> ft.Control:
    """Open the sheet of keys on « ? »; it takes no room itself."""
    is_open, set_open = ft.use_state(False)
    use_keys({"?": lambda: set_open(True)})
    if is_open:
        return _keys_sheet(lambda: set_open(False))
    return ft.Container(width=0, height=0)


@ft.component
def _keys_sheet(close: Callable[[], Any]) -> ft.Control:
    """List every key of this screen with what it does."""
    look, keymap = use_look(), ft.use_context(KeysContext)
    use_sheet_keys(close)
    content = [key_table(look, key_lines(keymap.lines())), quiet(look, look.t("keys.note"), Style.META)]
    leave = Tap("close", look.t("action.close"), close)
    ft.use_dialog(sheet(look, Sheet(look.t("keys.title"), content, leave, width=_TWO_COLUMNS)))
    return ft.Container(width=0, height=0)


def key_table(look: Look, lines: Sequence[KeyLine]) -> ft.Control:
    """Draw each key with what it does."""
    keys_width = _KEYS_WIDTH * max(1.0, look.measures.text_scale)
    drawn = [
        row(
            ft.Container(tight_row(*(key_hint(look, key_word(look, key)) for key in keys)), width=keys_width),
            grow(text(look, look.t(word))),
            gap=16,
        )
        for keys, word in lines
    ]
    return in_columns(look, drawn, gap=10)


def key_lines(own: Sequence[KeyLine]) -> tuple[KeyLine, ...]:
    """Give a screen's own keys, then those of every screen that it gives no other meaning."""
    named = {key for keys, _ in own for key in keys}
    return (*own, *(line for line in GENERAL if not named & set(line[0])))


def key_foot(look: Look, lines: Sequence[KeyLine], end: str = "") -> ft.Control | None:
    """Draw the first keys at the foot of the desk; the field has none, and large text needs the room."""
    if look.measures.field or look.measures.large_text:
        return None
    t = look.t
    hints = [
        ([key_word(look, key) for key in keys], t(f"{word}_short") if t.has(f"{word}_short") else t(word))
        for keys, word in lines
    ]
    return key_bar(look, hints, end)


def key_word(look: Look, key: str) -> str:
    """Give what stands on a key: its own name, or its word in this language."""
    known = f"key.{key.replace(' ', '_')}"
    return look.t(known) if look.t.has(known) else key


def in_columns(look: Look, lines: Sequence[ft.Control], *, gap: float) -> ft.Control:
    """Lay lines in two columns where a small desk screen would hide the last of them."""
    if look.measures.field or look.measures.large_text:
        return column(*lines, gap=gap, stretch=True)
    half = (len(lines) + 1) // 2
    halves = (column(*lines[:half], gap=gap, stretch=True), column(*lines[half:], gap=gap, stretch=True))
    return row(*(grow(one) for one in halves), gap=16, top=True)
