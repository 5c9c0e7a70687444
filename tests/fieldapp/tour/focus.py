"""Where Tab leads: the controls that took the focus one after the other, as Flutter told the app.

Flutter draws on a canvas: `document.activeElement` says nothing of its focus. Every button of the desk and every field
has a handler of `focus`, though, and the app of the tour runs in this process: its events are noted as they come.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from flet.messaging.session import Session

from tests.browser_driver import Screen
from tests.fieldapp.tour.nodes import SLACK_DP, Node

TABS_MAX: Final = 120
HEARD_S: Final = 1.0
"""How long one waits for an answer to Tab: none comes where the focus leaves the page, at the end of its round."""
WHOLE_DP_MIN: Final = 24
"""What is less high is cut by the end of what scrolls: it comes once one has scrolled there. Source: WCAG 2.5.8."""
_LOOK_MS: Final = 15


@dataclass
class FocusNote:
    """The identifiers of what took the focus, in their order; '' for a press that nothing answered."""

    found: list[str] = field(default_factory=list)

    def walk(self, screen: Screen, wanted: set[str]) -> list[str]:
        """Press Tab until all that is wanted has had the focus, or so often that it never will."""
        self.found.clear()
        for _ in range(TABS_MAX):
            if wanted <= set(self.found):
                break
            self.press(screen, "Tab")
        return list(dict.fromkeys(one for one in self.found if one))

    def press(self, screen: Screen, key: str, heard_s: float = HEARD_S) -> str:
        """Press a key that moves the focus, and give what took it; '' where nothing did."""
        known, deadline = len(self.found), time.monotonic() + heard_s
        screen.press(key)
        while len(self.found) == known:
            if time.monotonic() > deadline:
                self.found.append("")
                break
            screen.page.wait_for_timeout(_LOOK_MS)
        return self.found[-1]


@contextmanager
def noting_focus(session: Session) -> Iterator[FocusNote]:
    """Note what takes the focus on a page until the end of the block."""
    note, plain = FocusNote(), session.dispatch_event

    async def noted(control_id: int, name: str, data: Any) -> None:
        if name == "focus":
            note.found.append(_identifier(session.index.get(control_id)))
        await plain(control_id, name, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "dispatch_event", noted)
        yield note


def _identifier(control: Any) -> str:
    """Give the identifier of what a control lies in: the button is inside of what names it."""
    while control is not None:
        found = getattr(control, "identifier", None)
        if found:
            return str(found)
        try:
            control = control.parent
        except RuntimeError:
            break
    return ""


def against_the_order(walked: list[str], nodes: tuple[Node, ...]) -> Iterator[str]:
    """Give each pair of one column whose lower one came first; of two columns Flutter takes line by line."""
    at = {node.identifier: node for node in nodes if node.height >= WHOLE_DP_MIN}
    seen = [at[one] for one in walked if one in at]
    for number, later in enumerate(seen):
        for earlier in seen[:number]:
            if _is_above(later, earlier):
                yield f"{earlier.identifier} before {later.identifier}"


def _is_above(node: Node, other: Node) -> bool:
    same_column = node.x < other.x + other.width - SLACK_DP and other.x < node.x + node.width - SLACK_DP
    return same_column and node.y + node.height <= other.y + SLACK_DP
