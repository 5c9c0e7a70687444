"""The text that does not fit into its own box: cut, ended by an ellipsis, or broken in the middle of a word.

The tree of semantics knows what a text says and not how much of it is seen. Here every text tells the size that it was
given (`on_size_change`), and what it needs is measured with its own font: the words that no line holds, the lines that
no height holds, and what is wider than what it lies in.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import flet as ft
from flet.messaging.session import Session
from PIL import ImageFont

from fieldapp.ui.tokens import FONTS, Face

ASSETS: Final = Path(__file__).parents[3] / "assets"
SLACK_DP: Final = 2.0
"""What rounding and kerning may make of a width or a height."""
_EM: Final = 1000
_ENDED: Final = "ended after"
_OWN: Final = 3
"""Window, probe and the place of the toast tell their sizes always."""
_FACES: Final = frozenset(FONTS) - {Face.GLYPH, Face.GLYPH_FILLED}
_PLACED: Final = ("expand", "left", "top", "right", "bottom")
"""What lies so in its parent cannot tell its size: Flet puts what hears it between the two, and Flutter gives up."""
_PIECES: Final = re.compile(r"[^ \n-]*-|[^ \n-]+")
"""What a line may end after: a space or a hyphen."""
_NO_WORD: Final = re.compile(r"[0-9@/:._]")
"""In a piece that holds one of these (an address, a number) a break hides nothing."""


@dataclass(frozen=True, slots=True)
class Box:
    """One text, how it is written, the size that it was given, and the room of what it lies in."""

    words: str
    face: str
    size: float
    line: float
    width: float
    height: float
    lines_max: int | None = None
    is_unbroken: bool = False
    room: tuple[float, float] = (float("inf"), float("inf"))

    def wide(self, words: str) -> float:
        """Give how wide some words are at least: the space between letters is left out."""
        return _font(self.face).getlength(words) / _EM * self.size

    def lines(self) -> int:
        """Give how many lines the words need in this width."""
        if self.is_unbroken:
            return 1
        return sum(self._lines_of(paragraph) for paragraph in self.words.split("\n"))

    def _lines_of(self, paragraph: str) -> int:
        lines, here = 1, ""
        for piece in re.findall(r"[^ -]*-|[^ -]+ *| +", paragraph):
            if here and self.wide((here + piece).rstrip()) > self.width + SLACK_DP:
                lines, here = lines + 1, ""
            here += piece
        return lines


def misfits(boxes: Iterable[Box], *, may_end: bool = False) -> list[str]:
    """Give what is cut, broken, too large for its place or ended by an ellipsis, each with its reason."""
    found = ((reason, box) for box in boxes for reason in _reasons(box))
    return [f"{reason}: {box.words[:60]!r}" for reason, box in found if not (may_end and reason.startswith(_ENDED))]


def _reasons(box: Box) -> Iterator[str]:
    pieces = [piece for piece in _PIECES.findall(box.words) if not _NO_WORD.search(piece)]
    lines = box.lines()
    if box.is_unbroken and box.wide(box.words) > box.width + SLACK_DP:
        yield "cut at its side"
    elif any(box.wide(piece) > box.width + SLACK_DP for piece in pieces):
        yield "broken in a word"
    if box.lines_max is not None and lines > box.lines_max:
        yield f"{_ENDED} {box.lines_max} of {lines} lines"
    elif lines * box.size * box.line > box.height + SLACK_DP + box.size * box.line * 0.2:
        yield f"cut at its foot, {lines} lines"
    if box.width > box.room[0] + SLACK_DP or box.height > box.room[1] + SLACK_DP:
        yield "larger than its place"


@lru_cache(maxsize=8)
def _font(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / FONTS[Face(face)]), _EM, layout_engine=ImageFont.Layout.BASIC)


@contextmanager
def measuring(session: Session) -> Iterator["Ruler"]:
    """Let every control that is drawn meanwhile tell its size."""
    ruler, plain = Ruler(), session.dispatch_event

    async def noted(control_id: int, name: str, data: Any) -> None:
        if name == "size_change":
            ruler.sizes[control_id] = (data["w"], data["h"])
            # Flet looks through the whole tree for a number that it does not know: hundreds of these would stop it.
            if getattr(session.index.get(control_id), "on_size_change", None) in (None, _told):
                return
        await plain(control_id, name, data)

    ft.LayoutControl.init = _ask  # type: ignore[method-assign]
    ft.LayoutControl.__setattr__ = _place  # type: ignore[method-assign]
    session.dispatch_event = noted
    try:
        yield ruler
    finally:
        del ft.LayoutControl.init, ft.LayoutControl.__setattr__
        session.dispatch_event = plain


class Ruler:
    """Holds the sizes that controls told, by their numbers."""

    def __init__(self) -> None:
        """Take no sizes yet."""
        self.sizes: dict[int, tuple[float, float]] = {}

    def has_heard(self) -> bool:
        """Tell whether more than the page's own measure has told its size."""
        return len(self.sizes) > _OWN

    def boxes(self, texts: Iterable[ft.Text], scale: float) -> list[Box]:
        """Give the boxes of the texts whose size is known."""
        return [box for control in texts if (box := self._box(control, scale)) is not None]

    def _box(self, control: ft.Text, scale: float) -> Box | None:
        size, style = self.sizes.get(control._i), control.style
        if size is None or not isinstance(style, ft.TextStyle) or style.font_family not in _FACES:
            return None
        words = control.value or "".join(span.text or "" for span in control.spans or [])
        return Box(
            words=words,
            face=str(style.font_family),
            size=(style.size or 0) * scale,
            line=style.height or 1.0,
            width=size[0],
            height=size[1],
            lines_max=control.max_lines,
            is_unbroken=bool(control.no_wrap),
            room=self._room(control),
        )

    def _room(self, control: Any) -> tuple[float, float]:
        """Give the least width and height of what a text lies in, as far up as nothing scrolls."""
        wide = high = float("inf")
        above = _above(control)
        while above is not None:
            scroll = getattr(above, "scroll", None)
            if isinstance(above, ft.ListView) or scroll is not None or isinstance(above, ft.Stack):
                break
            # What tells no size may have the number of something that did.
            is_asked = getattr(above, "on_size_change", None) is _told
            if is_asked and (size := self.sizes.get(above._i)) is not None:
                wide, high = min(wide, size[0]), min(high, size[1])
            above = _above(above)
        return wide, high


def _above(control: Any) -> Any:
    try:
        return control.parent
    except RuntimeError:
        return None


def _told(event: Any) -> None:
    """Hear a size; `Ruler` has noted it before."""


def _ask(control: Any) -> None:
    if control.on_size_change is None and not any(getattr(control, name, None) is not None for name in _PLACED):
        control.on_size_change = _told
        control.size_change_interval = 0


def _place(control: Any, name: str, value: Any) -> None:
    object.__setattr__(control, name, value)
    if name in _PLACED and value is not None and getattr(control, "on_size_change", None) is _told:
        object.__setattr__(control, "on_size_change", None)
