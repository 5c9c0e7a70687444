"""`Ruler`: the sizes that the texts and rows of a page were given, and what does not fit into them.

Flet tells the size of a control that has an `on_size_change`. While a `Ruler` is measuring, every text and every row of
one line that is drawn has one; from their sizes follows how much room the rows and the boxes of fixed size need.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import flet as ft
from flet.components.component import Component
from flet.messaging.session import Session

from fieldapp.ui.tokens import FONTS, Face
from tests.fieldapp.tour.boxes import SLACK_DP, Box

Pair = tuple[float, float]

_FACES: Final = frozenset(FONTS) - {Face.GLYPH, Face.GLYPH_FILLED}
_PLACED: Final = ("expand", "left", "top", "right", "bottom")
"""What lies so in its parent cannot tell its size: Flet puts what hears it between the two, and Flutter gives up."""


@contextmanager
def hearing(session: Session) -> Iterator["Ruler"]:
    """Hear the sizes that are told on a page, to the end: some are still told after `measuring`."""
    ruler, plain = Ruler(), session.dispatch_event

    async def noted(control_id: int, name: str, data: Any) -> None:
        if name == "size_change":
            ruler.hear(control_id, (data["w"], data["h"]))
            # Flet looks through the whole tree for a number that it does not know: hundreds of these would stop it.
            if getattr(session.index.get(control_id), "on_size_change", None) in (None, _told):
                return
        await plain(control_id, name, data)

    session.dispatch_event = noted
    try:
        yield ruler
    finally:
        session.dispatch_event = plain


class Ruler:
    """Holds the sizes that controls told, by their numbers."""

    def __init__(self) -> None:
        """Take no sizes yet."""
        self.sizes: dict[int, Pair] = {}
        self.times_told = 0

    def hear(self, number: int, size: Pair) -> None:
        """Note the size of a control."""
        self.sizes[number] = size
        self.times_told += 1

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Let every text, and every row of one line, that is drawn meanwhile tell its size."""
        init_of_row = ft.Row.init

        def init_row(control: ft.Row) -> None:
            init_of_row(control)  # type: ignore[no-untyped-call]
            if _is_line(control):
                _ask(control)

        self.sizes.clear()
        ft.Text.init = _ask_letters  # type: ignore[method-assign, assignment]
        ft.Row.init = init_row  # type: ignore[method-assign]
        try:
            yield
        finally:
            del ft.Text.init
            ft.Row.init = init_of_row  # type: ignore[method-assign]

    def boxes(self, controls: Iterable[Any], scale: float) -> tuple[Box, ...]:
        """Give the boxes of the texts whose size is known."""
        texts = (control for control in controls if isinstance(control, ft.Text))
        return tuple(box for text in texts if (box := self._box(text, scale)) is not None)

    def too_full(self, controls: Iterable[Any]) -> tuple[str, ...]:
        """Give the rows that are narrower, and the boxes that are smaller, than what lies in them."""
        return tuple(f"larger than its place: {_words(one)[:60]!r}" for one in controls if self._is_too_full(one))

    def _is_too_full(self, control: Any) -> bool:
        if isinstance(control, ft.Row) and _is_line(control):
            told = self.sizes.get(control._i)
            return told is not None and self.needs(control)[0] > told[0] + SLACK_DP
        if isinstance(control, ft.Container) and (control.width or control.height):
            wide, high = self._held(control)
            return any(has is not None and need > has + SLACK_DP for need, has in _sides(control, wide, high))
        return False

    def needs(self, control: Any) -> Pair:
        """Give the least width and height that the texts of a control need."""
        match control:
            case ft.Text():
                return self.sizes.get(control._i, (0, 0))
            case ft.Container():
                # A size of its own yields to that of what it lies in: only the letters in it need their room.
                wide, high = self._held(control)
                return min(wide, control.width or wide), min(high, control.height or high)
            case ft.Row():
                return self._lined(control, control.controls, 0)
            case ft.Column():
                return self._lined(control, control.controls, 1)
            case _:
                inner = _inside(control)
                return self.needs(inner) if inner is not None else (0, 0)

    def _held(self, box: ft.Container) -> Pair:
        wide, high = self.needs(box.content) if box.content is not None else (0, 0)
        pad = box.padding
        if isinstance(pad, ft.Padding):
            return (wide and wide + pad.left + pad.right), (high and high + pad.top + pad.bottom)
        return (wide and wide + 2 * (pad or 0)), (high and high + 2 * (pad or 0))

    def _lined(self, line: ft.Row | ft.Column, controls: Iterable[Any], along: int) -> Pair:
        needs = [self.needs(one) for one in controls if not getattr(one, "expand", None)]
        if line.scroll is not None or not needs:
            return 0, 0
        sides = [max(need[0] for need in needs), max(need[1] for need in needs)]
        if not line.wrap:
            sides[along] = sum(need[along] for need in needs) + line.spacing * (len(needs) - 1)
        return sides[0], sides[1]

    def _box(self, control: ft.Text, scale: float) -> Box | None:
        size, style = self.sizes.get(control._i), control.style
        if size is None or not isinstance(style, ft.TextStyle) or style.font_family not in _FACES:
            return None
        return Box(
            words=_words(control),
            face=str(style.font_family),
            size=(style.size or 0) * scale,
            line=style.height or 1.0,
            width=size[0],
            height=size[1],
            lines_max=control.max_lines,
            is_unbroken=bool(control.no_wrap),
        )


def _is_line(control: ft.Row) -> bool:
    return not control.wrap and control.scroll is None


def _sides(box: ft.Container, wide: float, high: float) -> tuple[tuple[float, float | None], ...]:
    return (wide, box.width), (high, box.height)


def _inside(control: Any) -> Any:
    """Give what a control holds, where it holds one."""
    inner = control._b if isinstance(control, Component) else getattr(control, "content", None)
    return inner if isinstance(inner, ft.BaseControl) else None


def _words(control: Any) -> str:
    """Give what is written in a control."""
    if isinstance(control, ft.Text):
        return control.value or "".join(span.text or "" for span in control.spans or [])
    inner = [_inside(control)] if _inside(control) is not None else getattr(control, "controls", None) or []
    return " ".join(found for one in inner if (found := _words(one)))


def _ask_letters(control: ft.Text) -> None:
    if isinstance(control.style, ft.TextStyle) and control.style.font_family in _FACES:
        _ask(control)


def _ask(control: ft.LayoutControl) -> None:
    if control.on_size_change is None and not any(getattr(control, name, None) is not None for name in _PLACED):
        control.on_size_change = _told
        control.size_change_interval = 0


def _told(event: Any) -> None:
    """Hear a size; `Ruler` has noted it before."""
