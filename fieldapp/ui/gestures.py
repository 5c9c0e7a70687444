"""A gesture that writes: done on the replica, or its refusal told in words; and text that saves itself.

    outcome = await written(app, look, actions.claim, task_id)
    if outcome is not None: app.say(…)

Refusals are answers (`WriteRefused`: the record left, the move is no longer possible), told by the toast; a full disk
is told too. A fault of ours passes on to the screens' boundary.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import flet as ft

from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, NotValid, RecordAbsent, WriteRefused
from fieldapp.ui.app import LACKS, App
from fieldapp.ui.i18n import Words
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look, use_look
from fieldapp.vault.errors import StorageFailed

T = TypeVar("T")

AUTOSAVE_S: Final = 0.8
"""Text is saved this long after its last letter (DOMAIN F 4: within a second)."""


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """The gesture is on the tablet and gave `value`."""

    value: T


async def written(app: App, look: Look, action: Callable[..., T], *args: Any, **named: Any) -> Written[T] | None:
    """Write a gesture; None when it was refused, which the agent has then been told."""
    try:
        return Written(await app.replica.write(action, *args, **named))
    except WriteRefused as refusal:
        tell_trouble(app, look, refusal_key(refusal))
    except StorageFailed:
        tell_trouble(app, look, "refused.disk")
    return None


def tell_trouble(app: App, look: Look, key: str, **parts: Any) -> None:
    """Tell a trouble in a toast that carries its code, and copies it."""
    tell_coded(app, look, look.t(key, **parts), code_of(key))


def tell_coded(app: App, look: Look, told: str, code: str) -> None:
    """Tell what has words of its own with the code of another trouble."""
    app.say(coded(look.t, told, code), glyph=LACKS, code=code)


def coded(t: Words, told: str, code: str) -> str:
    """Put a code behind what is told, in one line."""
    assert code, "a trouble has its code in fieldapp.ui.i18n.codes"
    return t("trouble.with_code", told=told, code=code)


def refusal_key(refusal: WriteRefused) -> str:
    """Give the key of the words for a refusal."""
    match refusal:
        case RecordAbsent():
            return "refused.absent"
        case NotAllowed():
            return "refused.not_allowed"
        case MoveNotAllowed():
            return "refused.move"
        case NotValid(errors=errors) if any(error.code == "too-many" for error in errors):
            return "photo.too_many"
        case _:
            return "refused.not_valid"


class Autosave:
    """A value that is saved a moment after its last change, at once when asked, and when its field leaves."""

    def __init__(self) -> None:
        self.save: Callable[[Any], Any] = _nobody
        self._value: Any = None
        self._waiting: asyncio.Task[None] | None = None

    @property
    def waits(self) -> bool:
        """Tell whether something was heard that is not saved yet."""
        return self._value is not None

    def heard(self, value: Any) -> None:
        """Take the text (or whatever it is) as it stands now."""
        self._value = value
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.create_task(self._later())

    async def flush(self) -> None:
        """Save at once what waits."""
        if self._value is None:
            return
        value, self._value = self._value, None
        outcome = self.save(value)
        if asyncio.iscoroutine(outcome):
            await outcome

    async def _later(self) -> None:
        await asyncio.sleep(AUTOSAVE_S)
        await self.flush()


def use_autosave(save: Callable[[Any], Any]) -> Autosave:
    """Give a value's saver, inside a component; `save(value)` may be async."""
    look, page = use_look(), ft.context.page
    kept: ft.MutableRef[Autosave] = ft.use_ref(Autosave)
    saver: Autosave = kept.current
    saver.save = lambda value: look.attempt(lambda: save(value))
    ft.use_effect(_nothing, [], lambda: page.run_task(saver.flush))
    return saver


def _nobody(value: Any) -> None:
    """Save nothing: the field is not on a screen yet."""


def _nothing() -> None:
    """Do nothing at the first drawing."""
