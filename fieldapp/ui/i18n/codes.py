"""The code of everything that can go wrong for a person: short enough to be said on the telephone.

A trouble has words for what happened (`<key>_title`), what is safe and what to do (`<key>_text`), and its code here;
a refused gesture, a photo, a file or the map says all of it in one line, the entry itself. A fault of ours has no place
here: its code is made from where it came up (`fieldapp.ui.boundary`). Codes are never given to another trouble: they
stand in letters to support.
"""

from typing import Final

TROUBLES: Final = {
    "trouble.locked": "S-01",
    "trouble.refused": "S-02",
    "trouble.absent": "S-03",
    "account.unreachable": "A-01",
    "account.stranger": "A-02",
    "account.not_known": "A-03",
    "account.revoked": "A-04",
    "account.open_elsewhere": "A-05",
    "account.damaged": "A-06",
    "account.newer": "A-07",
    "account.keyless": "A-08",
    "account.no_room": "A-09",
    "account.address": "A-10",
    "account.no_keepers": "A-11",
    "account.wiped": "A-12",
    "account.wiping": "A-13",
    "account.lease_ended": "A-14",
    "account.other_key": "A-15",
    "account.code_wrong": "A-16",
    "account.here_already": "A-17",
    "account.keys_gone": "A-18",
    "account.second_factor": "A-19",
    "account.second_factor_wrong": "A-20",
    "account.second_factor_none": "A-21",
    "shell.halt_signed_out": "R-01",
    "shell.halt_revoked": "R-02",
    "shell.halt_copied": "R-03",
    "shell.halt_too_old": "R-04",
    "shell.halt_broken": "R-05",
    "shell.trouble_strange": "R-06",
    "shell.trouble_full": "R-07",
    "shell.trouble_busy": "R-08",
    "reports.position_denied": "L-01",
}
"""What a screen, the sign-in or the pill's sheet tells with a title, a text and a way to copy it."""

GESTURES: Final = {
    "refused.absent": "G-01",
    "refused.not_allowed": "G-02",
    "refused.move": "G-03",
    "refused.not_valid": "G-04",
    "refused.disk": "G-05",
}
"""What a toast tells in one line of a gesture that was not written."""

THINGS: Final = {
    "photo.unreadable": "C-01",
    "photo.too_large": "C-02",
    "photo.too_many": "C-03",
    "camera.denied": "C-04",
    "camera.no_picture": "C-05",
    "camera.failed": "C-06",
    "photo.no_room": "C-07",
    "voice.trouble_denied": "V-01",
    "voice.trouble_failed": "V-02",
    "voice.no_room": "V-03",
    "parcel.not_introduced": "F-01",
    "parcel.not_written": "F-02",
    "parcel.kept_without": "F-03",
    "news.file_too_large": "F-04",
    "news.file_unreadable": "F-05",
    "packs.trouble_damaged": "P-01",
    "packs.trouble_no_room": "P-02",
}
"""What a toast or a card tells in one line of a photo, the camera, the microphone, a file or the map of the town."""


def code_of(key: str) -> str:
    """Give the code of a trouble; empty where it is a fault, which brings its own."""
    return TROUBLES.get(key) or GESTURES.get(key) or THINGS.get(key, "")
