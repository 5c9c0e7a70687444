"""What is removed is gone at once, and for ten seconds there is a way back: photos and whole drafts.

Voice notes have theirs in `fieldapp.ui.voice_removal`; all wait in the same place and are forgotten by `forgotten`.
"""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any, Final

from fieldapp.replica.asides import forget_aside
from fieldapp.replica.asides_of_drafts import (
    TakenOff,
    put_draft_aside,
    put_photo_aside,
    remove_photo,
    restore_photo,
    take_draft_back,
)
from fieldapp.replica.errors import ReplicaClosed
from fieldapp.replica.photo_files import photo_bytes, thumbnail_bytes
from fieldapp.ui.app import UNDO_S, App
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look

FORGET_S: Final = 3 * UNDO_S
"""The toast counts its seconds as it is drawn: on a busy tablet they are longer."""


async def remove_draft_photo(app: App, look: Look, page: Any, draft_id: str, photo_id: str) -> bool:
    """Take a photo out of its draft, with a way back; says whether it is out."""
    return await _put_aside(app, look, page, look.t("photo.removed"), put_photo_aside, draft_id, photo_id)


async def remove_draft(app: App, look: Look, page: Any, word: str, draft_id: str) -> bool:
    """Throw a draft away, with a way back; says whether it is gone."""
    return await _put_aside(app, look, page, word, put_draft_aside, draft_id)


async def remove_stored_photo(app: App, look: Look, photo_id: str) -> bool:
    """Take a photo away from its record; « Annuler » puts its bytes there again, where they are here."""
    files = app.replica.files
    jpeg = await asyncio.to_thread(photo_bytes, files, photo_id)
    thumbnail = await asyncio.to_thread(thumbnail_bytes, files, photo_id)
    done = await written(app, look, remove_photo, photo_id)
    if done is None:
        return False
    undo = None
    if jpeg is not None:
        said = done.value
        taken = TakenOff(str(said["parent_kind"]), str(said["parent_id"]), said, jpeg, thumbnail)
        undo = partial(written, app, look, restore_photo, taken)
    app.say(look.t("photo.removed"), undo)
    return True


async def _put_aside(app: App, look: Look, page: Any, word: str, action: Any, *args: str) -> bool:
    done = await written(app, look, action, *args)
    if done is None or done.value is None:
        return False
    app.say(word, partial(written, app, look, take_draft_back, done.value))
    page.run_task(forgotten, app, done.value)
    return True


async def forgotten(app: App, aside_id: str) -> None:
    """Delete what is aside once the way back is closed."""
    await asyncio.sleep(FORGET_S)
    # Closed meanwhile: the next start forgets it.
    with suppress(ReplicaClosed):
        await app.replica.write(forget_aside, aside_id)
