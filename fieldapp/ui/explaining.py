"""What may stand in place of typed words in the street: a photo taken for it, a voice note of today (F 18)."""

from fieldapp.replica.attached import photos_of
from fieldapp.replica.voices import Spot, StoredVoice, keep_voice, voices_of
from fieldapp.ui.app import App
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from sync.core.instants import parse_instant


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
