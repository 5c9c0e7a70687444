"""What may stand in place of typed words in the street: a photo taken for it, or a voice note of today (DOMAIN F 18).

spoken = spoken_part(spot, page.voices, ending)     # speak instead of typing
if await explained(app, look, spot, photo_id): …    # at the end: it is said otherwise
"""

from functools import partial

import flet as ft

from fieldapp.replica.attached import photos_of
from fieldapp.replica.takes import hold_take, seal_piece
from fieldapp.replica.voices import Spot, StoredVoice, Voices, keep_voice, voices_of
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.recording import Keeping
from fieldapp.ui.voice import Ending, VoiceBox, voice_box
from sync.core.instants import parse_instant
from sync.records.attachment import VOICES_PER_RECORD_MAX


@ft.component
def spoken_part(spot: Spot, voices: Voices, ending: Ending) -> ft.Control:
    """Offer to speak a note on a record; `ending` ends it where somebody sends before the last word."""
    app, look = use_app(), use_look()

    async def keep() -> None:
        if await written(app, look, keep_voice, spot.kind, spot.record_id) is not None:
            app.say(look.t("voice.kept"))

    if len(voices.stored) >= VOICES_PER_RECORD_MAX:
        return ft.Container()
    keeping = Keeping(partial(written, app, look, seal_piece, spot), partial(written, app, look, hold_take, spot))
    return voice_box(VoiceBox(voices.held, spot, keeping, keep, ending=ending))


async def explained(app: App, look: Look, spot: Spot, photo_id: str) -> bool:
    """Tell whether this photo, or what I said today, is on a record; a note that still waits is put there."""
    voices = await app.replica.read(voices_of, spot.kind, spot.record_id)
    if voices.held is not None:
        return await written(app, look, keep_voice, spot.kind, spot.record_id) is not None
    photos = await app.replica.read(photos_of, spot.kind, spot.record_id)
    return any(_is_mine_of_today(app, one) for one in voices.stored) or any(one.id == photo_id for one in photos)


def _is_mine_of_today(app: App, voice: StoredVoice) -> bool:
    now = app.now()
    said_on = parse_instant(voice.said_at).astimezone(now.tzinfo).date() if voice.said_at else None
    return voice.author_id == app.agent.id and said_on == now.date()
