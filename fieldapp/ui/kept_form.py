"""A small form that keeps itself: each choice at once, what is typed at every pause, all of it when it leaves.

form = use_kept_form(page.leaving, keep)     # `keep(fields)` writes the draft
form.drawn.get("note")                       # as it is drawn
await form.choose(reason=…); form.typed(note=…)
fields = await form.settled()                # as it is now, with nothing left to be saved

A form over something that is recorded already, or that is opened from a place which does not know what was begun:

begun = use_left(leaving)                    # None while it is read: draw the form once it is there
form = use_form_over(app, leaving, first, begun)
content = [*use_begun_line(form, first, begun), …]
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.replica.leavings import Leaving, keep_leaving, leaving_of
from fieldapp.ui.app import App
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import Autosave, use_autosave, written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import use_look
from fieldapp.ui.widgets.buttons import text_button
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import quiet
from sync.core.model import Fields


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Hold the fields of a form, and what keeps them."""

    drawn: Mapping[str, Any]
    put: Callable[[Any], None]
    latest: Callable[[], Mapping[str, Any]]
    saver: Autosave

    def typed(self, **edits: Any) -> None:
        """Take what is being typed: it is kept at the next pause."""
        self.put({**self.latest(), **edits})
        self.saver.heard(self.latest())

    async def choose(self, **edits: Any) -> None:
        """Take a choice: it is kept at once."""
        self.typed(**edits)
        await self.saver.flush()

    async def settled(self) -> Mapping[str, Any]:
        """Keep what waits and give the fields as they are now: nothing is saved late."""
        await self.saver.flush()
        return self.latest()


def use_kept_form(kept: Mapping[str, Any], keep: Callable[[Mapping[str, Any]], Any]) -> KeptForm:
    """Give a form that begins with what was kept of it, inside a component; `keep(fields)` may be async."""
    drawn, put, latest = use_latest(dict(kept))
    return KeptForm(drawn, put, latest, use_autosave(keep))


SAID: Final = "said"
"""Under this name such a form keeps what it says otherwise than `first`, an emptied field too."""


def use_left(leaving: Leaving) -> Fields | None:
    """Give what was begun of a form, inside a component; None while it is read."""
    # No kind: what the form itself keeps afterwards is no news to it.
    live = use_live(leaving_of, leaving, kinds=())
    return live.value.get(SAID, {}) if isinstance(live, Filled) else None


def use_form_over(app: App, leaving: Leaving, first: Fields, begun: Fields) -> KeptForm:
    """Give a form that says `first` and what was begun over it; what it does not know stays in it."""
    look = use_look()

    async def keep(fields: Mapping[str, Any]) -> None:
        said = {name: value for name, value in fields.items() if name not in first or value != first[name]}
        await written(app, look, keep_leaving, leaving, {SAID: said} if said else {})

    return use_kept_form({**first, **begun}, keep)


def use_begun_line(form: KeptForm, first: Fields, begun: Fields) -> list[ft.Control]:
    """Say that a form holds what nobody sent, with the way back to what is recorded and again to it.

    Without it a figure that was changed and left would look like the one that the town has.
    """
    look = use_look()
    aside, put_aside = ft.use_state(_nothing_aside())
    if not begun:
        return []

    async def back_to_first() -> None:
        put_aside(form.latest())
        await form.choose(**first)

    async def take_up() -> None:
        put_aside(None)
        await form.choose(**(aside or {}))

    if aside is None:
        told, tap = "form.begun", Tap("begun-drop", look.t("form.begun_drop"), back_to_first)
    else:
        told, tap = "form.begun_aside", Tap("begun-again", look.t("form.begun_again"), take_up)
    return [column(quiet(look, look.t(told)), text_button(look, tap, "arrow-u-up-left"), gap=4)]


def _nothing_aside() -> Mapping[str, Any] | None:
    return None
