"""The keys of the desk: one map per page, because Flet's keyboard events are global (UI.md §6).

    use_keys({"J": next_row, "Ctrl Z": undo})          # inside a component of a screen; gone when it leaves

A key is written as on its hint: `J`, `/`, `Enter`, `Ctrl Z`. The innermost screen that knows a key gets it. No key
acts while the map is `hushed` by a sheet, and only those of `WHILE_TYPING` while a text field has the focus
(`typing_begins`, `typing_ends`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import flet as ft

from fieldapp.ui.boundary import attempt
from fieldapp.ui.effects import use_span
from fieldapp.ui.presence import touched

Keys = Mapping[str, Callable[[], Any]]
KeyLine = tuple[tuple[str, ...], str]
"""A line of the sheet of keys: keys as the map names them, and the key of the words that say what they do."""

_FRENCH_DIGITS: Final = "&é\"'(-è_çà"
"""What the digits give on a French keyboard without Shift, from 1 on."""
_NAMES: Final[Mapping[str, str]] = {
    "Arrow Down": "Down",
    "Arrow Up": "Up",
    " ": "Space",
    "Numpad Enter": "Enter",
    **{f"Numpad {digit}": str(digit) for digit in range(10)},
    **{sign: str((at + 1) % 10) for at, sign in enumerate(_FRENCH_DIGITS)},
}
ESCAPE_FIELD: Final = "Escape Field"
"""Escape while a text field has the focus: heard only by screens that say what it leaves."""
WHILE_TYPING: Final[Mapping[str, str]] = {"Escape": ESCAPE_FIELD, "Ctrl Enter": "Ctrl Enter", "F6": "F6"}
"""The keys that act while a text field has the focus, and the name under which they are heard."""

_LEADING: Final = frozenset({"Tab", "F6"})
"""The keys that lead from one control to another."""
_OF_BUTTONS: Final = frozenset({"Enter", "Space"})
"""The keys that press a button which has the focus."""

_typing: "WeakKeyDictionary[ft.Page, int]" = WeakKeyDictionary()
_on_button: "WeakKeyDictionary[ft.Page, int]" = WeakKeyDictionary()
_tabbed: "WeakKeyDictionary[ft.Page, int]" = WeakKeyDictionary()
"""Pages on which Tab or F6 was pressed last, before the focus that follows."""


def typing_begins() -> None:
    """Take note that a text field of this page has the focus: the handler of its `on_focus`."""
    touched()
    _tabbed.pop(ft.context.page, None)
    _typing[ft.context.page] = 1


def typing_ends() -> None:
    """Take note that no text field has the focus: the handler of its `on_blur`."""
    _typing.pop(ft.context.page, None)


def is_typing(page: ft.Page) -> bool:
    """Tell whether a text field of this page has the focus."""
    return page in _typing


def led_by_key(page: ft.Page) -> None:
    """Take note that the focus that follows is given by a key, as Tab does."""
    _tabbed[page] = 1


def button_focused(event: Any) -> None:
    """Take note that Tab or F6 led to a button: Enter and Space are its own now.

    A click gives it the focus as well, but who clicks a row goes on with the keys of the screen.
    """
    page = ft.context.page
    if _tabbed.pop(page, None):
        _on_button[page] = event.control._i
    else:
        _on_button.pop(page, None)


def button_left(event: Any) -> None:
    """Take note that a button has lost the focus, unless another has it already."""
    if _on_button.get(ft.context.page) == event.control._i:
        del _on_button[ft.context.page]


def is_on_button(page: ft.Page) -> bool:
    """Tell whether a button of this page has the focus; one that was taken away said no « blur »."""
    return _on_button.get(page) in page.session.index


def key_name(event: ft.KeyboardEvent) -> str:
    """Write a key press as a hint shows it; Shift counts for letters only: « / » may need it."""
    name = _NAMES.get(event.key.lower() if len(event.key) == 1 else event.key, event.key)
    name = name.upper() if len(name) == 1 else name
    held = [word for word, down in (("Ctrl", event.ctrl or event.meta), ("Alt", event.alt)) if down]
    if event.shift and name.isalpha() and len(name) == 1:
        held.append("Shift")
    return " ".join([*held, name])


class KeyMap:
    """The bindings of one page, the innermost last."""

    def __init__(self) -> None:
        self.hushed = False
        """Whether the pill's sheet is open above the screens; Escape closes it."""
        self._bindings: list[tuple[Callable[[], Keys], bool]] = []
        self._told: list[Callable[[], Sequence[KeyLine]]] = []

    def add(self, keys: Callable[[], Keys], *, alone: bool = False) -> Callable[[], None]:
        """Bind keys; `keys()` is asked at each press, so that it gives the handlers of the last drawing.

        Those of a sheet are `alone`: what was bound before it is silent.
        """
        binding = (keys, alone)
        self._bindings.append(binding)
        return lambda: self._bindings.remove(binding)

    def tell(self, lines: Callable[[], Sequence[KeyLine]]) -> Callable[[], None]:
        """Say what the keys of a part of the screen do, for the sheet of keys."""
        self._told.append(lines)
        return lambda: self._told.remove(lines)

    def lines(self) -> tuple[KeyLine, ...]:
        """Give what the keys of the screen do, part by part."""
        return tuple(line for told in self._told for line in told())

    def bound(self, name: str) -> Callable[[], Any] | None:
        """Give what a key does now."""
        for keys, alone in reversed(self._bindings):
            if name in keys():
                return keys()[name]
            if alone:
                return None
        return None

    async def pressed(self, event: ft.KeyboardEvent) -> None:
        """Do what a key asks: the handler of the page's keyboard events."""
        touched()
        name = key_name(event)
        if name in _LEADING:
            led_by_key(ft.context.page)
        if self.hushed and name != "Escape":
            return
        if is_typing(ft.context.page):
            if name not in WHILE_TYPING:
                return
            name = WHILE_TYPING[name]
        elif name in _OF_BUTTONS and is_on_button(ft.context.page):
            return
        act = self.bound(name)
        if act is not None:
            await attempt(act)


_NO_KEYS = KeyMap()
KeysContext = ft.create_context(_NO_KEYS)


def use_keys(keys: Keys) -> None:
    """Bind keys for as long as this component is on the page."""
    keymap = ft.use_context(KeysContext)
    latest: ft.MutableRef[Keys] = ft.use_ref(_none)
    latest.current = keys
    use_span(lambda: keymap.add(lambda: latest.current), [])


def use_key_lines(lines: Sequence[KeyLine]) -> None:
    """Say what the keys of this component do, for as long as it is on the page."""
    keymap = ft.use_context(KeysContext)
    latest: ft.MutableRef[Sequence[KeyLine]] = ft.use_ref(tuple)
    latest.current = lines
    use_span(lambda: keymap.tell(lambda: latest.current), [])


def use_sheet_keys(close: Callable[[], Any], keys: Keys | None = None) -> None:
    """Bind the keys of an open sheet: Escape closes it, and no key of the screen below acts."""
    keymap, page = ft.use_context(KeysContext), ft.context.page
    latest: ft.MutableRef[Keys] = ft.use_ref(_none)
    latest.current = {"Escape": close, ESCAPE_FIELD: close, **(keys or {})}

    def begin() -> Callable[[], None]:
        leave = keymap.add(lambda: latest.current, alone=True)

        def end() -> None:
            leave()
            # Its field is gone without a « blur ».
            _typing.pop(page, None)

        return end

    use_span(begin, [])


def _none() -> Keys:
    return {}
