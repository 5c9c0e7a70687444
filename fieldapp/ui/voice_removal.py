"""« Retirer » for voice notes: gone from the screen at once, and for ten seconds there is a way back."""

import asyncio
from functools import partial
from typing import Any

from fieldapp.replica.asides import SealedVoice, put_aside, remove_voice, restore_voice, take_back
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.voices import Spot, StoredVoice
from fieldapp.ui.app import App
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.removals import forgotten


async def remove_held(app: App, look: Look, page: Any, spot: Spot) -> None:
    """Put the note that is held aside, and delete it once the way back is closed."""
    done = await written(app, look, put_aside, spot)
    if done is None or done.value is None:
        return
    app.say(look.t("voice.removed"), partial(written, app, look, take_back, done.value))
    page.run_task(forgotten, app, done.value)


async def remove_stored(app: App, look: Look, spot: Spot, one: StoredVoice) -> None:
    """Take a note away from its record; « Annuler » puts its bytes there again."""
    content = await asyncio.to_thread(photo_bytes, app.replica.files, one.id)
    if await written(app, look, remove_voice, one.id) is None:
        return
    undo = None
    if content is not None:
        undo = partial(written, app, look, restore_voice, spot, SealedVoice(content), one.said_at)
    app.say(look.t("voice.removed"), undo)
