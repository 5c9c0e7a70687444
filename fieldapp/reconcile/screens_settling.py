"""Carrying a choice out: one gesture, a toast with the way back, and plain words where the device refuses it."""

from collections.abc import Callable
from typing import Any

from fieldapp.reconcile.actions import Settled, remove_record, reopen
from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, NotValid, RecordAbsent, WriteRefused
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.gestures import refusal_key, tell_coded
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look


async def settle(app: App, look: Look, told: str, action: Callable[..., Settled], *args: Any) -> None:
    """Carry out a choice, offer the way back, go on to the list; a choice that cannot be made says why."""
    try:
        settled = await app.replica.write(action, *args)
    except WriteRefused as refused:
        tell_not_possible(app, look, refused)
        return

    async def undo() -> None:
        await app.replica.write(reopen, settled)

    # A removal has no contrary gesture: the record is gone for everybody.
    app.say(look.t(told), undo if action is not remove_record else None)
    app.go(routes.RECONCILE)


def tell_not_possible(app: App, look: Look, refused: WriteRefused) -> None:
    """Tell that a choice cannot be made any more, with the code of the refusal."""
    told = look.t("reconcile.not_possible", why=look.t(why_refused(refused)))
    tell_coded(app, look, told, code_of(refusal_key(refused)))


def why_refused(refused: WriteRefused) -> str:
    """Give the words' key for what the device refuses on the spot."""
    match refused:
        case MoveNotAllowed():
            return "reconcile.why_move"
        case NotAllowed():
            return "reconcile.why_right"
        case RecordAbsent():
            return "reconcile.why_absent"
        case NotValid():
            return "reconcile.why_value"
        case _:
            return "reconcile.why_right"
