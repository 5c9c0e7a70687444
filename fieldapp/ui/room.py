"""The last room on the disk: it is for what is written, and what takes more is refused before it is made."""

from fieldapp.replica.storage import TEXT_ROOM_BYTES
from fieldapp.ui.app import App
from fieldapp.ui.gestures import tell_trouble
from fieldapp.ui.i18n import size
from fieldapp.ui.look import Look


def lacks_room(app: App, look: Look, key: str) -> bool:
    """Tell whether the rest of the disk is for texts, and say so in the words of a trouble."""
    free_bytes = app.room_left()
    if free_bytes is None or free_bytes >= TEXT_ROOM_BYTES:
        return False
    tell_trouble(app, look, key, size=size(look.t, free_bytes))
    return True
